package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallContactPhoneNumber() table {
	return filtered(contactPhoneNumbers().filters, &plugin.Table{
		Name:        "aircall_contact_phone_number",
		Description: "Phone numbers of shared contacts.",
		List:        &plugin.ListConfig{Hydrate: listContactPhoneNumbers},
		Columns: contactDetailColumns(
			integer("phone_number_id", "Unique id of the contact's phone number.", contactDetailID),
			text("phone_number", "The number in E.164 form, such as +33123456789; NULL when the value cannot be read as one. Personal data.",
				func(d *contactDetail) *string { return e164(d.part.Value.Ptr(), nil) }),
		),
	})
}

func contactPhoneNumbers() source[contactDetail] {
	return insideContacts(func(c *api.Contact) []api.ContactDetail { return c.PhoneNumbers.Value() })
}

func listContactPhoneNumbers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, contactPhoneNumbers().stream(ctx, d)
}

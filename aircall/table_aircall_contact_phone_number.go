package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallContactPhoneNumber() table.Definition {
	return table.Filtered(contactPhoneNumbers(), &plugin.Table{
		Name:        "aircall_contact_phone_number",
		Description: "Phone numbers of shared contacts.",
		List:        &plugin.ListConfig{Hydrate: listContactPhoneNumbers},
		Columns: contactDetailColumns(personal.PhoneAs("phone_number"),
			table.Integer("phone_number_id", "Unique id of the contact's phone number.", contactDetailID),
			table.Text("phone_number", personal.Phone(), "The number in E.164 form, such as +33123456789; NULL when the value cannot be read as one. Personal data.",
				func(d *contactDetail) *string { return e164(d.Item.Value.Ptr(), nil) }),
		),
	})
}

func contactPhoneNumbers() table.ListSpec[contactDetail] {
	return contactDetails(func(c *api.Contact) []api.ContactDetail { return c.PhoneNumbers.Value() })
}

func listContactPhoneNumbers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, contactPhoneNumbers())
}

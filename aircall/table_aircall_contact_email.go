package aircall

import (
	"context"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallContactEmail() table {
	return filtered(contactEmails().filters, &plugin.Table{
		Name:        "aircall_contact_email",
		Description: "E-mail addresses of shared contacts.",
		List:        &plugin.ListConfig{Hydrate: listContactEmails},
		Columns: contactDetailColumns(
			integer("email_id", "Unique id of the contact's address.", contactDetailID),
			text("email", "The address in lower case. Personal data.", func(d *contactDetail) *string {
				if filled(d.part.Value.Ptr()) == nil {
					return nil
				}
				return new(strings.ToLower(strings.TrimSpace(d.part.Value.Value())))
			}),
		),
	})
}

func contactEmails() source[contactDetail] {
	return insideContacts(func(c *api.Contact) []api.ContactDetail { return c.Emails.Value() })
}

func listContactEmails(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, contactEmails().stream(ctx, d)
}

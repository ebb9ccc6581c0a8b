package aircall

import (
	"context"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallContactEmail() table.Definition {
	return table.Filtered(contactEmails(), &plugin.Table{
		Name:        "aircall_contact_email",
		Description: "E-mail addresses of shared contacts.",
		List:        &plugin.ListConfig{Hydrate: listContactEmails},
		Columns: contactDetailColumns(personal.Email(),
			table.Integer("email_id", "Unique id of the contact's address.", contactDetailID),
			table.Text("email", personal.Email(), "The address in lower case. Personal data.", func(d *contactDetail) *string {
				if nonBlank(d.Item.Value.Ptr()) == nil {
					return nil
				}
				return new(strings.ToLower(strings.TrimSpace(d.Item.Value.Value())))
			}),
		),
	})
}

func contactEmails() table.ListSpec[contactDetail] {
	return contactDetails(func(c *api.Contact) []api.ContactDetail { return c.Emails.Value() })
}

func listContactEmails(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, contactEmails())
}

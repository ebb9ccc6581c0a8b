package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// contactDetail is a phone number or an e-mail address with its contact.
type contactDetail = table.Child[*api.Contact, api.ContactDetail]

func contactDetails(details func(*api.Contact) []api.ContactDetail) table.ListSpec[contactDetail] {
	return table.Children(table.ParentSpec[*api.Contact, api.ContactDetail]{
		ParentKey: table.ParentKey{Column: "contact_id"},
		List: func(ctx context.Context, c *api.Client, _ *table.ListQuery) iter.Seq2[*api.Contact, error] {
			return c.Contacts(ctx, api.ContactQuery{})
		},
		Get: func(ctx context.Context, c *api.Client, id any) (*api.Contact, error) {
			return c.Contact(ctx, id.(int64))
		},
		ID:     func(c *api.Contact) any { return c.ID },
		Inside: details,
	})
}

func contactDetailColumns(holds personal.Verdict, id, value *plugin.Column) []*plugin.Column {
	return []*plugin.Column{
		table.Integer("contact_id", "Id of the contact; aircall_contact.id.", func(d *contactDetail) *int64 { return &d.Parent.ID }),
		table.Text("contact_title", personal.Name(), "First and last name of the contact, else the company, else the first phone number. Personal data.", func(d *contactDetail) *string { return contactTitle(d.Parent) }),
		id,
		table.Text("label", contactLabel(), "What the contact uses it for, such as Work.", func(d *contactDetail) *string { return d.Item.Label.Ptr() }),
		table.Text("value", holds, "The value, as Aircall sent it. Personal data.", func(d *contactDetail) *string { return d.Item.Value.Ptr() }),
		value,
		table.Company(),
	}
}

func contactDetailID(d *contactDetail) *int64 { return d.Item.ID.Ptr() }

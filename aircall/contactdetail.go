package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// contactDetail is a phone number or an e-mail address with its contact.
type contactDetail = within[api.Contact, api.ContactDetail]

func insideContacts(details func(*api.Contact) []api.ContactDetail) source[contactDetail] {
	return inside(parents[api.Contact]{
		column: "contact_id",
		id:     func(c *api.Contact) int64 { return c.ID },
		list: func(ctx context.Context, c *api.Client, _ *question) iter.Seq2[*api.Contact, error] {
			return c.Contacts(ctx, api.ContactQuery{})
		},
		one: (*api.Client).Contact,
	}, details)
}

func contactDetailColumns(id, value *plugin.Column) []*plugin.Column {
	return []*plugin.Column{
		integer("contact_id", "Id of the contact; aircall_contact.id.", func(d *contactDetail) *int64 { return &d.parent.ID }),
		text("contact_title", "First and last name of the contact, else the company, else the first phone number. Personal data.", func(d *contactDetail) *string { return contactTitle(d.parent) }),
		id,
		text("label", "What the contact uses it for, such as Work.", func(d *contactDetail) *string { return d.part.Label.Ptr() }),
		text("value", "The value, as Aircall sent it. Personal data.", func(d *contactDetail) *string { return d.part.Value.Ptr() }),
		value,
		company(),
	}
}

func contactDetailID(d *contactDetail) *int64 { return d.part.ID.Ptr() }

package aircall

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallContact() table.Definition {
	return table.Filtered(contacts(), &plugin.Table{
		Name:        "aircall_contact",
		Description: "Shared contacts of the company. Contacts that an integration synchronises are not in Aircall's API.",
		List:        &plugin.ListConfig{Hydrate: listContacts, KeyColumns: table.TimeKey("created_at")},
		Get:         &plugin.GetConfig{Hydrate: getContact, KeyColumns: plugin.SingleColumn("id")},
		Columns: []*plugin.Column{
			table.Integer("id", "Unique id of the contact.", func(c *api.Contact) *int64 { return &c.ID }),
			table.Timestamp("created_at", "When the contact was created.", func(c *api.Contact) api.Time { return c.CreatedAt }),
			table.QualColumn("phone_number", personal.Phone(), proto.ColumnType_STRING, "The phone number that the contact is looked up by, in E.164 form such as +33123456789; NULL when the query names none. "+
				"Compare it with a value: phone_numbers and aircall_contact_phone_number have all numbers. Personal data."),
			table.QualColumn("email", personal.Email(), proto.ColumnType_STRING, "The e-mail address that the contact is looked up by; NULL when the query names none. "+
				"Compare it with a value: emails and aircall_contact_email have all addresses. Personal data."),
			table.Text("first_name", personal.Name(), "First name of the contact.", func(c *api.Contact) *string { return c.FirstName.Ptr() }),
			table.Text("last_name", personal.Name(), "Last name of the contact.", func(c *api.Contact) *string { return c.LastName.Ptr() }),
			table.Text("contact_company_name", personal.Name(), "Company that the contact works for.", func(c *api.Contact) *string { return c.CompanyName.Ptr() }),
			table.Text("information", personal.Text(), "Notes on the contact.", func(c *api.Contact) *string { return c.Information.Ptr() }),
			table.JSON("phone_numbers", personal.Document(contactDetailFields(personal.Phone())), "Phone numbers of the contact, as Aircall sent them: id, label and value. Personal data.", func(c *api.Contact) json.RawMessage { return c.PhoneNumbers.JSON() }),
			table.JSON("emails", personal.Document(contactDetailFields(personal.Email())), "E-mail addresses of the contact, as Aircall sent them: id, label and value. Personal data.", func(c *api.Contact) json.RawMessage { return c.Emails.JSON() }),
			table.Boolean("is_shared", "Whether the contact is shared with the whole company.", func(c *api.Contact) *bool { return c.IsShared.Ptr() }),
			table.Timestamp("updated_at", "When the contact was last changed. Not every change of a phone number or address moves it.", func(c *api.Contact) api.Time { return c.UpdatedAt.Value() }),
			table.Text("direct_link", personal.Link(), "Address of the contact in Aircall's API.", func(c *api.Contact) *string { return c.DirectLink.Ptr() }),
			table.Title(personal.Name(), contactTitle),
			table.Company(),
		},
	})
}

func contacts() table.ListSpec[api.Contact] {
	return table.ListSpec[api.Contact]{
		Read:       searchContacts,
		TimeColumn: "created_at",
		At:         func(c *api.Contact) api.Time { return c.CreatedAt },
		ID:         func(c *api.Contact) any { return c.ID },
		Summary: &table.Summary[api.Contact]{
			Count: func(ctx context.Context, c *api.Client, q *table.ListQuery) (int64, bool, error) {
				return c.ExactCountOfContacts(ctx, api.ContactQuery{ListOptions: q.ListOptions})
			},
			Oldest: func(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*api.Contact, error] {
				return c.OldestContacts(ctx, api.ContactQuery{ListOptions: q.ListOptions})
			},
		},
		Filters: []table.Filter[api.Contact]{
			table.FromQual(table.WhereText("phone_number", isE164, contactHasNumber)),
			table.FromQual(table.WhereText("email", func(email string) bool { return strings.Contains(email, "@") }, contactHasEmail)),
		},
	}
}

func searchContacts(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*api.Contact, error] {
	return c.Contacts(ctx, api.ContactQuery{ListOptions: q.ListOptions, PhoneNumber: q.Text("phone_number"), Email: q.Text("email")})
}

func listContacts(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, contacts())
}

func getContact(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, contacts(), table.ByID((*api.Client).Contact))
}

func contactHasNumber(c *api.Contact, number string) bool {
	return slices.ContainsFunc(c.PhoneNumbers.Value(), func(p api.ContactDetail) bool { return sameDigits(p.Value.Ptr(), number) })
}

func contactHasEmail(c *api.Contact, email string) bool {
	return slices.ContainsFunc(c.Emails.Value(), func(e api.ContactDetail) bool {
		return e.Value.Ptr() != nil && strings.EqualFold(e.Value.Value(), email)
	})
}

// contactName is first and last name, as far as there are any; nil when there is neither.
func contactName(c *api.Contact) *string {
	var names []string
	for _, name := range []*string{nonBlank(c.FirstName.Ptr()), nonBlank(c.LastName.Ptr())} {
		if name != nil {
			names = append(names, *name)
		}
	}
	if names == nil {
		return nil
	}
	return new(strings.Join(names, " "))
}

func contactTitle(c *api.Contact) *string {
	if name := contactName(c); name != nil {
		return name
	}
	if company := nonBlank(c.CompanyName.Ptr()); company != nil {
		return company
	}
	for _, p := range c.PhoneNumbers.Value() {
		return p.Value.Ptr()
	}
	return nil
}

// filled is a text that says something.
func nonBlank(text *string) *string {
	if text == nil || strings.TrimSpace(*text) == "" {
		return nil
	}
	return text
}

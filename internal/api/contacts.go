package api

import (
	"context"
	"iter"
	"net/url"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/contacts, /v1/contacts/search, /v1/contacts/:id.

// Contact is a shared contact. Contacts that an integration synchronises are not in the API.
type Contact struct {
	ID           int64                `json:"id"`
	FirstName    Field[string]        `json:"first_name"`
	LastName     Field[string]        `json:"last_name"`
	CompanyName  Field[string]        `json:"company_name"`
	Information  Field[string]        `json:"information"`
	IsShared     Field[bool]          `json:"is_shared"`
	CreatedAt    Time                 `json:"created_at"`
	UpdatedAt    Field[Time]          `json:"updated_at"` // not moved by every change of a phone number or address
	PhoneNumbers Raw[[]ContactDetail] `json:"phone_numbers"`
	Emails       Raw[[]ContactDetail] `json:"emails"`
	DirectLink   Field[string]        `json:"direct_link"`
}

// ContactDetail is a phone number or an e-mail address of a contact.
type ContactDetail struct {
	ID    Field[int64]  `json:"id"`
	Label Field[string] `json:"label"`
	Value Field[string] `json:"value"`
}

// ContactQuery narrows a list of contacts. The filters go to /v1/contacts/search; without
// any the list is /v1/contacts.
type ContactQuery struct {
	ListOptions
	PhoneNumber string // E.164, exact
	Email       string // exact
}

func (q ContactQuery) list() list[Contact, int64] {
	filters := url.Values{}
	if q.PhoneNumber != "" {
		filters.Set("phone_number", q.PhoneNumber)
	}
	if q.Email != "" {
		filters.Set("email", q.Email)
	}
	path := "/v1/contacts"
	if len(filters) > 0 {
		path = "/v1/contacts/search"
	}
	return list[Contact, int64]{
		listSpec: listSpec{
			path:          path,
			envelope:      "contacts",
			filters:       filters,
			ordered:       true,
			timed:         true,
			exactBounds:   true, // measured: [from, to]
			joinsAnywhere: len(filters) > 0,
		},
		id: func(c *Contact) int64 { return c.ID },
		at: func(c *Contact) Time { return c.CreatedAt },
	}
}

// Contacts lists contacts, newest first, by the time they were created.
func (c *Client) Contacts(ctx context.Context, q ContactQuery) iter.Seq2[*Contact, error] {
	return rows(ctx, c, q.list(), q.ListOptions)
}

// ExactCountOfContacts is ExactCountOfCalls for contacts.
func (c *Client) ExactCountOfContacts(ctx context.Context, q ContactQuery) (n int64, exact bool, err error) {
	return exactCount(ctx, c, q.list(), q.ListOptions)
}

// OldestContacts is OldestCalls for contacts.
func (c *Client) OldestContacts(ctx context.Context, q ContactQuery) iter.Seq2[*Contact, error] {
	return oldestRows(ctx, c, q.list(), q.ListOptions)
}

// Contact reads one contact; IsNotFound tells when there is none with that id.
func (c *Client) Contact(ctx context.Context, id int64) (*Contact, error) {
	return getOne[Contact](ctx, c, request{path: idPath("/v1/contacts/%d", id), envelope: "contact"})
}

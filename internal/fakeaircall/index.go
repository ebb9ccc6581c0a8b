package fakeaircall

import (
	"cmp"
	"slices"
)

// index finds the rows of a company by id.
type index struct {
	users, teams, numbers, contacts, tags map[int64]int
	callsByID                             []int32
	contactsByUpdate                      []int32
}

// Sort puts the company's rows into the order in which Aircall lists them.
func (c *Company) Sort() {
	sortBy(c.Calls, func(a, b *Call) int { return cmp.Or(cmp.Compare(a.StartedAt, b.StartedAt), cmp.Compare(a.ID, b.ID)) })
	sortBy(c.Contacts, func(a, b *Contact) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	sortBy(c.Users, func(a, b *User) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) })
	sortBy(c.Numbers, func(a, b *Number) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) })
	sortBy(c.Teams, func(a, b *Team) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) })
	sortBy(c.Tags, func(a, b *Tag) int { return cmp.Compare(a.ID, b.ID) })
	sortBy(c.Webhooks, func(a, b *Webhook) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) })
}

// newIndex sorts the company's rows and indexes them.
func newIndex(c *Company) *index {
	c.Sort()
	return &index{
		users:     byID(c.Users, func(u *User) int64 { return u.ID }),
		teams:     byID(c.Teams, func(t *Team) int64 { return t.ID }),
		numbers:   byID(c.Numbers, func(n *Number) int64 { return n.ID }),
		contacts:  byID(c.Contacts, func(p *Contact) int64 { return p.ID }),
		tags:      byID(c.Tags, func(t *Tag) int64 { return t.ID }),
		callsByID: order(c.Calls, func(a, b *Call) int { return cmp.Compare(a.ID, b.ID) }),
		contactsByUpdate: order(c.Contacts, func(a, b *Contact) int {
			return cmp.Or(cmp.Compare(a.UpdatedAt, b.UpdatedAt), cmp.Compare(a.ID, b.ID))
		}),
	}
}

// sortBy sorts rows where they stand, and writes nothing when they are sorted: several servers may share a company.
func sortBy[T any](rows []T, compare func(a, b *T) int) {
	byValue := func(a, b T) int { return compare(&a, &b) }
	if !slices.IsSortedFunc(rows, byValue) {
		slices.SortFunc(rows, byValue)
	}
}

func byID[T any](rows []T, id func(*T) int64) map[int64]int {
	at := make(map[int64]int, len(rows))
	for i := range rows {
		at[id(&rows[i])] = i
	}
	return at
}

// order returns the positions of the rows in another order.
func order[T any](rows []T, compare func(a, b *T) int) []int32 {
	at := make([]int32, len(rows))
	for i := range at {
		at[i] = int32(i)
	}
	sortBy(at, func(a, b *int32) int { return compare(&rows[*a], &rows[*b]) })
	return at
}

// lookup returns the row with that id, or nil.
func lookup[T any](rows []T, at map[int64]int, id int64) *T {
	if i, ok := at[id]; ok {
		return &rows[i]
	}
	return nil
}

func (x *exchange) user(id int64) *User       { return lookup(x.c.Users, x.ix.users, id) }
func (x *exchange) team(id int64) *Team       { return lookup(x.c.Teams, x.ix.teams, id) }
func (x *exchange) number(id int64) *Number   { return lookup(x.c.Numbers, x.ix.numbers, id) }
func (x *exchange) contact(id int64) *Contact { return lookup(x.c.Contacts, x.ix.contacts, id) }
func (x *exchange) tag(id int64) *Tag         { return lookup(x.c.Tags, x.ix.tags, id) }

// call returns the call with that id, or nil.
func (x *exchange) call(id int64) *Call {
	i, ok := slices.BinarySearchFunc(x.ix.callsByID, id, func(at int32, id int64) int {
		return cmp.Compare(x.c.Calls[at].ID, id)
	})
	if !ok {
		return nil
	}
	return &x.c.Calls[x.ix.callsByID[i]]
}

package api

import (
	"context"
	"iter"
	"net/url"
)

// ContactsByUpdate lists contacts by the time they were last changed, the latest first, at most 10,000 of them. There is
// no asking for those since a time: whoever has seen enough stops. A contact that changes meanwhile comes twice, and one
// that is deleted may hide another.
func (c *Client) ContactsByUpdate(ctx context.Context) iter.Seq2[*Contact, error] {
	return func(yield func(*Contact, error) bool) {
		l := list[Contact, int64]{
			listSpec: listSpec{
				path:     "/v1/contacts",
				envelope: "contacts",
				ordered:  true,
				filters:  url.Values{"order_by": {"updated_at"}},
			},
			id: func(c *Contact) int64 { return c.ID },
		}
		for n := 1; n <= maxDepth/maxPerPage; n++ {
			r := l.request(pageRef{unbounded, n}, maxPerPage, nil)
			p, err := get(ctx, c.account, r, func(body []byte) (*page[Contact], error) { return l.decodePage(r, body) })
			if err != nil {
				yield(nil, err)
				return
			}
			tracePage(ctx, PageEvent{Path: l.path, Page: n, Pages: n, Rows: len(p.rows)})
			for i := range p.rows {
				if !yield(&p.rows[i], nil) {
					return
				}
			}
			if p.next == linkNone || p.next == linkUnknown && len(p.rows) < maxPerPage {
				return
			}
		}
	}
}

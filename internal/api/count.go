package api

import (
	"context"
	"time"
)

// count asks only for Aircall's own count of a list: one request, and two more for each 10,000 rows
// where Aircall counts no further than it lists.
func count[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions) (int64, error) {
	wanted := o.Window.seconds(l.exactBounds)
	if e := estimateOf(ctx); e != nil && !wanted.empty() {
		e.add(c.account, 1, 1)
		return 0, nil
	}
	counted := int64(0)
	for !wanted.empty() {
		head, err := countPage(ctx, c, l, pageRef{wanted, 1})
		if err != nil || head.total != maxDepth {
			return counted + int64(head.total), err
		}
		// Whether a total goes beyond 10,000 is not established: the last row that can be had tells.
		last, err := countPage(ctx, c, l, pageRef{wanted, maxDepth})
		if err != nil || last.next == linkNone || len(last.rows) == 0 {
			return counted + int64(head.total), err
		}
		if last.first >= wanted.to {
			return 0, &DepthError{Path: l.path, Total: head.total, At: Time{time.Unix(last.first, 0)}}
		}
		newer, err := countPage(ctx, c, l, pageRef{span{last.first + 1, wanted.to}, 1})
		if err != nil {
			return 0, err
		}
		counted += int64(newer.total)
		wanted.to = last.first
	}
	return counted, nil
}

// countPage reads one row of a list, and how many there are.
func countPage[T any, K comparable](ctx context.Context, c *Client, l list[T, K], ref pageRef) (page[T], error) {
	r := l.request(ref, 1, l.flags)
	return getCached(ctx, c, r, func(body []byte) (page[T], error) {
		p, err := l.decodePage(r, body)
		if err == nil && p.total == unknownTotal {
			err = r.bodyErrorf(true, "it does not say how many rows there are")
		}
		if err != nil {
			return page[T]{}, err
		}
		return *p, nil
	})
}

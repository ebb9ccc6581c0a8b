package api

import (
	"context"
	"iter"
	"net/url"
)

// exactCount is Aircall's own count of the rows of a list; exact is false, and no request is made, where the list is in memory.
func exactCount[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions) (n int64, exact bool, err error) {
	wanted := l.wanted(o)
	if c.inMemory(&l.listSpec, wanted) {
		return 0, false, nil
	}
	n, err = count(ctx, c, l, o)
	if err == nil && estimateOf(ctx) == nil {
		c.noticeRetention(ctx, &l.listSpec, wanted)
	}
	return n, err == nil, err
}

// inMemory reports whether a list can be read without a request.
func (c *Client) inMemory(l *listSpec, wanted span) bool {
	if c.cacheFor <= 0 || l.live || wanted.empty() {
		return wanted.empty()
	}
	snapshots := c.acquire(l, c.coverage(l, wanted), maxPerPage)
	whole := true
	for _, s := range snapshots {
		whole = whole && (s.unfiltered != nil || s.completedPages() != nil)
		s.release()
	}
	return whole
}

// oldestRows asks for the first page of a list with the oldest rows first. Where that does not have the oldest for certain, or
// the list is in memory, all rows are read.
func oldestRows[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		wanted := l.wanted(o)
		if wanted.empty() {
			return
		}
		read := rows(ctx, c, l, o)
		if l.ordered && l.exactBounds && !c.inMemory(&l.listSpec, wanted) {
			if e := estimateOf(ctx); e != nil {
				e.add(c.account, 1, 1)
				return
			}
			p, err := oldestPage(ctx, c, l, wanted)
			if err != nil {
				yield(nil, err)
				return
			}
			if whole := p.next == linkNone || p.total != unknownTotal && p.total <= len(p.rows); whole || p.last > p.first+startShift {
				read = func(yield func(*T, error) bool) {
					for i := range p.rows {
						if !yield(&p.rows[i], nil) {
							return
						}
					}
				}
				c.noticeRetention(ctx, &l.listSpec, wanted)
			}
		}
		read(yield)
	}
}

// oldestPage is the first page with the oldest rows first. Rows lie at most a second out of order: a call's start may move.
func oldestPage[T any, K comparable](ctx context.Context, c *Client, l list[T, K], wanted span) (page[T], error) {
	r := l.request(pageRef{wanted, 1}, maxPerPage, url.Values{})
	r.query.Set("order", "asc")
	return getCached(ctx, c, r, func(body []byte) (page[T], error) {
		p, err := l.decodePage(r, body)
		if err != nil {
			return page[T]{}, err
		}
		latest := int64(anyBefore)
		for i := range p.rows {
			at := l.at(&p.rows[i]).Unix()
			switch {
			case !wanted.contains(at):
				return page[T]{}, r.bodyErrorf(false, "it has rows that lie outside the time that was asked for")
			case latest != anyBefore && at < latest-startShift:
				return page[T]{}, r.bodyErrorf(false, "its rows do not come with the oldest first, as was asked for")
			}
			latest = max(latest, at)
		}
		return *p, nil
	})
}

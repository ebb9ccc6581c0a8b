package api

import (
	"context"
	"iter"
	"maps"
	"net/url"
	"strconv"
)

const (
	maxPerPage = 50     // measured: more is clamped without a word
	maxDepth   = 10_000 // measured: page × per_page beyond it is a 400, on every list

	unknownTotal = -1
)

// list describes one of Aircall's lists: where it is, what narrows it, and how its rows are told apart.
type list[T any, K comparable] struct {
	path     string
	envelope string     // the key that holds the rows
	filters  url.Values // what narrows it
	flags    url.Values // what adds to its rows
	order    bool       // the order may be asked for
	id       func(*T) K
	at       func(*T) Time // what from and to compare; nil: the list has no time filter

	wholeSeconds  bool // its times have no fraction, and its bounds are known (measured)
	fromExclusive bool // from itself is left out
	snapshot      bool // rows are added all the time: read it as of one instant
	horizon       bool // only the last months are served
	live          bool // never answered from memory
}

// ListOptions narrow any list.
type ListOptions struct {
	Window Window // for lists with a time filter
	Limit  int    // no more rows are wanted: a hint that saves requests; 0: all
}

// page is one page of a list.
type page[T any] struct {
	rows  []T
	total int // of the list, as of this page; unknownTotal when Aircall did not say
}

// pageRef is the place of a page: lists past 10,000 rows are read in segments, each beginning at
// a later second.
type pageRef struct {
	from int64 // Unix seconds, inclusive; noBound for none
	page int   // from 1
}

// request is the page's own URL. Links are never followed: they lose the flags.
func (l *list[T, K]) request(ref pageRef, to int64, perPage int) request {
	q := url.Values{}
	maps.Copy(q, l.filters)
	maps.Copy(q, l.flags)
	if l.order {
		q.Set("order", "asc")
	}
	if ref.from != noBound {
		from := ref.from
		if l.fromExclusive || !l.wholeSeconds { // unknown bounds are asked for a second wider
			from--
		}
		q.Set("from", strconv.FormatInt(from, 10))
	}
	if to != noBound {
		if !l.wholeSeconds {
			to++
		}
		q.Set("to", strconv.FormatInt(to, 10))
	}
	q.Set("page", strconv.Itoa(ref.page))
	q.Set("per_page", strconv.Itoa(perPage))
	return request{path: l.path, query: q, envelope: l.envelope}
}

// decodePage decodes a page's body; a body without the list's key happens, and is asked for again.
func (l *list[T, K]) decodePage(r request, body []byte) (*page[T], error) {
	rows, m := make([]T, 0, maxPerPage), meta{}
	found, err := decodeEnvelope(body, l.envelope, &rows, &m)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, r.unusable(true, "it has no list %q", l.envelope)
	}
	for i := range rows {
		if l.id(&rows[i]) == *new(K) {
			return nil, r.unusable(false, "row %d of it has no id", i+1)
		}
		if l.at != nil && l.at(&rows[i]).IsZero() {
			return nil, r.unusable(false, "row %d of it has no time, by which the list is ordered", i+1)
		}
	}
	p := &page[T]{rows: rows, total: unknownTotal}
	if m.Total != nil {
		p.total = *m.Total
	}
	return p, nil
}

// between returns the earliest and the latest time of a page's rows, in Unix seconds.
func (l *list[T, K]) between(p *page[T]) (first, last int64) {
	first, last = noBound, noBound
	for i := range p.rows {
		if l.at == nil {
			break
		}
		at := l.at(&p.rows[i]).Unix()
		if i == 0 || at < first {
			first = at
		}
		last = max(last, at)
	}
	return first, last
}

// count asks only for Aircall's own count of a list.
func count[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions) (int64, error) {
	wanted := o.Window.seconds(l.wholeSeconds)
	if wanted.empty() {
		return 0, nil
	}
	r := l.request(pageRef{from: wanted.from, page: 1}, wanted.to, 1)
	return getCached(ctx, c, r, func(body []byte) (int64, error) {
		p, err := l.decodePage(r, body)
		if err != nil {
			return 0, err
		}
		if p.total == unknownTotal {
			return 0, r.unusable(true, "it does not say how many rows there are")
		}
		return int64(p.total), nil
	})
}

// rows reads a list to its end, each row once.
func rows[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		stopped := false
		each := func(row *T) bool {
			stopped = !yield(row, nil)
			return !stopped
		}
		if err := readList(ctx, c, l, o, each); err != nil && !stopped {
			yield(nil, err)
		}
	}
}

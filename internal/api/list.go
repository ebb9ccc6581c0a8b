package api

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"net/url"
	"reflect"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	maxPerPage = 50     // measured: more is clamped without a word
	maxDepth   = 10_000 // measured: page × per_page beyond it is a 400, on every list

	// retentionMonths is how far back Aircall serves calls. Measured: an older window is an empty list, not an error.
	retentionMonths = 6

	unknownTotal = -1
)

// Horizon is the start of the oldest calls that Aircall serves at a time.
func Horizon(now time.Time) time.Time { return now.AddDate(0, -retentionMonths, 0) }

// listSpec describes one of Aircall's lists: where it is, what narrows it, and what is known of its order.
type listSpec struct {
	path     string
	all      string     // where the list without filters is, if its rows tell which of them belong to this list; "": nowhere
	label    string     // stands for the path in errors where the path holds personal data
	envelope string     // the key that holds the rows
	filters  url.Values // what narrows it
	flags    url.Values // what adds to its rows

	ordered       bool // the newest may be asked for first
	timed         bool // it has from and to
	exactBounds   bool // and what they compare, in whole seconds, is measured: the list is read as of one instant
	fromExclusive bool // from itself is left out
	joinsAnywhere bool // a row may join between others: a call that is tagged, a contact that is found late
	retention     bool // only the last months are served
	live          bool // never answered from memory
	narrow        bool // not answered with the beginning of a longer list that is in memory
}

// list is a listSpec and how its rows are told apart. Its pagination is in list_reader.go and list_segment.go.
type list[T any, K comparable] struct {
	listSpec
	id      func(*T) K
	matches func(*T) bool // whether a row of the list without filters is one of this list; nil: it does not tell
	at      func(*T) Time // what from and to compare; nil where there are none
}

// ListOptions narrow any list.
type ListOptions struct {
	Window Window // for lists with a time filter
	Limit  int    // no more rows are wanted: a hint that saves requests; 0: all
}

// page is one page of a list.
type page[T any] struct {
	rows        []T
	total       int // of the list, as of this page; unknownTotal when Aircall did not say
	next        nextLink
	first, last int64 // Unix seconds of its rows: the earliest and the latest; without meaning when it has none
}

// pageRef is the place of a page: lists are read in segments, each of which has a span of its own.
type pageRef struct {
	span span
	page int // from 1
}

// request is the page's own URL, with the flags of whoever began the reading: others share its pages. Links are never
// followed: they lose the flags.
func (l *listSpec) request(ref pageRef, perPage int, flags url.Values) request {
	q := url.Values{}
	maps.Copy(q, l.filters)
	maps.Copy(q, flags)
	if l.ordered {
		q.Set("order", "desc")
	}
	if from := ref.span.from; from != anyBefore {
		if l.fromExclusive || !l.exactBounds { // unknown bounds are asked for a second wider
			from--
		}
		q.Set("from", strconv.FormatInt(from, 10))
	}
	if to := ref.span.to; to != anyAfter {
		if !l.exactBounds {
			to++
		}
		q.Set("to", strconv.FormatInt(to, 10))
	}
	q.Set("page", strconv.Itoa(ref.page))
	q.Set("per_page", strconv.Itoa(perPage))
	return request{path: l.path, query: q, envelope: l.envelope, perPage: perPage}
}

// decodePage decodes a page's body; a body without the list's key happens, and is asked for again.
func (l *list[T, K]) decodePage(r request, body []byte) (*page[T], error) {
	rows, m := boundedRows[T]{most: cmp.Or(r.perPage, maxPerPage)}, meta{}
	found, err := decodeEnvelope(body, l.envelope, &rows, &m)
	switch {
	case rows.tooMany:
		return nil, r.bodyErrorf(false, "it has more than the %d rows that were asked for", rows.most)
	case err != nil:
		return nil, err
	case !found:
		return nil, r.bodyErrorf(true, "it has no list %q", l.envelope)
	}
	p := &page[T]{rows: rows.rows, total: unknownTotal, next: m.Next}
	if m.Total != nil && *m.Total >= 0 {
		p.total = *m.Total
	}
	for i := range p.rows {
		if l.id(&p.rows[i]) == *new(K) {
			return nil, r.bodyErrorf(false, "row %d of it has no id", i+1)
		}
		if l.at == nil {
			continue
		}
		at := l.at(&p.rows[i])
		if at.IsZero() {
			return nil, r.bodyErrorf(false, "row %d of it has no time, by which the list is ordered", i+1)
		}
		if i == 0 {
			p.first, p.last = at.Unix(), at.Unix()
		}
		p.first, p.last = min(p.first, at.Unix()), max(p.last, at.Unix())
	}
	return p, nil
}

// pageOf decodes a page, and refuses one that is not what was asked for.
func (l *list[T, K]) pageOf(r request, ref pageRef, body []byte) (*page[T], error) {
	p, err := l.decodePage(r, body)
	if err == nil {
		err = l.inOrder(r, ref, p)
	}
	return p, err
}

// inOrder refuses a page that is not what was asked for: where the next segment begins rests on it.
func (l *list[T, K]) inOrder(r request, ref pageRef, p *page[T]) error {
	if !l.ordered || !l.exactBounds {
		return nil
	}
	earliest := int64(anyAfter)
	for i := range p.rows {
		at := l.at(&p.rows[i]).Unix()
		switch {
		case !ref.span.contains(at):
			return r.bodyErrorf(false, "it has rows that lie outside the time that was asked for")
		case earliest != anyAfter && at > earliest+startShift:
			return r.bodyErrorf(false, "its rows do not come with the newest first, as was asked for")
		}
		earliest = min(earliest, at)
	}
	return nil
}

// boundedRows are decoded one by one, so that an answer with a million rows takes no memory.
type boundedRows[T any] struct {
	rows    []T
	most    int
	tooMany bool
}

// UnmarshalJSONFrom reads an array of at most that many rows.
func (b *boundedRows[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '[' {
		return json.UnmarshalDecode(d, &b.rows) // whatever it is, it has a name there
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	b.rows = make([]T, 0, b.most)
	objects := objectDecoder{from: d, shared: &sharedValues{objects: map[string]any{}}}
	for d.PeekKind() != ']' {
		n := len(b.rows)
		if n == b.most {
			b.tooMany = true
			return errTooLarge
		}
		row, err := d.ReadValue()
		if err != nil {
			return err
		}
		b.rows = b.rows[:n+1]
		if err := objects.decode(row, "", reflect.ValueOf(&b.rows[n]).Elem()); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// nextLink is what a page says of those that follow.
type nextLink int

const (
	linkUnknown nextLink = iota // measured: webhooks have no links
	linkNone
	linkNext
)

// UnmarshalJSON reads null, a link, or anything else, which says nothing.
func (n *nextLink) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		*n = linkNone
	case len(b) > 2 && b[0] == '"':
		*n = linkNext
	}
	return nil
}

// rows reads a list to its end, the newest first where the list has an order, each row once.
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

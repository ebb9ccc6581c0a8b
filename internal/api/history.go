package api

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/turbot/steampipe-plugin-aircall/internal/parallel"
)

const (
	// historyMonths is how far back Aircall serves calls. Measured: an older window is an empty list, not an error.
	historyMonths = 6
	horizonNotice = "Aircall serves only the calls of the last six months; older ones are not part of this answer"

	maxRereads = 2 // of what changed while it was read, before the query fails
)

// errClockBehind: the first answer shows that Aircall's clock is ahead, and that a reading up to our
// present would leave out the newest rows.
var errClockBehind = errors.New("the clock of this machine is behind Aircall's")

// readList gives each row of a list once, from memory what has just been read and from Aircall the
// rest. It stops without an error when each returns false.
func readList[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions, each func(*T) bool) error {
	err := readOnce(ctx, c, l, o, each, true)
	if errors.Is(err, errClockBehind) { // nothing was given yet, and now the clock is known
		return readOnce(ctx, c, l, o, each, false)
	}
	return err
}

func readOnce[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions, each func(*T) bool, doubtClock bool) error {
	wanted := span{noBound, noBound}
	if l.at != nil {
		wanted = o.Window.seconds(l.wholeSeconds)
	}
	if wanted.empty() {
		return nil
	}
	ahead, now := c.server.offset(), c.serverNow()
	asOfNow := l.snapshot && (wanted.to == noBound || wanted.to > now.Unix())
	if asOfNow {
		wanted.to = max(now.Unix(), wanted.from)
	}
	if l.horizon && wanted.startsBy(now.AddDate(0, -historyMonths, 0).Unix()-1) {
		traceNotice(ctx, horizonNotice)
	}

	w := &walk[T, K]{c: c, l: &l, limit: o.Limit, each: each, seen: map[K]struct{}{}}
	if asOfNow && doubtClock {
		w.ahead = &ahead
	}
	for {
		w.wanted = wanted
		r := c.reading(&l, wanted, perPage(o.Limit))
		err := w.read(ctx, r)
		c.store.leave(r)
		if err != nil || w.stopped {
			return err
		}
		if l.at == nil || r.span.to == noBound || wanted.to != noBound && r.span.to >= wanted.to {
			return nil
		}
		wanted.from = r.span.to + 1 // the part that is newer than what was in memory
	}
}

func perPage(limit int) int {
	if limit > 0 {
		return min(limit, maxPerPage)
	}
	return maxPerPage
}

// walk is one query's way through a reading, which other queries may share.
type walk[T any, K comparable] struct {
	c      *Client
	l      *list[T, K]
	wanted span
	limit  int
	ahead  *time.Duration // the clock's offset that the reading's end rests on; nil when it rests on none
	each   func(*T) bool

	stopped    bool           // each wants no more
	pages      int            // given so far
	seen       map[K]struct{} // rows of this segment and of the one before
	seenBefore map[K]struct{}
	parts      []*cell // what a whole reading consists of
}

func (w *walk[T, K]) read(ctx context.Context, r *reading) error {
	if parts := r.whole(); parts != nil {
		return w.replay(ctx, parts)
	}
	w.parts = nil
	for from := r.span.from; ; {
		next, more, err := w.segment(ctx, r, from)
		if err != nil || w.stopped {
			return err
		}
		if !more {
			r.finish(w.parts)
			return nil
		}
		from = next
		w.seenBefore, w.seen = w.seen, map[K]struct{}{}
	}
}

// replay answers from a whole reading in memory.
func (w *walk[T, K]) replay(ctx context.Context, parts []*cell) error {
	for i, part := range parts {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		if w.l.at != nil && w.wanted.misses(part.first, part.last) {
			continue
		}
		p, err := decodeCell(part, func(body []byte) (*page[T], error) {
			return w.l.decodePage(request{path: w.l.path}, body)
		})
		if err != nil {
			return err
		}
		tracePage(ctx, PageEvent{Path: w.l.path, Page: i + 1, Pages: len(parts), Rows: len(p.rows), Cached: true})
		if !w.give(p) {
			return nil
		}
	}
	return nil
}

// segment reads from one second on as far as Aircall lists: to the end, or to the 10,000th row,
// after which the reading goes on from that row's second.
func (w *walk[T, K]) segment(ctx context.Context, r *reading, from int64) (next int64, more bool, err error) {
	v := &view[K]{perPage: r.perPage, total: unknownTotal}
	err = w.follow(ctx, r, from, v, w.unread(v))
	for round := 0; err == nil && !w.stopped && !v.consistent(); round++ {
		if round == maxRereads {
			return 0, false, &IncompleteError{Path: w.l.path, Listed: v.distinct(), Total: v.total}
		}
		suspect := v.suspect()
		if round == maxRereads-1 {
			suspect = v.all()
		}
		hclog.FromContext(ctx).Debug("the list changed while it was read; reading again", "path", w.l.path, "pages", len(suspect))
		err = w.follow(ctx, r, from, v, oneByOne(suspect))
	}
	if err != nil || w.stopped {
		return 0, false, err
	}
	if w.parts = append(w.parts, v.cells()...); !r.kept() {
		w.parts = nil
	}
	if !v.goesOn() {
		return 0, false, nil
	}
	last := v.pages[len(v.pages)-1].cell.last
	switch {
	case w.l.at == nil:
		return 0, false, &DepthError{Path: w.l.path, Total: v.total}
	case last <= from:
		return 0, false, &DepthError{Path: w.l.path, Total: v.total, At: Time{time.Unix(last, 0)}}
	}
	return last, true, nil
}

// unread gives the pages of a list that grows or shrinks while it is read, and with a limit no more
// of them than the limit needs.
func (w *walk[T, K]) unread(v *view[K]) func() (int, bool) {
	asked, before := 0, w.pages
	return func() (int, bool) {
		within := w.limit == 0 || before+asked <= w.pages || (before+asked)*v.perPage < w.limit
		if asked >= v.lastPage() || !within {
			return 0, false
		}
		asked++
		return asked, true
	}
}

// follow fetches pages side by side and gives their rows in order.
func (w *walk[T, K]) follow(ctx context.Context, r *reading, from int64, v *view[K], next func() (int, bool)) error {
	type job struct{ page, newerThan int }
	jobs := func() (job, bool) {
		n, ok := next()
		return job{page: n, newerThan: v.generation(n)}, ok
	}
	fetch := func(ctx context.Context, j job) (fetched[T], error) {
		return w.page(ctx, r, pageRef{from: from, page: j.page}, j.newerThan)
	}
	for f, err := range parallel.InOrder(ctx, w.c.limiter.width(), jobs, fetch) {
		if err != nil {
			return err
		}
		if w.ahead != nil && w.c.server.offset()-*w.ahead > skewTolerance {
			return errClockBehind
		}
		w.ahead = nil
		v.set(f.ref.page, w.ids(f.page), f.page.total, f.cell)
		tracePage(ctx, PageEvent{Path: w.l.path, Page: w.pages + 1, Pages: w.pages + 1 + v.lastPage() - f.ref.page, Rows: len(f.page.rows), Cached: f.cached})
		if !w.give(f.page) {
			return nil
		}
		w.pages++
	}
	return nil
}

// oneByOne gives the numbers of a slice, one at a time.
func oneByOne(numbers []int) func() (int, bool) {
	return func() (int, bool) {
		if len(numbers) == 0 {
			return 0, false
		}
		n := numbers[0]
		numbers = numbers[1:]
		return n, true
	}
}

// fetched is a page and where it is kept.
type fetched[T any] struct {
	ref    pageRef
	page   *page[T]
	cell   *cell
	cached bool
}

// page takes a page from the reading's memory when it is newer than a generation, and from Aircall otherwise.
func (w *walk[T, K]) page(ctx context.Context, r *reading, ref pageRef, newerThan int) (fetched[T], error) {
	req := w.l.request(ref, r.span.to, r.perPage)
	decoder := func(body []byte) (*page[T], error) { return w.l.decodePage(req, body) }
	value, c, cached, err := r.page(ctx, ref, newerThan, func(ctx context.Context) (any, *cell, error) {
		var kept []byte
		p, err := get(ctx, w.c.account, req, func(body []byte) (*page[T], error) {
			kept = body
			return decoder(body)
		})
		if err != nil {
			return nil, nil, err
		}
		c := &cell{body: kept}
		c.first, c.last = w.l.between(p)
		return p, c, nil
	})
	if err != nil {
		return fetched[T]{}, err
	}
	p, ok := value.(*page[T])
	if !ok {
		p, err = decodeCell(c, decoder)
	}
	return fetched[T]{ref: ref, page: p, cell: c, cached: cached}, err
}

func (w *walk[T, K]) ids(p *page[T]) []K {
	ids := make([]K, len(p.rows))
	for i := range p.rows {
		ids[i] = w.l.id(&p.rows[i])
	}
	return ids
}

// give passes on the rows that the query wants and has not had; false when it wants no more.
func (w *walk[T, K]) give(p *page[T]) bool {
	for i := range p.rows {
		row := &p.rows[i]
		id := w.l.id(row)
		if _, had := w.seen[id]; had {
			continue
		}
		w.seen[id] = struct{}{}
		if _, had := w.seenBefore[id]; had || w.l.at != nil && !w.wanted.contains(w.l.at(row).Unix()) {
			continue
		}
		if !w.each(row) {
			w.stopped = true
			return false
		}
	}
	return true
}

package api

import (
	"context"
	"errors"
	"time"
)

const (
	retentionNotice = "Aircall serves only the calls of the last six months; older ones are not part of this answer"

	maxReadings = 4 // of a list that changes while it is read, before the query fails
	shortList   = 5 // pages: a list without an order that has no more is read until two readings agree
	longList    = 50 * maxPerPage

	clockMargin = 3 // seconds by which this machine's clock may be behind Aircall's without our knowing

	// retentionSlack is how long a window of just six months may have been on its way, in seconds.
	retentionSlack = 60

	// retentionMargin is what is read last of a long list, page by page, because its oldest rows age out meanwhile.
	retentionMargin = 2 * 60 * 60
)

// errClockBehind: the first answer shows that Aircall's clock is ahead, and that a reading up to our
// present would leave out the newest rows.
var errClockBehind = errors.New("the clock of this machine is behind Aircall's")

// errWiderList: what is in memory is the beginning of a longer list, so that what the query costs cannot be told from it.
var errWiderList = errors.New("a longer list is in memory")

// readList yields each row of a list once: what has just been read from memory, and the rest from Aircall. It stops without
// an error when yield returns false.
func readList[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions, each func(*T) bool) error {
	doubtClock := true
	for {
		err := readOnce(ctx, c, l, o, each, doubtClock)
		switch { // where nothing was given yet it is begun again
		case errors.Is(err, errClockBehind): // now the clock is known
			doubtClock = false
		case errors.Is(err, errWiderList):
			l.narrow = true
		default:
			return err
		}
	}
}

func readOnce[T any, K comparable](ctx context.Context, c *Client, l list[T, K], o ListOptions, each func(*T) bool, doubtClock bool) error {
	wanted := l.wanted(o)
	if wanted.empty() {
		return nil
	}
	ahead := c.server.offset()
	s := c.coverage(&l.listSpec, wanted)

	r := &listReader[T, K]{c: c, l: &l, limit: o.Limit, yield: each, seen: map[K]struct{}{}}
	if doubtClock && s.span.to != wanted.to {
		r.ahead = &ahead
	}
	snapshots := c.acquire(&l.listSpec, s, perPage(o.Limit))
	defer func() {
		for _, s := range snapshots {
			s.release()
		}
	}()
	for i, snapshot := range snapshots {
		r.s, r.unfiltered, r.wanted = snapshot.snapshot, snapshot.unfiltered, s.span
		if i > 0 { // what is newer was given already, as it is now
			r.wanted.to = min(r.wanted.to, snapshot.settled)
		}
		read := r.read
		if e := estimateOf(ctx); e != nil {
			read = func(ctx context.Context) error { return r.estimate(ctx, e) }
		}
		if err := read(ctx); err != nil || r.stopped {
			return err
		}
	}
	c.noticeRetention(ctx, &l.listSpec, wanted) // whoever wanted no more than the newest rows misses nothing
	return nil
}

// wanted is the time that a query asks for, in the seconds by which the list is narrowed.
func (l *listSpec) wanted(o ListOptions) span {
	if l.timed {
		return o.Window.seconds(l.exactBounds)
	}
	return unbounded
}

// coverage is what is read now of what is wanted.
func (c *Client) coverage(l *listSpec, wanted span) coverage {
	now := c.serverNow()
	s := coverage{span: wanted, asOf: now.Unix(), settled: wanted.to, edge: anyBefore}
	if l.exactBounds {
		s.settled = min(wanted.to, s.asOf-clockMargin-1)
		s.span.to = max(min(wanted.to, s.asOf+clockMargin), wanted.from)
	}
	if l.retention {
		s.edge = Horizon(now).Unix() + retentionMargin
	}
	return s
}

// noticeRetention says so where what is wanted begins before what Aircall has.
func (c *Client) noticeRetention(ctx context.Context, l *listSpec, wanted span) {
	if l.retention && wanted.from < Horizon(c.serverNow()).Unix()-retentionSlack {
		traceNotice(ctx, retentionNotice)
	}
}

func perPage(limit int) int {
	if limit > 0 {
		return min(limit, maxPerPage)
	}
	return maxPerPage
}

// listReader reads the snapshots that answer one query. Other queries may share them.
type listReader[T any, K comparable] struct {
	c      *Client
	l      *list[T, K]
	s      *snapshot
	wanted span
	// unfiltered are the pages to replay where s is of the list without filters.
	unfiltered []*cachedPage
	limit      int
	ahead      *time.Duration // the clock's offset that the reading's end rests on; nil when it rests on none
	yield      func(*T) bool

	stopped    bool           // yield wants no more
	pastWindow bool           // the rest of this snapshot is older than what is wanted
	pages      int            // given so far
	rows       int            // given so far
	seen       map[K]struct{} // dedup: rows of this segment that were given
	seenBefore map[K]struct{} // in the segment before this one
	collected  []*cachedPage  // what a complete snapshot consists of

	left     int  // rows of the list after the last segment, as Aircall counts them; 0 before the first
	split    bool // the rows that may age out are read apart, last
	unsteady int  // segments in a row that ended after one page because the next did not fit
}

// read emits the rows of a snapshot, segment by segment.
func (r *listReader[T, K]) read(ctx context.Context) error {
	if pages := r.completedPages(); pages != nil {
		return r.replay(ctx, pages)
	}
	r.collected, r.pastWindow, r.split, r.unsteady, r.left = nil, false, false, 0, 0
	for seg := r.segment(r.s.span.to); seg != nil; {
		err := r.readSegment(ctx, seg)
		if err != nil || r.stopped || r.pastWindow {
			return err
		}
		for _, p := range seg.pages {
			r.collected = append(r.collected, p.cached)
		}
		if !r.s.alive() {
			r.collected = nil
		}
		if seg, err = r.nextSegment(seg); err != nil {
			return err
		}
		r.seenBefore, r.seen = r.seen, map[K]struct{}{}
	}
	r.s.markComplete(r.collected)
	return nil
}

// completedPages are the pages that answer the query from memory; nil where some have to be read.
func (r *listReader[T, K]) completedPages() []*cachedPage {
	if r.unfiltered != nil {
		return r.unfiltered
	}
	return r.s.completedPages()
}

// wider reports whether the list that is read goes on beyond what is wanted, where the query stops by itself.
func (r *listReader[T, K]) wider() bool {
	return r.completedPages() == nil && r.l.timed && r.s.span.from < r.wanted.from
}

// segment begins at a second, from which it reads older rows.
func (r *listReader[T, K]) segment(to int64) *segment[K] {
	seg := &segment[K]{span: span{r.s.span.from, to}, perPage: r.s.perPage, agree: !r.l.ordered, anchored: r.l.ordered && r.l.exactBounds}
	if r.split = r.split || r.l.retention && r.left > longList; r.split && seg.span.from < r.s.edge && to >= r.s.edge {
		seg.span.from = r.s.edge
	}
	seg.stepwise = seg.anchored && (to < r.s.edge || r.l.joinsAnywhere || r.unsteady > 1)
	return seg
}

// nextSegment returns the segment after one that has been read; nil when there is none.
func (r *listReader[T, K]) nextSegment(seg *segment[K]) (*segment[K], error) {
	r.left = seg.rowsLeft()
	if seg.state == ended {
		if seg.span.from == r.s.span.from {
			return nil, nil
		}
		return r.segment(seg.span.from - 1), nil
	}
	last := seg.pages[len(seg.pages)-1].first
	to, ok := seg.resume()
	if !ok && r.l.timed && last < seg.span.to {
		to, ok = last, true
	}
	switch {
	case !ok && r.l.timed:
		return nil, &DepthError{Path: r.l.path, Total: seg.total, At: Time{time.Unix(last, 0)}}
	case !ok:
		return nil, &DepthError{Path: r.l.path, Total: seg.total}
	case seg.state == shifted && len(seg.pages) == 1:
		r.unsteady++
	case !seg.stepwise:
		r.unsteady = 0
	}
	return r.segment(to), nil
}

// replay answers from a complete snapshot in memory.
func (r *listReader[T, K]) replay(ctx context.Context, pages []*cachedPage) error {
	for i, cached := range pages {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if r.l.timed && r.wanted.misses(cached.first, cached.last) {
			continue
		}
		var p *page[T]
		if err := uncompress(cached.packed, func(body []byte) (err error) {
			p, err = r.l.decodePage(request{path: r.l.path}, body)
			return err
		}); err != nil {
			return err
		}
		tracePage(ctx, PageEvent{Path: r.l.path, Page: i + 1, Pages: len(pages), Rows: len(p.rows), Cached: true})
		if r.emit(p); r.stopped {
			return nil
		}
	}
	return nil
}

// emit yields the rows that the query wants and has not had.
func (r *listReader[T, K]) emit(p *page[T]) {
	for i := range p.rows {
		row := &p.rows[i]
		id := r.l.id(row)
		if _, had := r.seen[id]; had {
			continue
		}
		r.seen[id] = struct{}{}
		if _, had := r.seenBefore[id]; had || r.l.timed && !r.wanted.contains(r.l.at(row).Unix()) {
			continue
		}
		if r.unfiltered != nil && !r.l.matches(row) {
			continue
		}
		r.rows++
		if !r.yield(row) {
			r.stopped = true
			return
		}
	}
}

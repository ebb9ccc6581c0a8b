package api

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/klauspost/compress/s2"
)

const (
	maxMemory = 64 << 20 // bytes of pages that a company may have in memory, as kept
	horizon   = 183 * 24 * time.Hour
)

// store keeps what has just been read of one company, reading by reading, so that the ten panels of
// a dashboard cost the requests of one. It is never on disk.
type store struct {
	clock Clock

	mu       sync.Mutex
	readings []*reading // least recently used first
	used     int        // bytes
}

func newStore(clock Clock) *store { return &store{clock: clock} }

// reading is a list, narrowed to a span, as of one instant: its pages as they were received, and
// those that are on their way, which every query that wants them shares.
type reading struct {
	store   *store // nil: nothing is kept or shared
	key     string // path and filters
	flags   url.Values
	span    span
	perPage int
	keepFor time.Duration

	// Guarded by store.mu.
	queries int // under way
	readAt  time.Time
	size    int // bytes
	dropped bool
	cells   map[pageRef]*cell
	flights map[pageRef]*flight
	parts   []*cell // once it is whole
}

// cell is one received page.
type cell struct {
	generation  int    // counts how often the page was read
	body        []byte // compressed in a reading that is kept
	first, last int64  // Unix seconds of its rows
}

// flight is a page on its way.
type flight struct {
	arrived chan struct{}
	waiting int // guarded by store.mu
	cancel  context.CancelFunc
	value   any // the decoded page
	cell    *cell
	err     error
}

// getCached answers a request for one resource from memory where that is allowed, and shares one that is
// under way. An error is given to those who wait for it, and is not kept.
func getCached[T any](ctx context.Context, c *Client, r request, decode func([]byte) (T, error)) (T, error) {
	if r.live || c.cacheFor <= 0 {
		return get(ctx, c.account, r, decode)
	}
	kept := c.reading(resource(r), span{noBound, noBound}, 1)
	defer c.store.leave(kept)
	value, page, _, err := kept.page(ctx, pageRef{}, 0, func(ctx context.Context) (any, *cell, error) {
		body, err := get(ctx, c.account, r, func(body []byte) ([]byte, error) {
			_, err := decode(body)
			return body, err
		})
		return body, &cell{body: body}, err
	})
	if err != nil {
		return *new(T), err
	}
	body, ok := value.([]byte)
	if !ok {
		if body, err = s2.Decode(nil, page.body); err != nil {
			return *new(T), err
		}
	}
	return decode(body)
}

// resource is what the store has to know of a single one.
type resource request

func (r resource) describe() (key string, flags url.Values, live, windowed bool) {
	return "GET " + r.path + "?" + r.query.Encode(), nil, r.live, false
}

// reading returns the reading that answers most of a query: a whole one in memory, one under way that
// is about the same, or a new one.
func (c *Client) reading(l listKey, wanted span, perPage int) *reading {
	key, flags, live, windowed := l.describe()
	fresh := &reading{key: key, flags: flags, span: wanted, perPage: perPage, keepFor: c.cacheFor}
	if c.cacheFor <= 0 || live {
		return fresh
	}
	s := c.store
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	s.expire(now)
	var best *reading
	for _, r := range s.readings {
		switch {
		case r.key != key || !contains(r.flags, flags) || !r.reaches(wanted, windowed):
		case r.queries == 0 && now.Sub(r.readAt) > c.cacheFor:
		case r.parts == nil && (r.perPage < perPage || windowed && !r.overlaps(wanted, now)):
		case best == nil || best.parts == nil && r.parts != nil || r.parts != nil && r.span.to > best.span.to:
			best = r
		}
	}
	if best == nil {
		best = fresh
		best.store, best.cells, best.flights = s, map[pageRef]*cell{}, map[pageRef]*flight{}
		best.readAt = now
	} else {
		s.readings = slices.DeleteFunc(s.readings, func(r *reading) bool { return r == best })
	}
	s.readings = append(s.readings, best)
	best.queries++
	return best
}

// listKey is what the store has to know of a list.
type listKey interface {
	describe() (key string, flags url.Values, live, windowed bool)
}

func (l *list[T, K]) describe() (key string, flags url.Values, live, windowed bool) {
	return l.path + "?" + l.filters.Encode(), l.flags, l.live, l.at != nil
}

func contains(flags, wanted url.Values) bool {
	for flag := range wanted {
		if !flags.Has(flag) {
			return false
		}
	}
	return true
}

// reaches reports whether r holds the beginning of a span.
func (r *reading) reaches(wanted span, windowed bool) bool {
	if !windowed {
		return true
	}
	begins := r.span.from == noBound || wanted.from != noBound && r.span.from <= wanted.from
	return begins && (r.span.to == noBound || wanted.from == noBound || r.span.to >= wanted.from)
}

// overlaps reports whether at least half of r is wanted: then waiting for the rest of it costs less
// than reading the same rows again.
func (r *reading) overlaps(wanted span, now time.Time) bool {
	from := func(s span) int64 { return max(s.from, now.Add(-horizon).Unix()) }
	to := func(s span) int64 {
		if s.to == noBound {
			return now.Unix()
		}
		return s.to
	}
	return 2*(min(to(wanted), to(r.span))-max(from(wanted), from(r.span))) >= to(r.span)-from(r.span)
}

// leave ends a query's use of a reading.
func (s *store) leave(r *reading) {
	if r.store == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.queries--; r.queries == 0 {
		s.clock.AfterFunc(r.keepFor+time.Second, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.expire(s.clock.Now())
		})
	}
}

// expire forgets the readings that are too old to answer from. s.mu is held.
func (s *store) expire(now time.Time) {
	for _, r := range slices.Clone(s.readings) {
		if r.queries == 0 && now.Sub(r.readAt) > r.keepFor {
			s.drop(r)
		}
	}
}

// drop forgets a reading; queries that are reading it go on by themselves. s.mu is held.
func (s *store) drop(r *reading) {
	s.used -= r.size
	r.dropped, r.size, r.cells, r.parts = true, 0, map[pageRef]*cell{}, nil
	s.readings = slices.DeleteFunc(s.readings, func(other *reading) bool { return other == r })
}

// clear forgets everything.
func (s *store) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range slices.Clone(s.readings) {
		s.drop(r)
	}
}

// whole returns the pages of a reading that has been read to its end; nil while it has not.
func (r *reading) whole() []*cell {
	if r.store == nil {
		return nil
	}
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	return r.parts
}

// kept reports whether the reading's pages are still in memory.
func (r *reading) kept() bool {
	if r.store == nil {
		return false
	}
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	return !r.dropped
}

// finish makes the reading whole: these pages, which a query has found consistent, answer others from now on.
func (r *reading) finish(parts []*cell) {
	if r.store == nil {
		return
	}
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	if !r.dropped && r.parts == nil {
		r.parts = parts
	}
}

// page gives a page newer than a generation: from memory, from a flight under way, or by fetch. The
// value is nil when only the cell's body is at hand.
func (r *reading) page(ctx context.Context, ref pageRef, newerThan int, fetch func(context.Context) (any, *cell, error)) (value any, c *cell, cached bool, err error) {
	if r.store == nil {
		value, c, err = fetch(ctx)
		if c != nil {
			c.body, c.generation = nil, newerThan+1
		}
		return value, c, false, err
	}
	r.store.mu.Lock()
	if c := r.cells[ref]; c != nil && c.generation > newerThan {
		r.store.mu.Unlock()
		return nil, c, true, nil
	}
	f, shared := r.flights[ref]
	if !shared {
		f = r.depart(ctx, ref, newerThan, fetch)
	}
	f.waiting++
	r.store.mu.Unlock()

	select {
	case <-f.arrived:
		return f.value, f.cell, shared, f.err
	case <-ctx.Done():
		r.store.mu.Lock()
		defer r.store.mu.Unlock()
		if f.waiting--; f.waiting == 0 { // nobody wants it any more
			f.cancel()
			if r.flights[ref] == f {
				delete(r.flights, ref)
			}
		}
		return nil, nil, false, context.Cause(ctx)
	}
}

// depart sends a page on its way. It outlives the query that asked first, if others wait for it. store.mu is held.
func (r *reading) depart(ctx context.Context, ref pageRef, newerThan int, fetch func(context.Context) (any, *cell, error)) *flight {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{arrived: make(chan struct{}), cancel: cancel}
	r.flights[ref] = f
	go func() {
		defer cancel()
		defer close(f.arrived)
		f.value, f.cell, f.err = fetch(ctx)
		var packed []byte
		if f.err == nil {
			f.cell.generation = newerThan + 1
			packed = bytes.Clone(s2.Encode(nil, f.cell.body)) // the encoder's buffer is as large as the page
		}
		r.store.mu.Lock()
		defer r.store.mu.Unlock()
		if r.flights[ref] == f {
			delete(r.flights, ref)
		}
		if f.err == nil {
			f.cell.body = packed
			r.keep(ref, f.cell)
		}
	}()
	return f
}

// keep takes a page into memory, at the cost of the readings that were used longest ago, and
// last of this one. store.mu is held.
func (r *reading) keep(ref pageRef, c *cell) {
	if r.dropped {
		c.body = nil
		return
	}
	s := r.store
	if old := r.cells[ref]; old != nil {
		r.size -= len(old.body)
		s.used -= len(old.body)
	}
	r.cells[ref], r.readAt = c, s.clock.Now()
	r.size += len(c.body)
	s.used += len(c.body)
	for s.used > maxMemory {
		s.drop(s.readings[0])
	}
}

// decodeCell decodes a page that was kept.
func decodeCell[T any](c *cell, decode func([]byte) (*page[T], error)) (*page[T], error) {
	body, err := s2.Decode(nil, c.body)
	if err != nil {
		return nil, err
	}
	return decode(body)
}

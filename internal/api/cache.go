package api

import (
	"cmp"
	fifo "container/list"
	"context"
	"net/url"
	"slices"
	"sync"
	"time"
)

const (
	maxMemory    = 64 << 20 // bytes of pages that a company may have in memory, as kept
	pageOverhead = 512      // bytes that a page costs beside its body, about
)

// cache keeps what has just been read of one company, so that the ten panels of a dashboard cost the
// requests of one: bytes and pages, compressed, never on disk. The least recently used snapshot is
// evicted first.
//
// It is our own because an entry is a list that is still being read: queries share its pages while
// they arrive, and a query may want only the part of it that is newer or older.
type cache struct {
	clock Clock

	calls callMemory // locked before mu

	mu     sync.Mutex
	byKey  map[string][]*snapshot
	byPath map[string][]*snapshot
	lru    fifo.List            // of *snapshot, least recently used first
	used   int                  // bytes
	ticks  uint64               // counts requests and answers, so that one can be told to be later than another
	served map[string]time.Time // what Aircall has answered for that an add-on includes, and when
}

func newCache(clock Clock) *cache {
	return &cache{clock: clock, byKey: map[string][]*snapshot{}, byPath: map[string][]*snapshot{}}
}

// snapshot is a list, narrowed to a span, as of one instant, or one resource: its pages as they were
// received, and those in flight, which every query that wants them shares.
type snapshot struct {
	cache   *cache // nil: nothing is kept or shared
	key     string // path and filters
	path    string
	name    string // path, as errors name it
	flags   url.Values
	perPage int
	keepFor time.Duration
	coverage

	// Guarded by cache.mu.
	place    *fifo.Element // in cache.lru; nil when it is not there
	queries  int           // under way
	readAt   time.Time     // when the oldest of its pages was received; zero when it has none
	size     int           // bytes
	pages    map[pageRef]*cachedPage
	inflight map[pageRef]*inflight
	complete []*cachedPage // its pages in order, once a query has read it to its end

	// Of lists of calls, for RememberedCall.
	index     map[int64]*cachedPage // by the ids of rows
	unindexed []*cachedPage         // have arrived since
}

// coverage is the part of a list that a snapshot holds.
type coverage struct {
	span    span  // what is asked for
	asOf    int64 // the second on Aircall's clock in which it was begun
	settled int64 // up to this second no row can be added any more
	edge    int64 // before this second rows may age out while it is read
}

// covers reports whether the snapshot has all rows up to a second, for a query that is made now.
func (s *coverage) covers(second, now int64) bool {
	return second <= s.settled || second <= s.span.to && now <= s.asOf
}

// cachedPage is one received page.
type cachedPage struct {
	sent, received uint64 // ticks of the cache
	packed         []byte // its body, compressed; nil when nothing is kept
	first, last    int64  // Unix seconds of its rows
}

// pageContent is a page's body, compressed, and the Unix seconds of its rows.
type pageContent struct {
	packed      []byte
	first, last int64
}

// inflight is a page on its way.
type inflight struct {
	done    chan struct{}
	waiting int // guarded by cache.mu
	cancel  context.CancelFunc
	page    *cachedPage
	err     error
}

// acquire returns the snapshots that answer a query together, those with the newest rows first: what
// is in memory or being read, and a new one for the rest. Each is to be released.
func (c *Client) acquire(l *listSpec, wanted coverage, perPage int) []lease {
	key := l.path + "?" + l.filters.Encode()
	fresh := func(from int64) *snapshot {
		s := &snapshot{key: key, path: l.path, name: cmp.Or(l.label, l.path), flags: l.flags, perPage: perPage, keepFor: c.cacheFor, coverage: wanted}
		s.span.from = from
		return s
	}
	if c.cacheFor <= 0 || l.live {
		return []lease{{snapshot: fresh(wanted.span.from)}}
	}
	c.cache.mu.Lock()
	defer c.cache.mu.Unlock()
	var found []lease
	for from := wanted.span.from; ; {
		rest := wanted
		rest.span.from = from
		willDo := func(s *snapshot) bool { return c.cache.age(s) <= c.cacheFor && s.canServe(l, rest, perPage) }
		s, of := c.cache.bestSnapshot(key, willDo), lease{}
		if l.all != "" && (s == nil || s.complete == nil) {
			if whole := c.cache.bestSnapshot(l.all+"?", func(s *snapshot) bool { return s.complete != nil && willDo(s) }); whole != nil {
				s, of.unfiltered = whole, whole.complete
			}
		}
		covered := s == nil || !l.timed || s.covers(wanted.span.to, wanted.asOf)
		if s == nil {
			s = fresh(from)
			c.cache.add(s)
		}
		c.cache.use(s)
		of.snapshot = s
		found = append(found, of)
		if covered {
			slices.Reverse(found)
			return found
		}
		from = s.settled + 1
	}
}

// A lease is a query's use of a snapshot.
type lease struct {
	*snapshot
	unfiltered []*cachedPage // those of a list without the query's filters; nil: the snapshot is of the query's own list
}

// canServe reports whether s has the beginning of what is wanted, and costs less than reading it again.
func (s *snapshot) canServe(l *listSpec, wanted coverage, perPage int) bool {
	for flag := range l.flags {
		if !s.flags.Has(flag) {
			return false
		}
	}
	if s.complete == nil && s.perPage < perPage {
		return false
	}
	if !l.timed {
		return true
	}
	if s.span.from > wanted.span.from || s.settled < wanted.span.from && !s.covers(wanted.span.to, wanted.asOf) {
		return false
	}
	if s.complete != nil {
		return true
	}
	if l.narrow && s.span.from < wanted.span.from {
		return false
	}
	if s.span.from < wanted.span.from && s.queries == 0 && !s.reaches(wanted.span.from) {
		return false // whoever goes on with it reads some pages beyond what is wanted
	}
	// The newest rows come first: those that the query does not want are read before the others.
	from := max(wanted.span.from, time.Unix(wanted.asOf, 0).AddDate(0, -retentionMonths, 0).Unix())
	end := func(to int64) int64 { return min(to, wanted.asOf) }
	return 2*(end(min(wanted.span.to, s.span.to))-from) >= end(s.span.to)-from
}

// reaches reports whether the pages that are in memory go back to a second. cache.mu is held.
func (s *snapshot) reaches(second int64) bool {
	for _, p := range s.pages {
		if p.first < second {
			return true
		}
	}
	return false
}

// bestSnapshot returns the snapshot that reaches furthest of those that will do, a complete one if there is any.
func (c *cache) bestSnapshot(key string, willDo func(*snapshot) bool) (best *snapshot) {
	for _, s := range c.byKey[key] {
		switch {
		case !willDo(s):
		case best == nil || best.complete == nil && s.complete != nil,
			(best.complete == nil) == (s.complete == nil) && s.span.to > best.span.to:
			best = s
		}
	}
	return best
}

// age is that of the oldest page of a snapshot. c.mu is held.
func (c *cache) age(s *snapshot) time.Duration {
	if s.readAt.IsZero() {
		return 0
	}
	return c.clock.Now().Sub(s.readAt)
}

func (c *cache) add(s *snapshot) {
	s.cache, s.pages, s.inflight = c, map[pageRef]*cachedPage{}, map[pageRef]*inflight{}
	s.place = c.lru.PushBack(s)
	c.byKey[s.key] = append(c.byKey[s.key], s)
	c.byPath[s.path] = append(c.byPath[s.path], s)
}

func (c *cache) use(s *snapshot) {
	s.queries++
	c.lru.MoveToBack(s.place)
}

// release ends a query's use of a snapshot, which is forgotten in time.
func (s *snapshot) release() {
	if s.cache == nil {
		return
	}
	c := s.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.queries--; s.queries > 0 || s.place == nil {
		return
	}
	if len(s.pages) == 0 {
		c.evict(s)
		return
	}
	c.clock.AfterFunc(s.keepFor-c.age(s)+time.Millisecond, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if s.queries == 0 && s.place != nil && c.age(s) > s.keepFor {
			c.evict(s)
		}
	})
}

// evict forgets a snapshot; queries that are reading it go on by themselves. c.mu is held.
func (c *cache) evict(s *snapshot) {
	c.used -= s.size
	c.lru.Remove(s.place)
	s.place, s.size, s.complete, s.pages = nil, 0, nil, map[pageRef]*cachedPage{}
	s.index, s.unindexed = nil, nil
	drop(c.byKey, s.key, s)
	drop(c.byPath, s.path, s)
}

func drop(from map[string][]*snapshot, key string, s *snapshot) {
	if others := slices.DeleteFunc(from[key], func(other *snapshot) bool { return other == s }); len(others) > 0 {
		from[key] = others
	} else {
		delete(from, key)
	}
}

// clear forgets everything.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.served = nil
	for c.lru.Len() > 0 {
		c.evict(c.lru.Front().Value.(*snapshot))
	}
}

// completedPages returns the pages of a snapshot that has been read to its end; nil while it has not.
func (s *snapshot) completedPages() []*cachedPage {
	if s.cache == nil {
		return nil
	}
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	return s.complete
}

// alive reports whether the snapshot's pages are kept.
func (s *snapshot) alive() bool {
	if s.cache == nil {
		return false
	}
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	return s.place != nil
}

// markComplete makes the snapshot complete: these pages, which a query has found consistent, answer others from now on.
func (s *snapshot) markComplete(pages []*cachedPage) {
	if s.cache == nil {
		return
	}
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	if s.place != nil && s.complete == nil {
		s.complete = pages
	}
}

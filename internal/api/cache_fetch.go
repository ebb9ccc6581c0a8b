package api

import (
	"context"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// page returns a page that was asked for after a tick of the cache: from memory, from a request in flight (what
// golang.org/x/sync calls singleflight, here with cancellation and an age), or by fetch; shared says that fetch was not called.
func (s *snapshot) page(ctx context.Context, ref pageRef, after uint64, fetch func(context.Context) (pageContent, error)) (p *cachedPage, shared bool, err error) {
	if s.cache == nil {
		if err := spend(ctx, s.name); err != nil {
			return nil, false, err
		}
		got, err := fetch(ctx)
		return &cachedPage{first: got.first, last: got.last}, false, err
	}
	c := s.cache
	c.mu.Lock()
	if p := s.pages[ref]; p != nil && p.sent > after {
		c.mu.Unlock()
		return p, true, nil
	}
	f, shared := s.inflight[ref]
	if shared = shared && f.page.sent > after; !shared {
		if err := spend(ctx, s.name); err != nil {
			c.mu.Unlock()
			return nil, false, err
		}
		f = s.startFetch(ctx, ref, fetch)
	}
	f.waiting++
	c.mu.Unlock()

	select {
	case <-f.done:
		return f.page, shared, f.err
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		if f.waiting--; f.waiting == 0 { // nobody wants it any more, and nobody may join it
			f.cancel()
			s.dropInflight(ref, f)
		}
		return nil, false, context.Cause(ctx)
	}
}

// startFetch starts the request for a page. The request outlives the query that asked first, if others wait for it.
// cache.mu is held.
func (s *snapshot) startFetch(ctx context.Context, ref pageRef, fetch func(context.Context) (pageContent, error)) *inflight {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cache.ticks++
	f := &inflight{done: make(chan struct{}), cancel: cancel, page: &cachedPage{sent: s.cache.ticks}}
	s.inflight[ref] = f
	go func() {
		defer close(f.done)
		defer cancel()
		defer s.endFetch(ref, f)
		f.err = f.run(ctx, fetch)
	}()
	return f
}

// run fetches a page. Whatever happens in it, those who wait get an error at least.
func (f *inflight) run(ctx context.Context, fetch func(context.Context) (pageContent, error)) (err error) {
	defer guard.Recover(&err, "")
	got, err := fetch(ctx)
	f.page.packed, f.page.first, f.page.last = got.packed, got.first, got.last
	return err
}

// content is what is kept of a page.
func (s *snapshot) content(body []byte, first, last int64) pageContent {
	if s.cache == nil {
		return pageContent{first: first, last: last}
	}
	return pageContent{compressed(body), first, last}
}

// endFetch ends a request in flight: a page is kept, an error is not.
func (s *snapshot) endFetch(ref pageRef, f *inflight) {
	c := s.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ticks++
	f.page.received = c.ticks
	s.dropInflight(ref, f)
	if f.err == nil {
		s.store(ref, f.page)
	}
}

// dropInflight removes a request from those in flight, unless a later one has replaced it. cache.mu is held.
func (s *snapshot) dropInflight(ref pageRef, f *inflight) {
	if s.inflight[ref] == f {
		delete(s.inflight, ref)
	}
}

// store keeps a page in memory, and evicts the snapshots that were used longest ago where there is no room, this one last.
// cache.mu is held.
func (s *snapshot) store(ref pageRef, p *cachedPage) {
	if s.place == nil {
		return
	}
	if old := s.pages[ref]; old != nil {
		if old.sent > p.sent {
			return
		}
		s.resize(-len(old.packed) - pageOverhead)
	}
	s.pages[ref] = p
	if s.path == callsPath || s.path == callSearchPath {
		s.unindexed = append(s.unindexed, p)
	}
	s.resize(len(p.packed) + pageOverhead)
	if s.readAt.IsZero() {
		s.readAt = s.cache.clock.Now()
	}
	for s.cache.used > maxMemory {
		s.cache.evict(s.cache.lru.Front().Value.(*snapshot))
	}
}

func (s *snapshot) resize(bytes int) {
	s.size += bytes
	s.cache.used += bytes
}

// getCached answers a request for one resource from memory where that is allowed, and joins one that is
// in flight. An error is given to those who wait for it, and is not kept.
func getCached[T any](ctx context.Context, c *Client, r request, decode func([]byte) (T, error)) (T, error) {
	if e := estimateOf(ctx); e != nil {
		e.add(c.account, 1, 1)
		return *new(T), r.notRequested()
	}
	if r.live || c.cacheFor <= 0 {
		if err := spend(ctx, r.name()); err != nil {
			return *new(T), err
		}
		return get(ctx, c.account, r, decode)
	}
	resource := &listSpec{path: "GET " + r.path, label: r.name(), filters: r.query} // a key that no list has
	kept := c.acquire(resource, coverage{}, 1)[0].snapshot
	defer kept.release()
	var value T
	read := func(body []byte) (err error) {
		value, err = decode(body)
		return err
	}
	p, shared, err := kept.page(ctx, pageRef{}, 0, func(ctx context.Context) (pageContent, error) {
		return get(ctx, c.account, r, func(body []byte) (pageContent, error) {
			if err := read(body); err != nil {
				return pageContent{}, err
			}
			return kept.content(body, 0, 0), nil
		})
	})
	if err == nil && shared {
		err = uncompress(p.packed, read)
	}
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

package api

import (
	"bytes"
	"context"
	"sync"

	"github.com/klauspost/compress/s2"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// page returns a page that was asked for after a tick of the cache: from memory, from a request in flight (what
// golang.org/x/sync calls singleflight, here with cancellation and an age), or by fetch. The body is nil where only the
// compressed one is in memory; shared says that fetch was not called.
func (s *snapshot) page(ctx context.Context, ref pageRef, after uint64, fetch func(context.Context) (pageContent, error)) (p *cachedPage, body []byte, shared bool, err error) {
	if s.cache == nil {
		if err := spend(ctx, s.name); err != nil {
			return nil, nil, false, err
		}
		got, err := fetch(ctx)
		return &cachedPage{first: got.first, last: got.last}, got.body, false, err
	}
	c := s.cache
	c.mu.Lock()
	if p := s.pages[ref]; p != nil && p.sent > after {
		c.mu.Unlock()
		return p, nil, true, nil
	}
	f, shared := s.inflight[ref]
	if shared = shared && f.page.sent > after; !shared {
		if err := spend(ctx, s.name); err != nil {
			c.mu.Unlock()
			return nil, nil, false, err
		}
		f = s.startFetch(ctx, ref, fetch)
	}
	f.waiting++
	c.mu.Unlock()

	select {
	case <-f.done:
		return f.page, f.body, shared, f.err
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		if f.waiting--; f.waiting == 0 { // nobody wants it any more, and nobody may join it
			f.cancel()
			s.dropInflight(ref, f)
		}
		return nil, nil, false, context.Cause(ctx)
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
		var packed []byte
		defer func() { s.endFetch(ref, f, packed) }()
		packed, f.err = f.run(ctx, fetch)
	}()
	return f
}

// run fetches a page and compresses it. Whatever happens in it, those who wait get an error at least.
func (f *inflight) run(ctx context.Context, fetch func(context.Context) (pageContent, error)) (packed []byte, err error) {
	defer guard.Recover(&err, "")
	got, err := fetch(ctx)
	if err != nil {
		return nil, err
	}
	f.body, f.page.first, f.page.last = got.body, got.first, got.last
	return compressed(got.body), nil
}

// packBuffers are what pages are compressed into: larger than the page, and of no use once the result is copied.
var packBuffers = sync.Pool{New: func() any { return new([]byte) }}

func compressed(body []byte) []byte {
	buffer := packBuffers.Get().(*[]byte)
	defer packBuffers.Put(buffer)
	packed := s2.Encode((*buffer)[:cap(*buffer)], body)
	if cap(packed) > cap(*buffer) {
		*buffer = packed
	}
	return bytes.Clone(packed)
}

// endFetch ends a request in flight: a page is kept, an error is not.
func (s *snapshot) endFetch(ref pageRef, f *inflight, packed []byte) {
	c := s.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ticks++
	f.page.received = c.ticks
	s.dropInflight(ref, f)
	if f.err == nil {
		s.store(ref, f.page, packed)
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
func (s *snapshot) store(ref pageRef, p *cachedPage, packed []byte) {
	if s.place == nil {
		return
	}
	if old := s.pages[ref]; old != nil {
		if old.sent > p.sent {
			return
		}
		s.resize(-len(old.body) - pageOverhead)
	}
	p.body = packed
	s.pages[ref] = p
	if s.path == callsPath || s.path == callSearchPath {
		s.unindexed = append(s.unindexed, p)
	}
	s.resize(len(packed) + pageOverhead)
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
	p, body, shared, err := kept.page(ctx, pageRef{}, 0, func(ctx context.Context) (pageContent, error) {
		return get(ctx, c.account, r, func(body []byte) (pageContent, error) {
			var err error
			value, err = decode(body)
			return pageContent{body: body}, err
		})
	})
	switch {
	case err != nil:
		return *new(T), err
	case !shared:
		return value, nil
	case body == nil:
		if body, err = p.uncompressed(); err != nil {
			return *new(T), err
		}
	}
	return decode(body)
}

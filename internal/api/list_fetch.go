package api

import (
	"context"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/turbot/steampipe-plugin-aircall/internal/parallel"
)

// readSegment reads a segment until its pages fit each other, as far as the next one can go on from.
func (r *listReader[T, K]) readSegment(ctx context.Context, seg *segment[K]) error {
	after := uint64(0)
	for times := 1; ; times++ {
		last, err := r.fetchPages(ctx, seg, after)
		if err != nil || r.stopped || r.pastWindow {
			return err
		}
		if _, resumes := seg.resume(); seg.state == shifted && resumes || (seg.state == ended || seg.state == truncated) && seg.agreed() {
			return nil
		}
		if times == maxReadings {
			return &IncompleteError{Path: r.l.path, Listed: seg.rows, Total: seg.total}
		}
		if err := r.waitForEnd(ctx, seg); err != nil {
			return err
		}
		hclog.FromContext(ctx).Debug("the list changed while it was read; reading it again", "path", r.l.path)
		after = last
		seg.restart()
	}
}

// waitForEnd lets the second pass in which the segment ends: until then rows may be added to it.
func (r *listReader[T, K]) waitForEnd(ctx context.Context, seg *segment[K]) error {
	if !seg.anchored {
		return nil
	}
	return r.c.pause(ctx, time.Unix(seg.span.to+1, 0).Sub(r.c.serverNow()))
}

// maxHeld is how many bytes of pages a query may hold or have requested, with the one whose rows it emits: a page of calls
// with long comments has a megabyte. One page there is always.
const maxHeld = 2 << 20

// pageResult is a page and where it came from.
type pageResult[T any] struct {
	page   *page[T] // nil until it is needed, of a page that is shared: decoded it takes more room than the body
	bytes  int      // as received
	cached *cachedPage
	shared bool // it cost no request
}

// fetchPages requests the pages of a segment that have not been read, several at once where that is safe, and emits their
// rows in order. It returns the last tick at which one of them was received.
func (r *listReader[T, K]) fetchPages(ctx context.Context, seg *segment[K], after uint64) (last uint64, err error) {
	type job struct {
		page  int
		after uint64
	}
	asked, bytes := 0, 0
	next := func() (job, bool) {
		pending := asked - len(seg.pages)
		oneByOne := !seg.anchored || seg.stepwise
		if asked >= seg.known() || pending > 0 && (oneByOne || pending*bytes >= maxHeld || r.limit > 0 && pending*seg.perPage >= r.limit-r.rows) {
			return job{}, false
		}
		asked++
		if oneByOne {
			after = max(after, last) // each page later than the one before it
		}
		return job{asked, after}, true
	}
	fetch := func(ctx context.Context, j job) (pageResult[T], error) {
		return r.page(ctx, pageRef{span: seg.span, page: j.page}, j.after)
	}
	for f, err := range parallel.InOrder(ctx, r.c.limiter.width(), next, fetch) {
		if err != nil {
			return last, err
		}
		if r.ahead != nil && r.c.server.offset()-*r.ahead > skewTolerance {
			return last, errClockBehind
		}
		if err := r.decode(&f, pageRef{span: seg.span, page: len(seg.pages) + 1}); err != nil {
			return last, err
		}
		r.ahead, last, bytes = nil, max(last, f.cached.received), f.bytes
		if !seg.add(r.facts(f)) {
			return last, nil
		}
		if r.pages++; len(seg.pages) == 1 {
			if err := r.affordable(ctx, seg); err != nil {
				return last, err
			}
		}
		tracePage(ctx, PageEvent{Path: r.l.path, Page: r.pages, Pages: r.pages + seg.pagesLeft(), Rows: len(f.page.rows), Cached: f.shared})
		r.emit(f.page)
		r.pastWindow = seg.anchored && len(f.page.rows) > 0 && f.page.first+startShift < r.wanted.from
		if r.stopped || r.pastWindow || seg.state != reading {
			return last, nil
		}
	}
	return last, nil
}

// page returns a page: from memory if it was requested after that tick of the cache, and from Aircall otherwise.
func (r *listReader[T, K]) page(ctx context.Context, ref pageRef, after uint64) (f pageResult[T], err error) {
	req := r.l.request(ref, r.s.perPage, r.s.flags)
	var own *page[T]
	size := 0
	f.cached, f.shared, err = r.s.page(ctx, ref, after, func(ctx context.Context) (pageContent, error) {
		return get(ctx, r.c.account, req, func(body []byte) (pageContent, error) {
			var err error
			size = len(body)
			if own, err = r.l.pageOf(req, ref, body); err != nil {
				return pageContent{}, err
			}
			return r.s.content(body, own.first, own.last), nil
		})
	})
	if err == nil && !f.shared {
		f.page, f.bytes = own, size
	}
	return f, err
}

// decode decodes a page that is shared, when its rows are wanted.
func (r *listReader[T, K]) decode(f *pageResult[T], ref pageRef) error {
	if f.page != nil {
		return nil
	}
	return uncompress(f.cached.packed, func(body []byte) (err error) {
		f.bytes = len(body)
		f.page, err = r.l.pageOf(r.l.request(ref, r.s.perPage, r.s.flags), ref, body)
		return err
	})
}

func (r *listReader[T, K]) facts(f pageResult[T]) segmentPage[K] {
	p := segmentPage[K]{first: f.page.first, total: f.page.total, next: f.page.next, cached: f.cached, ids: make([]K, len(f.page.rows))}
	for i := range f.page.rows {
		p.ids[i] = r.l.id(&f.page.rows[i])
	}
	return p
}

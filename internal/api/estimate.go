package api

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// An Estimate collects what the readings of a context would cost. Of each list only the first page is requested, which
// stays in memory like any other, and no row is given; a single resource is not requested and counts as not found. It is
// safe for concurrent use.
type Estimate struct {
	whole *Estimate // of which this is a part; nil: none

	mu        sync.Mutex
	companies map[*account]*estimated
	uncounted bool
}

// estimated is what is read of one company.
type estimated struct{ requests, rows int }

// Part returns an estimate of a part of the readings: what it collects counts for e too.
func (e *Estimate) Part() *Estimate { return &Estimate{whole: e} }

// Requests is how many requests the readings cost at least. Pages that are in memory already are counted too.
func (e *Estimate) Requests() (n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, of := range e.companies {
		n += of.requests
	}
	return n
}

// Rows is how many rows the lists have, as Aircall counts them. Where all is false, there are more: Aircall does not count
// every list.
func (e *Estimate) Rows() (n int, all bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, of := range e.companies {
		n += of.rows
	}
	return n, !e.uncounted
}

// PerRow adds requests for each row that the lists have.
func (e *Estimate) PerRow(requests int) {
	e.mu.Lock()
	of := make(map[*account]int, len(e.companies))
	for a, known := range e.companies {
		of[a] = known.rows * requests
	}
	e.mu.Unlock()
	for a, more := range of {
		e.add(a, more, 0)
	}
}

// Limit is how many requests a minute the companies allow, and Left how many may be sent now without a wait: of the company
// that has the fewest left. Both are 0 where nothing is read.
func (e *Estimate) Limit() (limit, left int) {
	e.each(func(u Usage, _ int) {
		if limit == 0 || u.Left() < left {
			limit, left = u.Limit, u.Left()
		}
	})
	return limit, left
}

// Wait is how long the readings have to wait for the limit, about.
func (e *Estimate) Wait() (longest time.Duration) {
	e.each(func(u Usage, requests int) { longest = max(longest, u.WaitFor(requests)) })
	return longest
}

func (e *Estimate) each(f func(u Usage, requests int)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for a, of := range e.companies {
		f(a.limiter.current(), of.requests)
	}
}

// add counts requests to a company that are certain, and the rows that they give; unknownTotal: Aircall does not say.
func (e *Estimate) add(a *account, requests, rows int) {
	e.mu.Lock()
	if e.companies == nil {
		e.companies = map[*account]*estimated{}
	}
	if e.companies[a] == nil {
		e.companies[a] = &estimated{}
	}
	e.companies[a].requests += requests
	e.companies[a].rows += max(0, rows)
	e.uncounted = e.uncounted || rows == unknownTotal
	e.mu.Unlock()
	if e.whole != nil {
		e.whole.add(a, requests, rows)
	}
}

type estimateKey struct{}

// WithEstimate returns a context whose readings are estimated and not done; nil: they are done.
func WithEstimate(ctx context.Context, e *Estimate) context.Context {
	return context.WithValue(ctx, estimateKey{}, e)
}

func estimateOf(ctx context.Context) *Estimate {
	e, _ := ctx.Value(estimateKey{}).(*Estimate)
	return e
}

// notRequested is the error of a resource that is only estimated.
func (r request) notRequested() error {
	return &Error{Status: http.StatusNotFound, Method: http.MethodGet, Path: r.name(), Message: "it was not asked for"}
}

// estimate requests the first page of what the list would be read for.
func (r *listReader[T, K]) estimate(ctx context.Context, e *Estimate) error {
	if r.completedPages() != nil {
		e.add(r.c.account, 0, unknownTotal)
		return nil
	}
	if r.wider() {
		return errWiderList
	}
	seg := r.segment(r.s.span.to)
	ref := pageRef{span: seg.span, page: 1}
	first, err := r.page(ctx, ref, 0)
	if err == nil {
		err = r.decode(&first, ref)
	}
	if err != nil {
		return err
	}
	seg.add(r.facts(first))
	e.add(r.c.account, 1+r.pagesToCome(seg), r.rowsWanted(seg))
	return nil
}

// pagesToCome is how many pages follow those of a segment, as far as their rows are wanted.
func (r *listReader[T, K]) pagesToCome(seg *segment[K]) int {
	pages := seg.pagesLeft()
	if r.limit > 0 {
		pages = min(pages, max(0, r.limit-seg.rows+seg.perPage-1)/seg.perPage)
	}
	return pages
}

// rowsWanted is how many rows the list has, as far as they are wanted.
func (r *listReader[T, K]) rowsWanted(seg *segment[K]) int {
	if r.limit > 0 && seg.total != unknownTotal {
		return min(seg.total, r.limit)
	}
	return seg.total
}

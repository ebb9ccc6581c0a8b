package api

import (
	"context"
	"fmt"
	"sync"
)

// A RequestLimit is how many requests the readings of a context may cost together, those of a single query for example. It
// is safe for concurrent use.
type RequestLimit struct {
	Allowed int
	Name    string // what sets it, as errors name it

	mu   sync.Mutex
	sent int
}

// CostError is a reading that costs more requests than its context allows. It ends before it costs them, where the first
// page tells.
type CostError struct {
	Path     string
	Requests int // that the query costs at least
	Limit    *RequestLimit
	Bounded  bool // the reading has a lower bound of time
}

func (e *CostError) Error() string {
	return fmt.Sprintf("GET %s: the query would cost at least %d requests to Aircall, and %s allows %d", e.Path, e.Requests, e.Limit.Name, e.Limit.Allowed)
}

type requestLimitKey struct{}

// WithRequestLimit returns a context whose readings keep to the limit, and to those of ctx. Contexts may share one.
func WithRequestLimit(ctx context.Context, l *RequestLimit) context.Context {
	outer := requestLimitsOf(ctx)
	return context.WithValue(ctx, requestLimitKey{}, append(outer[:len(outer):len(outer)], l))
}

func requestLimitsOf(ctx context.Context) []*RequestLimit {
	limits, _ := ctx.Value(requestLimitKey{}).([]*RequestLimit)
	return limits
}

// spend counts a request that is about to be sent.
func spend(ctx context.Context, path string) error {
	for _, l := range requestLimitsOf(ctx) {
		if err := l.allow(path, 1, true); err != nil {
			return err
		}
	}
	for _, l := range requestLimitsOf(ctx) {
		l.mu.Lock()
		l.sent++
		l.mu.Unlock()
	}
	return nil
}

// allow returns an error where more requests would pass the limit.
func (l *RequestLimit) allow(path string, more int, bounded bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sent+more > l.Allowed {
		return &CostError{Path: path, Requests: l.sent + more, Limit: l, Bounded: bounded}
	}
	return nil
}

// affordable returns an error where the pages that follow those of a segment cost more than the query may.
func (r *listReader[T, K]) affordable(ctx context.Context, seg *segment[K]) error {
	for _, l := range requestLimitsOf(ctx) {
		err := l.allow(r.l.path, r.pagesToCome(seg), r.wanted.from != anyBefore)
		switch {
		case err != nil && r.wider() && r.rows == 0:
			return errWiderList
		case err != nil:
			return err
		}
	}
	return nil
}

package api

import (
	"context"
	"time"
)

// Trace is told what a reading does, for whoever shows progress. Any field may be nil; all
// may be called from several goroutines at once.
type Trace struct {
	Request func(RequestEvent)
	Page    func(PageEvent)
	Wait    func(WaitEvent)
	Waited  func(time.Duration)  // a request has waited for its turn, or between two attempts
	Notice  func(message string) // something the user should know about the answer
}

// RequestEvent is a request that is sent, a repeated one too.
type RequestEvent struct {
	Path    string
	Company any          // tells companies apart
	Usage   func() Usage // of the company's limit, when it is called
}

// PageEvent is a page of a list that has arrived.
type PageEvent struct {
	Path   string
	Page   int  // counted from 1 over the whole reading
	Pages  int  // of the whole reading, as far as known
	Rows   int  // on this page
	Cached bool // it cost no request
}

// WaitEvent is a request that has to wait.
type WaitEvent struct {
	Until  time.Time
	Reason string
}

type traceKey struct{}

// WithTrace returns a context whose readings tell t, and also whoever ctx told before.
func WithTrace(ctx context.Context, t *Trace) context.Context {
	outer, told := ctx.Value(traceKey{}).(*Trace)
	if told {
		t = &Trace{
			Request: both(outer.Request, t.Request), Page: both(outer.Page, t.Page),
			Wait: both(outer.Wait, t.Wait), Waited: both(outer.Waited, t.Waited), Notice: both(outer.Notice, t.Notice),
		}
	}
	return context.WithValue(ctx, traceKey{}, t)
}

func both[E any](f, g func(E)) func(E) {
	switch {
	case f == nil:
		return g
	case g == nil:
		return f
	}
	return func(e E) { f(e); g(e) }
}

func traceOf(ctx context.Context) Trace {
	if t, ok := ctx.Value(traceKey{}).(*Trace); ok {
		return *t
	}
	return Trace{}
}

func (a *account) traceRequest(ctx context.Context, r request) {
	if f := traceOf(ctx).Request; f != nil {
		f(RequestEvent{Path: r.name(), Company: a, Usage: a.limiter.current})
	}
}

func traceWaited(ctx context.Context, d time.Duration) {
	if f := traceOf(ctx).Waited; f != nil {
		f(d)
	}
}

func tracePage(ctx context.Context, e PageEvent) {
	if f := traceOf(ctx).Page; f != nil {
		f(e)
	}
}

func traceWait(ctx context.Context, until time.Time, reason string) {
	if f := traceOf(ctx).Wait; f != nil {
		f(WaitEvent{Until: until, Reason: reason})
	}
}

func traceNotice(ctx context.Context, message string) {
	if f := traceOf(ctx).Notice; f != nil {
		f(message)
	}
}

// Notify tells whoever follows the readings of ctx what the user should know of an answer.
func Notify(ctx context.Context, message string) { traceNotice(ctx, message) }

package api

import (
	fifo "container/list"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/ratelimit"
)

const (
	// DefaultRequestsPerMinute leaves a sixth of Aircall's 120 to the company's other programs.
	DefaultRequestsPerMinute = 100
	// DefaultConcurrentRequests is how many pages are in flight at once.
	DefaultConcurrentRequests = 5

	// pollInterval is how often a shared window is looked at while requests wait: nobody else says when it changes.
	pollInterval = 250 * time.Millisecond
)

// limiter lets through at most a number of requests in any 60 seconds and a few at once, first come, first served, for
// everything in the process that asks one company: a semaphore whose waiters keep their order. The window of the 60 seconds,
// and what a 429 does to it, is ratelimit.Window; with Aircall itself it is shared with the machine's other processes.
type limiter struct {
	clock Clock

	mu         sync.Mutex
	window     *ratelimit.Store
	budget     int // the connections' smallest max_requests_per_minute
	concurrent int
	inFlight   int
	waiting    fifo.List // of *waiter, first come first
	next       time.Time // when the window may have room, as it was last seen
	lookAt     time.Time // the window need not be looked at before
	stopTimer  func() bool
	warned     bool // that the window cannot be shared
	usage      Usage
}

// Usage is the use of a company's limit, by this process unless it says otherwise.
type Usage struct {
	RequestsLastMinute int  // of all processes that share the window
	Limit              int  // requests in any 60 seconds
	Shared             bool // the machine's other processes count in the same window
	InFlight           int
	Waiting            int
	Requests           int64         // since the start
	Waits              int64         // requests that had to wait
	Waited             time.Duration // in all
	RateLimited        int64         // answers of 429
	BlockedUntil       time.Time     // zero when not blocked
}

// waiter is a request that waits for its turn.
type waiter struct {
	slot *slot
	turn chan ratelimit.Reservation // of one
}

// slot is the leave to make one request.
type slot struct {
	l        *limiter
	held     ratelimit.Reservation
	inFlight bool // it is being sent once more: it has its place among the concurrent requests
}

func newLimiter(clock Clock, window *ratelimit.Store) *limiter {
	return &limiter{clock: clock, window: window, budget: DefaultRequestsPerMinute, concurrent: DefaultConcurrentRequests}
}

// configure sets what the connections allow.
func (l *limiter) configure(perMinute, concurrent int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.budget, l.concurrent = perMinute, concurrent
	l.lookAt = time.Time{}
	l.dispatch()
}

// width is how many requests may be in flight at once.
func (l *limiter) width() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.concurrent
}

// acquire waits for its turn.
func (l *limiter) acquire(ctx context.Context) (*slot, error) {
	s := &slot{l: l}
	if err := l.wait(ctx, s); err != nil {
		return nil, err
	}
	return s, nil
}

// reacquire waits until the request may be sent once more; the first time it got no answer.
func (s *slot) reacquire(ctx context.Context) error {
	s.l.mu.Lock()
	failed := s.held
	s.held, s.inFlight = ratelimit.Reservation{}, true
	s.l.updateWindow(func(w *ratelimit.Window, now time.Time) { w.Fail(failed, now) })
	s.l.mu.Unlock()
	return s.l.wait(ctx, s)
}

func (l *limiter) wait(ctx context.Context, s *slot) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	l.mu.Lock()
	w := &waiter{slot: s, turn: make(chan ratelimit.Reservation, 1)}
	var place *fifo.Element
	if s.inFlight {
		place = l.waiting.PushFront(w)
	} else {
		place = l.waiting.PushBack(w)
	}
	l.dispatch()
	began, until, warning := l.clock.Now(), l.next, l.warning()
	l.mu.Unlock()

	if warning != "" {
		traceNotice(ctx, warning)
	}
	select {
	case s.held = <-w.turn:
		return nil
	default:
	}
	if until.After(began) {
		traceWait(ctx, until, "the rate limit")
	}
	select {
	case s.held = <-w.turn:
		l.mu.Lock()
		waited := l.clock.Now().Sub(began)
		l.usage.Waits++
		l.usage.Waited += waited
		l.mu.Unlock()
		traceWaited(ctx, waited)
		return nil
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		l.waiting.Remove(place)
		select {
		case unused := <-w.turn: // it came together with the cancellation
			l.giveBack(s, unused)
		default:
			l.dispatch()
		}
		return context.Cause(ctx)
	}
}

// giveBack undoes the dispatch of a request that was not sent. l.mu is held.
func (l *limiter) giveBack(s *slot, unused ratelimit.Reservation) {
	l.usage.Requests--
	if !s.inFlight {
		l.inFlight--
	}
	l.updateWindow(func(w *ratelimit.Window, _ time.Time) { w.Cancel(unused) })
}

// warning says, once, that the window cannot be shared. l.mu is held.
func (l *limiter) warning() string {
	if l.warned || l.window.Err() == nil {
		return ""
	}
	l.warned = true
	return "The limit of requests to Aircall is not shared with other processes on this machine, which may pass it together: " + l.window.Err().Error()
}

// canDispatch reports whether the request at the front could go if the window had room. l.mu is held.
func (l *limiter) canDispatch() bool {
	front := l.waiting.Front()
	return front != nil && (l.inFlight < l.concurrent || front.Value.(*waiter).slot.inFlight)
}

// dispatch lets waiting requests through, in order, and sets the timer for the next one. l.mu is held.
func (l *limiter) dispatch() {
	if l.canDispatch() && !l.clock.Now().Before(l.lookAt) {
		l.updateWindow(nil)
		return
	}
	l.setTimer()
}

// updateWindow changes the window, unless change is nil, and dispatches the requests for which it has room then. l.mu is
// held.
func (l *limiter) updateWindow(change func(*ratelimit.Window, time.Time)) {
	type turn struct {
		to *waiter
		r  ratelimit.Reservation
	}
	var turns []turn
	l.window.Update(l.clock.Now(), func(w *ratelimit.Window, now time.Time) bool {
		if change != nil {
			change(w, now)
		}
		limit := w.Limit(now, l.budget)
		for l.canDispatch() {
			r, ok := w.Reserve(now, limit)
			if !ok {
				break
			}
			first := l.waiting.Remove(l.waiting.Front()).(*waiter)
			if !first.slot.inFlight {
				l.inFlight++
			}
			l.usage.Requests++
			turns = append(turns, turn{first, r})
		}
		l.next = w.NextDispatchAt(now, limit)
		l.lookAt = l.next
		return change != nil || len(turns) > 0
	})
	if soon := l.clock.Now().Add(pollInterval); l.window.Shared() && soon.Before(l.lookAt) {
		l.lookAt = soon
	}
	for _, t := range turns { // not before the window is kept: a request that is sent counts, whatever becomes of this process
		t.to.turn <- t.r
	}
	l.setTimer()
}

// setTimer makes the window be looked at when it may have room for a request that waits. l.mu is held.
func (l *limiter) setTimer() {
	if l.stopTimer != nil {
		l.stopTimer()
		l.stopTimer = nil
	}
	if !l.canDispatch() {
		return // an answer comes first
	}
	l.stopTimer = l.clock.AfterFunc(max(0, l.lookAt.Sub(l.clock.Now())), func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.dispatch()
	})
}

// release ends a request; answer is nil when none came.
func (s *slot) release(answer *http.Response) {
	l := s.l
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight--
	l.updateWindow(func(w *ratelimit.Window, now time.Time) {
		if answer == nil {
			w.Fail(s.held, now)
			return
		}
		learnLimit(w, answer.Header, now)
		if answer.StatusCode != http.StatusTooManyRequests {
			w.Complete(s.held, now)
			return
		}
		l.usage.RateLimited++
		w.Refuse(s.held, now, retryAfter(answer.Header, now))
	})
}

// current returns the present figures.
func (l *limiter) current() Usage {
	l.mu.Lock()
	defer l.mu.Unlock()
	u := l.usage
	l.window.Update(l.clock.Now(), func(w *ratelimit.Window, now time.Time) bool {
		u.RequestsLastMinute, u.Limit = w.Requests(now), w.Limit(now, l.budget)
		if now.Before(w.BlockedUntil) {
			u.BlockedUntil = w.BlockedUntil
		}
		return false
	})
	u.Shared, u.InFlight, u.Waiting = l.window.Shared(), l.inFlight, l.waiting.Len()
	return u
}

// Left is how many requests may be sent now without a wait.
func (u Usage) Left() int { return max(0, u.Limit-u.RequestsLastMinute) }

// WaitFor is how long requests more than Left have to wait, about: for whole minutes of the limit.
func (u Usage) WaitFor(requests int) time.Duration {
	over := requests - u.Left()
	if over <= 0 || u.Limit <= 0 {
		return 0
	}
	return time.Duration((over+u.Limit-1)/u.Limit) * time.Minute
}

// Usage returns the use of the company's limit; it makes no request.
func (c *Client) Usage() Usage { return c.limiter.current() }

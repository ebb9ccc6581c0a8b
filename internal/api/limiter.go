package api

import (
	fifo "container/list"
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// DefaultRequestsPerMinute leaves a sixth of Aircall's 120 to the company's other programs.
	DefaultRequestsPerMinute = 100
	// DefaultConcurrentRequests is how many pages are in flight at once.
	DefaultConcurrentRequests = 5

	limitWindow  = time.Minute
	windowMargin = 10 * time.Millisecond // so that two clocks which round differently agree
	defaultBlock = time.Minute           // documented: passing the limit blocks for 60 seconds
	longestBlock = 10 * time.Minute      // a reset further away is a misreading
)

// limiter lets through at most limit requests in any 60 seconds and a few at once, first come,
// first served, for everything in the process that asks one company.
//
// A request fills its place in the window from when it is sent until 60 seconds after its answer:
// Aircall counts it somewhere in between, so that no 60 seconds on Aircall's side see more either.
type limiter struct {
	clock Clock

	mu           sync.Mutex
	budget       int // the connections' smallest max_requests_per_minute
	serverLimit  int // what Aircall said; 0 until it does
	concurrent   int
	answers      []time.Time // of the last 60 seconds, oldest first
	inFlight     int
	waiting      fifo.List // of chan struct{}, first come first
	blockedUntil time.Time
	probeDue     bool // after a block one request goes first
	probing      bool // and is under way
	stopTimer    func() bool
	usage        Usage
}

// Usage is this process's view of a company's limit.
type Usage struct {
	RequestsLastMinute int
	Limit              int // requests in any 60 seconds
	InFlight           int
	Waiting            int
	Requests           int64         // since the start
	Waits              int64         // requests that had to wait
	Waited             time.Duration // in all
	RateLimited        int64         // answers of 429
	BlockedUntil       time.Time     // zero when not blocked
}

func newLimiter(clock Clock) *limiter {
	return &limiter{clock: clock, budget: DefaultRequestsPerMinute, concurrent: DefaultConcurrentRequests}
}

// configure sets what the connections allow.
func (l *limiter) configure(perMinute, concurrent int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.budget, l.concurrent = perMinute, concurrent
	l.dispatch()
}

// width is how many requests may be in flight at once.
func (l *limiter) width() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.concurrent
}

// limit is the number of requests that may fill the window.
func (l *limiter) limit() int {
	if l.serverLimit > 0 {
		return min(l.budget, l.serverLimit)
	}
	return l.budget
}

// slot is the leave to make one request.
type slot struct {
	l     *limiter
	probe bool
}

// acquire waits for its turn.
func (l *limiter) acquire(ctx context.Context) (*slot, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	l.mu.Lock()
	turn := make(chan *slot, 1)
	place := l.waiting.PushBack(turn)
	l.dispatch()
	began, until := l.clock.Now(), l.nextChance()
	l.mu.Unlock()

	select {
	case s := <-turn:
		return s, nil
	default:
	}
	if until.After(began) {
		traceWait(ctx, until, "the rate limit")
	}
	select {
	case s := <-turn:
		l.mu.Lock()
		l.usage.Waits++
		l.usage.Waited += l.clock.Now().Sub(began)
		l.mu.Unlock()
		return s, nil
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		l.waiting.Remove(place)
		select {
		case s := <-turn: // it came together with the cancellation: give it back unused
			l.inFlight--
			l.usage.Requests--
			l.probing = l.probing && !s.probe
		default:
		}
		l.dispatch()
		return nil, context.Cause(ctx)
	}
}

// dispatch lets waiting requests through, in order, and sets the timer for the next one. l.mu is held.
func (l *limiter) dispatch() {
	for l.waiting.Len() > 0 && l.mayGo() {
		first := l.waiting.Front()
		l.waiting.Remove(first)
		l.inFlight++
		l.usage.Requests++
		s := &slot{l: l, probe: l.probeDue}
		l.probing = l.probeDue
		first.Value.(chan *slot) <- s
	}
	if l.stopTimer != nil {
		l.stopTimer()
		l.stopTimer = nil
	}
	if wait := l.nextChance().Sub(l.clock.Now()); l.waiting.Len() > 0 && wait > 0 {
		l.stopTimer = l.clock.AfterFunc(wait, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.dispatch()
		})
	}
}

func (l *limiter) mayGo() bool {
	now := l.clock.Now()
	l.forget(now)
	return !now.Before(l.blockedUntil) && !l.probing &&
		l.inFlight < l.concurrent && l.inFlight+len(l.answers) < l.limit()
}

// forget drops the answers that have left the window.
func (l *limiter) forget(now time.Time) {
	n := 0
	for n < len(l.answers) && now.Sub(l.answers[n]) >= limitWindow+windowMargin {
		n++
	}
	l.answers = l.answers[n:]
}

// nextChance is when time alone lets a request through; the zero time when an answer has to come first.
func (l *limiter) nextChance() time.Time {
	at := l.blockedUntil
	if over := l.inFlight + len(l.answers) - l.limit(); over >= 0 && over < len(l.answers) {
		if free := l.answers[over].Add(limitWindow + windowMargin); free.After(at) {
			at = free
		}
	}
	return at
}

// release ends a request; answer is nil when none came.
func (s *slot) release(answer *http.Response) {
	l := s.l
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	l.inFlight--
	l.answers = append(l.answers, now)
	if s.probe {
		l.probing = false
	}
	if answer != nil {
		l.learn(s, answer, now)
	}
	l.dispatch()
}

// learn believes what Aircall says of its limit. Measured: it says so only when it is too late.
func (l *limiter) learn(s *slot, answer *http.Response, now time.Time) {
	if n, err := strconv.Atoi(answer.Header.Get("X-AircallApi-Limit")); err == nil && n > 0 {
		l.serverLimit = n
	}
	switch {
	case answer.StatusCode == http.StatusTooManyRequests:
		l.usage.RateLimited++
		l.probeDue = true
		if until := now.Add(blockFor(answer.Header, now)); until.After(l.blockedUntil) {
			l.blockedUntil = until
		}
	case s.probe:
		l.probeDue = false
	}
}

// blockFor reads how long to keep away: X-AircallApi-Reset is a point in time, in seconds or
// (one partner's client) milliseconds; Retry-After is not documented but read by some clients.
func blockFor(h http.Header, now time.Time) time.Duration {
	wait := defaultBlock
	if reset, err := strconv.ParseFloat(h.Get("X-AircallApi-Reset"), 64); err == nil {
		if reset >= unixMilliseconds {
			reset /= 1000
		}
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			now = date // the reset is a time on Aircall's clock
		}
		wait = time.UnixMilli(int64(reset * 1000)).Sub(now)
	} else if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		wait = date.Sub(now)
	}
	return min(max(wait, time.Second), longestBlock)
}

// current returns the present figures.
func (l *limiter) current() Usage {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	l.forget(now)
	u := l.usage
	u.RequestsLastMinute = len(l.answers) + l.inFlight
	u.Limit, u.InFlight, u.Waiting = l.limit(), l.inFlight, l.waiting.Len()
	if now.Before(l.blockedUntil) {
		u.BlockedUntil = l.blockedUntil
	}
	return u
}

// Usage returns this process's view of the company's limit; it makes no request.
func (c *Client) Usage() Usage { return c.limiter.current() }

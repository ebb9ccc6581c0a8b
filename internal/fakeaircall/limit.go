package fakeaircall

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// window is the time over which Aircall counts a company's requests.
const window = 60 * time.Second

// limiter counts the requests of any 60 seconds, by the server's clock. A refused request does not count.
type limiter struct {
	size  int // negative: no limit
	block time.Duration

	mu      sync.Mutex
	granted []time.Time
	blocked time.Time
}

// allow admits a request, or says when the next one may come.
func (l *limiter) allow(now time.Time) (reset time.Time, ok bool) {
	if l.size < 0 {
		return time.Time{}, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.blocked) {
		return l.blocked, false
	}
	for len(l.granted) > 0 && !now.Before(l.granted[0].Add(window)) {
		l.granted = l.granted[1:]
	}
	if len(l.granted) < l.size {
		l.granted = append(l.granted, now)
		return time.Time{}, true
	}
	reset = l.granted[0].Add(window)
	if l.block > 0 {
		l.blocked = now.Add(l.block)
		reset = l.blocked
	}
	return reset, false
}

// rateLimited is a 429. Documented: the X-AircallApi headers come when the limit has been reached; measured: not before.
func (s *Server) rateLimited(now, reset time.Time) response {
	r := errorOfShape(s.options.UnknownBodies, http.StatusTooManyRequests, "The rate limit has been reached")
	seconds := reset.Unix()
	if reset.Nanosecond() > 0 {
		seconds++
	}
	at := seconds
	if s.options.ResetInMilliseconds {
		at *= 1000
	}
	// Written as Aircall spells them: Go would make X-Aircallapi-Limit of the first.
	r.header = map[string]string{
		"X-AircallApi-Limit":     strconv.Itoa(max(s.limit.size, 0)),
		"X-AircallApi-Remaining": "0",
		"X-AircallApi-Reset":     strconv.FormatInt(at, 10),
	}
	if s.options.SendRetryAfter {
		r.header["Retry-After"] = strconv.FormatInt(max(1, seconds-now.Unix()), 10)
	}
	return r
}

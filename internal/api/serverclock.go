package api

import (
	"net/http"
	"sync"
	"time"
)

const (
	skewTolerance     = 2 * time.Second // a Date header is cut to seconds
	clockSetThreshold = time.Minute     // no answer takes as long: a smaller difference means that ours was put right
	skewTTL           = 10 * time.Minute
)

// serverClock knows the clock skew: how far Aircall's clock is ahead of ours, from the Date header that every HTTP
// answer carries. The way back makes a Date older, so the largest difference of the last answers is nearest the
// truth; those of the last ten to twenty minutes are compared, so that a skew which shrinks is learned too.
type serverClock struct {
	mu       sync.Mutex
	ahead    time.Duration // the largest since began
	previous time.Duration // the largest of the stretch before
	began    time.Time
}

func (s *serverClock) learn(h http.Header, now time.Time) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	ahead := date.Sub(now)
	if ahead <= skewTolerance {
		ahead = 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch since := now.Sub(s.began); {
	case since >= 2*skewTTL || max(s.ahead, s.previous)-ahead > clockSetThreshold:
		s.previous, s.ahead, s.began = 0, ahead, now
	case since >= skewTTL:
		s.previous, s.ahead, s.began = s.ahead, ahead, now
	default:
		s.ahead = max(s.ahead, ahead)
	}
}

// offset is how far Aircall's clock is ahead, as far as it is known.
func (s *serverClock) offset() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.ahead, s.previous)
}

// ServerNow is the present on Aircall's clock, as far as it is known.
func (c *Client) ServerNow() time.Time { return c.serverNow() }

// serverNow is the present on Aircall's clock, as far as it is known.
func (a *account) serverNow() time.Time { return a.clock.Now().Add(a.server.offset()) }

package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"syscall"
	"time"
)

// TransportError is a request that got no whole answer.
type TransportError struct {
	Method, Path string
	Host         string
	Err          error
	temporary    bool
}

func (e *TransportError) Error() string {
	hint := ""
	if !e.temporary {
		hint = "; check base_url (AIRCALL_BASE_URL) and the network"
	}
	return fmt.Sprintf("%s %s: no answer from %s: %v%s", e.Method, e.Path, e.Host, e.Err, hint)
}

func (e *TransportError) Unwrap() error { return e.Err }

// transportError leaves the URL, which may hold personal data, out of net/http's error.
func (a *account) transportError(ctx context.Context, r request, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var inner *url.Error
	if errors.As(err, &inner) {
		err = inner.Err
	}
	return &TransportError{Method: http.MethodGet, Path: r.name(), Host: a.base.Host, Err: err, temporary: temporary(err)}
}

// temporary tells a network that stumbled (a timeout, a reset, a connection closed early) from one that
// will not carry the request at all.
func temporary(err error) bool {
	var timeout net.Error
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return dns.IsTemporary || dns.IsTimeout
	case errors.As(err, &timeout) && timeout.Timeout():
		return true
	}
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded)
}

// serverClock knows how far Aircall's clock is ahead of ours, from the Date header that every
// HTTP answer carries.
type serverClock struct {
	mu    sync.Mutex
	ahead time.Duration
}

// skewTolerance is what a Date header, cut to seconds and late by the way back, cannot tell.
const skewTolerance = 2 * time.Second

func (s *serverClock) learn(h http.Header, now time.Time) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	ahead := date.Sub(now)
	if ahead.Abs() <= skewTolerance {
		ahead = 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if (ahead-s.ahead).Abs() > skewTolerance || ahead == 0 {
		s.ahead = ahead
	}
}

// offset is how far Aircall's clock is ahead, as far as it is known.
func (s *serverClock) offset() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ahead
}

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

// TransportError is a request that got no whole answer. It does not unwrap: a cause such as io.EOF or a
// passed deadline means something else to whoever reads rows.
type TransportError struct {
	Method, Path string
	Host         string
	Reason       string
	temporary    bool
}

func (e *TransportError) Error() string {
	hint := ""
	if !e.temporary {
		hint = "; check base_url (AIRCALL_BASE_URL) and the network"
	}
	return fmt.Sprintf("%s %s: no answer from %s: %s%s", e.Method, e.Path, e.Host, e.Reason, hint)
}

// transportError leaves the URL, which may hold personal data, out of net/http's error.
func (a *account) transportError(ctx context.Context, r request, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var inner *url.Error
	if errors.As(err, &inner) {
		err = inner.Err
	}
	reason := err.Error()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		reason = "the connection was closed before the answer was whole"
	}
	return &TransportError{Method: http.MethodGet, Path: r.name(), Host: a.base.Host, Reason: reason, temporary: temporary(err)}
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
// HTTP answer carries. The way back makes a Date older, so the largest difference is nearest the truth.
type serverClock struct {
	mu    sync.Mutex
	ahead time.Duration
}

const (
	skewTolerance = 2 * time.Second // a Date header is cut to seconds
	clockWasSet   = time.Minute     // no answer takes as long: a smaller difference means that ours was put right
)

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
	if ahead > s.ahead || s.ahead-ahead > clockWasSet {
		s.ahead = ahead
	}
}

// offset is how far Aircall's clock is ahead, as far as it is known.
func (s *serverClock) offset() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ahead
}

package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/hashicorp/go-hclog"
)

const (
	maxAttempts  = 5
	firstBackoff = 500 * time.Millisecond // doubled with each attempt: eight seconds in all at most, the limiter's waits not counted
)

// retry repeats what may succeed the next time, with growing pauses, and gives the last error
// with the number of tries.
func retry[T any](ctx context.Context, a *account, try func() (T, error)) (T, error) {
	for attempt := 1; ; attempt++ {
		value, err := try()
		if err == nil {
			return value, nil
		}
		if !retryable(err) || ctx.Err() != nil || attempt == maxAttempts {
			return value, withAttempts(err, attempt)
		}
		pause := backoff(attempt, err)
		hclog.FromContext(ctx).Debug("asking again", "attempt", attempt, "error", err, "pause", pause)
		if err := a.pause(ctx, pause); err != nil {
			return value, err
		}
	}
}

func withAttempts(err error, attempts int) error {
	if attempts == 1 {
		return err
	}
	return &RetryError{Attempts: attempts, Err: err}
}

// retryable: the limit, a server in trouble, a network that stumbled, a body that is not whole.
// Never another 4xx.
func retryable(err error) bool {
	var status *Error
	var transport *TransportError
	var body *BodyError
	switch {
	case errors.As(err, &status):
		switch status.Status {
		case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
			http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
	case errors.As(err, &transport):
		return transport.temporary
	case errors.As(err, &body):
		return body.temporary
	}
	return false
}

// backoff doubles with each attempt, with full jitter above its half, so that pages which failed
// together do not return together. After a 429 the limiter itself makes everybody wait.
func backoff(attempt int, err error) time.Duration {
	if hasStatus(err, http.StatusTooManyRequests) {
		return 0
	}
	d := firstBackoff << (attempt - 1)
	return d/2 + rand.N(d/2+1)
}

// pause waits on the account's clock.
func (a *account) pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	traceWait(ctx, a.clock.Now().Add(d), "asking again")
	over := make(chan struct{})
	stop := a.clock.AfterFunc(d, func() { close(over) })
	defer stop()
	select {
	case <-over:
		traceWaited(ctx, d)
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

package archive

import (
	"errors"
	"fmt"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
)

// A malformedError is that of a call of which something does not fit.
type malformedError struct{ error }

func (e *malformedError) Unwrap() error { return e.error }

// skippedCalls are those of a stretch that could not be read. The mark stays before the earliest of them: the archive is
// complete up to there, and the next run asks for them again.
type skippedCalls struct {
	calls    int
	first    error
	earliest time.Time
}

// take takes a call whose error is of itself alone.
func (s *skippedCalls) take(call *aircall.CallRecord, err error) bool {
	var malformed *malformedError
	if !errors.As(err, &malformed) {
		return false
	}
	if s.calls++; s.calls == 1 {
		s.first, s.earliest = err, call.StartedAt
	}
	if call.StartedAt.Before(s.earliest) {
		s.earliest = call.StartedAt
	}
	return true
}

// before is a mark that has no skipped call behind it.
func (s *skippedCalls) before(mark time.Time) time.Time {
	if s.calls > 0 && !mark.Before(s.earliest) {
		return s.earliest.Add(-time.Second)
	}
	return mark
}

func (s *skippedCalls) err() error {
	switch s.calls {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("a call cannot be read, and is asked for again by the next run; all others are in the archive: %w", s.first)
	}
	return fmt.Errorf("%d calls cannot be read, and are asked for again by the next run; all others are in the archive; the first of them: %w", s.calls, s.first)
}

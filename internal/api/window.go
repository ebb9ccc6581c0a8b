package api

import (
	"math"
	"time"
)

// Window is a closed interval of time; a zero bound is open. The client rounds it outward to what
// Aircall can express, so rows just outside may come.
type Window struct{ From, To time.Time }

// Open bounds of a span.
const (
	anyBefore = math.MinInt64
	anyAfter  = math.MaxInt64
)

// span is a Window in the Unix seconds that rows are compared by, both ends inclusive.
type span struct{ from, to int64 }

// unbounded is the span without bounds.
var unbounded = span{anyBefore, anyAfter}

// seconds converts w. Where a list's times are whole seconds, a bound between two of them is moved
// inward to the next one: no row lies between.
func (w Window) seconds(wholeSeconds bool) span {
	s := unbounded
	if !w.From.IsZero() {
		s.from = w.From.Unix()
		if wholeSeconds && w.From.Nanosecond() > 0 {
			s.from++
		}
	}
	if !w.To.IsZero() {
		s.to = w.To.Unix()
	}
	return s
}

func (s span) empty() bool { return s.from > s.to }

func (s span) contains(second int64) bool { return s.from <= second && second <= s.to }

// misses reports whether rows between two seconds all lie outside s.
func (s span) misses(first, last int64) bool { return last < s.from || first > s.to }

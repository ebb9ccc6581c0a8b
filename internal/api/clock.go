package api

import "time"

// Clock tells the time and wakes waiters; tests inject one that runs faster.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in its own goroutine after d; stop prevents it, if it is not too late.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// machineClock is the real one.
type machineClock struct{}

func (machineClock) Now() time.Time { return time.Now() }

func (machineClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

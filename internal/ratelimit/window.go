// Package ratelimit keeps the requests of all processes of a machine within one limit for any 60 seconds: a sliding
// window that is kept in a small file under a lock, or in memory where nobody else is to be reckoned with.
package ratelimit

import (
	"slices"
	"time"
)

const (
	// Span is the time over which requests are limited, and how long one counts after its answer.
	Span = time.Minute
	// MaxFlight is how long a request may take until its answer; its sender must give up then.
	MaxFlight = time.Minute
	// MaxBlock is the longest block that is believed.
	MaxBlock = 10 * time.Minute

	margin     = 10 * time.Millisecond // so that two clocks which round differently agree
	longest    = MaxFlight + Span + margin
	firstBlock = 5 * time.Second // after one refusal; it doubles with each that follows
	lastBlock  = time.Minute
	// unknownPast is how many requests are taken to have been sent in a minute of which nothing is known,
	// but never more than four fifths of the limit.
	unknownPast = 80
)

// Window is a sliding window of requests. It is a value without a clock: whoever asks it says what time it is.
//
//	               Reserve                    Complete, Fail
//	waiting ───────────────────► in flight ───────────────────► answered ──(Span)──► dropped
//	                                 │ └──(MaxFlight+Span: its process was killed)──────▲
//	                                 │ Cancel: it was never sent ───────────────────────┘
//
// A request counts from Reserve until Span after its answer: the server counts it somewhere in between, so that no
// Span on the server's side sees more requests than the window allowed.
//
//	       Refuse                (BlockedUntil)              Reserve
//	open ─────────► blocked ──────────────────► probe due ─────────────► probing
//	 ▲                 ▲                            ▲                     │  │ │
//	 │                 └── Refuse, and longer ──────│─────────────────────┘  │ │
//	 │                                              └── Fail, Cancel, ───────┘ │
//	 │                                                  (ProbeUntil: killed)   │
//	 └────────────────────────────── Complete ─────────────────────────────────┘
type Window struct {
	Expiries     []time.Time // when each request stops counting, earliest first
	BlockedUntil time.Time   // nothing is sent before
	Refusals     int         // in a row
	ProbeDue     bool        // since a refusal: one request goes first, alone
	ProbeUntil   time.Time   // the lease of the probe that is under way; zero when none is
	UnknownSince time.Time   // what was sent before is not known; zero when it is

	ServerLimit      int       // what the server said that it allows; 0 until it does
	ServerLimitUntil time.Time // believed until then
}

// Reservation is the leave to send one request. The zero Reservation is none.
type Reservation struct {
	expiry time.Time // identifies it: two that expire at one instant are interchangeable
	lease  time.Time // of a probe
}

// Limit is how many requests may fill the window, of budget.
func (w *Window) Limit(now time.Time, budget int) int {
	if w.ServerLimit > 0 && now.Before(w.ServerLimitUntil) {
		return min(budget, w.ServerLimit)
	}
	return budget
}

// Requests is how many requests count.
func (w *Window) Requests(now time.Time) int {
	w.dropExpired(now)
	return len(w.Expiries)
}

// CanDispatch reports whether a request may be sent now.
func (w *Window) CanDispatch(now time.Time, limit int) bool {
	return !w.NextDispatchAt(now, limit).After(now)
}

// NextDispatchAt is when the next request may be sent if no answer comes before; now when one may be.
func (w *Window) NextDispatchAt(now time.Time, limit int) time.Time {
	w.dropExpired(now)
	at := later(now, w.BlockedUntil)
	if w.ProbeDue {
		at = later(at, w.ProbeUntil)
	}
	counting := w.counting(now, limit)
	if over := len(counting) - limit; over >= 0 {
		at = later(at, counting[over])
	}
	return at
}

// Reserve takes a place for a request that is sent at once, if there is one.
func (w *Window) Reserve(now time.Time, limit int) (r Reservation, ok bool) {
	if !w.CanDispatch(now, limit) {
		return Reservation{}, false
	}
	if w.ProbeDue {
		w.ProbeUntil = now.Add(MaxFlight)
		r.lease = w.ProbeUntil
	}
	r.expiry = now.Add(longest)
	w.add(r.expiry)
	return r, true
}

// Complete ends a request that was answered.
func (w *Window) Complete(r Reservation, now time.Time) {
	w.end(r, now)
	if w.release(r) {
		w.ProbeDue = false
	}
}

// Fail ends a request that got no answer: it may have been counted all the same.
func (w *Window) Fail(r Reservation, now time.Time) {
	w.end(r, now)
	w.release(r)
}

// Cancel gives back a place that was not used.
func (w *Window) Cancel(r Reservation) {
	w.remove(r.expiry)
	w.release(r)
}

// Refuse ends a request that was answered with "too many requests, come back in wait". Refusals in a row block for
// at least 5, 10, 20, 40, then 60 s, whatever the server says.
func (w *Window) Refuse(r Reservation, now time.Time, wait time.Duration) {
	w.end(r, now)
	probed := w.release(r)
	// Requests that were under way when another was refused are refused with it, which counts once.
	if probed || !w.ProbeDue {
		if now.Sub(w.BlockedUntil) > Span {
			w.Refusals = 0
		}
		w.Refusals++
	}
	w.ProbeDue = true
	wait = min(max(wait, shortestBlock(w.Refusals)), MaxBlock)
	w.BlockedUntil = later(w.BlockedUntil, now.Add(wait))
}

func shortestBlock(refusals int) time.Duration {
	block := firstBlock
	for range refusals - 1 {
		block = min(2*block, lastBlock)
	}
	return block
}

// end makes a request count for Span from now. Where it is no longer known, it is counted twice rather than not at all.
func (w *Window) end(r Reservation, now time.Time) {
	if r.expiry.IsZero() {
		return
	}
	w.remove(r.expiry)
	w.add(now.Add(Span + margin))
}

// release ends the lease of a probe, and reports whether r held it.
func (w *Window) release(r Reservation) bool {
	if r.lease.IsZero() || !r.lease.Equal(w.ProbeUntil) {
		return false
	}
	w.ProbeUntil = time.Time{}
	return true
}

func (w *Window) add(expiry time.Time) {
	at, _ := slices.BinarySearchFunc(w.Expiries, expiry, time.Time.Compare)
	w.Expiries = slices.Insert(w.Expiries, at, expiry)
}

func (w *Window) remove(expiry time.Time) {
	if at, found := slices.BinarySearchFunc(w.Expiries, expiry, time.Time.Compare); found {
		w.Expiries = slices.Delete(w.Expiries, at, at+1)
	}
}

// dropExpired forgets what no longer counts, and brings back what a clock that was set back since would keep for
// longer than anything lasts.
func (w *Window) dropExpired(now time.Time) {
	n := 0
	for n < len(w.Expiries) && !w.Expiries[n].After(now) {
		n++
	}
	w.Expiries = w.Expiries[n:]
	for i := len(w.Expiries) - 1; i >= 0 && w.Expiries[i].After(now.Add(longest)); i-- {
		w.Expiries[i] = now.Add(longest)
	}
	w.BlockedUntil = earlier(w.BlockedUntil, now.Add(MaxBlock))
	w.ProbeUntil = earlier(w.ProbeUntil, now.Add(MaxFlight))
	w.UnknownSince = earlier(w.UnknownSince, now)
	if now.Sub(w.UnknownSince) >= Span+margin {
		w.UnknownSince = time.Time{}
	}
}

// counting is when each request that counts stops doing so, earliest first, with those of an unknown past: they are
// taken to have been sent evenly over the minute before, and so leave evenly over the minute after.
func (w *Window) counting(now time.Time, limit int) []time.Time {
	if w.UnknownSince.IsZero() {
		return w.Expiries
	}
	all := slices.Clone(w.Expiries)
	n := min(unknownPast, limit*4/5)
	for i := range n {
		if leaves := w.UnknownSince.Add(Span*time.Duration(i+1)/time.Duration(n) + margin); leaves.After(now) {
			all = append(all, leaves)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// merge adds what another window knows. A request that both know counts once.
func (w *Window) merge(other Window) {
	for i, expiry := range other.Expiries {
		if count(w.Expiries, expiry) < count(other.Expiries[:i+1], expiry) {
			w.add(expiry)
		}
	}
	w.BlockedUntil = later(w.BlockedUntil, other.BlockedUntil)
	w.ProbeDue = w.ProbeDue || other.ProbeDue
	w.Refusals = max(w.Refusals, other.Refusals)
	if other.ServerLimitUntil.After(w.ServerLimitUntil) {
		w.ServerLimit, w.ServerLimitUntil = other.ServerLimit, other.ServerLimitUntil
	}
}

func count(times []time.Time, t time.Time) (n int) {
	for _, other := range times {
		if other.Equal(t) {
			n++
		}
	}
	return n
}

func later(t, u time.Time) time.Time {
	if u.After(t) {
		return u
	}
	return t
}

func earlier(t, u time.Time) time.Time {
	if u.Before(t) {
		return u
	}
	return t
}

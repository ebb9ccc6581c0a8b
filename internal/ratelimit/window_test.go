package ratelimit

import (
	"math/rand/v2"
	"testing"
	"time"
)

// noon is when the tests' windows begin.
var noon = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func after(d time.Duration) time.Time { return noon.Add(d) }

// A window of two requests, step by step.
func TestWindow(t *testing.T) {
	t.Parallel()
	const limit = 2
	type step struct {
		at   time.Duration // since noon
		do   func(w *Window, now time.Time, r []Reservation) []Reservation
		next time.Duration // of NextDispatchAt, since noon; at: a request may be sent
		used int
	}
	reserve := func(w *Window, now time.Time, r []Reservation) []Reservation {
		if got, ok := w.Reserve(now, limit); ok {
			r = append(r, got)
		}
		return r
	}
	end := func(i int, how func(*Window, Reservation, time.Time)) func(*Window, time.Time, []Reservation) []Reservation {
		return func(w *Window, now time.Time, r []Reservation) []Reservation {
			how(w, r[i], now)
			return r
		}
	}
	complete := func(i int) func(*Window, time.Time, []Reservation) []Reservation { return end(i, (*Window).Complete) }
	fail := func(i int) func(*Window, time.Time, []Reservation) []Reservation { return end(i, (*Window).Fail) }
	cancel := func(i int) func(*Window, time.Time, []Reservation) []Reservation {
		return end(i, func(w *Window, r Reservation, _ time.Time) { w.Cancel(r) })
	}
	refuse := func(i int, wait time.Duration) func(*Window, time.Time, []Reservation) []Reservation {
		return end(i, func(w *Window, r Reservation, now time.Time) { w.Refuse(r, now, wait) })
	}
	nothing := func(_ *Window, _ time.Time, r []Reservation) []Reservation { return r }
	const s = time.Second

	for name, steps := range map[string][]step{
		"a request counts until 60 s after its answer": {
			{0, reserve, 0, 1}, {0, reserve, 120*s + margin, 2},
			{3 * s, complete(0), 63*s + margin, 2}, {4 * s, complete(1), 63*s + margin, 2},
			{63 * s, reserve, 63*s + margin, 2},
			{63*s + margin - 1, reserve, 63*s + margin, 2},
			{63*s + margin, nothing, 63*s + margin, 1},
			{63*s + margin, reserve, 64*s + margin, 2},
		},
		"also without an answer": {
			{0, reserve, 0, 1}, {0, reserve, 120*s + margin, 2}, {10 * s, fail(0), 70*s + margin, 2},
			{69 * s, reserve, 70*s + margin, 2}, {71 * s, reserve, 120*s + margin, 2},
		},
		"of a killed process until 60 s after it must have given up": {
			{0, reserve, 0, 1}, {0, reserve, 120*s + margin, 2},
			{120 * s, reserve, 120*s + margin, 2}, {121 * s, reserve, 121 * s, 1},
		},
		"one that was not sent does not count": {
			{0, reserve, 0, 1}, {0, reserve, 120*s + margin, 2}, {1 * s, cancel(1), 1 * s, 1}, {1 * s, reserve, 120*s + margin, 2},
		},
		"a refusal blocks, and one goes first": {
			{0, reserve, 0, 1}, {1 * s, refuse(0, 30*s), 31 * s, 1},
			{31*s - 1, reserve, 31 * s, 1},
			{31 * s, reserve, 91 * s, 2}, // the probe: nobody else until its answer, or until its lease ends
			{32 * s, complete(1), 61*s + margin, 2},
			{62 * s, reserve, 92*s + margin, 2},
		},
		"a refused probe blocks for longer": {
			{0, reserve, 0, 1}, {0, refuse(0, 0), 5 * s, 1}, {5 * s, reserve, 65 * s, 2}, {5 * s, refuse(1, 0), 60*s + margin, 2},
			{61 * s, reserve, 121 * s, 2}, {61 * s, refuse(2, 0), 81 * s, 2},
		},
		"a probe without an answer is followed by another": {
			{0, reserve, 0, 1}, {0, refuse(0, 0), 5 * s, 1}, {61 * s, reserve, 121 * s, 1}, {62 * s, fail(1), 62 * s, 1},
			{62 * s, reserve, 122*s + margin, 2},
		},
		"a probe that was not sent too": {
			{0, reserve, 0, 1}, {0, refuse(0, 0), 5 * s, 1}, {61 * s, reserve, 121 * s, 1}, {62 * s, cancel(1), 62 * s, 0},
			{62 * s, reserve, 122 * s, 1},
		},
		"a killed probe's lease ends": {
			{0, reserve, 0, 1}, {0, refuse(0, 0), 5 * s, 1}, {61 * s, reserve, 121 * s, 1}, {120 * s, reserve, 121 * s, 1},
			{121 * s, reserve, 181*s + margin, 2},
		},
		"those refused together count once": {
			{0, reserve, 0, 1}, {0, reserve, 120*s + margin, 2}, {1 * s, refuse(0, 0), 61*s + margin, 2}, {2 * s, refuse(1, 0), 61*s + margin, 2},
			{63 * s, reserve, 123 * s, 1}, {63 * s, refuse(2, 0), 73 * s, 1},
		},
		"a clock that was set back by a day costs two minutes": {
			{24 * time.Hour, reserve, 24 * time.Hour, 1}, {24 * time.Hour, reserve, 24*time.Hour + 120*s + margin, 2},
			{0, nothing, 120*s + margin, 2}, {121 * s, reserve, 121 * s, 1},
		},
		"a block of a clock that was set back ends": {
			{24 * time.Hour, reserve, 24 * time.Hour, 1}, {24 * time.Hour, refuse(0, 60*s), 24*time.Hour + 60*s, 1},
			{0, nothing, 600 * s, 1}, {600 * s, reserve, 660 * s, 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var w Window
			var reserved []Reservation
			for i, step := range steps {
				reserved = step.do(&w, after(step.at), reserved)
				next := w.NextDispatchAt(after(step.at), limit)
				if used := w.Requests(after(step.at)); next.Sub(noon) != step.next || used != step.used {
					t.Fatalf("step %d: the next request at %v with %d used, want %v with %d", i, next.Sub(noon), used, step.next, step.used)
				}
			}
		})
	}
}

// Refusals in a row block for longer and longer; a minute of peace after a block ends the row.
func TestShortestBlock(t *testing.T) {
	t.Parallel()
	var w Window
	now := noon
	for i, want := range []time.Duration{5, 10, 20, 40, 60, 60, 60} {
		r, ok := w.Reserve(now, 100)
		if !ok {
			t.Fatalf("refusal %d: no probe", i)
		}
		w.Refuse(r, now, -time.Hour)
		if got := w.BlockedUntil.Sub(now); got != want*time.Second {
			t.Errorf("refusal %d blocks for %v, want %v s", i, got, want)
		}
		now = w.BlockedUntil
	}
	r, _ := w.Reserve(now, 100)
	w.Complete(r, now)
	r, _ = w.Reserve(now.Add(Span), 100)
	w.Refuse(r, now.Add(Span), 0)
	if got := w.BlockedUntil.Sub(now.Add(Span)); got != time.Minute {
		t.Errorf("soon after the row a refusal blocks for %v, want a minute", got)
	}
	now = w.BlockedUntil.Add(Span + 1)
	r, _ = w.Reserve(now, 100)
	w.Refuse(r, now, 0)
	if got := w.BlockedUntil.Sub(now); got != 5*time.Second {
		t.Errorf("long after the row a refusal blocks for %v, want 5 s", got)
	}
}

// Of an unknown past 80 requests are assumed, spread over the minute: of a hundred, twenty may go at once.
func TestUnknownPast(t *testing.T) {
	t.Parallel()
	for limit, atOnce := range map[int]int{100: 20, 120: 40, 1000: 920, 50: 10, 5: 1, 2: 1, 1: 1} {
		w := Window{UnknownSince: noon}
		if got := send(&w, noon, limit); got != atOnce {
			t.Errorf("of %d, %d may go at once, want %d", limit, got, atOnce)
		}
		all := atOnce
		for s := range 60 {
			all += send(&w, after(time.Duration(s)*time.Second), limit)
		}
		if all > limit || all < limit-2 {
			t.Errorf("of %d, %d may go in the first minute", limit, all)
		}
	}
}

func send(w *Window, now time.Time, limit int) (n int) {
	for {
		if _, ok := w.Reserve(now, limit); !ok {
			return n
		}
		n++
	}
}

func TestServerLimit(t *testing.T) {
	t.Parallel()
	w := Window{ServerLimit: 60, ServerLimitUntil: after(time.Hour)}
	if got := w.Limit(noon, 100); got != 60 {
		t.Errorf("limit %d, want what the server said", got)
	}
	if got := w.Limit(noon, 20); got != 20 {
		t.Errorf("limit %d, want the budget", got)
	}
	if got := w.Limit(after(time.Hour), 100); got != 100 {
		t.Errorf("limit %d when what the server said is old, want the budget", got)
	}
}

// What two windows know is counted once.
func TestMerge(t *testing.T) {
	t.Parallel()
	w := Window{Expiries: []time.Time{after(1), after(2), after(2)}}
	w.merge(Window{Expiries: []time.Time{after(2), after(2), after(2), after(5)}, BlockedUntil: after(9), ProbeDue: true, Refusals: 3})
	if len(w.Expiries) != 5 || !w.BlockedUntil.Equal(after(9)) || !w.ProbeDue || w.Refusals != 3 {
		t.Errorf("%+v", w)
	}
}

// Whatever several senders do, with whatever budgets, the server sees no more requests in any 60 seconds than the
// largest budget; and a window in which nothing happens has room again after two minutes.
func TestWindowProperty(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		checkWindow(t, rand.New(rand.NewPCG(seed, 7)))
	}
}

func checkWindow(t *testing.T, random *rand.Rand) {
	t.Helper()
	type flight struct {
		r        Reservation
		seen     time.Time // by the server
		answered time.Time // zero: its sender was killed
		fate     int
	}
	const largest = 12
	w, now := Window{}, noon
	if random.IntN(2) == 0 {
		w.UnknownSince = now
	}
	var flying []flight
	var seen []time.Time
	for range 400 {
		now = now.Add(time.Duration(random.Int64N(int64(4 * time.Second))))
		if random.IntN(8) == 0 { // the machine stores and reads it
			content, err := encode(w)
			if err != nil {
				t.Fatal(err)
			}
			if w, err = decode(content); err != nil {
				t.Fatal(err)
			}
		}
		for i := 0; i < len(flying); i++ {
			f := flying[i]
			if f.answered.IsZero() || f.answered.After(now) {
				continue
			}
			switch f.fate {
			case 0:
				w.Refuse(f.r, now, time.Duration(random.Int64N(int64(10*time.Second))))
			case 1:
				w.Fail(f.r, now)
			default:
				w.Complete(f.r, now)
			}
			flying = append(flying[:i], flying[i+1:]...)
			i--
		}
		limit := 1 + random.IntN(largest)
		could := w.CanDispatch(now, limit)
		r, ok := w.Reserve(now, limit)
		if ok != could {
			t.Fatalf("CanDispatch says %v and Reserve %v", could, ok)
		}
		if !ok {
			continue
		}
		if random.IntN(10) == 0 {
			w.Cancel(r)
			continue
		}
		took := time.Duration(random.Int64N(int64(MaxFlight)))
		f := flight{r: r, seen: now.Add(time.Duration(random.Int64N(int64(took) + 1))), fate: random.IntN(12)}
		if random.IntN(10) > 0 {
			f.answered = now.Add(took)
		}
		flying, seen = append(flying, f), append(seen, f.seen)
	}
	for _, from := range seen {
		n := 0
		for _, at := range seen {
			if !at.Before(from) && at.Sub(from) < Span {
				n++
			}
		}
		if n > largest {
			t.Fatalf("%d requests in the minute from %v, want %d at most", n, from.Sub(noon), largest)
		}
	}
	later := now.Add(MaxBlock + MaxFlight)
	if !w.CanDispatch(later, 1) || w.Requests(later) != 0 {
		t.Fatalf("long after the last request the window is %+v", w)
	}
}

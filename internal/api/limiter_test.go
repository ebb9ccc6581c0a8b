package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/ratelimit"
)

// busiest returns the most requests that the server saw in any 60 seconds.
func busiest(requests []fakeaircall.Request) (most int) {
	first := 0
	for i, r := range requests {
		for r.Time.Sub(requests[first].Time) >= time.Minute {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

func TestNoSixtySecondsSeeMoreThanTheBudget(t *testing.T) {
	tests := map[string]struct {
		perMinute, concurrent int
		latency               time.Duration
	}{
		"at once":          {perMinute: 100, concurrent: 5},
		"one at a time":    {perMinute: 30, concurrent: 1, latency: 50 * time.Millisecond},
		"slow answers":     {perMinute: 60, concurrent: 20, latency: 12 * time.Second},
		"as slow as it is": {perMinute: 7, concurrent: 3, latency: 300 * time.Millisecond},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				company := callsOf(6_000, 0)
				a := serve(t, company, fakeaircall.Options{RateLimit: test.perMinute, Latency: func(*http.Request) time.Duration { return test.latency }})
				cfg := Config{MaxRequestsPerMinute: test.perMinute, MaxConcurrentRequests: test.concurrent}
				var queries sync.WaitGroup
				for _, name := range []string{"one", "two", "three"} {
					c := a.client(name, cfg)
					queries.Go(func() {
						if _, err := allCalls(t.Context(), c); err != nil {
							t.Error(err)
						}
					})
				}
				queries.Wait()
				if got := busiest(a.Requests()); got > test.perMinute || got < test.perMinute*9/10 {
					t.Errorf("%d requests in the busiest 60 seconds, want what is allowed, %d, and no more", got, test.perMinute)
				}
				for _, r := range a.Requests() {
					if r.Status != http.StatusOK {
						t.Fatalf("the server refused a request: %d", r.Status)
					}
				}
			})
		})
	}
}

// A burst that fits the window goes out at once.
func TestShortQueryIsNotSlowedDown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(4_000, 0), unlimited)
		began := time.Now()
		if _, err := allCalls(t.Context(), a.client("c", Config{MaxRequestsPerMinute: 100})); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("80 requests of 100 took %v on a server that answers at once", took)
		}
	})
}

// First come, first served by page: a query of one page waits for the pages in front of it, not for
// the whole of a long query.
func TestShortQueryIsNotStarved(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := callsOf(5_000, 0)
		a := serve(t, company, unlimited)
		c := a.client("c", Config{MaxRequestsPerMinute: 60, MaxConcurrentRequests: 5})
		long, stop := context.WithCancel(t.Context())
		var queries sync.WaitGroup
		queries.Go(func() { _, _ = allCalls(long, c) })
		time.Sleep(time.Second) // the long query has used up the window
		began := time.Now()
		if _, err := c.Company(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > ratelimit.Span+time.Second {
			t.Errorf("a query of one request waited %v behind a long one", took)
		}
		stop()
		queries.Wait()
	})
}

// Two connections of one company have one limiter, with the smaller budget.
func TestConnectionsOfOneCompanyShareTheLimit(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(3_000, 0), unlimited)
		one := a.client("one", Config{MaxRequestsPerMinute: 90})
		two := a.client("two", Config{MaxRequestsPerMinute: 40})
		var queries sync.WaitGroup
		for _, c := range []*Client{one, two} {
			queries.Go(func() {
				if _, err := allCalls(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		queries.Wait()
		if got := busiest(a.Requests()); got != 40 {
			t.Errorf("%d requests in the busiest 60 seconds, want 40", got)
		}
	})
}

// On a 429 everybody waits for the reset, one probe goes first, and the window shrinks to what Aircall said.
func TestLimitIsLearntFromA429(t *testing.T) {
	tests := map[string]fakeaircall.Options{
		"reset in seconds":      {RateLimit: 20},
		"reset in milliseconds": {RateLimit: 20, ResetInMilliseconds: true},
		"retry-after":           {RateLimit: 20, SendRetryAfter: true},
		"blocked for 60 s":      {RateLimit: 20, BlockFor: time.Minute},
	}
	for name, options := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				company := callsOf(5_000, 0)
				a := serve(t, company, options)
				c := a.client("c", Config{MaxRequestsPerMinute: 100})
				rows, err := allCalls(t.Context(), c)
				if err != nil {
					t.Fatal(err)
				}
				wantCalls(t, rows, company.Calls)
				var refused []fakeaircall.Request
				for _, r := range a.Requests() {
					if r.Status == http.StatusTooManyRequests {
						refused = append(refused, r)
					}
				}
				if len(refused) == 0 || len(refused) > DefaultConcurrentRequests {
					t.Errorf("%d requests were refused, want only those that were in flight at the first refusal", len(refused))
				}
				if u := c.Usage(); u.Limit != 20 || u.RateLimited != int64(len(refused)) {
					t.Errorf("usage says limit %d and %d refusals, want 20 and %d", u.Limit, u.RateLimited, len(refused))
				}
			})
		})
	}
}

// After a block one request goes first, and the others, which have come meanwhile, not before its answer.
func TestOneProbeGoesFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(1, 0), fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration { return time.Second }})
		a.Fault(fakeaircall.Fault{Kind: fakeaircall.TooManyRequests, Reset: 30 * time.Second})
		c := a.client("c", Config{})
		began := time.Now()
		var queries sync.WaitGroup
		for i := range DefaultConcurrentRequests + 2 {
			queries.Go(func() {
				time.Sleep(time.Duration(i) * 2 * time.Second)
				if err := c.Ping(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		queries.Wait()
		var at []int
		for _, r := range a.Requests() {
			at = append(at, int(r.Time.Sub(began).Round(time.Second)/time.Second))
		}
		if want := []int{0, 30, 31, 31, 31, 31, 31, 32}; !slices.Equal(at, want) {
			t.Errorf("requests after %v s, want %v: the refused one, the probe, and the others after its answer", at, want)
		}
	})
}

// refusing answers every request with a 429 that has these headers, and keeps when they came.
type refusing struct {
	header map[string]string
	at     []time.Time
}

func (r *refusing) RoundTrip(request *http.Request) (*http.Response, error) {
	r.at = append(r.at, time.Now())
	h := http.Header{}
	for name, value := range r.header {
		h.Set(name, value)
	}
	return &http.Response{StatusCode: http.StatusTooManyRequests, Header: h, Body: http.NoBody, Request: request}, nil
}

// Whatever a 429 says, those that follow one another are further and further apart: over several queries too.
func TestRefusalsInARowWaitLongerAndLonger(t *testing.T) {
	for name, header := range map[string]map[string]string{
		"retry after nothing":  {"Retry-After": "0"},
		"retry in the past":    {"Retry-After": "-7"},
		"a reset in the past":  {"X-AircallApi-Reset": "1"},
		"a reset that is NaN":  {"X-AircallApi-Reset": "NaN", "Retry-After": "0"},
		"a reset before times": {"X-AircallApi-Reset": "-Inf"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				server := &refusing{header: header}
				registry := Registry{Transport: server}
				c, err := registry.Client("c", Config{APIID: "id", APIToken: secretToken})
				if err != nil {
					t.Fatal(err)
				}
				for range 2 {
					if _, err := c.Company(t.Context()); !hasStatus(err, http.StatusTooManyRequests) {
						t.Fatalf("got %v", err)
					}
				}
				var pauses []time.Duration
				for i, at := range server.at[1:] {
					pauses = append(pauses, at.Sub(server.at[i]))
				}
				want := []time.Duration{5, 10, 20, 40, 60, 60, 60, 60, 60}
				if len(pauses) != len(want) {
					t.Fatalf("pauses of %v, want %d", pauses, len(want))
				}
				for i := range want {
					if pauses[i] != want[i]*time.Second {
						t.Errorf("pauses of %v, want %v s", pauses, want)
						break
					}
				}
			})
		})
	}
}

func TestWaitingCanBeCancelled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(1_000, 0), unlimited)
		c := a.client("c", Config{MaxRequestsPerMinute: 5})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		_, err := allCalls(ctx, c)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 10*time.Second {
			t.Errorf("got %v after %v, want the context's error after 10 s", err, time.Since(began))
		}
		synctest.Wait()
		if u := c.Usage(); u.InFlight != 0 || u.Waiting != 0 {
			t.Errorf("%d in flight and %d waiting are left", u.InFlight, u.Waiting)
		}
	})
}

// A turn that comes together with the cancellation is given back: otherwise five of them would stop a company's requests.
func TestTurnThatComesWithTheCancellationIsGivenBack(t *testing.T) {
	t.Parallel()
	l := newLimiter(machineClock{}, ratelimit.Private())
	l.configure(1000, 1)
	taken := 0
	for range 200 {
		busy, err := l.acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s, err := l.acquire(&cancelledAt{Context: t.Context(), meanwhile: func() { busy.release(nil) }})
		switch {
		case err == nil:
			taken++
			s.release(nil)
		case !errors.Is(err, context.Canceled):
			t.Fatal(err)
		}
		if u := l.current(); u.InFlight != 0 || u.Waiting != 0 {
			t.Fatalf("%d in flight and %d waiting are left", u.InFlight, u.Waiting)
		}
	}
	if u := l.current(); taken == 0 || taken == 200 || u.Requests != int64(200+taken) || u.RequestsLastMinute != 200+taken {
		t.Errorf("%d requests and %d in the window, want 200 and the %d that took their turn", u.Requests, u.RequestsLastMinute, taken)
	}
}

// cancelledAt is cancelled in the moment in which somebody begins to wait for that, and does something first.
type cancelledAt struct {
	context.Context
	meanwhile func()
	done      chan struct{}
}

func (c *cancelledAt) Done() <-chan struct{} {
	if c.done == nil {
		c.done = make(chan struct{})
		c.meanwhile()
		close(c.done)
	}
	return c.done
}

func (c *cancelledAt) Err() error {
	if c.done == nil {
		return nil
	}
	return context.Canceled
}

func TestBlockIsReadFromHeaders(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_790_000_000, 0)
	tests := map[string]struct {
		header map[string]string
		want   time.Duration
	}{
		"nothing":                       {nil, time.Minute},
		"seconds":                       {map[string]string{"X-AircallApi-Reset": strconv.Itoa(1_790_000_042)}, 42 * time.Second},
		"milliseconds":                  {map[string]string{"X-AircallApi-Reset": "1790000042500"}, 42500 * time.Millisecond},
		"on Aircall's clock":            {map[string]string{"X-AircallApi-Reset": "1790000142", "Date": now.Add(100 * time.Second).UTC().Format(http.TimeFormat)}, 42 * time.Second},
		"retry-after":                   {map[string]string{"Retry-After": "7"}, 7 * time.Second},
		"retry-after as a date":         {map[string]string{"Retry-After": now.Add(9 * time.Second).UTC().Format(http.TimeFormat)}, 9 * time.Second},
		"already over":                  {map[string]string{"X-AircallApi-Reset": "1789999000"}, 5 * time.Second},
		"at once":                       {map[string]string{"Retry-After": "0"}, 5 * time.Second},
		"absurd":                        {map[string]string{"X-AircallApi-Reset": "1890000000"}, ratelimit.MaxBlock},
		"endless":                       {map[string]string{"X-AircallApi-Reset": "+Inf"}, ratelimit.MaxBlock},
		"no number":                     {map[string]string{"X-AircallApi-Reset": "NaN"}, time.Minute},
		"unreadable":                    {map[string]string{"X-AircallApi-Reset": "soon"}, time.Minute},
		"reset goes before retry-after": {map[string]string{"X-AircallApi-Reset": "1790000010", "Retry-After": "99"}, 10 * time.Second},
	}
	for name, test := range tests {
		h := http.Header{}
		for k, v := range test.header {
			h.Set(k, v)
		}
		var w ratelimit.Window
		w.Refuse(ratelimit.Reservation{}, now, retryAfter(h, now))
		if got := w.BlockedUntil.Sub(now); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

package api

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// No query is given a row that was read more than cache_seconds before the query began: whoever reads slowly, however long a
// reading takes, however many queries overlap.
func TestNoRowIsOlderThanTheCacheMayBe(t *testing.T) {
	const keep = time.Minute
	tests := map[string]struct {
		budget  int           // requests a minute
		pause   time.Duration // of a reader after each row
		every   time.Duration // a query begins
		queries int
		least   float64 // of the requests that they would cost alone, how many are saved
	}{
		"dashboards that overlap": {budget: 30, every: 15 * time.Second, queries: 40, least: 0.5},
		"a long reading":          {budget: 5, every: 100 * time.Second, queries: 8},
		"a cursor that is stuck":  {budget: 1000, pause: 20 * time.Second, every: 5 * time.Minute, queries: 12},
		"readers of any pace":     {budget: 60, pause: 50 * time.Millisecond, every: 20 * time.Second, queries: 30, least: 0.2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				const calls, pages = 1_230, 25
				s := newSteady(time.Now().Add(-24*time.Hour), time.Minute, calls)
				c := s.client(t, Config{MaxRequestsPerMinute: test.budget, CacheFor: keep})
				var queries sync.WaitGroup
				for i := range test.queries {
					queries.Go(func() {
						time.Sleep(time.Duration(i) * test.every)
						r := rand.New(rand.NewPCG(1, uint64(i)))
						window := Window{From: time.Unix(s.second(0), 0).Add(time.Duration(r.IntN(4)) * time.Second)}
						began, n := time.Now(), 0
						for call, err := range c.Calls(t.Context(), CallQuery{ListOptions: ListOptions{Window: window}}) {
							if err != nil {
								t.Error(err)
								return
							}
							read, _ := strconv.ParseInt(call.DirectLink.Value(), 10, 64)
							if age := began.Sub(time.UnixMilli(read)); age > keep {
								t.Errorf("query %d: a row was read %v before the query began", i, age)
								return
							}
							if n++; i%3 == 0 {
								time.Sleep(test.pause)
							}
						}
						if n < calls-1 {
							t.Errorf("query %d: %d rows", i, n)
						}
					})
				}
				queries.Wait()
				alone := float64(test.queries * pages)
				if saved := 1 - float64(s.requests.Load())/alone; saved < test.least {
					t.Errorf("%d requests for %d queries of %d pages: %.0f %% saved, want %.0f %%", s.requests.Load(), test.queries, pages, 100*saved, 100*test.least)
				}
			})
		})
	}
}

// stubborn is a transport that goes on for a second when its request is cancelled, as one does that waits for a closed connection.
type stubborn struct {
	http.RoundTripper
}

// RoundTrip waits for the answer, or a second longer than the request.
func (s stubborn) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := s.RoundTripper.RoundTrip(r)
	if r.Context().Err() != nil {
		time.Sleep(time.Second)
	}
	return response, err
}

// A page that nobody waits for any more is not joined by the next query, which would get the cancellation of another.
func TestAbandonedPageIsNotJoined(t *testing.T) {
	tests := map[string]func(context.Context, *Client) error{
		"list": func(ctx context.Context, c *Client) error {
			past := Window{To: time.Now().Truncate(time.Minute).Add(-time.Minute)} // the same for both queries
			_, err := collect(c.Calls(ctx, CallQuery{ListOptions: ListOptions{Window: past}}))
			return err
		},
		"resource": func(ctx context.Context, c *Client) error { _, err := c.Company(ctx); return err },
	}
	for name, ask := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := serve(t, callsOf(120, 0), unlimited)
				a.registry.Transport = stubborn{&slow{RoundTripper: a.registry.Transport, wait: 10 * time.Second}}
				c := a.client("c", Config{CacheFor: time.Minute})
				ctx, cancel := context.WithCancel(t.Context())
				var first sync.WaitGroup
				first.Go(func() {
					if err := ask(ctx, c); err == nil {
						t.Error("the query that was cancelled has an answer")
					}
				})
				time.Sleep(6 * time.Second) // a list's first page is there, and the second is not
				cancel()
				first.Wait()
				if err := ask(t.Context(), c); err != nil { // while the abandoned request is still about to end
					t.Error(err)
				}
			})
		})
	}
}

// slow sends a request after a while: of a list's first page half as long.
type slow struct {
	http.RoundTripper
	wait time.Duration
	sent atomic.Int64
}

// RoundTrip waits first.
func (s *slow) RoundTrip(r *http.Request) (*http.Response, error) {
	wait := s.wait
	if r.URL.Query().Has("page") && s.sent.Add(1) == 1 {
		wait /= 2
	}
	select {
	case <-time.After(wait):
		return s.RoundTripper.RoundTrip(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// panicking is a transport with a fault of its own.
type panicking struct{}

// RoundTrip panics.
func (panicking) RoundTrip(*http.Request) (*http.Response, error) {
	time.Sleep(time.Second)
	panic("a fault")
}

// A panic while a page is fetched is an error for each query that waits for it, and ends nothing else.
func TestPanicReachesEveryWaiter(t *testing.T) {
	for _, keep := range []time.Duration{0, time.Minute} {
		t.Run(fmt.Sprint(keep), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := serve(t, callsOf(20, 0), unlimited)
				a.registry.Transport = panicking{}
				c := a.client("c", Config{CacheFor: keep})
				var queries sync.WaitGroup
				for range 3 {
					queries.Go(func() {
						_, err := allCalls(t.Context(), c)
						var fault *guard.PanicError
						if !asError(err, &fault) {
							t.Errorf("got %v, want a PanicError", err)
						}
					})
				}
				queries.Wait()
				time.Sleep(5 * time.Minute) // what net/http left behind ends with its timeout
			})
		})
	}
}

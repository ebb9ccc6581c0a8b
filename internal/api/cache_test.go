package api

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

const week = 7 * 24 * time.Hour

// panels are ten ways in which a dashboard asks for the same seven days.
func panels(now time.Time) map[string]CallQuery {
	since := now.Add(-week)
	between := func(from, to time.Time) CallQuery {
		return CallQuery{ListOptions: ListOptions{Window: Window{From: from, To: to}}}
	}
	return map[string]CallQuery{
		"since":              between(since, time.Time{}),
		"since, again":       between(since, time.Time{}),
		"after":              between(since.Add(time.Microsecond), time.Time{}),
		"a second later":     between(since.Add(time.Second), time.Time{}),
		"between":            between(since, now),
		"to the day's end":   between(since, now.Add(time.Hour)),
		"last six days":      between(since.Add(24*time.Hour), time.Time{}),
		"first five days":    between(since, now.Add(-48*time.Hour)),
		"with a limit of 70": {ListOptions: ListOptions{Window: Window{From: since}, Limit: 70}},
		"to a second ago":    between(since, now.Add(-time.Second)),
	}
}

func weekOfCalls() *fakeaircall.Company {
	return fixture.Calls(1_230, time.Now().Add(-week), time.Now(), 0)
}

func TestTenPanelsCostOneReading(t *testing.T) {
	const oneReading = 25 // pages of 1,230 calls
	ask := func(t *testing.T, c *Client, name string, q CallQuery, company *fakeaircall.Company) {
		rows, err := collect(limited(c.Calls(t.Context(), q), q.Limit))
		if err != nil {
			t.Error(err)
			return
		}
		want := 0
		for _, call := range company.Calls {
			at := time.Unix(call.StartedAt, 0)
			if !at.Before(q.Window.From) && (q.Window.To.IsZero() || !at.After(q.Window.To)) {
				want++
			}
		}
		if q.Limit > 0 {
			want = q.Limit
		}
		if len(rows) != want {
			t.Errorf("%s: %d rows, want %d", name, len(rows), want)
		}
	}
	t.Run("one after the other", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			company := weekOfCalls()
			a := serve(t, company, unlimited)
			c := a.client("c", Config{CacheFor: time.Minute})
			q := panels(time.Now())
			ask(t, c, "since", q["since"], company)
			for name, q := range q {
				ask(t, c, name, q, company)
			}
			if got := len(a.Requests()); got != oneReading {
				t.Errorf("%d requests, want %d", got, oneReading)
			}
		})
	})
	t.Run("at once", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			company := weekOfCalls()
			a := serve(t, company, fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration { return 200 * time.Millisecond }})
			c := a.client("c", Config{CacheFor: time.Minute})
			var queries sync.WaitGroup
			q := panels(time.Now())
			queries.Go(func() { ask(t, c, "since", q["since"], company) })
			time.Sleep(time.Millisecond)
			for name, q := range q {
				queries.Go(func() { ask(t, c, name, q, company) })
			}
			queries.Wait()
			if got := len(a.Requests()); got != oneReading {
				t.Errorf("%d requests, want %d", got, oneReading)
			}
		})
	})
}

// limited ends a list after n rows, as a LIMIT does.
func limited[T any](list func(func(*T, error) bool), n int) func(func(*T, error) bool) {
	return func(yield func(*T, error) bool) {
		left := n
		for row, err := range list {
			if !yield(row, err) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// A question that reaches beyond what is in memory costs only the part that is newer.
func TestOnlyTheNewestPartIsAskedFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := weekOfCalls()
		a := serve(t, company, unlimited)
		c := a.client("c", Config{CacheFor: time.Minute})
		since := CallQuery{ListOptions: ListOptions{Window: Window{From: time.Now().Add(-week)}}}
		if _, err := collect(c.Calls(t.Context(), since)); err != nil {
			t.Fatal(err)
		}
		a.ResetRequests()
		time.Sleep(2 * time.Second)
		a.Change(func(c *fakeaircall.Company) {
			call := c.Calls[len(c.Calls)-1]
			call.ID++
			call.StartedAt = time.Now().Unix()
			c.Calls = append(c.Calls, call)
		})
		rows, err := collect(c.Calls(t.Context(), since))
		if err != nil || len(rows) != 1_231 {
			t.Fatalf("%d rows, %v; want the new call too", len(rows), err)
		}
		if got := len(a.Requests()); got != 1 {
			t.Errorf("%d requests, want one for the two newest seconds: %q", got, a.asked())
		}
	})
}

// What is not answered from memory.
func TestMemoryIsNotUsed(t *testing.T) {
	since := func() CallQuery {
		return CallQuery{ListOptions: ListOptions{Window: Window{From: time.Now().Add(-time.Hour)}}}
	}
	tests := map[string]func(t *testing.T, a *aircall, c *Client){
		"when it is off": func(t *testing.T, a *aircall, _ *Client) {
			c := a.client("other", Config{CacheFor: 0})
			twice(t, c, since(), since())
		},
		"when it is too old": func(t *testing.T, _ *aircall, c *Client) {
			first(t, c, since())
			time.Sleep(61 * time.Second)
			first(t, c, since())
		},
		"for a filter that a call does not tell": func(t *testing.T, _ *aircall, c *Client) {
			narrow := since()
			narrow.PhoneNumber = "+447700900417"
			twice(t, c, since(), narrow)
		},
		"for a flag that was not asked": func(t *testing.T, _ *aircall, c *Client) {
			expanded := since()
			expanded.Expand.Contact = true
			twice(t, c, since(), expanded)
		},
		"when the configuration has changed": func(t *testing.T, a *aircall, c *Client) {
			first(t, c, since())
			first(t, a.client("c", Config{CacheFor: 30 * time.Second}), since())
		},
		"after a reading that failed": func(t *testing.T, a *aircall, c *Client) {
			a.Fault(fakeaircall.Fault{Kind: fakeaircall.StatusCode, Status: 400})
			if _, err := collect(c.Calls(t.Context(), since())); err == nil {
				t.Fatal("no error")
			}
			first(t, c, since())
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := serve(t, callsOf(20, 0), unlimited)
				test(t, a, a.client("c", Config{CacheFor: time.Minute}))
				if got := len(a.Requests()); got != 2 {
					t.Errorf("%d requests, want 2", got)
				}
			})
		})
	}
}

func first(t *testing.T, c *Client, q CallQuery) {
	t.Helper()
	if _, err := collect(c.Calls(t.Context(), q)); err != nil {
		t.Fatal(err)
	}
}

func twice(t *testing.T, c *Client, a, b CallQuery) {
	t.Helper()
	first(t, c, a)
	first(t, c, b)
}

func TestAvailabilityIsNeverFromMemory(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(1, 0), unlimited)
		c := a.client("c", Config{CacheFor: time.Hour})
		for range 3 {
			if _, err := collect(c.Availabilities(t.Context(), ListOptions{})); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(a.Requests()); got != 3 {
			t.Errorf("%d requests, want 3", got)
		}
	})
}

// A query that is cancelled does not take along the others that share its pages.
func TestSharedReadingOutlivesItsFirstQuery(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := callsOf(1_000, 0)
		a := serve(t, company, fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration { return time.Second }})
		c := a.client("c", Config{CacheFor: time.Minute})
		ctx, cancel := context.WithCancel(t.Context())
		var queries sync.WaitGroup
		queries.Go(func() { _, _ = allCalls(ctx, c) })
		time.Sleep(100 * time.Millisecond)
		queries.Go(func() {
			rows, err := allCalls(t.Context(), c)
			if err != nil {
				t.Error(err)
			}
			wantCalls(t, rows, company.Calls)
		})
		time.Sleep(1500 * time.Millisecond)
		cancel()
		queries.Wait()
		if got := len(a.Requests()); got != 20 {
			t.Errorf("%d requests, want the 20 of one reading", got)
		}
	})
}

// Memory is bounded: the readings used longest ago go first, and one that does not fit is not kept.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	memory := newCache(machineClock{})
	open := func(name string) *snapshot {
		c := &Client{account: &account{cache: memory}, cacheFor: time.Hour}
		return c.acquire(&listSpec{path: name}, coverage{}, maxPerPage)[0].snapshot
	}
	put := func(s *snapshot, page, size int) {
		memory.mu.Lock()
		defer memory.mu.Unlock()
		s.store(pageRef{page: page}, &cachedPage{packed: make([]byte, size-pageOverhead)})
	}
	old, recent := open("old"), open("recent")
	put(old, 1, maxMemory/2)
	put(recent, 1, maxMemory/4)
	put(recent, 2, maxMemory/2)
	if old.alive() || !recent.alive() || memory.used != 3*maxMemory/4 {
		t.Errorf("old kept: %v, recent kept: %v, %d bytes", old.alive(), recent.alive(), memory.used)
	}
	put(recent, 3, maxMemory)
	if recent.alive() || memory.used != 0 {
		t.Errorf("a snapshot larger than the memory is kept: %d bytes", memory.used)
	}
	put(recent, 4, 1000)
	if memory.used != 0 {
		t.Error("an evicted snapshot takes memory again")
	}
}

// What idles is forgotten by itself.
func TestMemoryIsFreedInTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(120, 0), unlimited)
		c := a.client("c", Config{CacheFor: time.Minute})
		first(t, c, CallQuery{})
		kept := func() int {
			c.cache.mu.Lock()
			defer c.cache.mu.Unlock()
			return c.cache.used
		}
		if kept() == 0 {
			t.Fatal("nothing is kept")
		}
		time.Sleep(2 * time.Minute)
		if n := kept(); n != 0 {
			t.Errorf("%d bytes are left", n)
		}
	})
}

func ExampleWithTrace() {
	ctx := WithTrace(context.Background(), &Trace{Notice: func(s string) { fmt.Println(s) }})
	traceNotice(ctx, retentionNotice)
	// Output: Aircall serves only the calls of the last six months; older ones are not part of this answer
}

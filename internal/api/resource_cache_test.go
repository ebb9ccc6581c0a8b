package api

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// resources are the ways to ask for one resource, or for a count, which is as good as one.
func resources(company *fakeaircall.Company) map[string]func(context.Context, *Client) error {
	call, number := company.Calls[0].ID, company.Numbers[0].ID
	of := func(err error) error {
		if IsNotFound(err) {
			return errors.New("not there: the test says nothing")
		}
		return err
	}
	return map[string]func(context.Context, *Client) error{
		"company": func(ctx context.Context, c *Client) error { _, err := c.Company(ctx); return of(err) },
		"call":    func(ctx context.Context, c *Client) error { _, err := c.Call(ctx, call, Expand{}); return of(err) },
		"number":  func(ctx context.Context, c *Client) error { _, err := c.Number(ctx, number); return of(err) },
		"count": func(ctx context.Context, c *Client) error {
			_, err := c.CountCalls(ctx, CallQuery{ListOptions: ListOptions{Window: Window{To: time.Unix(company.Calls[0].StartedAt, 0)}}})
			return of(err)
		},
		"raw": func(ctx context.Context, c *Client) error {
			_, err := c.RegistrationStatus(ctx, number)
			return of(err)
		},
		"templates": func(ctx context.Context, c *Client) error {
			_, err := collect(c.WhatsAppTemplates(ctx, company.Numbers[0].ID))
			return of(err)
		},
	}
}

func smallCompany() *fakeaircall.Company {
	return democompany.New(3, time.Now(), democompany.Size{Users: 3, CallsPerDay: 3, Days: 5})
}

// A resource that has just been read costs nothing again, for cache_seconds.
func TestResourceIsAskedForOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for name, ask := range resources(smallCompany()) {
			a := serve(t, smallCompany(), unlimited)
			c := a.client("c", Config{CacheFor: time.Minute})
			costs := func(when string, want int) {
				t.Helper()
				a.ResetRequests()
				if err := ask(t.Context(), c); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if got := len(a.Requests()); got != want {
					t.Errorf("%s %s: %d requests, want %d", name, when, got, want)
				}
			}
			costs("at first", 1)
			costs("at once", 0)
			time.Sleep(time.Minute)
			costs("after cache_seconds", 0)
			time.Sleep(time.Second)
			costs("a second later", 1)
			for range 2 {
				c = a.client("off", Config{CacheFor: 0})
				costs("with cache_seconds = 0", 1)
			}
		}
	})
}

// Queries that want the same resource at once share one request, also when it fails and when the first of them gives up.
func TestResourceUnderWayIsShared(t *testing.T) {
	slow := fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration { return time.Second }}
	tests := map[string]struct {
		fault  *fakeaircall.Fault
		cancel bool
	}{
		"answered":             {},
		"refused":              {fault: &fakeaircall.Fault{Kind: fakeaircall.StatusCode, Status: 400, Times: fakeaircall.Forever}},
		"the first is no more": {cancel: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				company := smallCompany()
				a := serve(t, company, slow)
				if test.fault != nil {
					a.Fault(*test.fault)
				}
				c := a.client("c", Config{CacheFor: time.Minute})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var queries sync.WaitGroup
				queries.Go(func() { _, _ = c.Call(ctx, company.Calls[0].ID, Expand{}) })
				time.Sleep(100 * time.Millisecond)
				for range 4 {
					queries.Go(func() {
						if _, err := c.Call(t.Context(), company.Calls[0].ID, Expand{}); (err != nil) != (test.fault != nil) {
							t.Error(err)
						}
					})
				}
				time.Sleep(100 * time.Millisecond)
				if test.cancel {
					cancel()
				}
				queries.Wait()
				if got := len(a.Requests()); got != 1 {
					t.Errorf("%d requests, want 1", got)
				}
			})
		})
	}
}

// What must be true now, and what failed, is asked for each time.
func TestResourceIsNotKept(t *testing.T) {
	tests := map[string]struct {
		status int
		ask    func(context.Context, *Client) error
	}{
		"availability": {ask: func(ctx context.Context, c *Client) error {
			_, err := c.Availability(ctx, smallCompany().Users[0].ID)
			return err
		}},
		"ping":      {ask: func(ctx context.Context, c *Client) error { return c.Ping(ctx) }},
		"not there": {status: 404, ask: func(ctx context.Context, c *Client) error { _, err := c.Call(ctx, 1, Expand{}); return err }},
		"refused":   {status: 400, ask: func(ctx context.Context, c *Client) error { _, err := c.Company(ctx); return err }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := serve(t, smallCompany(), unlimited)
				if test.status != 0 {
					a.Fault(fakeaircall.Fault{Kind: fakeaircall.StatusCode, Status: test.status, Times: fakeaircall.Forever})
				}
				c := a.client("c", Config{CacheFor: time.Hour})
				for range 3 {
					if err := test.ask(t.Context(), c); (err != nil) != (test.status != 0) || err != nil && !hasStatus(err, test.status) {
						t.Errorf("%v, want a status of %d", err, test.status)
					}
				}
				if got := len(a.Requests()); got != 3 {
					t.Errorf("%d requests, want 3", got)
				}
			})
		})
	}
}

package api

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestTheNameOfTheCompanyIsAskedForOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, &fakeaircall.Company{Name: "Brightwater Tea", Now: time.Now()}, fakeaircall.Options{})
		a.Fault(fakeaircall.Fault{Path: "/v1/company", Status: 422})
		client := a.client("one", Config{})
		if _, err := client.CompanyName(t.Context()); err == nil {
			t.Error("a refused request gave a name")
		}
		for range 20 {
			go func() {
				if name, err := client.CompanyName(t.Context()); err != nil || name == nil || *name != "Brightwater Tea" {
					t.Errorf("name %v, error %v", name, err)
				}
			}()
		}
		synctest.Wait()
		if n := len(a.Requests()); n != 2 {
			t.Errorf("%d requests, want one that failed and one for all", n)
		}
	})
}

// Who waits for another's question need not wait any longer than his own context.
func TestAWaitForTheNameOfTheCompanyCanBeCancelled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, &fakeaircall.Company{Name: "Brightwater Tea", Now: time.Now()}, fakeaircall.Options{Latency: func(*http.Request) time.Duration { return 10 * time.Second }})
		client := a.client("one", Config{})
		go func() {
			if name, err := client.CompanyName(t.Context()); err != nil || name == nil {
				t.Errorf("name %v, error %v", name, err)
			}
		}()
		synctest.Wait()
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := client.CompanyName(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("%v after %v, want the context's error after a second", err, time.Since(began))
		}
		time.Sleep(time.Minute)
	})
}

// Somebody may allow the key what it was refused.
func TestARefusedNameIsAskedForAgainLater(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, &fakeaircall.Company{Name: "Brightwater Tea", Now: time.Now()}, fakeaircall.Options{})
		a.Fault(fakeaircall.Fault{Path: "/v1/company", Status: 403})
		client := a.client("one", Config{})
		for _, step := range []struct {
			after    time.Duration
			refused  bool
			requests int // so far: the company, and a ping that tells a refusal
		}{{0, true, 2}, {refusalTTL - time.Second, true, 2}, {2 * time.Second, false, 3}, {time.Hour, false, 3}} {
			time.Sleep(step.after)
			name, err := client.CompanyName(t.Context())
			if IsCompanyRefused(err) != step.refused || (name == nil) != step.refused {
				t.Errorf("%s later: name %v, error %v", step.after, name, err)
			}
			if n := len(a.Requests()); n != step.requests {
				t.Errorf("%s later: %d requests, want %d", step.after, n, step.requests)
			}
		}
	})
}

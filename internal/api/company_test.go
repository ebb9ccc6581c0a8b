package api

import (
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

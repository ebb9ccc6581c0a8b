package aircall

import (
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestManyScansAtOnceAskForTheCompanyOnce(t *testing.T) {
	t.Parallel()
	server, url := listen(t, &fakeaircall.Company{Name: "Brightwater Tea", Now: now})
	server.Fault(fakeaircall.Fault{Path: "/v1/company", Status: 422})
	registry := api.Registry{Transport: &network}
	client, err := registry.Client("one", api.Config{BaseURL: url, APIID: fakeaircall.DemoAPIID, APIToken: fakeaircall.DemoAPIToken})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := companyName(t.Context(), client); err == nil {
		t.Error("a refused request gave a name")
	}
	var scans sync.WaitGroup
	for range 20 {
		scans.Go(func() {
			if name, err := companyName(t.Context(), client); err != nil || name == nil || *name != "Brightwater Tea" {
				t.Errorf("name %v, error %v", name, err)
			}
		})
	}
	scans.Wait()
	if n := len(server.Requests()); n != 2 {
		t.Errorf("%d requests, want one that failed and one for all", n)
	}
}

// settableClock tells the time that a test sets.
type settableClock struct{ now time.Time }

func (c *settableClock) Now() time.Time { return c.now }

func (c *settableClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

// TestARefusedNameIsAskedForAgainLater: somebody may allow the key what it was refused.
func TestARefusedNameIsAskedForAgainLater(t *testing.T) {
	t.Parallel()
	server, url := listen(t, &fakeaircall.Company{Name: "Brightwater Tea", Now: now})
	server.Fault(fakeaircall.Fault{Path: "/v1/company", Status: 403})
	clock := &settableClock{now}
	registry := api.Registry{Clock: clock, Transport: &network}
	client, err := registry.Client("one", api.Config{BaseURL: url, APIID: fakeaircall.DemoAPIID, APIToken: fakeaircall.DemoAPIToken})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after    time.Duration
		refused  bool
		requests int // so far: the company, and a ping that tells a refusal
	}{{0, true, 2}, {refusalHolds - time.Second, true, 2}, {2 * time.Second, false, 3}, {time.Hour, false, 3}} {
		clock.now = clock.now.Add(step.after)
		name, err := companyName(t.Context(), client)
		if api.IsCompanyRefused(err) != step.refused || (name == nil) != step.refused {
			t.Errorf("%s later: name %v, error %v", step.after, name, err)
		}
		if n := len(server.Requests()); n != step.requests {
			t.Errorf("%s later: %d requests, want %d", step.after, n, step.requests)
		}
	}
}

package aircall

import (
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestManyScansAtOnceAskForTheCompanyOnce(t *testing.T) {
	t.Parallel()
	server, url := listen(t, &fakeaircall.Company{Name: "Brightwater Tea", Now: now})
	server.Fault(fakeaircall.Fault{Path: "/v1/company", Status: 403})
	var registry api.Registry
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

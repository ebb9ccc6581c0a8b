//go:build !race || atomicsdk

package aircall

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestAPIUsageCountsWithoutAsking(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany(), "cache_seconds = 0", "max_concurrent_requests = 2")
	usage := query{table: "aircall_api_usage", columns: columnNames(tableAircallAPIUsage().Table), cache: true}
	usage.columns = slices.DeleteFunc(usage.columns, func(name string) bool { return name == CompanyColumn })
	for made := range int64(3) {
		requests, rows := c.asked(usage)
		if len(requests) > 0 || len(rows) != 1 {
			t.Fatalf("%q gave %v, want one row without a request", requests, rows)
		}
		want := map[string]any{"requests_last_minute": made, "requests_limit": int64(1000), "budget_is_shared": false, "requests_in_flight": int64(0), "requests_waiting": int64(0), "requests_total": made,
			"waits_total": int64(0), "seconds_waited": int64(0), "rate_limited_total": int64(0), "blocked_until": nil}
		for name, value := range want {
			if rows[0][name] != value {
				t.Errorf("%s is %v after %d requests, want %v", name, rows[0][name], made, value)
			}
		}
		c.rows(query{table: "aircall_tag", columns: []string{"id"}})
	}
}

func TestAPIUsageShowsABlock(t *testing.T) { bubble(t, usageTellsOfABlock) }

func usageTellsOfABlock(t *testing.T) {
	c := serve(t, smallCompany())
	c.Fault(fakeaircall.Fault{Path: "/v1/tags", Kind: fakeaircall.TooManyRequests})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := c.run(ctx, c.connection, query{table: "aircall_tag", columns: []string{"id"}})
		ended <- err
	}()
	usage := query{table: "aircall_api_usage", columns: []string{"rate_limited_total", "blocked_until", "requests_waiting"}}
	synctest.Wait() // the request waits for the end of the block
	row := c.rows(usage)[0]
	if until, ok := row["blocked_until"].(time.Time); !ok || !until.After(time.Now()) || row["rate_limited_total"] != int64(1) || row["requests_waiting"] != int64(1) {
		t.Errorf("%v while a request waits for the end of a block", row)
	}
	cancel()
	<-ended
	if waiting := c.rows(usage)[0]["requests_waiting"]; waiting != int64(0) {
		t.Errorf("%v requests wait after the query was cancelled", waiting)
	}
}

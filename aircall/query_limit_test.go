//go:build !race || atomicsdk

// As scan_test.go: the SDK's own race in a scan of several rows.

package aircall

import (
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/evaluated"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

const limitSentence = "max_query_requests (AIRCALL_MAX_QUERY_REQUESTS)"

// A query that would cost more than max_query_requests ends after the first page, which tells, and says what to write.
func TestMaxQueryRequestsEndsAQueryBeforeItCosts(t *testing.T) {
	t.Parallel()
	calls := fixture.Calls(300, now.Add(-60*time.Hour), now.Add(-time.Hour), 1)
	raise := " raise " + limitSentence
	for what, test := range map[string]struct {
		arguments []string
		query     query
		requests  int
		want      string // of the error; "" for none
	}{
		"no condition": {[]string{"max_query_requests = 2"}, query{table: "aircall_call", columns: []string{"id"}}, 1,
			"aircall_call: GET /v1/calls: the query would cost at least 6 requests to Aircall, and " + limitSentence + " allows 2. " +
				"It has no lower bound on started_at that is sent to Aircall: add one, such as started_at >= now() - interval '7 days' (a function of the column, such as date_trunc(started_at), is not sent), or" + raise},
		"a bound that is too early": {[]string{"max_query_requests = 2"}, query{table: "aircall_call", columns: []string{"id"}, where: []*proto.Qual{where("started_at", ">", now.Add(-50*time.Hour))}}, 1,
			"aircall_call: GET /v1/calls: the query would cost at least 5 requests to Aircall, and " + limitSentence + " allows 2. " +
				"Take less time between the bounds on started_at, add another condition that is sent to Aircall, or" + raise},
		"a bound that is enough":    {[]string{"max_query_requests = 2"}, query{table: "aircall_call", columns: []string{"id"}, where: []*proto.Qual{where("started_at", ">", now.Add(-20*time.Hour))}}, 2, ""},
		"a limit that is enough":    {[]string{"max_query_requests = 2"}, query{table: "aircall_call", columns: []string{"id"}, limit: 100}, 2, ""},
		"exactly enough":            {[]string{"max_query_requests = 6"}, query{table: "aircall_call", columns: []string{"id"}}, 6, ""},
		"not limited":               {[]string{"max_query_requests = 0"}, query{table: "aircall_call", columns: []string{"id"}}, 6, ""},
		"the default":               {nil, query{table: "aircall_call", columns: []string{"id"}}, 6, ""},
		"nothing kept":              {[]string{"max_query_requests = 2", "cache_seconds = 0"}, query{table: "aircall_call", columns: []string{"id"}}, 1, "aircall_call: GET /v1/calls: the query would cost at least 6"},
		"one value after the other": {[]string{"max_query_requests = 8"}, query{table: "aircall_call", columns: []string{"id"}, where: []*proto.Qual{where("direction", "=", []any{"inbound", "outbound"})}}, 8, ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			c := serve(t, calls, test.arguments...)
			rows, err := c.run(t.Context(), c.connection, test.query)
			checkLimited(t, c, rows, err, test.requests, test.want)
		})
	}
}

// Requests of rows count with those of the list that they are of. The one that is too many ends the query, and with it those
// that are about to be sent.
func TestMaxQueryRequestsCountsTheRequestsOfRows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		table, column, want string
	}{
		{"aircall_number", "users", "aircall_number: GET /v1/numbers/"},
		{"aircall_user_number", "number_id", "aircall_user_number: GET /v2/users/"},
	} {
		c := serve(t, democompany.New(1, now, democompany.Size{Days: 1}), "max_query_requests = 4")
		_, err := c.run(t.Context(), c.connection, query{table: test.table, columns: []string{test.column}})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "allows 4") {
			t.Errorf("%s: got %v", test.table, err)
		}
		if n := len(c.Requests()); n > 4 {
			t.Errorf("%s: %d requests, want 4 at most", test.table, n)
		}
	}
}

func checkLimited(t *testing.T, c *companyUnderTest, rows []map[string]any, err error, requests int, want string) {
	t.Helper()
	if n := len(c.Requests()); n != requests {
		t.Errorf("%d requests, want %d", n, requests)
	}
	switch {
	case want == "" && err != nil, want != "" && (err == nil || len(err.Error()) < len(want)):
		t.Errorf("%d rows and error %v, want %q", len(rows), err, want)
	case want != "" && err.Error()[len(c.connection)+2:][:len(want)] != want:
		t.Errorf("got\n%s, want\n%s", err, want)
	}
}

// Steampipe, whose dashboards nobody watches, has a guard without being told; the command has none.
func TestMaxQueryRequestsByDefault(t *testing.T) {
	t.Parallel()
	c := serve(t, fixture.Calls(50_001, now.AddDate(0, -5, 0), now.Add(-time.Hour), 1))
	_, err := c.run(t.Context(), c.connection, query{table: "aircall_call", columns: []string{"id"}})
	checkLimited(t, c, nil, err, 1, "aircall_call: GET /v1/calls: the query would cost at least 1001 requests to Aircall, and "+limitSentence+" allows 1000. ")

	ctx := evaluated.With(t.Context())
	if withQueryLimit(ctx, nil, unsetQueryRequests) != ctx {
		t.Error("an engine whose values are all known is limited")
	}
	_, err = c.run(api.WithRequestLimit(ctx, &api.RequestLimit{Allowed: 7, Name: "--max-requests"}), c.connection, query{table: "aircall_call", columns: []string{"id"}, where: []*proto.Qual{where("direction", "=", "inbound")}})
	want := "aircall_call: GET /v1/calls/search: the query would cost at least "
	if err == nil || err.Error()[len(c.connection)+2:][:len(want)] != want {
		t.Errorf("got %v, want %q", err, want)
	}
}

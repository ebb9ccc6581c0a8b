//go:build !race

// The SDK's LocalPluginStream sets its error in one goroutine and reads it in another, as the race detector reports.

package aircall

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/anywhere"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/standalone"
)

// foreign runs a query as Steampipe's foreign data wrapper and its export command do with a plugin in their process.
func (s *steampipe) foreign(ctx context.Context, connection string, q query) (rows []map[string]any, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // reached only when the SDK waits for ever
	defer cancel()
	stream := anywhere.NewLocalPluginStream(ctx)
	s.plugin.CallExecuteAsync(q.request(connection), stream)
	for {
		response, err := stream.Recv()
		if err != nil || response == nil {
			return rows, err
		}
		rows = append(rows, plainRow(response.Row))
		if q.onRow != nil {
			q.onRow()
		}
	}
}

func in(column string, values ...any) []*proto.Qual { return []*proto.Qual{where(column, "=", values)} }

func callStart(c *fakeaircall.Call) time.Time { return time.Unix(c.StartedAt, 0).UTC() }

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// inOrder sorts rows by all that is in them.
func inOrder(rows []map[string]any) []map[string]any {
	slices.SortFunc(rows, func(a, b map[string]any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return rows
}

// only leaves the columns that were asked for: the SDK sends all that the list function could fill.
func only(columns []string, rows []map[string]any) []map[string]any {
	for _, row := range rows {
		maps.DeleteFunc(row, func(name string, _ any) bool { return !slices.Contains(columns, name) })
	}
	return rows
}

// manyOfAll is a company in which each list has several pages.
func manyOfAll() *fakeaircall.Company {
	return democompany.New(11, now, democompany.Size{Users: 120, Numbers: 60, Contacts: 180, CallsPerDay: 40, Days: 6})
}

// TestAStandaloneHostGetsEveryError: in a host that is not this project's a scan that fails gives its error and no row, on
// whichever page, for each value of a list, and of columns that cost requests of their own.
func TestAStandaloneHostGetsEveryError(t *testing.T) {
	t.Parallel()
	company := manyOfAll()
	plugin := start(t, nil)
	call := func(i int) *fakeaircall.Call { return &company.Calls[i] }
	user := company.Users[3].ID
	for _, test := range []struct {
		name  string
		query query
		fault fakeaircall.Fault
	}{
		{"the first page", query{table: "aircall_user"}, fakeaircall.Fault{Path: "/v2/users"}},
		{"the second page", query{table: "aircall_user"}, fakeaircall.Fault{Path: "/v2/users", Page: 2}},
		{"the last page", query{table: "aircall_user"}, fakeaircall.Fault{Path: "/v2/users", Page: 3}},
		{"the second page of calls", query{table: "aircall_call"}, fakeaircall.Fault{Path: "/v1/calls", Page: 2}},
		{"the last page of calls", query{table: "aircall_call"}, fakeaircall.Fault{Path: "/v1/calls", Page: (len(company.Calls) + 49) / 50}},
		{"contacts", query{table: "aircall_contact_email"}, fakeaircall.Fault{Path: "/v1/contacts", Page: 3}},
		{"a request for each user", query{table: "aircall_user_number"}, fakeaircall.Fault{Path: "/v2/users/*/numbers", After: 20}},
		{"one of a list of users", query{table: "aircall_user_number", where: in("user_id", company.Users[0].ID, company.Users[1].ID, user)}, fakeaircall.Fault{Path: "/v2/users/" + idText(user) + "/numbers"}},
		{"one of a list of times", query{table: "aircall_call", where: in("started_at", callStart(call(3)), callStart(call(60)), callStart(call(90)))}, fakeaircall.Fault{Path: "/v1/calls", After: 1}},
		{"all of a list of times", query{table: "aircall_call", where: in("started_at", callStart(call(3)), callStart(call(60)), callStart(call(90)))}, fakeaircall.Fault{Path: "/v1/calls"}},
		{"one of a list of calls", query{table: "aircall_call_summary", where: in("call_id", call(1).ID, call(2).ID, call(3).ID)}, fakeaircall.Fault{Path: "/v1/calls/" + idText(call(2).ID) + "/summary"}},
		{"one of a list of ids", query{table: "aircall_call", where: in("id", call(1).ID, call(2).ID, call(3).ID)}, fakeaircall.Fault{Path: "/v1/calls/" + idText(call(2).ID)}},
		{"a column of users", query{table: "aircall_user", columns: []string{"numbers"}}, fakeaircall.Fault{Path: "/v2/users/*/numbers", After: 20}},
		{"a column of numbers", query{table: "aircall_number", columns: []string{"users"}}, fakeaircall.Fault{Path: "/v1/numbers/*", After: 20}},
		{"another column of numbers", query{table: "aircall_number", columns: []string{"messages_configuration"}}, fakeaircall.Fault{Path: "/v1/numbers/*/messages/configuration", After: 20}},
		{"a column of one user", query{table: "aircall_user", columns: []string{"numbers"}, where: []*proto.Qual{where("id", "=", user)}}, fakeaircall.Fault{Path: "/v2/users/*/numbers"}},
		{"one row", query{table: "aircall_user", where: []*proto.Qual{where("id", "=", user)}}, fakeaircall.Fault{Path: "/v2/users/*"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.query.columns == nil {
				test.query.columns = []string{columnNames(Plugin(t.Context()).TableMap[test.query.table])[0]}
			}
			c := plugin.serve(t, company, "cache_seconds = 0")
			t.Parallel() // from here on: the SDK adds one connection at a time
			var scans sync.WaitGroup
			for range 10 {
				test.fault.Times, test.fault.Status = fakeaircall.Forever, http.StatusForbidden
				c.ClearFaults()
				c.Fault(test.fault)
				for range 2 {
					scans.Go(func() {
						rows, err := c.foreign(t.Context(), c.connection, test.query)
						if err == nil || len(rows) > 0 || strings.Count(err.Error(), c.connection+": "+test.query.table+": GET "+strings.Split(test.fault.Path, "*")[0]) != 1 {
							t.Errorf("%d rows and the error %v", len(rows), err)
						}
					})
				}
				scans.Wait()
			}
		})
	}
}

// TestAStandaloneHostGetsEveryRow: what is held back comes, with all that was asked for, and a list of values or a LIMIT
// costs what it costs elsewhere.
func TestAStandaloneHostGetsEveryRow(t *testing.T) {
	t.Parallel()
	company := manyOfAll()
	plugin := start(t, nil)
	user := company.Users[3].ID
	for _, q := range []query{
		{table: "aircall_call", columns: []string{"id", "started_at"}},
		{table: "aircall_call", columns: []string{"id"}, limit: 3},
		{table: "aircall_call", columns: []string{"id"}, limit: 60},
		{table: "aircall_call", columns: []string{"id"}, where: in("started_at", callStart(&company.Calls[3]), callStart(&company.Calls[60]))},
		{table: "aircall_call", columns: []string{"id"}, where: in("started_at")},
		{table: "aircall_user", columns: []string{"id", "numbers"}, where: in("id", user, company.Users[4].ID)},
		{table: "aircall_user", columns: []string{"id", "numbers"}},
		{table: "aircall_number", columns: []string{"id", "users", "registration_status", "messages_configuration"}},
		{table: "aircall_user_number", columns: []string{"user_id", "number_id"}},
		{table: "aircall_user_number", columns: []string{"user_id", "number_id"}, where: in("user_id", user, company.Users[4].ID)},
		{table: "aircall_call_volume", columns: []string{"total", "bucket_start"}, where: between(now.AddDate(0, 0, -2), now)},
		{table: "aircall_company", columns: []string{"name"}},
		{table: "aircall_tag", columns: []string{"id"}, where: []*proto.Qual{where("id", "=", 1)}},
	} {
		c := plugin.serve(t, company, "cache_seconds = 0")
		requests, rows := c.asked(q)
		c.ResetRequests()
		foreign, err := c.foreign(t.Context(), c.connection, q)
		if got := c.requests(); err != nil || !slices.Equal(got, requests) {
			t.Errorf("%+v asked %q, want %q; error %v", q, got, requests, err)
		}
		if !reflect.DeepEqual(inOrder(only(q.columns, foreign)), inOrder(only(q.columns, rows))) {
			t.Errorf("%+v gave %d rows, want %d, or others", q, len(foreign), len(rows))
		}
	}
}

// TestAStandaloneHostGetsTheErrorBeforeTheEnd: the stream of a foreign host takes a nil row for the end, and must not get one first.
func TestAStandaloneHostGetsTheErrorBeforeTheEnd(t *testing.T) {
	for _, name := range []string{"AIRCALL_API_ID", "AIRCALL_API_TOKEN", "AIRCALL_ACCESS_TOKEN"} {
		t.Setenv(name, "")
	}
	keyless := uniqueName("aircall")
	plugin := start(t, map[string]string{keyless: ""})
	for _, where := range [][]*proto.Qual{nil, in("id", 1, 2), {where("id", "=", 1)}} {
		ask := query{table: "aircall_tag", columns: []string{"id"}, where: where}
		if _, err := plugin.run(t.Context(), keyless, ask); err == nil { // makes what the SDK keeps for a connection, outside of the bubble
			t.Fatal("a query without a credential succeeded")
		}
		for range 100 {
			synctest.Test(t, func(t *testing.T) {
				stream := anywhere.NewLocalPluginStream(t.Context())
				plugin.plugin.CallExecuteAsync(ask.request(keyless), stream)
				synctest.Wait()
				select {
				case <-stream.Ready():
					t.Error("an error that needed no request comes before anybody need have begun to listen")
				default:
				}
				time.Sleep(standalone.Grace)
				synctest.Wait() // until all of it has ended
				if n := len(stream.Rows()); n > 0 {
					t.Errorf("%d rows, of which one is nil, stand before the error", n)
				}
				if row, err := stream.Recv(); row != nil || err == nil || !strings.Contains(err.Error(), keyless+": aircall_tag: no Aircall credential") {
					t.Errorf("%v and the error %v", row, err)
				}
			})
		}
	}
}

// TestAHostWithASinkGetsRowsAsTheyCome: only foreign hosts pay for their missing sink.
func TestAHostWithASinkGetsRowsAsTheyCome(t *testing.T) {
	t.Parallel()
	row := make(chan struct{})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // reached only when rows are held back
	defer cancel()
	server := fakeaircall.New(manyOfAll(), fakeaircall.Options{Now: func() time.Time { return now }, RateLimit: -1, Latency: func(r *http.Request) time.Duration {
		if r.URL.Query().Get("page") == "3" {
			select {
			case <-row:
			case <-ctx.Done():
			}
		}
		return 0
	}})
	url, stop := network.Connect(server)
	t.Cleanup(stop)
	name := uniqueName("aircall")
	arrived := sync.OnceFunc(func() { close(row) })
	if rows, err := start(t, map[string]string{name: demoArguments(url)}).run(ctx, name, query{table: "aircall_user", columns: []string{"id"}, onRow: arrived}); err != nil || len(rows) != 120 {
		t.Errorf("%d rows and the error %v", len(rows), err)
	}
}

func TestTheSDKHandsMemoryBackRarely(t *testing.T) {
	const interval = "STEAMPIPE_FREE_MEM_INTERVAL"
	for set, want := range map[string]string{"": "50000", "7": "7"} {
		t.Setenv(interval, set)
		if Plugin(t.Context()); os.Getenv(interval) != want {
			t.Errorf("%q became %q, want %q", set, os.Getenv(interval), want)
		}
	}
}

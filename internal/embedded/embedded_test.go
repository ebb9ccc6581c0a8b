// Not under the race detector: the SDK's own streams are reported (see localsql/scan_test.go).

//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// network is how the plugin reaches the companies: in memory, so that one clock rules both.
var network fakeaircall.Network

// transport is what the plugin sends through.
var transport = changing{RoundTripper: &network}

// A changing transport changes what the servers of some addresses answer.
type changing struct {
	http.RoundTripper
	servers sync.Map // what changes an answer, by address
}

type changed func(*http.Request, *http.Response) (*http.Response, error)

func (c *changing) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := c.RoundTripper.RoundTrip(request)
	change, changes := c.servers.Load("http://" + request.URL.Host)
	if err != nil || !changes {
		return response, err
	}
	return change.(changed)(request, response)
}

func TestMain(m *testing.M) {
	aircall.Clients.Transport, aircall.Clients.StateFolder = &transport, nil
	os.Exit(m.Run())
}

// present is when the companies live, and when the clock of a bubble begins.
var present = time.Date(2026, 6, 17, 10, 30, 0, 0, time.UTC)

// bubble runs a test on a clock of its own, on which the limit of requests holds nobody up.
func bubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(present))
		test(t)
	})
}

// opened counts connections: one whose name has another key before drops what the other has in memory.
var opened atomic.Int64

// open gives an engine over a company of a week.
func open(t *testing.T, contacts int) (*localsql.DB, *fakeaircall.Server) {
	t.Helper()
	company := democompany.New(1, present, democompany.Size{Days: 7, Contacts: contacts, Numbers: 3, Users: 4})
	fake := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1})
	url, stop := network.Connect(fake)
	t.Cleanup(stop)
	db, err := localsql.Open(t.Context(), embedded.Options(localsql.Connection{Name: fmt.Sprintf("small_%d", opened.Add(1)), Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\nmax_concurrent_requests = 20\n", url, fakeaircall.DemoAccessToken)}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db, fake
}

// query gives every row of a query.
func query(t testing.TB, db *localsql.DB, sql string) ([][]any, error) {
	t.Helper()
	rows, err := db.Query(t.Context(), sql)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := [][]any{}
	for rows.Next() {
		all = append(all, rows.Values())
	}
	return all, rows.Err()
}

// sorted are the rows as text: the engine promises no order.
func sorted(rows [][]any) []string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		for j, v := range row {
			if t, ok := v.(time.Time); ok {
				row[j] = plan.FormatTimestamp(t)
			}
		}
		lines[i] = fmt.Sprintf("%v", row)
	}
	slices.Sort(lines)
	return lines
}

// check compares the answers of two statements.
func check(t *testing.T, db *localsql.DB, sql, plain string) {
	t.Helper()
	got, err := query(t, db, sql)
	if err != nil {
		t.Errorf("%s: %v", sql, err)
		return
	}
	want, err := query(t, db, plain)
	if err != nil {
		t.Fatalf("%s: %v", plain, err)
	}
	if len(want) == 0 {
		t.Errorf("%s: no rows to compare", plain)
	}
	if !reflect.DeepEqual(sorted(got), sorted(want)) {
		t.Errorf("%s\n%d rows, want %d", sql, len(got), len(want))
	}
}

func TestFromQualColumnsAnswerAsPlainTables(t *testing.T) { bubble(t, echoColumns) }

func echoColumns(t *testing.T) {
	db, _ := open(t, 260)
	const numbers = "(select contact_id, phone_number as number from aircall_contact_phone_number where phone_number is not null)"
	many := func(sql string) string {
		rows, err := query(t, db, sql)
		if err != nil {
			t.Fatal(err)
		}
		var values []string
		for _, row := range rows {
			values = append(values, fmt.Sprintf("'%v'", row[0]))
		}
		return strings.Join(values, ", ")
	}
	listed := many("select number from " + numbers + " order by number limit 30")
	number := many("select number from " + numbers + " limit 1")
	address := many("select email from aircall_contact_email order by 1 desc limit 1")
	user := many("select id from aircall_user order by id limit 1")
	for _, c := range []struct{ sql, plain string }{
		{"select id from aircall_contact where phone_number in (" + listed + ")", "select distinct contact_id from " + numbers + " where number in (" + listed + ")"},
		{"select c.id, n.number from " + numbers + " n join aircall_contact c on c.phone_number = n.number", "select a.contact_id, b.number from " + numbers + " a join " + numbers + " b on a.number = b.number"},
		{"select (select count(*) from aircall_contact where phone_number = n.number) from " + numbers + " n", "select (select count(distinct contact_id) from " + numbers + " b where b.number = n.number) from " + numbers + " n"},
		{"select id from aircall_contact where phone_number = " + number + " or email = " + address,
			"select contact_id from " + numbers + " where number = " + number + " union select contact_id from aircall_contact_email where email = " + address},
		{"select c.id, t.id from aircall_tag t join aircall_call c on c.tag_id = t.id", "select call_id, tag_id from aircall_call_tag"},
		{"select id from aircall_call where tag_id in (select id from aircall_tag)", "select distinct call_id from aircall_call_tag"},
		{"select id from aircall_call where tag_id in (select id from aircall_tag) or user_id = " + user,
			"select call_id from aircall_call_tag union select id from aircall_call where user_id = " + user},
		{"select u.id, sum(v.total) from aircall_user u join aircall_call_volume v on v.user_id = u.id where v.started_at >= datetime('now', '-8 days') and v.bucket = 'week' group by u.id",
			"select user_id, count(*) from aircall_call where user_id is not null group by user_id"},
		{"select d.direction, sum(total) from (select 'inbound' direction union select 'outbound') d join aircall_call_volume v using (direction) where v.started_at >= datetime('now', '-8 days') group by 1",
			"select direction, count(*) from aircall_call group by 1"},
		{"select sum(case when direction = 'inbound' then total end), sum(total) from aircall_call_volume where started_at >= datetime('now', '-8 days') and direction in ('inbound', 'outbound')",
			"select sum(direction = 'inbound'), count(*) from aircall_call"},
		{"select v.user_id, u.name, sum(v.total) from aircall_call_volume v join aircall_user u on u.id = v.user_id where v.started_at >= datetime('now', '-8 days') and v.user_id in (select id from aircall_user) group by 1",
			"select user_id, user_name, count(*) from aircall_call where user_id is not null group by 1"},
	} {
		check(t, db, c.sql, c.plain)
	}
}

// What an echo column cannot say is refused, and what no value can be is too, before a request is made.
func TestMistakenComparisonsAreRefused(t *testing.T) { bubble(t, mistakenComparisons) }

func mistakenComparisons(t *testing.T) {
	db, fake := open(t, 5)
	for sql, want := range map[string]string{
		"select id from aircall_contact where phone_number like '+44%'":                                              "phone_number only repeats",
		"select id from aircall_contact where email is not null":                                                     "email only repeats",
		"select id from aircall_call where tag_id <> 5":                                                              "tag_id only repeats",
		"select id from aircall_call where tag_id = 5 or duration > 60":                                              "tag_id only repeats",
		"select total from aircall_call_volume where started_at >= '2026-01-01' and user_id > 0":                     "user_id only repeats",
		"select total from aircall_call_volume where started_at >= '2026-01-01' and bucket <> 'day'":                 "bucket only repeats",
		"select u.id from aircall_contact c left join aircall_user u on u.email = c.email":                           "email only repeats",
		"select id from aircall_call where answered_at > 1700000000":                                                 "answered_at is a time",
		"select id from aircall_call where ended_at < 'today'":                                                       "ended_at is a time",
		"select id from aircall_contact where updated_at in ('2026-01-01', 'never')":                                 "updated_at is a time",
		"select id from aircall_call where archived = 'true'":                                                        "archived is a boolean",
		"select id from aircall_call where duration > '5 minutes'":                                                   "duration is a number",
		"select id from aircall_call where id = 'CA5d0e7b1c'":                                                        "id is a number",
		"select call_id from aircall_missed_call where is_real_miss = 'yes' and started_at > '2026-01-01T00:00:00z'": "is_real_miss is a boolean",
	} {
		if _, err := query(t, db, sql); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", sql, err, want)
		}
	}
	if requests := fake.Requests(); len(requests) > 0 {
		t.Errorf("asked %v", requests)
	}
}

// The engine has run a subquery before it asks: a value that Steampipe could have put in its place is itself.
func TestValuesThatSteampipeLeavesUnevaluated(t *testing.T) {
	bubble(t, valuesThatSteampipeLeavesUnevaluated)
}

func valuesThatSteampipeLeavesUnevaluated(t *testing.T) {
	db, _ := open(t, 5)
	for _, c := range []struct{ sql, plain string }{
		{"select number_id from aircall_user_number where user_id in (0, (select min(user_id) from aircall_user_number))",
			"select number_id from aircall_user_number group by user_id, number_id having user_id = (select min(user_id) from aircall_user_number)"},
		{"select count(*) from (select id from aircall_call where started_at >= '2000-01-01' limit 5)", "select 5"},
		{"select count(*) from aircall_call where id = 0", "select 0"},
		{"select count(*) from aircall_call where tag_id = 0", "select 0"},
		{"select count(*) from aircall_call where direction = '?' or user_id = 0", "select 0"},
		{"select count(*) from aircall_call_summary where call_id = 0", "select 0"},
		{"select count(*) from (select 1 from aircall_user_number where user_id = 0 limit 1)", "select 0"},
		{"select sum(total) from aircall_call_volume where started_at >= '2000-01-01' and started_at < '2000-01-03'", "select 0"},
	} {
		check(t, db, c.sql, c.plain)
	}
}

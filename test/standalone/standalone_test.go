//go:build standalone

// Package standalone_test asks the plugin inside a Postgres, as Steampipe's own build of it for Postgres does.
package standalone_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

var now = time.Now().UTC().Truncate(time.Second)

// needs are the conditions without which a table refuses to be counted.
var needs = map[string]string{
	"aircall_call_volume": fmt.Sprintf("started_at >= '%s' and started_at < '%s'",
		now.AddDate(0, 0, -5).Format(time.DateOnly), now.Format(time.DateOnly)),
	"aircall_campaign_contact": "campaign_id = '" + democompany.SpringCampaign + "'",
}

// serve starts a company and returns it with the body of a connection to it.
func serve(t *testing.T, company *fakeaircall.Company) (*fakeaircall.Server, string) {
	t.Helper()
	server := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1})
	url, stop, err := server.ListenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return server, fmt.Sprintf("base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\ncache_seconds = 0", url, fakeaircall.DemoAccessToken)
}

// session is a connection to Postgres, whose process has the plugin in it, with the tables of a connection of that body.
func session(t *testing.T, body string) *pgx.Conn {
	t.Helper()
	socket := os.Getenv("STANDALONE_SOCKET")
	if socket == "" {
		t.Fatal("there is no Postgres to test with: these tests are run by `make standalone`")
	}
	conn, err := pgx.Connect(t.Context(), "host="+socket+" user=postgres dbname=postgres")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	name := strings.ToLower(t.Name())
	for _, sql := range []string{
		"create extension if not exists steampipe_postgres_aircall",
		fmt.Sprintf("create server %s foreign data wrapper steampipe_postgres_aircall options (config '%s')", name, body),
		"create schema " + name,
		fmt.Sprintf("import foreign schema %s from server %s into %[1]s", name, name),
		"set search_path = " + name,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s\n%v", strings.ReplaceAll(sql, body, "…"), err)
		}
	}
	return conn
}

// count is how many rows a table has in Postgres.
func count(ctx context.Context, conn *pgx.Conn, from string) (n int, err error) {
	err = conn.QueryRow(ctx, "select count(*) from "+from).Scan(&n)
	return n, err
}

// TestEveryTableHasItsRows: as many as the embedded engine finds.
func TestEveryTableHasItsRows(t *testing.T) {
	_, body := serve(t, fixture.Filled(now))
	conn := session(t, body)
	db, err := localsql.Open(t.Context(), embedded.Options(localsql.Connection{Name: "aircall", Config: body}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tables := slices.Sorted(maps.Keys(aircall.Plugin(t.Context()).TableMap))
	for _, table := range tables {
		from := table
		if condition := needs[table]; condition != "" {
			from += " where " + condition
		}
		want := 0
		rows, err := db.Query(t.Context(), "select count(*) from "+from)
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		for rows.Next() {
			want = int(rows.Values()[0].(int64))
		}
		_ = rows.Close()
		if err := rows.Err(); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		if got, err := count(t.Context(), conn, from); err != nil || got != want {
			t.Errorf("%s has %d rows, want %d: %v", table, got, want, err)
		}
	}
	t.Logf("%d tables", len(tables))
}

// TestEachLateErrorIsAnError: what fails after some rows, at once, for one value of a list, or in a column with a
// request of its own is an error of Postgres each time, and never a short answer.
func TestEachLateErrorIsAnError(t *testing.T) {
	const times = 25
	company := democompany.New(11, now, democompany.Size{Users: 120, Numbers: 60, Contacts: 180, CallsPerDay: 40, Days: 6})
	server, body := serve(t, company)
	conn := session(t, body)
	users := fmt.Sprintf("%d, %d, %d", company.Users[0].ID, company.Users[1].ID, company.Users[2].ID)
	total := 0
	for _, test := range []struct {
		sql   string
		fault fakeaircall.Fault
	}{
		{"select count(*) from aircall_user", fakeaircall.Fault{Path: "/v2/users"}},
		{"select count(*) from aircall_user", fakeaircall.Fault{Path: "/v2/users", Page: 2}},
		{"select count(id) from aircall_call", fakeaircall.Fault{Path: "/v1/calls", Page: (len(company.Calls) + 49) / 50}},
		{"select count(numbers) from aircall_user where id = " + users[:strings.Index(users, ",")], fakeaircall.Fault{Path: "/v2/users/*/numbers"}},
		{"select count(*) from aircall_user_number where user_id in (" + users + ")", fakeaircall.Fault{Path: "/v2/users/*/numbers", After: 2}},
	} {
		test.fault.Times, test.fault.Status = fakeaircall.Forever, http.StatusForbidden
		for range times {
			server.ClearFaults()
			server.Fault(test.fault)
			rows := -1
			err := conn.QueryRow(t.Context(), test.sql).Scan(&rows)
			if err == nil || !strings.Contains(err.Error(), ": 403") {
				t.Errorf("%s: %d rows and the error %v", test.sql, rows, err)
			}
			total++
		}
	}
	server.ClearFaults()
	if n, err := count(t.Context(), conn, "aircall_user"); err != nil || n != len(company.Users) {
		t.Errorf("then there are %d users, want %d: %v", n, len(company.Users), err)
	}
	t.Logf("%d late errors", total)
}

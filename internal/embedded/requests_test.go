//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// openBusy gives an engine over a company with so many calls in the last hundred days.
func openBusy(t *testing.T, calls int, config ...string) (*localsql.DB, *fakeaircall.Server, *fakeaircall.Company) {
	t.Helper()
	company := fixture.Calls(calls, present.AddDate(0, 0, -100), present, 0)
	fake := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1})
	return openOver(t, fake, config...), fake, company
}

// openOver gives an engine over a company, with no more in memory than the configuration says.
func openOver(t *testing.T, fake *fakeaircall.Server, config ...string) *localsql.DB {
	t.Helper()
	url, stop := network.Connect(fake)
	t.Cleanup(stop)
	db, err := localsql.Open(t.Context(), embedded.Options(localsql.Connection{Name: fmt.Sprintf("busy_%d", opened.Add(1)), Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\nmax_concurrent_requests = 5\n%s", url, fakeaircall.DemoAccessToken, strings.Join(config, "\n"))}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// asked lists the requests that a query costs, as paths with their conditions.
func asked(t *testing.T, db *localsql.DB, fake *fakeaircall.Server, sql string) (rows [][]any, requests []string) {
	t.Helper()
	before := len(fake.Requests())
	rows, err := query(t, db, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	for _, r := range fake.Requests()[before:] {
		requests = append(requests, r.Path+"?"+r.Query)
	}
	return rows, requests
}

// ids are some ids of calls of a busy company, far apart, as SQL lists them.
func ids(company *fakeaircall.Company, n int) string {
	calls := company.Calls
	some := make([]string, n)
	for i := range some {
		some[i] = fmt.Sprint(calls[i*len(calls)/n].ID)
	}
	return strings.Join(some, ", ")
}

// A list of keys costs what it has keys, or what the table has pages in the time that the query names: whichever is less.
func TestKeysOrListing(t *testing.T) { bubble(t, keysOrListing) }

func keysOrListing(t *testing.T) {
	const calls = 90_000
	db, fake, company := openBusy(t, calls)
	since := present.Add(-5 * time.Hour).Format("2006-01-02 15:04:05")
	recent := func(n int) string {
		all := company.Calls
		some := make([]string, n)
		for i := range some {
			some[i] = fmt.Sprint(all[len(all)-1-i].ID)
		}
		return strings.Join(some, ", ")
	}
	for _, c := range []struct {
		what, sql      string
		rows, requests int // at most
	}{
		{"newest ten", "select id, started_at from aircall_call order by started_at desc limit 10", 10, 1},
		{"a count", "select count(*) from aircall_call", 1, 1},
		{"the newest", "select max(started_at) from aircall_call", 1, 1},
		{"the oldest", "select min(started_at) from aircall_call", 1, 1},
		{"21 ids", "select id, started_at from aircall_call where id in (" + ids(company, 21) + ")", 21, 21},
		{"60 ids: the size is asked for", "select id, started_at from aircall_call where id in (" + ids(company, 60) + ")", 60, 61},
		{"61 ids: it is known", "select id, direction from aircall_call where id in (" + ids(company, 61) + ")", 61, 61},
		{"100 ids of some hours", "select id from aircall_call where id in (" + recent(100) + ") and started_at >= '" + since + "'", 100, 4},
		{"a join with 60 calls", "select c.id, c.duration from (select value as id from json_each('[" + ids(company, 60) + "]')) as k join aircall_call as c on c.id = k.id", 60, 61},
		{"a join with 100 calls of some hours", "select c.id, c.duration from (select value as id from json_each('[" + recent(100) + "]')) as k join aircall_call as c on c.id = k.id and c.started_at >= datetime('now', '-5 hours')", 100, 6},
		{"users", "select u.name, a.availability from aircall_user as u join aircall_user_availability as a on a.user_id = u.id", 4, 2},
	} {
		rows, requests := asked(t, db, fake, c.sql)
		if len(rows) != c.rows || len(requests) > c.requests {
			t.Errorf("%s: %d rows, want %d; %d requests, want %d: %.9q", c.what, len(rows), c.rows, len(requests), c.requests, requests)
		}
	}
}

// A join by bounds reads both sides once each.
func TestRangeJoinsListOnce(t *testing.T) { bubble(t, rangeJoinsListOnce) }

func rangeJoinsListOnce(t *testing.T) {
	const (
		pages  = 18 // of the 900 calls of a day
		bounds = "c.started_at >= datetime('now', '-1 day')"
		some   = "(select id, started_at, user_name from aircall_call where started_at >= datetime('now', '-64 minutes')) as m" // 40 calls
		whole  = "(select * from aircall_call as c where " + bounds + " limit -1) as c"
	)
	for _, c := range []struct {
		what, sql string
		requests  int // at most
	}{
		{"a call that went on", "select m.id, c.id from " + some + " join aircall_call as c on c.started_at <= m.started_at and c.ended_at >= m.started_at where " + bounds, 1 + pages},
		{"in a subquery", "select m.id, (select count(*) from aircall_call as c where c.started_at <= m.started_at and c.ended_at >= m.started_at and " + bounds + ") from " + some, 1 + pages},
		{"windows", "select m.id, c.id from " + some + " join aircall_call as c on c.started_at between m.started_at and datetime(m.started_at, '+2 minutes') where " + bounds, 1 + pages},
		{"IS", "select m.id, c.id from " + some + " join aircall_call as c on c.user_name is m.user_name where " + bounds, 1 + pages},
		{"an equality that is not pushed", "select m.id, c.id from " + some + " join aircall_call as c on c.duration = 20 + m.id % 5 where " + bounds, 1 + pages},
	} {
		db, fake, _ := openBusy(t, 90_000)
		rows, requests := asked(t, db, fake, c.sql)
		if len(requests) > c.requests {
			t.Errorf("%s: %d requests, want %d: %q", c.what, len(requests), c.requests, requests)
		}
		plain, err := query(t, db, strings.Replace(c.sql, "aircall_call as c", whole, 1))
		if got, want := sorted(rows), sorted(plain); err != nil || !slices.Equal(got, want) || len(want) < 39 {
			t.Errorf("%s: %d rows, want %d (%v)", c.what, len(got), len(want), err)
		}
	}
}

// What Aircall itself tells of its rows is not read row by row, and is what reading them would tell.
func TestSummariesCostOneRequest(t *testing.T) { bubble(t, summariesCostOneRequest) }

func summariesCostOneRequest(t *testing.T) {
	for _, c := range []struct {
		what, sql string
		requests  int // exactly, of an engine that has nothing in memory
	}{
		{"count", "select count(*) from aircall_call", 1},
		{"count of some time", "select count(*) from aircall_call where started_at >= datetime('now', '-30 days') and started_at < '2026-06-10'", 1},
		{"count to an instant between two seconds", "select count(*) from aircall_call where started_at > '2026-06-16 10:00:00.5'", 1},
		{"count of one second", "select count(*) from aircall_call where started_at = (select '2026-06-17 10:00:00')", 1},
		{"count of a direction", "select count(*) from aircall_call where direction = 'inbound'", 1},
		{"count of what is no direction", "select count(*) from aircall_call where direction = 'sideways'", 0},
		{"count of no time", "select count(*) from aircall_call where started_at > '2026-06-01' and started_at < '2026-05-01'", 0},
		{"newest", "select max(started_at) from aircall_call", 1},
		{"newest of some time", "select max(started_at) from aircall_call where started_at < datetime('now', '-20 days')", 1},
		{"oldest", "select min(started_at) from aircall_call", 1},
		{"oldest of some time", "select min(started_at) from aircall_call where started_at >= '2026-06-01' and direction = 'outbound'", 1},
		{"all three", "select count(*), min(started_at), max(started_at) from aircall_call", 3},
		{"ten newest", "select id, started_at, duration from aircall_call order by started_at desc, id desc limit 10", 1},
		{"ten newest after twenty", "select id, duration from aircall_call where direction = 'inbound' order by started_at desc, id limit 10 offset 20", 1},
		{"sixty newest", "select id, user_name from aircall_call order by started_at desc, id desc limit 60", 2},
		{"contacts", "select count(*) from aircall_contact", 1},
	} {
		db, fake, _ := openBusy(t, 2_000)
		rows, requests := asked(t, db, fake, c.sql)
		if len(requests) != c.requests {
			t.Errorf("%s: %d requests, want %d: %q", c.what, len(requests), c.requests, requests[:min(9, len(requests))])
		}
		whole := strings.Replace(strings.Replace(c.sql, "from aircall_call", "from (select * from aircall_call limit -1)", 1), "from aircall_contact", "from (select * from aircall_contact limit -1)", 1)
		want, err := query(t, db, whole)
		if got, want := sorted(rows), sorted(want); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q (%v)", c.what, got, want, err)
		}
		if again, requests := asked(t, db, fake, c.sql); len(requests) > 0 || !slices.Equal(sorted(again), sorted(want)) {
			t.Errorf("%s, of a list in memory: %q for %q", c.what, again, requests)
		}
	}
}

// Wherever Aircall's word is not enough, rows are read; and the answer is the same in any case.
func TestSummariesAreThoseOfTheRows(t *testing.T) { bubble(t, summariesAreThoseOfTheRows) }

func summariesAreThoseOfTheRows(t *testing.T) {
	began := present.AddDate(0, 0, -100)
	for name, of := range map[string]struct {
		calls, ofOneSecond int
		isCapped           bool
	}{
		"crowded":           {3_000, 700, false},
		"counted to 10,000": {12_000, 700, true},
		"one call":          {1, 0, false},
		"none":              {0, 0, false},
	} {
		company := fixture.Calls(of.calls, began, present, of.ofOneSecond)
		fake := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1, CapTotal: of.isCapped})
		second := began.Format(time.DateTime)
		if of.ofOneSecond > 0 {
			second = time.Unix(company.Calls[of.calls/2].StartedAt, 0).UTC().Format(time.DateTime)
		}
		cold := openOver(t, fake, "cache_seconds = 0")
		plain := openOver(t, fake)
		for _, sql := range []string{
			"select count(*), min(started_at), max(started_at) from aircall_call as c",
			"select count(started_at) from aircall_call as c where direction = 'outbound'",
			"select count(*) from aircall_call as c where started_at <= '" + second + "'",
			"select count(*), max(started_at) from aircall_call as c where started_at < '" + second + "'",
			"select min(started_at) from aircall_call as c where started_at >= '" + second + "'",
			"select count(*) filter (where started_at > '2026-06-01'), count(*) from aircall_call as c",
			"select count(distinct started_at), max(started_at) from aircall_call as c where started_at > '2026-04-01'",
			"select sum(started_at > '2026-06-01') from aircall_call as c where started_at > '2026-04-01'",
			"select max(started_at), id is null from aircall_call as c",
			"select count(*) from aircall_call as c where user_id > 0",
			"select count(*) from aircall_call as c where direction = 'inbound' and duration > 100",
			"select count(*) from aircall_call as c where direction in ('inbound', 'outbound') and started_at > '2026-06-01'",
			"select count(*) from aircall_call as c where started_at > '2026-06-01' or direction = 'inbound'",
			"select count(*) from aircall_call as c where direction = 'INBOUND' collate nocase",
			"select count(*) from aircall_call as c where started_at is null",
			"select direction, count(*), max(started_at) from aircall_call as c group by direction",
			"select exists (select 1 from aircall_call as c where started_at > '2026-06-10')",
			"select count(*) from (select 1 from aircall_call as c limit 7)",
			"select u.name, c.started_at from aircall_user as u left join aircall_call as c on c.started_at = (select max(started_at) from aircall_call)",
			"select u.id, (select count(*) from aircall_call as c where c.started_at > u.created_at) from aircall_user as u",
			"select u.id, (select count(*) from aircall_call as c where c.started_at < u.created_at) from aircall_user as u",
			"select u.id from aircall_user as u join aircall_call as c on c.started_at > datetime(u.created_at, '-1 day') where c.started_at > '2026-06-16'",
			"select count(*) from aircall_user as u, aircall_call as c where c.started_at > '2026-06-16'",
			"select id from aircall_call as c where started_at <= '" + second + "' order by started_at desc, id limit 20",
			"select id from aircall_call as c where started_at <= '" + second + "' order by started_at desc, id desc limit 5 offset 690",
			"select id from aircall_call as c order by started_at desc, duration, id limit 0",
			"select id from aircall_call as c where duration > 200 order by started_at desc, id limit 3",
			"select id from aircall_call as c order by started_at, id limit 3",
			"select started_at from aircall_call as c order by started_at desc limit 3",
		} {
			got, err := query(t, cold, sql)
			if err != nil {
				t.Errorf("%s: %s: %v", name, sql, err)
				continue
			}
			want, err := query(t, plain, strings.ReplaceAll(sql, "aircall_call as c", "(select id, started_at, direction, user_id, duration from aircall_call limit -1) as c"))
			if got, want := sorted(got), sorted(want); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %s\ngot  %.300q\nwant %.300q (%v)", name, sql, got, want, err)
			}
		}
	}
}

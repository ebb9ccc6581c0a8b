//go:build !race || atomicsdk

package embedded_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// A condition that looks as if it narrowed what is read, and does not, is told with what to write instead.
func TestConditionsThatNarrowNothingAreTold(t *testing.T) {
	bubble(t, conditionsThatNarrowNothingAreTold)
}

func conditionsThatNarrowNothingAreTold(t *testing.T) {
	const (
		day   = "write started_at >= '2026-06-14' and started_at < '2026-06-15'"
		month = "write started_at >= '2026-06-01' and started_at < '2026-07-01'"
		other = "compare the column itself"
	)
	db, fake, _ := openBusy(t, 900, "cache_seconds = 0")
	for _, c := range []struct{ where, notice string }{
		{"date(started_at) = '2026-06-14'", day},
		{"'2026-06-14' = date(started_at)", day},
		{"started_at like '2026-06-14%'", day},
		{"started_at like '2026-06%'", month},
		{"substr(started_at, 1, 10) = '2026-06-14'", day},
		{"strftime('%Y-%m', started_at) = '2026-06'", month},
		{"strftime('%Y', started_at) = '2026'", "write started_at >= '2026-01-01' and started_at < '2027-01-01'"},
		{"date(started_at) > '2026-06-14'", "write started_at >= '2026-06-15'"},
		{"date(started_at) >= '2026-06-14'", "write started_at >= '2026-06-14'"},
		{"date(started_at) < '2026-06-14'", "write started_at < '2026-06-14'"},
		{"'2026-06-14' >= date(started_at)", "write started_at < '2026-06-15'"},
		{"date(started_at) between '2026-06-13' and '2026-06-14'", "write started_at >= '2026-06-13' and started_at < '2026-06-15'"},
		{"unixepoch(started_at) > 1781395200", "write started_at >= '2026-06-14 00:00:01'"},
		{"unixepoch(started_at) >= 1781395200", "write started_at >= '2026-06-14 00:00:00'"},
		{"date(started_at, '+2 hours') = '2026-06-14'", other},
		{"date(started_at) = date('now')", other},
		{"date(started_at) in ('2026-06-12', '2026-06-13', '2026-06-14')", other},
		{"strftime('%H', started_at) < '09'", other},
		{"direction = 'inbound' and date(started_at) = '2026-06-14'", day},

		{"date(started_at) = '2026-06-14' and started_at >= '2026-06-01'", ""},
		{"started_at >= '2026-06-14'", ""},
		{"id = 1 and date(started_at) = '2026-06-14'", ""},
		{"date(ended_at) = '2026-06-14'", ""},
		{"date(started_at) <> '2026-06-14'", ""},
		{"date(started_at) is not null", ""},
		{"started_at >= date('now', '-3 days')", ""},
		{"duration > 100", ""},
	} {
		sql := "select id from aircall_call where " + c.where
		before := len(fake.Requests())
		notices := noticesOf(t, func(ctx context.Context) error {
			rows, err := db.Query(ctx, sql)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			return rows.Err()
		})
		switch requests := len(fake.Requests()) - before; {
		case c.notice == "":
			if len(notices) > 0 {
				t.Errorf("%s: %q", c.where, notices)
			}
		case len(notices) != 1 || !strings.Contains(notices[0], c.notice) || !strings.Contains(notices[0], "aircall_call"):
			t.Errorf("%s: notices %q, want one with %q", c.where, notices, c.notice)
		case strings.Contains(notices[0], "the whole list is read") == strings.Contains(c.where, "direction"),
			strings.Contains(notices[0], "all is read that is asked for by direction") != strings.Contains(c.where, "direction"):
			t.Errorf("%s: %q does not say what is read", c.where, notices)
		case requests != 18 && !strings.Contains(c.where, "direction"):
			t.Errorf("%s: %d requests, and the notice says that all 18 are read", c.where, requests)
		}
	}
}

// noticesOf are what the context of a query tells, without those that are not about the SQL.
func noticesOf(t *testing.T, ask func(context.Context) error) (notices []string) {
	t.Helper()
	var mu sync.Mutex
	err := ask(api.WithTrace(t.Context(), &api.Trace{Notice: func(message string) {
		mu.Lock()
		defer mu.Unlock()
		notices = append(notices, message)
	}}))
	if err != nil {
		t.Error(err)
	}
	return slices.DeleteFunc(notices, func(n string) bool { return !strings.Contains(n, "narrows nothing") })
}

// What is told says how many requests that is, where it is known.
func TestANoticeHasTheNumberOfRequests(t *testing.T) { bubble(t, aNoticeHasTheNumberOfRequests) }

func aNoticeHasTheNumberOfRequests(t *testing.T) {
	db, _, _ := openBusy(t, 900)
	if _, err := query(t, db, "select id from aircall_call"); err != nil {
		t.Fatal(err)
	}
	notices := noticesOf(t, func(ctx context.Context) error {
		rows, err := db.Query(ctx, "select u.name from aircall_user as u left join aircall_call as c on c.user_id = u.id and date(c.started_at) = '2026-06-14'")
		if err != nil {
			return err
		}
		return rows.Close()
	})
	if len(notices) != 1 || !strings.Contains(notices[0], "18 requests") {
		t.Errorf("notices %q, want one that names 18 requests", notices)
	}
}

// Whatever a condition stands over, a table's name, a part of the statement or a subquery, is told of in the table's own words.
func TestANoticeNamesTheTableBehindAPart(t *testing.T) { bubble(t, aNoticeNamesTheTableBehindAPart) }

func aNoticeNamesTheTableBehindAPart(t *testing.T) {
	for _, sql := range []string{
		"with c as (select * from aircall_call) select id from c where date(started_at) = '2026-06-14'",
		"with c as (select id, started_at as begun from aircall_call) select id from c where date(begun) = '2026-06-14'",
		"select id from (select id, started_at from aircall_call where duration > 1) where date(started_at) = '2026-06-14'",
		"with c as materialized (select id from aircall_call where date(started_at) = '2026-06-14') select count(*) from c",
	} {
		db, _, _ := openBusy(t, 100)
		notices := noticesOf(t, func(ctx context.Context) error {
			rows, err := db.Query(ctx, sql)
			if err != nil {
				return err
			}
			return rows.Close()
		})
		if len(notices) != 1 || !strings.Contains(notices[0], "narrows nothing that aircall_call is asked for") || !strings.Contains(notices[0], "write started_at >= '2026-06-14'") {
			t.Errorf("%s: %q", sql, notices)
		}
	}
}

// Not under the race detector: the SDK's own streams are reported (see localsql/scan_test.go).

//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
)

// shown is a scan as a line.
func shown(s embedded.ExplainedScan) string {
	line := s.Table
	if len(s.Conditions) > 0 {
		line += " where " + strings.Join(s.Conditions, " and ")
	}
	if s.Limit >= 0 {
		line += fmt.Sprintf(" limit %d", s.Limit)
	}
	if s.Counted {
		line += " (counted)"
	}
	if s.Oldest {
		line += " (oldest)"
	}
	if !s.Known {
		line += " (as other rows say)"
	}
	if s.RowRequests > 0 {
		line += fmt.Sprintf(" (+%d a row)", s.RowRequests)
	}
	if s.PerKey {
		line += " (up to 1 for each row)"
	}
	return line
}

func TestExplainSaysWhatAStatementReads(t *testing.T) { bubble(t, explainSaysWhatAStatementReads) }

func explainSaysWhatAStatementReads(t *testing.T) {
	for _, test := range []struct {
		sql   string
		scans []string
		exact bool // the statement costs what it is said to cost, and no more
	}{
		{"select id from aircall_call where started_at >= datetime('now', '-2 days')", []string{"aircall_call where started_at >= 2026-06-15 10:30:00"}, true},
		{"select count(*) from aircall_call", []string{"aircall_call (counted)"}, true},
		{"select max(started_at) from aircall_call", []string{"aircall_call limit 50"}, true},
		{"select min(started_at) from aircall_call", []string{"aircall_call (oldest)"}, true},
		{"select id from aircall_call order by started_at desc limit 10", []string{"aircall_call limit 50"}, true},
		{"select id from aircall_call limit 60", []string{"aircall_call limit 60"}, true},
		{"select id from aircall_call where direction = 'inbound' and started_at > '2026-06-16'",
			[]string{"aircall_call where direction = 'inbound' and started_at > 2026-06-16 00:00:00"}, true},
		{"select name from aircall_contact_phone_number, (select 'x' as name)", []string{"aircall_contact_phone_number"}, true},
		{"select id from aircall_call where id in (4294967297, 4294967298, 4294967299, 4294967300)",
			[]string{"aircall_call where id in (4294967297, 4294967298, 4294967299, … 1 more)"}, true},
		{"select id, registration_status from aircall_number", []string{"aircall_number (+1 a row)"}, true},
		{"select company_name, id from aircall_tag", []string{"aircall_tag"}, false}, // a short list without an order is read twice
		{"select c.id, u.name from aircall_call c join aircall_user u on u.id = c.user_id where c.started_at > '2026-06-17'",
			[]string{"aircall_call where started_at > 2026-06-17 00:00:00", "aircall_user where id = ? (as other rows say)"}, false},
		{"select id from aircall_call where id in (select call_id from aircall_call_tag where call_started_at > '2026-06-17')",
			[]string{"aircall_call_tag where call_started_at > 2026-06-17 00:00:00", "aircall_call where id in (?) (as other rows say)"}, false},
		{"select total from aircall_call_volume where bucket = 'day' and started_at >= '2026-06-15' and started_at < '2026-06-17'",
			[]string{"aircall_call_volume where bucket = 'day' and started_at >= 2026-06-15 00:00:00 and started_at < 2026-06-17 00:00:00"}, true},
		{"select call_id from aircall_call_summary where call_started_at > '2026-06-16'",
			[]string{"aircall_call_summary where call_started_at > 2026-06-16 00:00:00 (up to 1 for each row)"}, false},
		{"/* may end */ select call_id from aircall_call_tag limit 10", []string{"aircall_call_tag limit 10"}, false},
		{"/* may end */ select id from aircall_call where duration > 60 limit 10", []string{"aircall_call"}, false},
		{"/* may end */ select exists (select 1 from aircall_call where duration > 60)", []string{"aircall_call"}, false},
		{"/* may end */ select 1 where exists (select 1 from aircall_call where duration > 60)", []string{"aircall_call"}, false},
		{"/* may end */ select * from (select id, duration from aircall_call union all select id, 1 from aircall_user) limit 10", []string{"aircall_call", "aircall_user"}, false},
		{"with c as materialized (select id from aircall_call where duration > 60) select * from c limit 10", []string{"aircall_call"}, false},
		{"select direction, count(*) from aircall_call group by 1 order by 2 limit 1", []string{"aircall_call"}, true},
		{"select id from aircall_call order by duration limit 1", []string{"aircall_call"}, true},
		{"select count(id) from aircall_call limit 1", []string{"aircall_call"}, true},
		{"select 1", nil, true},
		{"create temp table t as select id from aircall_user; select * from t", []string{"aircall_user"}, false},
		{"select id from aircall_user where 1 = 0", []string{"aircall_user (as other rows say)"}, true},
	} {
		db, fake := open(t, 0)
		e, err := embedded.Explain(t.Context(), db, test.sql)
		if err != nil {
			t.Errorf("%s: %v", test.sql, err)
			continue
		}
		var scans []string
		certain := 0
		for _, s := range e.Scans {
			scans = append(scans, shown(s))
			certain += s.Requests
		}
		if !slices.Equal(scans, test.scans) || certain != e.Requests {
			t.Errorf("%s\nreads  %q\nwant   %q\nwith %d requests, and %d in all", test.sql, scans, test.scans, certain, e.Requests)
		}
		if n, lists := len(fake.Requests()), len(e.Scans)+1; n > lists {
			t.Errorf("%s: explaining cost %d requests", test.sql, n)
		}
		another, _ := open(t, 0)
		ctx, meter := embedded.WithMeter(t.Context(), time.Now)
		rows, err := another.Query(ctx, test.sql)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() || rows.NextResultSet() {
		}
		if err := rows.Err(); err != nil {
			t.Errorf("%s: %v", test.sql, err)
		}
		if fewer := strings.Contains(e.Summary(), "or fewer where"); fewer != strings.HasPrefix(test.sql, "/* may end */") {
			t.Errorf("%s: %s", test.sql, e.Summary())
		}
		if cost := meter.Cost().Requests; cost < e.Requests && !e.MayEnd || e.MayEnd && cost >= e.Requests || test.exact && cost != e.Requests {
			t.Errorf("%s\ncost %d requests, said to be at least %d (exactly: %t)", test.sql, cost, e.Requests, test.exact)
		}
	}
}

// What the explanation has read is not read again by the statement.
func TestExplainingCostsTheStatementNothing(t *testing.T) { bubble(t, explainingCostsNothing) }

func explainingCostsNothing(t *testing.T) {
	const sql = "select count(distinct id), (select count(*) from aircall_user) from aircall_call"
	db, fake := open(t, 0)
	e, err := embedded.Explain(t.Context(), db, sql)
	if err != nil {
		t.Fatal(err)
	}
	before := len(fake.Requests())
	if _, err := query(t, db, sql); err != nil {
		t.Fatal(err)
	}
	if n := len(fake.Requests()); before != 2 || n != e.Requests {
		t.Errorf("%d requests to explain and %d in all, want 2 and %d", before, n, e.Requests)
	}
}

func TestExplainRefusesWhatCannotRun(t *testing.T) { bubble(t, explainRefusesWhatCannotRun) }

func explainRefusesWhatCannotRun(t *testing.T) {
	db, fake := open(t, 0)
	for sql, want := range map[string]string{
		"select * from aircall_cal":              "did you mean",
		"select * from aircall_campaign_contact": "campaign_id",
		"attach 'x.db' as x":                     "refused",
		"":                                       "no SQL statement",
		"select id from aircall_call where started_at = 2026": "is a time",
	} {
		if _, err := embedded.Explain(t.Context(), db, sql); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", sql, err, want)
		}
	}
	if n := len(fake.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestMeterCountsWhatAQueryCosts(t *testing.T) { bubble(t, meterCountsWhatAQueryCosts) }

func meterCountsWhatAQueryCosts(t *testing.T) {
	db, fake := open(t, 0)
	ask := func() embedded.Cost {
		ctx, meter := embedded.WithMeter(t.Context(), time.Now)
		rows, err := db.Query(ctx, "select id from aircall_call where started_at < '2026-06-17'")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
		}
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
		return meter.Cost()
	}
	first := ask()
	asked := len(fake.Requests())
	if first.Requests != asked || asked == 0 || first.FromMemory != 0 || first.RowsRead == 0 || first.Limit != 1000 || first.Left != 1000-asked {
		t.Errorf("the first costs %+v, and %d requests came", first, asked)
	}
	synctest.Wait()
	second := ask()
	if second.Requests != 0 || second.FromMemory != asked || second.RowsRead != first.RowsRead || second.Limit != 0 {
		t.Errorf("the second costs %+v, the first %+v", second, first)
	}
	for got, want := range map[string]string{
		first.Summary(1): fmt.Sprintf("%d requests, 1 row, 0.0 s, %d of this minute left", asked, 1000-asked),
		second.Detail(2): fmt.Sprintf("0 requests, %d pages from memory, waited 0.0 s, %d rows read, 2 rows, 0.0 s", asked, first.RowsRead),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

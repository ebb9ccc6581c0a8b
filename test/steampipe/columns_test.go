//go:build e2e

package steampipe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// typed is asked with the OAuth token, without which some tables cannot be read.
// typed is busy enough to have something of everything.
var typed = declare(company{size: democompany.Size{Contacts: 60, CallsPerDay: 20, Days: 20}, bearer: true}, "typed")

// typedThrice is that company at two more addresses, each with a limit of its own: all tables cost more requests than a
// minute has.
var typedThrice = []*company{
	typed,
	declare(company{seed: typed.seed, size: typed.size, bearer: true}, "typed_2"),
	declare(company{seed: typed.seed, size: typed.size, bearer: true}, "typed_3"),
}

// declared are the tables as the plugin declares them, which its own tests hold to the contract.
func declared(t *testing.T) []localsql.Table {
	t.Helper()
	db, err := localsql.Open(t.Context(), embedded.Options(localsql.Connection{Name: "declared"}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	return db.Tables()
}

// TestColumnsHaveTheirTypesAndDescriptions: each has its type, and the description that \d+ shows.
func TestColumnsHaveTheirTypesAndDescriptions(t *testing.T) {
	conn := steampipe.session(t, typed.schema())
	a := ask(t, conn, `
		select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum)
		from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relnamespace = $1::regnamespace and a.attnum > 0 and a.attname not in ('_ctx', 'sp_connection_name', 'sp_ctx')`, typed.schema())
	var want []string
	for _, table := range declared(t) {
		for _, column := range table.Columns {
			if column.Description == "" {
				t.Errorf("%s.%s has no description", table.Name, column.Name)
			}
			want = append(want, strings.Join([]string{table.Name, column.Name, column.Type, column.Description}, " | "))
		}
	}
	slices.Sort(want)
	equalLines(t, "columns", a.sorted(), want)
}

// TestAbsentIsNull: never "", JSON's null or 1970 in its place.
func TestAbsentIsNull(t *testing.T) {
	for i, table := range declared(t) {
		conn := steampipe.session(t, typedThrice[i%len(typedThrice)].schema())
		t.Run(table.Name, func(t *testing.T) {
			var counts []string
			for _, column := range table.Columns {
				wrong := map[string]string{"text": "= ''", "jsonb": "= 'null'", "timestamp with time zone": "< '2001-01-01'"}[column.Type]
				if wrong != "" {
					counts = append(counts, fmt.Sprintf("count(*) filter (where %s %s) as %[1]s", column.Name, wrong))
				}
			}
			a := ask(t, conn, fmt.Sprintf("select count(*), %s from %s%s", strings.Join(counts, ", "), table.Name, affordable(table)))
			if *a.rows[0][0] == "0" {
				t.Error("no rows")
			}
			for i, column := range a.columns[1:] {
				if n := *a.rows[0][i+1]; n != "0" {
					t.Errorf("%s is empty in place of NULL in %s rows", column, n)
				}
			}
		})
	}
	// What is there although it is 0 or false.
	a := ask(t, steampipe.session(t, typed.schema()), `select (select count(*) from aircall_number where priority = 0) > 0, (select count(*) from aircall_number where priority is null) > 0,
		(select count(*) from aircall_call where not archived) > 0, (select count(*) from aircall_call where answered_at is null and time_to_answer is null) > 0`)
	if got := line(a.rows[0]); got != "t | t | t | t" {
		t.Errorf("zeros, NULLs, falses, calls that nobody answered: %s", got)
	}
}

// affordable narrows the tables that cost a request for each call or bucket, and names what must be named.
func affordable(table localsql.Table) string {
	for _, column := range table.Columns {
		switch {
		case column.Name == "bucket_start":
			return " where started_at >= now() - interval '30 days'"
		case column.Name == "campaign_id":
			return " where campaign_id = '" + democompany.SpringCampaign + "'"
		case column.Name == "call_id" && slices.ContainsFunc(column.Keys, func(k localsql.Key) bool { return k.Kind == localsql.KeyList }):
			return " where call_started_at >= now() - interval '14 days'"
		}
	}
	return ""
}

// TestTimesInAnotherZone: an instant is the same one wherever the session is.
func TestTimesInAnotherZone(t *testing.T) {
	call := typed.rows.Calls[len(typed.rows.Calls)/2]
	started := time.Unix(call.StartedAt, 0)
	for _, name := range []string{"UTC", "America/New_York", "Asia/Kathmandu"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		conn := steampipe.session(t, typed.schema())
		execute(t, conn, "set timezone = '"+name+"'")
		local := started.In(zone)
		a := ask(t, conn, fmt.Sprintf(`select extract(epoch from started_at)::bigint, to_char(started_at, 'YYYY-MM-DD HH24:MI:SS'), date_trunc('day', started_at) = '%s'
			from aircall_call where started_at = '%s' and id = %d`, local.Format(time.DateOnly), local.Format(time.DateTime), call.ID))
		want := fmt.Sprintf("%d | %s | t", call.StartedAt, local.Format(time.DateTime))
		if got := a.sorted(); len(got) != 1 || got[0] != want {
			t.Errorf("in %s: %q, want %q", name, got, want)
		}
		// A bound without a zone is the session's.
		a = ask(t, conn, fmt.Sprintf(`select bool_or(id = %d) from aircall_call where started_at between '%s' and '%s'`, call.ID,
			local.Add(-time.Second).Format(time.DateTime), local.Add(time.Second).Format(time.DateTime)))
		if got := line(a.rows[0]); got != "t" {
			t.Errorf("in %s: the call is not found between two local times", name)
		}
	}
}

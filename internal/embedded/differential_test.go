//go:build !race || atomicsdk

package embedded_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

var (
	queries = flag.Int("queries", 300, "how many random statements the differential test runs")
	seed    = flag.Uint64("seed", 1, "where the differential test's random statements begin")
)

// TestAnswersAreThoseOfPlainTables asks random statements of the engine, which pushes what it can, and of plain SQLite
// tables with the same rows. A failure names its seed: -seed=N -queries=1 repeats it.
func TestAnswersAreThoseOfPlainTables(t *testing.T) { bubble(t, answersAreThoseOfPlainTables) }

func answersAreThoseOfPlainTables(t *testing.T) {
	db, _ := open(t, 60)
	plain := copyOf(t, db)
	refused, empty := 0, 0
	for i := range *queries {
		n := *seed + uint64(i)
		s := plain.statement(rand.New(rand.NewPCG(n, 0)))
		want := plain.ask(t, s.plain)
		got, err := query(t, db, s.sql)
		switch {
		case err != nil && s.mayBeRefused && strings.Contains(err.Error(), "only repeats"):
			refused++
			continue
		case err != nil:
			t.Errorf("-seed=%d: %s: %v", n, s.sql, err)
			continue
		}
		if len(want) == 0 {
			empty++
		}
		if g, w := sorted(got), sorted(want); !s.same(g, w) {
			t.Errorf("-seed=%d: %d rows, want %d\n%s\nplain: %s\n%s", n, len(g), len(w), s.sql, s.plain, difference(g, w))
		}
	}
	if refused > *queries/10 || empty > *queries*2/3 {
		t.Errorf("of %d statements %d were refused and %d have no rows: they show nothing", *queries, refused, empty)
	}
}

// difference shows the first rows that one side alone has.
func difference(got, want []string) string {
	only := func(a, b []string) (some []string) {
		for _, row := range a {
			if !slices.Contains(b, row) && len(some) < 3 {
				some = append(some, row)
			}
		}
		return some
	}
	return fmt.Sprintf("beyond: %q\nlacking: %q", only(got, want), only(want, got))
}

// A statement is written twice: for the engine, and for plain tables, which cannot be looked up by what a row echoes.
type statement struct {
	sql, plain   string
	limit        int // -1: none. Which of the rows come is not said
	mayBeRefused bool
}

func (s statement) same(got, want []string) bool {
	if s.limit < 0 {
		return slices.Equal(got, want)
	}
	return len(got) == min(s.limit, len(want)) && !slices.ContainsFunc(got, func(row string) bool { return !slices.Contains(want, row) })
}

// A plainTable is one of the plugin's with its rows, of which conditions take their values.
type plainTable struct {
	name    string
	columns []localsql.Column
	rows    [][]any
}

type plainTables struct {
	*sqlite3.Conn
	tables []*plainTable
}

// compared are the tables that statements are made of; what is left out needs a bound, or is a part of these.
var compared = []string{
	"aircall_call", "aircall_contact", "aircall_number", "aircall_tag", "aircall_team", "aircall_user", "aircall_user_number", "aircall_call_tag",
	"aircall_call_comment", "aircall_contact_phone_number", "aircall_contact_email", "aircall_missed_call", "aircall_team_member",
}

// left are columns that differ from one reading to the next or from a list to a single row, cost a request a row, or,
// as search_phone_number does, find what no plain table knows.
var left = []string{"recording", "voicemail", "recording_short_url", "voicemail_short_url", "registration_status", "messages_configuration", "numbers", "users",
	"ivr_options_selected", "ai_voice_agents", "contact", "direct_link", "search_phone_number"}

// copyOf reads the tables whole.
func copyOf(t *testing.T, db *localsql.DB) *plainTables {
	t.Helper()
	conn, err := sqlite3.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.CreateCollation("TIMESTAMP", plan.CompareTimestamps); err != nil {
		t.Fatal(err)
	}
	p := &plainTables{Conn: conn}
	for _, table := range db.Tables() {
		if !slices.Contains(compared, table.Name) {
			continue
		}
		c := &plainTable{name: table.Name}
		var names, declared, marks []string
		for _, column := range table.Columns {
			if slices.Contains(left, column.Name) {
				continue
			}
			c.columns = append(c.columns, column)
			names, marks = append(names, column.Name), append(marks, "?")
			declared = append(declared, column.Name+" "+map[string]string{"boolean": "BOOLEAN", "bigint": "INTEGER", "double precision": "REAL",
				"timestamp with time zone": "TEXT COLLATE TIMESTAMP"}[column.Type])
			if declared[len(declared)-1] == column.Name+" " {
				declared[len(declared)-1] += "TEXT"
			}
		}
		if c.rows, err = query(t, db, "select "+strings.Join(names, ", ")+" from "+table.Name); err != nil {
			t.Fatal(err)
		}
		if err := conn.Exec("create table " + table.Name + "(" + strings.Join(declared, ", ") + ")"); err != nil {
			t.Fatal(err)
		}
		p.fill(t, "insert into "+table.Name+" values ("+strings.Join(marks, ", ")+")", c.rows)
		p.tables = append(p.tables, c)
	}
	return p
}

func (p *plainTables) fill(t *testing.T, insert string, rows [][]any) {
	t.Helper()
	stmt, _, err := p.Prepare(insert)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stmt.Close() }()
	for _, row := range rows {
		for i, value := range row {
			switch v := value.(type) {
			case nil:
				err = stmt.BindNull(i + 1)
			case bool:
				err = stmt.BindBool(i+1, v)
			case int64:
				err = stmt.BindInt64(i+1, v)
			case float64:
				err = stmt.BindFloat(i+1, v)
			case time.Time:
				err = stmt.BindText(i+1, plan.FormatTimestamp(v))
			case json.RawMessage:
				err = stmt.BindText(i+1, string(v))
			case string:
				err = stmt.BindText(i+1, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := stmt.Exec(); err != nil {
			t.Fatal(err)
		}
	}
}

// ask gives every row, booleans as such where the engine gives them so.
func (p *plainTables) ask(t *testing.T, sql string) [][]any {
	t.Helper()
	stmt, _, err := p.Prepare(sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	defer func() { _ = stmt.Close() }()
	rows := [][]any{}
	for stmt.Step() {
		row := make([]any, stmt.ColumnCount())
		for i := range row {
			switch stmt.ColumnType(i) {
			case sqlite3.INTEGER:
				row[i] = stmt.ColumnInt64(i)
			case sqlite3.FLOAT:
				row[i] = stmt.ColumnFloat(i)
			case sqlite3.TEXT:
				row[i] = stmt.ColumnText(i)
			}
		}
		rows = append(rows, row)
	}
	if err := stmt.Err(); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return rows
}

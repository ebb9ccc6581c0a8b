//go:build !race || atomicsdk

package embedded_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// A plainTable is one of the plugin's with its rows, of which conditions take their values.
type plainTable struct {
	name    string // with the schema, where there are several
	columns []localsql.Column
	rows    [][]any
}

// plainTables are the plugin's tables as SQLite's own.
type plainTables struct {
	*sqlite3.Conn
	tables []*plainTable
}

// compared are the tables that statements are made of. What is left out needs a bound, or differs from one reading to the next.
var compared = []string{
	"aircall_call", "aircall_contact", "aircall_number", "aircall_tag", "aircall_team", "aircall_user", "aircall_user_number", "aircall_call_tag",
	"aircall_call_comment", "aircall_contact_phone_number", "aircall_contact_email", "aircall_missed_call", "aircall_team_member",
	"aircall_call_event", "aircall_call_participant", "aircall_call_sentiment", "aircall_call_summary", "aircall_call_topic", "aircall_user_availability",
}

// left are columns that differ from one reading to the next or from a list to a single row, cost a request a row, make rows of
// errors, or, as search_phone_number does, find what no plain table knows.
var left = []string{"recording", "voicemail", "recording_short_url", "voicemail_short_url", "registration_status", "messages_configuration", "numbers", "users",
	"ivr_options_selected", "ai_voice_agents", "contact", "direct_link", "search_phone_number", "missing_add_on"}

// newPlainTables gives a database without tables.
func newPlainTables(t *testing.T) *plainTables {
	t.Helper()
	conn, err := sqlite3.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.CreateCollation("TIMESTAMP", plan.CompareTimestamps); err != nil {
		t.Fatal(err)
	}
	return &plainTables{Conn: conn}
}

// copyTable makes a table of one of the plugin's. One of a schema also has the column that says which connection a row is of.
func (p *plainTables) copyTable(t *testing.T, db *localsql.DB, schema string, table localsql.Table) {
	t.Helper()
	c := &plainTable{name: table.Name}
	columns := table.Columns
	if schema != "" {
		c.name = schema + "." + table.Name
		columns = append(slices.Clone(columns), localsql.Column{Name: "sp_connection_name", Type: kindText})
	}
	var names, declared, marks []string
	for _, column := range columns {
		if slices.Contains(left, column.Name) {
			continue
		}
		c.columns = append(c.columns, column)
		names, marks = append(names, column.Name), append(marks, "?")
		typ := map[string]string{kindBoolean: "BOOLEAN", kindNumber: "INTEGER", kindFraction: "REAL", kindTime: "TEXT COLLATE TIMESTAMP"}[column.Type]
		if typ == "" {
			typ = "TEXT"
		}
		declared = append(declared, column.Name+" "+typ)
	}
	var err error
	if c.rows, err = query(t, db, "select "+strings.Join(names, ", ")+" from "+c.name); err != nil {
		t.Fatal(err)
	}
	if err := p.Exec("create table " + c.name + "(" + strings.Join(declared, ", ") + ")"); err != nil {
		t.Fatal(err)
	}
	p.fill(t, "insert into "+c.name+" values ("+strings.Join(marks, ", ")+")", c.rows)
	p.tables = append(p.tables, c)
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

// ask gives every row.
func (p *plainTables) ask(sql string) ([][]any, error) {
	stmt, _, err := p.Prepare(sql)
	if err != nil {
		return nil, err
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
			case sqlite3.TEXT, sqlite3.BLOB:
				row[i] = stmt.ColumnText(i)
			}
		}
		rows = append(rows, row)
	}
	return rows, stmt.Err()
}

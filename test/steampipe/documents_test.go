//go:build e2e

package steampipe_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// documented is the company that the documents' ids, numbers and names are taken from. It is served several times over,
// and the examples take turns: together they cost more requests than one connection may send in a minute.
var documented = func() (all []*company) {
	for i := range 16 {
		all = append(all, declare(company{seed: 1, bearer: true, arguments: []string{"max_concurrent_requests = 20"}}, fmt.Sprintf("documented_%d", i+1)))
	}
	return all
}()

// asOf writes when the companies live into an example in place of now, which moves on between two answers.
func asOf(example string) string {
	at := companiesNow.UTC().Format("2006-01-02 15:04:05")
	return strings.NewReplacer("now()", "timestamptz '"+at+"+00'", "'now'", "'"+at+"'").Replace(example)
}

// TestExamplesAgreeInBothDialects runs every example in both dialects, on the same company: the answers agree.
func TestExamplesAgreeInBothDialects(t *testing.T) {
	examples := 0
	all := blocks(t)
	for i, b := range all {
		if b.language != "sql+postgres" {
			continue
		}
		asked := documented[examples%len(documented)]
		examples++
		t.Run(b.String(), func(t *testing.T) {
			if i+1 == len(all) || all[i+1].language != "sql+sqlite" || all[i+1].heading != b.heading {
				t.Fatal("it has no sql+sqlite twin after it")
			}
			agree(t, asked, b, all[i+1])
		})
	}
	if examples == 0 {
		t.Error("the documents have no examples")
	}
}

func agree(t *testing.T, asked *company, postgres, sqlite block) {
	t.Helper()
	conn, db := steampipe.session(t, asked.schema()), openEngine(t, asked)
	asked.ResetRequests()
	server, err := tryAsk(t, conn, asOf(postgres.code))
	byPostgres := len(asked.Requests())
	if err != nil {
		t.Fatalf("Postgres: %v", err)
	}
	local, err := askLocally(t, db, asOf(sqlite.code))
	if err != nil {
		t.Fatalf("%v: SQLite: %v", sqlite, err)
	}
	t.Logf("requests: %d by Postgres, %d by SQLite", byPostgres, len(asked.Requests())-byPostgres)
	if len(server.rows) == 0 && !strings.Contains(postgres.code, "-- may be empty\n") {
		t.Error("no rows")
	}
	if !slices.Equal(server.columns, local.columns) {
		t.Fatalf("the columns are %q, in SQLite %q", server.columns, local.columns)
	}
	// Each process tells of its own requests.
	if strings.Contains(postgres.code, "aircall_api_usage") && len(server.rows) == len(local.rows) || sameRows(server, local) {
		return
	}
	t.Errorf("the answers differ\nPostgres:\n  %s\nSQLite:\n  %s", strings.Join(server.sorted(), "\n  "), strings.Join(local.sorted(), "\n  "))
}

// openEngine opens the engine of the command on that company, at an address, and so with a limit of requests, of its own.
func openEngine(t *testing.T, c *company) *localsql.DB {
	t.Helper()
	url, stop, err := c.ListenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	db, err := localsql.Open(t.Context(), embedded.Options(localsql.Connection{Name: c.schema(), Config: c.bodyAt(url)}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// askLocally gives an answer as text, too.
func askLocally(t *testing.T, db *localsql.DB, sql string) (answer, error) {
	t.Helper()
	var a answer
	rows, err := db.Query(t.Context(), sql)
	if err != nil {
		return a, err
	}
	defer func() { _ = rows.Close() }()
	for _, column := range rows.Columns() {
		a.columns = append(a.columns, column.Name)
	}
	for rows.Next() {
		row := make([]*string, len(a.columns))
		for i, value := range rows.Values() {
			switch value := value.(type) {
			case nil:
			case json.RawMessage:
				row[i] = new(string(value))
			case time.Time:
				row[i] = new(value.Format(time.RFC3339Nano))
			default:
				row[i] = new(fmt.Sprint(value))
			}
		}
		a.rows = append(a.rows, row)
	}
	return a, rows.Err()
}

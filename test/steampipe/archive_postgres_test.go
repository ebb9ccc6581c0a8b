//go:build e2e

package steampipe_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	kept "github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

var copied = declare(company{size: small, prepare: func(c *fakeaircall.Company) {
	c.Contacts[0].Information = "with \x00 inside"
	c.Contacts[1].FirstName = "O'Nëil \\N \t 🦊"
	last := &c.Calls[len(c.Calls)-1]
	last.EnsureDetails().Comments = []fakeaircall.Comment{{ID: 4294967310, Content: "with \x00 and \\u0000 inside", PostedAt: last.StartedAt + 5}}
}}, "copied")

// archivedTables are the tables of an archive by their names.
func archivedTables(t *testing.T) map[string]*layout.Table {
	t.Helper()
	l, err := layout.Choose(nil)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*layout.Table{}
	for _, table := range l.Tables {
		if table.Kind != layout.Samples {
			all[table.Name] = table
		}
	}
	return all
}

// comparableColumns are the columns of a table that both engines write alike: all but JSON, which Postgres orders anew, and the
// times of the runs.
func comparableColumns(table *layout.Table) string {
	var columns []string
	for _, c := range table.Columns {
		switch {
		case c.Name == layout.DeletedAt:
			columns = append(columns, "deleted_at is null")
		case c.Name != layout.ArchivedAt && c.Type != layout.JSON:
			columns = append(columns, c.Name)
		}
	}
	return strings.Join(columns, ", ")
}

// differing counts the rows of a table that the archive has and Aircall's does not, and the other way round: every column
// that a reading gives is compared, JSON as values.
func differing(t *testing.T, conn *pgx.Conn, table *layout.Table) string {
	t.Helper()
	var columns []string
	for _, c := range append(slices.Clone(table.Columns[:table.Read]), layout.Column{Name: layout.CompanyName}) {
		columns = append(columns, c.Name)
	}
	live := fmt.Sprintf("select %s from %s.%s", strings.Join(columns, ", "), copied.schema(), table.Name)
	stored := fmt.Sprintf("select %s from archive_of_calls.%s", strings.Join(columns, ", "), table.Name)
	return line(ask(t, conn, fmt.Sprintf(`with live as materialized (%s), stored as (%s)
		select (select count(*) from stored), (select count(*) from (select * from live except all select * from stored) as x),
			(select count(*) from (select * from stored except all select * from live) as y)`, live, stored)).rows[0])
}

// TestArchiveInPostgres: the same rows as in SQLite, also after changes; a lock of the server's; no password in any message.
func TestArchiveInPostgres(t *testing.T) {
	aircall.Clients.StateFolder = nil
	target := steampipe.url + "?search_path=archive_of_calls"
	file := filepath.Join(t.TempDir(), "calls.db")
	body := copied.bodyAt(copied.url)
	conn := steampipe.session(t, copied.schema())
	makeSchema(t, "archive_of_calls")
	password := strings.Split(strings.Split(steampipe.url, "@")[0], ":")[2]
	run := func(target string) *kept.Report {
		t.Helper()
		report, err := kept.Run(t.Context(), kept.Options{Target: target, Connections: []kept.Connection{{Name: "copied_once", Config: body}}})
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Problems) > 0 {
			t.Fatal(report.Problems)
		}
		if strings.Contains(report.String(), password) {
			t.Error("the password is in the summary")
		}
		return report
	}
	check := func(when string) {
		t.Helper()
		run(target)
		run(file)
		for name, table := range archivedTables(t) {
			equalLines(t, when+", "+name, rowsInPostgres(t, conn, name, comparableColumns(table)), rowsInSQLite(t, file, name, comparableColumns(table)))
		}
	}
	check("after the first run")
	for name, table := range archivedTables(t) {
		if got := differing(t, conn, table); !strings.HasSuffix(got, " | 0 | 0") {
			t.Errorf("%s: rows in the archive, of Aircall that it lacks, that Aircall lacks: %s", name, got)
		}
	}
	if got := line(ask(t, conn, "select count(*) from archive_of_calls.aircall_contact where information = 'with \uFFFD inside'").rows[0]); got != "1" {
		t.Errorf("%s contacts with U+FFFD in the place of U+0000, want 1", got)
	}
	if again := run(target); len(again.Counts) > 1 {
		t.Errorf("nothing has changed, and the summary says %s", again)
	}
	copied.Change(func(c *fakeaircall.Company) {
		last := &c.Calls[len(c.Calls)-1]
		last.EnsureDetails().Tags = []fakeaircall.CallTag{{TagID: c.Tags[0].ID, TaggedAt: last.StartedAt + 60}}
		c.DeleteUser(c.Users[0].ID)
	})
	check("after changes")

	makeSchema(t, "of_somebody_else")
	execute(t, conn, "create table of_somebody_else.mine (id int)")
	_, err := kept.Run(t.Context(), kept.Options{Target: steampipe.url + "?search_path=of_somebody_else", Connections: []kept.Connection{{Name: "copied_once", Config: body}}})
	if err == nil || !strings.Contains(err.Error(), "is not an archive") || strings.Contains(err.Error(), password) {
		t.Errorf("a schema of somebody else's: %v", err)
	}

	release := make(chan struct{})
	asked := make(chan struct{})
	server := fakeaircall.New(copied.rows, fakeaircall.Options{RateLimit: -1, Latency: waitFor(asked, release)})
	address, stop, err := server.ListenLoopback()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	first := make(chan error, 1)
	go func() {
		_, err := kept.Run(t.Context(), kept.Options{Target: target, Connections: []kept.Connection{{Name: "copied_slowly", Config: copied.bodyAt(address)}}})
		first <- err
	}()
	<-asked
	_, err = kept.Run(t.Context(), kept.Options{Target: target, Connections: []kept.Connection{{Name: "copied_once", Config: body}}})
	var held *kept.HeldError
	if !errors.As(err, &held) || strings.Contains(err.Error(), password) {
		t.Errorf("a second archive of the schema: %v", err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

// makeSchema makes an empty schema that the service's user may write into.
func makeSchema(t *testing.T, name string) {
	t.Helper()
	address, err := url.Parse(steampipe.url)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.User("root")
	root, err := pgx.Connect(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close(t.Context()) }()
	execute(t, root, "drop schema if exists "+name+" cascade")
	execute(t, root, "create schema "+name)
	execute(t, root, "grant all on schema "+name+" to steampipe, public")
}

func rowsInPostgres(t *testing.T, conn *pgx.Conn, table, columns string) []string {
	t.Helper()
	found, err := conn.Query(t.Context(), fmt.Sprintf("select %s from archive_of_calls.%s", columns, table))
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	var rows []string
	for found.Next() {
		values, err := found.Values()
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, oneLine(values))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return sortedCopy(rows)
}

func rowsInSQLite(t *testing.T, file, table, columns string) []string {
	t.Helper()
	kept, err := kept.OpenReading(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	setup, err := kept.Setup(nil, companiesNow)
	if err != nil {
		t.Fatal(err)
	}
	db, err := localsql.Open(t.Context(), localsql.Options{Plugin: aircall.Plugin, Connections: []localsql.Connection{{Name: "copied"}}, Setup: setup[:1]})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	found, err := db.Query(t.Context(), fmt.Sprintf("select %s from archive.%s", columns, table))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	var rows []string
	for found.Next() {
		rows = append(rows, oneLine(found.Values()))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return sortedCopy(rows)
}

// oneLine writes values alike, whichever engine they come from.
func oneLine(values []any) string {
	cells := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case time.Time:
			cells[i] = v.UTC().Format(time.DateTime)
		case bool:
			if cells[i] = "0"; v {
				cells[i] = "1"
			}
		case string:
			cells[i] = v
			if at, err := time.Parse(time.DateTime, strings.SplitN(v, ".", 2)[0]); err == nil {
				cells[i] = at.Format(time.DateTime)
			}
		default:
			cells[i] = fmt.Sprint(v)
		}
	}
	return strings.Join(cells, " | ")
}

// waitFor holds up the first request until it is released.
func waitFor(asked, release chan struct{}) func(*http.Request) time.Duration {
	var once sync.Once
	return func(*http.Request) time.Duration {
		once.Do(func() {
			close(asked)
			<-release
		})
		return 0
	}
}

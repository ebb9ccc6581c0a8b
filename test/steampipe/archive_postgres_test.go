//go:build e2e

package steampipe_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	kept "github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

var copied = declare(company{size: small, prepare: func(c *fakeaircall.Company) { c.Contacts[0].Information = "with \x00 inside" }}, "copied")

// archivedColumns are compared between the engines: each has its own way of writing a row as text.
var archivedColumns = map[string]string{
	"aircall_call":          "id, started_at, direction, outcome, duration, user_name, phone_number, contact_name, has_recording, asset, company_id",
	"aircall_call_event":    "call_id, position, occurred_at, type, detail",
	"aircall_call_tag":      "call_id, position, tag_id, tag_name, tagged_at",
	"aircall_contact":       "id, first_name, last_name, created_at, deleted_at",
	"aircall_contact_email": "contact_id, position, email",
	"aircall_user":          "id, name, email, available, created_at",
	"aircall_webhook":       "webhook_id, url, active",
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
		for table, columns := range archivedColumns {
			equalLines(t, when+", "+table, rowsInPostgres(t, conn, table, columns), rowsInSQLite(t, file, table, columns))
		}
	}
	check("after the first run")
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

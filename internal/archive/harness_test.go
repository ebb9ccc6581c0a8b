package archive

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// network is how companies are reached: in memory, so that a bubble's clock can rule both sides.
var network fakeaircall.Network

func TestMain(m *testing.M) {
	aircall.Clients.Transport = &network
	aircall.Clients.StateFolder = nil // what tests send is nobody else's
	os.Exit(m.Run())
}

// present is when a bubble begins.
var present = time.Date(2026, 6, 17, 10, 30, 0, 0, time.UTC)

// bubble runs a test on a clock of its own.
func bubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(present))
		test(t)
	})
}

var connections atomic.Int64

// A site is an invented Aircall and the archive of it.
type site struct {
	t       *testing.T
	server  *fakeaircall.Server
	options Options
}

// start serves a company that is to be archived into a file of its own.
func start(t *testing.T, c *fakeaircall.Company, arguments ...string) *site {
	t.Helper()
	server := fakeaircall.New(c, fakeaircall.Options{RateLimit: -1})
	s := &site{t: t, server: server, options: Options{Target: filepath.Join(t.TempDir(), "calls.db")}}
	s.connect(server, arguments...)
	return s
}

// connect adds a connection to a server.
func (s *site) connect(server *fakeaircall.Server, arguments ...string) {
	url, stop := network.Connect(server)
	s.t.Cleanup(stop)
	body := fmt.Sprintf("base_url = %q\napi_id = %q\napi_token = %q\nmax_requests_per_minute = 1000\n%s",
		url, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken, strings.Join(arguments, "\n"))
	s.options.Connections = append(s.options.Connections, Connection{fmt.Sprintf("company_%d", connections.Add(1)), body})
}

// run archives, and wants it to end well.
func (s *site) run(change ...func(*Options)) *Report {
	s.t.Helper()
	report := s.try(change...)
	if len(report.Problems) > 0 {
		s.t.Fatalf("problems: %s", strings.Join(report.Problems, "\n"))
	}
	return report
}

// try archives; the report tells what went wrong.
func (s *site) try(change ...func(*Options)) *Report {
	s.t.Helper()
	o := s.options
	for _, c := range change {
		c(&o)
	}
	report, err := Run(s.t.Context(), o)
	if err != nil {
		s.t.Fatal(err)
	}
	return report
}

// requests are those whose path begins so, since they were last forgotten.
func (s *site) requests(prefix string) (n int) {
	for _, r := range s.server.Requests() {
		if strings.HasPrefix(r.Path, prefix) {
			n++
		}
	}
	return n
}

// rows reads the archive with a driver that knows nothing of it: each row as one text.
func (s *site) rows(query string, args ...any) []string {
	s.t.Helper()
	return rowsOf(s.t, s.options.Target, query, args...)
}

func rowsOf(t *testing.T, file, query string, args ...any) []string {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	found, err := db.Query(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for found.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, fmt.Sprintf("%v", values))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// one is the only row of a query.
func (s *site) one(query string, args ...any) string {
	s.t.Helper()
	rows := s.rows(query, args...)
	if len(rows) != 1 {
		s.t.Fatalf("%s: %d rows, want one", query, len(rows))
	}
	return strings.Trim(rows[0], "[]")
}

// content is all that an archive says of Aircall: its rows without the times at which they were stored.
func content(t *testing.T, file string) map[string][]string {
	t.Helper()
	l, err := layout.Choose(nil)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, table := range l.Tables {
		if there := rowsOf(t, file, "select 1 from sqlite_master where name = ?", table.Name); len(there) == 0 || table.Kind == layout.Samples {
			continue
		}
		var columns []string
		for _, c := range table.Columns {
			if c.Name != layout.ArchivedAt && c.Name != layout.DeletedAt {
				columns = append(columns, `"`+c.Name+`"`)
			}
		}
		if table.HasDeleted() {
			columns = append(columns, "deleted_at is null")
		}
		all[table.Name] = rowsOf(t, file, fmt.Sprintf("select %s from %s order by %s", strings.Join(columns, ", "), table.Name, strings.Join(table.Key, ", ")))
	}
	return all
}

// wantSame compares two archives row by row.
func wantSame(t *testing.T, got, want map[string][]string) {
	t.Helper()
	for table, rows := range want {
		if len(got[table]) != len(rows) {
			t.Errorf("%s has %d rows, want %d", table, len(got[table]), len(rows))
			continue
		}
		for i := range rows {
			if got[table][i] != rows[i] {
				t.Errorf("%s, row %d is\n%s, want\n%s", table, i+1, got[table][i], rows[i])
				break
			}
		}
	}
}

// small is a company that has some of everything.
func small(seed int64) *fakeaircall.Company {
	return democompany.New(seed, time.Now(), democompany.Size{Days: 14, CallsPerDay: 12, Contacts: 60})
}

func pages(n int) int { return max(1, (n+49)/50) }

// Not under the race detector: the SDK counts the rows and the hydrate calls of a scan in one goroutine
// (QueryData.streamLeafListItem, rowData.startAllHydrateCalls) and reads the counts in another (QueryData.streamRow),
// which is reported for every list of more than one row.

//go:build !race || atomicsdk

package localsql_test

import (
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for _, c := range []struct {
		sql  string
		want []string
	}{
		{"", []string{"no SQL statement"}},
		{"-- nothing", []string{"no SQL statement"}},
		{"select * from boook", []string{"no such table: boook", "did you mean book?"}},
		{"select * from auth", []string{"no such table: auth", "did you mean author?"}},
		{"select * from zzzzzzzz", []string{"no such table: zzzzzzzz"}},
		{"select autor_id from book", []string{"no such column: autor_id", "did you mean author_id"}},
		{"selec 1", []string{`near "selec": syntax error`}},
		{"select * from page", []string{"library: table page", "book_id"}},
		{"select 1 from page a join page b using (book_id)", []string{"wait for each other"}},
		{"select * from getonly", []string{"library: table getonly", "id = "}},
		{"select * from book where published_at > 'yesterday'", []string{"library.book", "published_at", `"yesterday"`, "'2026-01-31'"}},
		{"select * from broken", []string{"library.broken: the shelf is broken"}},
		{"insert into book(id) values (1)", []string{"book"}},
	} {
		_, err := query(db, c.sql)
		if err == nil {
			t.Errorf("%s: no error", c.sql)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q lacks %q", c.sql, err, want)
			}
		}
		if strings.Contains(err.Error(), "sqlite3:") {
			t.Errorf("%s: %q", c.sql, err)
		}
	}
}

// A column that a subquery lacks is not advised by its own name, which its table has.
func TestNoAdviceIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	_, err := query(db, "select b.author_id from (select id from book) as b")
	if err == nil || err.Error() != "no such column: b.author_id" {
		t.Error(err)
	}
}

func TestErrorAfterRowsIsNotAnEnd(t *testing.T) {
	t.Parallel()
	for after, times := range map[int64]int{0: 100, 1: 100, 100: 100, 5000: 20} {
		db, l := open(t)
		l.fail = after
		for range times {
			rows, err := query(db, "select n from broken")
			if !errors.Is(err, errBroken) {
				t.Fatalf("after %d rows: %d rows and %v", after, len(rows), err)
			}
			var scan *localsql.ScanError
			if !errors.As(err, &scan) || scan.Connection != "library" || scan.Table != "broken" {
				t.Fatalf("after %d rows: %#v", after, err)
			}
		}
	}
}

func TestConcurrentQueries(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			rows, err := query(db, "select count(*) from book where author_id = "+string(rune('0'+i%10)))
			if want := [][]any{{int64(10)}}; err != nil || !reflect.DeepEqual(rows, want) {
				t.Errorf("query %d: %v, %v", i, rows, err)
			}
		})
	}
	all.Wait()
}

func TestWatchDecoratesEveryScan(t *testing.T) {
	t.Parallel()
	l := &library{}
	libraries.Store(t.Name(), l)
	var scans int
	db, err := localsql.Open(t.Context(), localsql.Options{
		Plugin:      testPlugin,
		Connections: []localsql.Connection{{Name: "library", Config: `shelf = "` + t.Name() + `"`}},
		Watch: func(ctx context.Context) context.Context {
			scans++
			return ctx
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	run(t, db, "select 1 from book where id = 1 union all select 1 from author")
	if scans != 2 {
		t.Errorf("%d scans, want 2", scans)
	}
}

func TestEveryScanEnds(t *testing.T) {
	db, l := open(t)
	run(t, db, "select count(*) from author") // the SDK's own goroutines, which live as long as the plugin
	cancelled := func(sql string) func(t *testing.T) error {
		return func(t *testing.T) error {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			l.onRow = func(n int64) {
				if n == 5000 {
					cancel()
				}
			}
			time.AfterFunc(time.Second, cancel) // on the bubble's clock: once nothing moves any more
			r, err := db.Query(ctx, sql)
			if err != nil {
				return err
			}
			for r.Next() {
			}
			return r.Err()
		}
	}
	closed := func(sql string) func(t *testing.T) error {
		return func(t *testing.T) error {
			r, err := db.Query(t.Context(), sql)
			if err != nil {
				return err
			}
			r.Next()
			return errors.Join(r.Close(), r.Err())
		}
	}
	for _, c := range []struct {
		what string
		run  func(t *testing.T) error
		want error
	}{
		{"read to its end", func(*testing.T) error { _, err := query(db, "select n from big"); return err }, nil},
		{"closed after a row", closed("select n from big"), nil},
		{"closed while the plugin waits", closed("select n from stuck"), nil},
		{"ended by a limit that is not pushed", func(*testing.T) error { _, err := query(db, "select n from big where parity = 1 limit 3"); return err }, nil},
		{"cancelled while it sorts", cancelled("select n from big order by random()"), context.Canceled},
		{"cancelled while the plugin waits", cancelled("select n from stuck"), context.Canceled},
	} {
		t.Run(c.what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if err := c.run(t); !errors.Is(err, c.want) {
					t.Errorf("%v, want %v", err, c.want)
				}
				time.Sleep(time.Second) // on the bubble's clock, for what a stopped scan is granted
			})
			<-l.ended
		})
	}
}

func TestRowsStream(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	rows, err := db.Query(t.Context(), "select n from big")
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if !rows.Next() {
			t.Fatal(rows.Err())
		}
	}
	select {
	case <-l.ended:
		t.Error("the plugin has read 100,000 rows for ten")
	default:
	}
	if err := rows.Close(); err != nil {
		t.Error(err)
	}
	<-l.ended
}

func TestCloseEndsQueries(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	rows, err := db.Query(t.Context(), "select n from stuck")
	if err != nil {
		t.Fatal(err)
	}
	if !rows.Next() {
		t.Fatal(rows.Err())
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if rows.Next() || !errors.Is(rows.Err(), localsql.ErrClosed) {
		t.Errorf("%v, want %v", rows.Err(), localsql.ErrClosed)
	}
	if _, err := db.Query(t.Context(), "select 1"); !errors.Is(err, localsql.ErrClosed) {
		t.Errorf("a query on a closed database: %v", err)
	}
}

func TestSDKLogsNothing(t *testing.T) {
	out, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = out, out
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	db, _ := open(t)
	run(t, db, "select * from book")
	if _, err := query(db, "select * from broken"); err == nil {
		t.Error("no error")
	}
	os.Stdout, os.Stderr = stdout, stderr
	printed, err := os.ReadFile(out.Name())
	if err != nil || len(printed) > 0 {
		t.Errorf("printed %q, %v", printed, err)
	}
}

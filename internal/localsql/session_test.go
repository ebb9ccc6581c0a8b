package localsql_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// TestASessionKeepsWhatItCreates: from one query to the next, past errors and interrupts, and apart from all others.
func TestASessionKeepsWhatItCreates(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	s := db.NewSession()
	ask := func(ctx context.Context, sql string) (string, error) {
		rows, err := s.Query(ctx, sql)
		if err != nil {
			return "", err
		}
		defer func() { _ = rows.Close() }()
		got := ""
		for rows.Next() {
			got += fmt.Sprint(rows.Values())
		}
		return got, rows.Err()
	}
	for _, step := range []struct{ sql, want, err string }{
		{"create temp table kept as select id from book where id in (3, 4)", "", ""},
		{"select count(*) from kept", "[2]", ""},
		{"select * from nowhere", "", "no such table"},
		{"select n from broken", "", "the shelf is broken"},
		{"select b.title from kept join book b using (id) order by 1", "[Book 3][Book 4]", ""},
		{" -- nothing", "", "there is no SQL statement to run"},
	} {
		if got, err := ask(t.Context(), step.sql); got != step.want || (err == nil) != (step.err == "") || err != nil && !strings.Contains(err.Error(), step.err) {
			t.Errorf("%s: %q, %v; want %q, %q", step.sql, got, err, step.want, step.err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	l.onRow = func(n int64) {
		if n == 10 {
			cancel()
		}
	}
	if _, err := ask(ctx, "select max(n) from big"); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if got, err := ask(t.Context(), "select count(*) from kept"); got != "[2]" || err != nil {
		t.Errorf("after an interrupt: %q, %v", got, err)
	}
	if _, err := query(db, "select count(*) from kept"); err == nil {
		t.Error("another query sees what the session has created")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := ask(t.Context(), "select count(*) from kept"); err == nil {
		t.Error("a closed session kept something")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestASessionOutlivesItsMemory: a query that takes too much ends, and the next begins with nothing.
func TestASessionOutlivesItsMemory(t *testing.T) {
	t.Parallel()
	db, _ := openWith(t, localsql.Options{MaxMemoryBytes: 16 << 20})
	s := db.NewSession()
	t.Cleanup(func() { _ = s.Close() })
	for sql, want := range map[string]string{"with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) select i, zeroblob(500) from n order by i desc": "memory"} {
		rows, err := s.Query(t.Context(), sql)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
			_ = rows.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
	rows, err := s.Query(t.Context(), "select 1")
	if err != nil {
		t.Fatal(err)
	}
	if !rows.Next() {
		t.Error(rows.Err())
	}
	_ = rows.Close()
}

// TestASessionExplainsOverWhatItHasCreated: without a scan, without a row, and without changing it.
func TestASessionExplainsOverWhatItHasCreated(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "vip.csv")
	if err := os.WriteFile(file, []byte("book_id,why\n3,new\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	db, _ := openWith(t, localsql.Options{AllowFiles: true})
	s := db.NewSession()
	defer func() { _ = s.Close() }()
	run := func(sql string) string {
		t.Helper()
		rows, err := s.Query(t.Context(), sql)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		defer func() { _ = rows.Close() }()
		got := ""
		for rows.Next() {
			got += fmt.Sprint(rows.Values())
		}
		if err := rows.Err(); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return got
	}
	if _, err := s.Explain(t.Context(), "select id from book"); err != nil {
		t.Errorf("a session without a query: %v", err)
	}
	for _, sql := range []string{
		"create temp table \"kept ones\" as select id from book where id in (3, 4)", "create table plain (id integer primary key, n text not null unique)", "create temp view few as select id from \"kept ones\" where id > 3",
		"create virtual table temp.vip using csv(filename='" + file + "', header=yes)", "create temp table t as select 1 as n",
	} {
		run(sql)
	}
	for sql, want := range map[string]string{
		`select count(*) from "kept ones", plain, few`:                      "",
		`select b.title from temp."kept ones" k join book b on b.id = k.id`: "book id = ?",
		"select why from vip join book on book.id = book_id":                "book id = ?",
		"insert into plain select id, title from book where id = 5":         "book id = 5",
		"drop table t": "",
		"delete from \"kept ones\"; create temp table more as select * from book where id = 6": "book id = 6",
		"select id from few union all select id from book where id = 7":                        "book id = 7",
	} {
		scans, err := s.Explain(t.Context(), sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
		}
		got := ""
		for _, scan := range scans {
			got += scan.Table + " " + strings.Join(scan.Conditions, " and ")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
	if _, err := s.Explain(t.Context(), "select * from more"); err == nil || !strings.Contains(err.Error(), "no such table: more") {
		t.Errorf("%v", err)
	}
	if got := run(`select (select count(*) from "kept ones"), (select count(*) from plain), n from t`); got != "[2 0 1]" {
		t.Errorf("explaining has changed the session: %s", got)
	}
}

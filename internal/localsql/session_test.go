package localsql_test

import (
	"context"
	"errors"
	"fmt"
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

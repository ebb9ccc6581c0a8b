package localsql_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// results gives the rows of every result.
func results(t *testing.T, db *localsql.DB, sql string) [][][]any {
	t.Helper()
	all, err := queryAll(db, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return all
}

func queryAll(db *localsql.DB, sql string) (all [][][]any, _ error) {
	rows, err := db.Query(context.Background(), sql)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for more := len(rows.Columns()) > 0; more; more = rows.NextResultSet() {
		var result [][]any
		for rows.Next() {
			result = append(result, rows.Values())
		}
		if rows.Next() {
			panic("the result begins again")
		}
		all = append(all, result)
	}
	return all, rows.Err()
}

func TestEveryStatementHasItsResult(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	one := func(n int64) [][]any { return [][]any{{n}} }
	for _, c := range []struct {
		sql  string
		want [][][]any
	}{
		{"select 1; select 2;", [][][]any{one(1), one(2)}},
		{"select 1; -- done", [][][]any{one(1)}},
		{"select 1; /* done */ ; ", [][][]any{one(1)}},
		{"/* nothing */; select 3", [][][]any{one(3)}},
		{"select 1 where false; select 2", [][][]any{nil, one(2)}},
		{"create temp table lent as select id from getonly where id = 4; select count(*) from lent; drop table lent; select 5", [][][]any{one(1), one(5)}},
		{"create temp table lent(id)", nil}, // what the query before made is gone
		{"begin; create table main.kept(id); commit; select count(*) from kept", [][][]any{one(0)}},
		{"select count(*) from sqlite_master where name = 'kept'", [][][]any{one(0)}},
	} {
		if got := results(t, db, c.sql); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", c.sql, got, c.want)
		}
	}
}

func TestErrorOfALaterStatementIsReported(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	for sql, want := range map[string]string{
		"select 1; selec 2": `near "selec": syntax error`,
		"select 1; select * from getonly where id = -1; select 2":  "library.getonly: there is no author below zero",
		"select 1; select 2 from getonly where id = ?; select 3":   "a parameter without a value (?)",
		"select 1; create temp table x as select absent; select 3": "no such column: absent",
	} {
		got, err := queryAll(db, sql)
		if err == nil || !strings.Contains(err.Error(), want) || len(got) == 0 || !reflect.DeepEqual(got[0], [][]any{{int64(1)}}) {
			t.Errorf("%s: %v, %v, want %s", sql, got, err, want)
		}
	}
	l.taken()
	rows, err := db.Query(t.Context(), "select id from getonly where id = 1; select id from getonly where id = 2")
	if err != nil {
		t.Fatal(err)
	}
	if !rows.Next() {
		t.Fatal(rows.Err())
	}
	if err := rows.Close(); err != nil || rows.NextResultSet() {
		t.Errorf("%v, and a closed result goes on", err)
	}
	if calls := l.taken(); len(calls) != 1 {
		t.Errorf("a statement ran that nobody wanted: %q", calls)
	}
}

func TestParametersNeedAValue(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	for sql, want := range map[string]string{
		"select * from getonly where id = ?":                    "(?)",
		"select * from getonly where id = ?2 or id = ?":         "(?, ?2)",
		"select * from getonly where id = :id and name = :id":   "(:id)",
		"select * from getonly where id = @id or id = $id":      "(@id, $id)",
		"create temp table x as select * from getonly where :x": "(:x)",
	} {
		_, err := query(db, sql)
		var missing *localsql.ParameterError
		if !errors.As(err, &missing) || !strings.Contains(err.Error(), "a parameter without a value "+want+": write the value") {
			t.Errorf("%s: %v, want %s", sql, err, want)
			continue
		}
		if names := strings.Split(strings.Trim(want, "()"), ", "); !slices.Equal(missing.Names, names) {
			t.Errorf("%s: %q, want %q", sql, missing.Names, names)
		}
	}
	if got := run(t, db, "select ':id', '?', name from getonly where id = 1 -- :id"); len(got) != 1 {
		t.Error(got)
	}
	if calls := l.taken(); len(calls) != 1 {
		t.Errorf("the plugin was asked %q", calls)
	}
}

func TestAValueThatIsTooLong(t *testing.T) {
	t.Parallel()
	db, _ := openWith(t, localsql.Options{MaxValueBytes: 1000})
	if got := run(t, db, "select length(hex(zeroblob(490)))"); !reflect.DeepEqual(got, [][]any{{int64(980)}}) {
		t.Error(got)
	}
	for _, sql := range []string{
		"select hex(zeroblob(501))", "select zeroblob(1001)", "select printf('%1001d', 1)",
		"with recursive n(i) as (select 1 union all select i + 1 from n limit 200) select group_concat('ten letters') from n",
		"create temp table x as select zeroblob(1001)", "select name || hex(zeroblob(499)) from getonly where id = 1",
	} {
		if _, err := query(db, sql); err == nil || !strings.Contains(err.Error(), "a text is longer than 1000 bytes") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// TestMemoryThatRunsOut sorts more than the engine may hold: the library panics where it gets no more memory.
func TestMemoryThatRunsOut(t *testing.T) {
	t.Parallel()
	db, _ := openWith(t, localsql.Options{MaxMemoryBytes: 8 << 20})
	for _, sql := range []string{
		"with recursive n(i) as (select 1 union all select i + 1 from n limit 200000) select i, hex(randomblob(50)) as h from n order by h",
		"create temp table x as with recursive n(i) as (select 1 union all select i + 1 from n limit 200000) select hex(randomblob(50)) from n",
		"select hex(zeroblob(20000000))",
	} {
		if _, err := query(db, sql); err == nil || !strings.Contains(err.Error(), "needs more than 8 MB of memory") {
			t.Errorf("%s: %v", sql, err)
		}
		if got := run(t, db, "select name from getonly where id = 1"); len(got) != 1 {
			t.Errorf("after it: %v", got)
		}
	}
}

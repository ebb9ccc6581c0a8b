//go:build !race || atomicsdk

// The SDK has data races of its own, which every list of more than one row can show (scan_test.go says where).

package localsql_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

func TestConnectionsAreSchemas(t *testing.T) {
	t.Parallel()
	db, l := open(t, "fr", "de", "it-north")
	for sql, want := range map[string][][]any{
		"select a.sp_connection_name, b.sp_connection_name from fr.book a join de.book b using (id) where id = 3": {{"fr", "de"}},
		`select sp_connection_name from "it-north".book where id = 3`:                                             {{"it-north"}},
		"select sp_connection_name from FR.BOOK where id = 3":                                                     {{"fr"}},
		"select count(*) from (select name from pragma_table_info('book', 'de') union select 1 from de.book)":     {{int64(11)}},
		"create temp table here as select id from fr.book; select count(*) from here join de.book using (id)":     {{int64(books)}},
	} {
		if got := run(t, db, sql); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", sql, got, want)
		}
	}
	l.taken()
	run(t, db, "select 1 from fr.author union all select 1 from de.author")
	if calls := l.taken(); len(calls) != 2 {
		t.Errorf("%d requests of two connections", len(calls))
	}
	for sql, want := range map[string]string{
		"select * from de.broken": "de.broken: the shelf is broken",
		"select * from es.book":   "no such table: es.book",
		"select * from fr.boook":  "no such table: fr.boook (did you mean book",
	} {
		if _, err := query(db, sql); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", sql, err, want)
		}
	}
}

func TestANameWithoutItsConnectionMeansTheOnlyOne(t *testing.T) {
	t.Parallel()
	db, _ := openWith(t, localsql.Options{Aggregators: []localsql.Aggregator{{Name: "every", Connections: []string{"fr"}}}}, "fr")
	for _, table := range []string{"book", "main.book", "fr.book", "every.book"} {
		got := run(t, db, "select sp_connection_name, lent from "+table+" where id = 3")
		if want := [][]any{{"fr", true}}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", table, got, want)
		}
	}
}

func TestANameWithoutItsConnectionMustBeClear(t *testing.T) {
	t.Parallel()
	db, l := openWith(t, localsql.Options{Aggregators: []localsql.Aggregator{{Name: "every", Connections: []string{"fr", "de-2"}}}}, "fr", "de-2")
	const want = `book is a table of several connections: say which (fr.book, "de-2".book, every.book)`
	for _, sql := range []string{
		"select * from book", "select count(*) from main.book", "select 1 from fr.author join book on 1", "select 1 where exists (select 1 from book)",
	} {
		if rows, err := query(db, sql); err == nil || err.Error() != want {
			t.Errorf("%s: %v, %v, want %s", sql, rows, err, want)
		}
	}
	if _, err := query(db, "select * from boook"); err == nil || !strings.Contains(err.Error(), "did you mean book") {
		t.Error(err)
	}
	if calls := l.taken(); calls != nil {
		t.Errorf("the plugin was asked %q", calls)
	}
}

func TestAnAggregatorHasTheRowsOfItsConnections(t *testing.T) {
	t.Parallel()
	o := localsql.Options{Aggregators: []localsql.Aggregator{{Name: "every", Connections: []string{"fr", "de", "it"}}, {Name: "some", Connections: []string{"de", "it"}}}}
	db, l := openWith(t, o, "fr", "de", "it")
	for _, c := range []struct {
		sql      string
		want     [][]any
		requests int
	}{
		{"select sp_connection_name, count(*) from every.book group by 1 order by 1", [][]any{{"de", int64(books)}, {"fr", int64(books)}, {"it", int64(books)}}, 3},
		{"select count(*) from some.book", [][]any{{int64(2 * books)}}, 2},
		{"select sp_connection_name, lent from every.book where id = 3 order by 1 desc", [][]any{{"it", true}, {"fr", true}, {"de", true}}, 3},
		{"select sp_connection_name from every.book where id = 3 and sp_connection_name = 'fr'", [][]any{{"fr"}}, 1},
		{"select count(*) from every.book where sp_connection_name = 'fr'", [][]any{{int64(books)}}, 1},
		{"select count(*) from every.book where sp_connection_name in ('fr', 'it', 'nowhere')", [][]any{{int64(2 * books)}}, 2},
		{"select count(*) from every.book where sp_connection_name = 'nowhere'", [][]any{{int64(0)}}, 0},
		{"select count(*) from every.book where author_id in (1, 2)", [][]any{{int64(3 * 20)}}, 6},
		{"select count(*) from (select 1 from every.book where author_id = 1 limit 1000)", [][]any{{int64(30)}}, 3},
		// SQLite leaves out a left join that finds one row at most.
		{"select a.id from fr.book a left join every.book b on b.id = a.id where a.id = 7", [][]any{{int64(7)}, {int64(7)}, {int64(7)}}, 4},
		{"select sp_connection_name, count(*) from some.loan where reader = 3 group by 1", [][]any{{"de", int64(loans / 50)}, {"it", int64(loans / 50)}}, 2},
		// SQLite leaves out a left join that finds one row at most.
		{"select a.id from fr.book a left join every.book b on b.id = a.id where a.id = 7", [][]any{{int64(7)}, {int64(7)}, {int64(7)}}, 4},
		{"select sp_connection_name, count(*) from some.loan where reader = 3 or card = 'c3' group by 1", [][]any{{"de", int64(38)}, {"it", int64(38)}}, 4},
		{"select count(*) from fr.book a join every.book b on b.id = a.id where a.id = 7", [][]any{{int64(3)}}, 4},
	} {
		l.taken()
		if got := run(t, db, c.sql); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", c.sql, got, c.want)
		}
		if calls := l.taken(); len(calls) != c.requests {
			t.Errorf("%s: %d requests, want %d: %q", c.sql, len(calls), c.requests, calls)
		}
	}
	if _, err := query(db, "select * from every.broken where sp_connection_name = 'de'"); err == nil || !strings.Contains(err.Error(), "broken: the shelf is broken") {
		t.Error(err)
	}
}

// SQLite attaches ten databases and no more.
func TestThirtyConnectionsCanBeReadInTurn(t *testing.T) {
	t.Parallel()
	var names []string
	for i := range 30 {
		names = append(names, fmt.Sprintf("c%02d", i))
	}
	db, _ := openWith(t, localsql.Options{Aggregators: []localsql.Aggregator{{Name: "every", Connections: names}}}, names...)
	for _, name := range slices.Concat(names, names[:3]) { // a schema that gave way comes back
		if got, want := run(t, db, "select sp_connection_name from "+name+".book where id = 1"), [][]any{{name}}; !reflect.DeepEqual(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	}
	if got, want := run(t, db, "select count(distinct sp_connection_name), count(*) from every.book"), [][]any{{int64(30), int64(30 * books)}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	of := func(names []string) string {
		return "select 0 from " + strings.Join(names, ".author union all select 0 from ") + ".author"
	}
	if got := run(t, db, of(names[12:22])); len(got) != 10*authors {
		t.Errorf("%d rows of ten connections", len(got))
	}
	var several []string // of one query, a statement each
	for _, name := range names {
		several = append(several, of([]string{name}))
	}
	if got := results(t, db, strings.Join(several, ";")); len(got) != 30 {
		t.Errorf("%d results of 30", len(got))
	}
	if _, err := query(db, of(names[:11])); err == nil || !strings.Contains(err.Error(), "one statement can read 10 connections by name") || !strings.Contains(err.Error(), "aggregator") {
		t.Error(err)
	}
	if _, err := query(db, "select * from book"); err == nil || !strings.Contains(err.Error(), "c11.book and 19 more") {
		t.Error(err)
	}
}

package localsql_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, "no connection"},
		{[]string{""}, "no name"},
		{[]string{"a", "A"}, "two connections A"},
		{[]string{"a", "main"}, "another name"},
		{[]string{"Temp"}, "another name"},
	} {
		o := localsql.Options{Plugin: testPlugin}
		for _, name := range c.names {
			o.Connections = append(o.Connections, localsql.Connection{Name: name})
		}
		if _, err := localsql.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("connections %q: %v, want %q", c.names, err, c.want)
		}
	}
	for want, a := range map[string]localsql.Aggregator{
		"two connections A":                {Name: "A", Connections: []string{"a"}},
		"another name":                     {Name: "main", Connections: []string{"a"}},
		"aggregator all has no connection": {Name: "all"},
		"no such connection":               {Name: "all", Connections: []string{"a", "b"}},
	} {
		o := localsql.Options{Plugin: testPlugin, Connections: []localsql.Connection{{Name: "a"}}, Aggregators: []localsql.Aggregator{a}}
		if _, err := localsql.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", a, err, want)
		}
	}
	_, err := localsql.Open(t.Context(), localsql.Options{Plugin: testPlugin, Connections: []localsql.Connection{{Name: "x", Config: "shelves = 3"}}})
	if err == nil || !strings.Contains(err.Error(), "connection x") {
		t.Errorf("a bad configuration: %v", err)
	}
	_, err = localsql.Open(t.Context(), localsql.Options{
		Plugin:      func(context.Context) *plugin.Plugin { panic("no shelf") },
		Connections: []localsql.Connection{{Name: "x"}},
	})
	if err == nil || !strings.Contains(err.Error(), "no shelf") {
		t.Errorf("a plugin that panics: %v", err)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	var names []string
	for _, table := range db.Tables() {
		names = append(names, table.Name)
	}
	if want := []string{"author", "big", "book", "broken", "getonly", "loan", "page", "stuck"}; !slices.Equal(names, want) {
		t.Fatalf("%q, want %q", names, want)
	}
	book := db.Tables()[2]
	types := map[string]string{}
	for _, c := range book.Columns {
		types[c.Name] = c.Type
	}
	want := map[string]string{"id": "bigint", "author_id": "bigint", "code": "text", "title": "text", "published_at": "timestamp with time zone",
		"price": "double precision", "lent": "boolean", "subjects": "jsonb", "shelf": "text", "blurb": "text"}
	if !reflect.DeepEqual(types, want) {
		t.Errorf("%v, want %v", types, want)
	}
	for _, c := range []struct {
		column localsql.Column
		want   []localsql.Key
	}{
		{book.Columns[0], []localsql.Key{{localsql.KeyGet, []string{"="}, "required"}}},
		{book.Columns[1], []localsql.Key{{localsql.KeyList, []string{"="}, "optional"}}},
		{book.Columns[2], []localsql.Key{{localsql.KeyFilter, []string{"="}, "optional"}}},
		{book.Columns[3], nil},
	} {
		if !reflect.DeepEqual(c.column.Keys, c.want) {
			t.Errorf("%s: keys %v, want %v", c.column.Name, c.column.Keys, c.want)
		}
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	rows, err := db.Query(t.Context(), "select lent, subjects as s, published_at, count(*) n from (select * from book) where id = 1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	want := []localsql.ResultColumn{{"lent", "boolean"}, {"s", "jsonb"}, {"published_at", "timestamp with time zone"}, {"n", ""}}
	if got := rows.Columns(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The tests of this file ask for no more than one row a scan: they run under the race detector too.

func TestGets(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			rows, err := query(db, "with a(id) as (values (1), (2), (3)) select name, id from a join getonly using (id) order by id")
			if want := [][]any{{"only", int64(1)}, {"only", int64(2)}, {"only", int64(3)}}; err != nil || !reflect.DeepEqual(rows, want) {
				t.Errorf("%v, %v; want %v", rows, err, want)
			}
		})
	}
	all.Wait()
}

func TestGetErrors(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	_, err := query(db, "select * from getonly where id = -1")
	var scan *localsql.ScanError
	if want := "library.getonly: there is no author below zero"; !errors.As(err, &scan) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestCancelledBeforeItStarts(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	if _, err := db.Query(ctx, "select * from getonly where id = 1"); !errors.Is(err, reason) {
		t.Errorf("%v, want %v", err, reason)
	}
	rows, err := db.Query(t.Context(), "select * from getonly where id = 1")
	if err != nil {
		t.Fatal(err)
	}
	if err := rows.Close(); err != nil || rows.Next() || rows.Err() != nil {
		t.Errorf("closed before it was read: %v, %v", err, rows.Err())
	}
	if calls := l.taken(); calls != nil {
		t.Errorf("the plugin was asked %q", calls)
	}
}

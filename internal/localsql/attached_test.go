package localsql_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// TestColumnsOfAnAttachedSchemaHaveTypes: they are what Options.Attached says, wherever their values go, and nothing else is.
func TestColumnsOfAnAttachedSchemaHaveTypes(t *testing.T) {
	t.Parallel()
	types := map[string]string{"open": "boolean", "at": "timestamp with time zone", "list": "jsonb", "n": "bigint"}
	db, _ := openWith(t, localsql.Options{
		Setup: []string{
			"attach ':memory:' as kept",
			"create table kept.shop (id integer primary key, open boolean, at text, list text, n integer, note text)",
			"create index kept.shop_at on shop (at, open)",
			`insert into kept.shop values (1, 1, '2026-06-01 10:00:00', '[1]', 7, '[2]'), (2, 0, '2026-06-02 10:00:00.5', '[3]', 8, 'x')`,
		},
		Attached: &localsql.AttachedSchema{Name: "kept", Type: func(_, column string) string { return types[column] }},
	})
	first, second := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC), time.Date(2026, 6, 2, 10, 0, 0, 500_000_000, time.UTC)
	type row = []any
	for sql, want := range map[string][][]any{
		"select id, open, at, list, n, note from kept.shop where id = 1":                                                   {row{int64(1), true, first, json.RawMessage("[1]"), int64(7), "[2]"}},
		"select at, open from kept.shop order by at desc":                                                                  {row{second, false}, row{first, true}}, // of the index alone
		"select max(at), min(open) from kept.shop":                                                                         {row{second, false}},
		"select open, count(*) from kept.shop group by open order by open":                                                 {row{false, int64(1)}, row{true, int64(1)}},
		"select list from (select list, note from kept.shop union select list, note from kept.shop) order by note limit 1": {row{json.RawMessage("[1]")}},
		"select json_group_array(list) from (select list from kept.shop group by list)":                                    {row{json.RawMessage("[[1],[3]]")}},
		"select json_group_array(note) from kept.shop":                                                                     {row{json.RawMessage(`["[2]","x"]`)}},
		"select open from kept.shop union all select n from kept.shop order by 1":                                          {row{int64(0)}, row{int64(1)}, row{int64(7)}, row{int64(8)}},
		"select open + 1 from kept.shop where id = 1":                                                                      {row{int64(2)}},
		"select s.open, b.title from kept.shop as s join book as b on b.id = s.id where s.id = 1":                          {row{true, "Book 1"}},
		"select n from kept.shop union all select id from book where id = 3 order by 1 limit 1":                            {row{int64(3)}},
	} {
		if got := run(t, db, sql); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%#v, want %#v", sql, got, want)
		}
	}
}

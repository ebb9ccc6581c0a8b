package localsql_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// TestJSONNestsInJSON: a JSON column is no text in what SQLite's functions make of it, wherever its rows have been; and a text
// that looks like JSON stays a text.
func TestJSONNestsInJSON(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	const two = "(select * from book where id in (1, 2))"
	const first, second = `["a","1"]`, `["a","2"]`
	if got := run(t, db, "select subjects from "+two+" order by id"); !reflect.DeepEqual(got, [][]any{{json.RawMessage(first)}, {json.RawMessage(second)}}) {
		t.Fatalf("the books' subjects are %s", got)
	}
	for sql, want := range map[string]string{
		"select json_group_array(subjects order by id) from " + two:                                                                                                    "[" + first + "," + second + "]",
		"select json_group_array(subjects order by id desc) from " + two + " group by author_id > 0":                                                                   "[" + second + "," + first + "]",
		"select JSON_GROUP_ARRAY ( /* all */ b.subjects -- of them\n order by b.id) from " + two + " b group by author_id > 0 order by 1":                              "[" + first + "," + second + "]",
		"select json_group_array(distinct subjects) from " + two + " where id = 1 group by shelf":                                                                      "[" + first + "]",
		"select json_group_object(id, subjects order by id) from " + two + " group by author_id > 0":                                                                   `{"1":` + first + `,"2":` + second + `}`,
		"select json_group_array(json_object('of', id, 's', subjects) order by id) from " + two + " group by author_id > 0":                                            `[{"of":1,"s":` + first + `},{"of":2,"s":` + second + `}]`,
		"select json_group_array(subjects) filter (where id = 2) from " + two + " group by author_id > 0":                                                              "[" + second + "]",
		"with s as materialized (select id, subjects x from " + two + ") select json_array(x, id) from s where id = 1":                                                 "[" + first + ",1]",
		"with s as materialized (select json_object('s', subjects) o, id from " + two + ") select json_array(o) from s where id = 2":                                   `[{"s":` + second + `}]`,
		"select json_group_array(coalesce(subjects, '[]')) from " + two + " where id = 1 group by shelf":                                                               `["[\"a\",\"1\"]"]`,
		"select json_group_array(title || '[]') from " + two + " where id = 1 group by shelf":                                                                          `["Book 1[]"]`,
		"select json_group_array(case when id = 1 then subjects end order by id) from " + two + " group by author_id > 0":                                              "[" + first + ",null]",
		"select json_array((select max(subjects) from " + two + "))":                                                                                                   "[" + second + "]",
		"select json_group_array(s.value) from (select subjects, shelf from book where id = 1)" + ", json_each(subjects) s group by shelf having count(*) > 0 limit 1": `["a","1"]`,
		"select json_group_array('[1]') from " + two + " group by author_id > 0":                                                                                       `["[1]","[1]"]`,
		"select json_set('{}', '$.s', subjects) from (select subjects, shelf from " + two + " where id = 1 group by shelf)":                                            `{"s":` + first + `}`,
		"select json_group_array(subjects order by id) from " + two + " group by author_id > 0 having json_group_array(subjects) like '[[%'":                           "[" + first + "," + second + "]",
		"create temp table kept as select json_group_array(subjects order by id) as a from " + two + " group by author_id > 0; select json(a) from kept":               "[" + first + "," + second + "]",
		"select json_group_array(x) from (select subjects as x, id from " + two + " union all select '[0]', 9 order by id) where x <> '' group by '1'":                 `["[\"a\",\"1\"]","[\"a\",\"2\"]","[0]"]`,
		"select json_array(1)":              `[1]`,
		"select json_object('a', 1) -> 'a'": `1`,
	} {
		got := results(t, db, sql)
		last := got[len(got)-1]
		if !reflect.DeepEqual(last, [][]any{{json.RawMessage(want)}}) {
			t.Errorf("%s:\n%s, want %s", sql, last, want)
		}
	}
}

// TestMarkedColumnsKeepTheirNames: a statement that is prepared anew shows what its user wrote.
func TestMarkedColumnsKeepTheirNames(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	rows, err := db.Query(t.Context(), "select json_group_array(subjects), json_array(subjects) as a, shelf from book where id = 1 group by shelf")
	if err != nil {
		t.Fatal(err)
	}
	want := []localsql.ResultColumn{{Name: "json_group_array(subjects)", Type: "jsonb"}, {Name: "a", Type: "jsonb"}, {Name: "shelf", Type: "text"}}
	if got := rows.Columns(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for rows.Next() {
	}
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
	if calls := l.taken(); len(calls) != 1 {
		t.Errorf("the plugin was asked %q", calls)
	}
}

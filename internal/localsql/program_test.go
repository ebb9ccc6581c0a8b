// Not under the race detector: see scan_test.go.

//go:build !race || atomicsdk

package localsql_test

import (
	"strings"
	"testing"
	"time"
)

// A value keeps the type of its column only where every row of the result has that type.
func TestTypesOfCompounds(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for _, c := range []struct{ sql, want string }{
		{"select lent from book union all select id from author", ""},
		{"select lent from book union select id from author", ""},
		{"select lent from book union all select id from author order by 1 desc", ""},
		{"select lent from book union all select 7", ""},
		{"select lent from book except select id from author", "boolean"},
		{"select subjects from book union all select name from author", ""},
		{"select published_at from book union all select name from author", ""},
		{"select published_at from book union select 'never'", ""},
		{"select * from (select lent from book union all select id from author)", ""},
		{"select * from (select id from author union all select lent from book)", ""},
		{"with both(x) as materialized (select lent from book union all select id from author) select x from both order by x", ""},
		{"with both(x) as (select lent from book union all select id from author) select a.x from both a join both b using (x)", ""},
		{"select lent from book union all select lent from book where id < 5", "boolean"},
		{"select lent from book union select lent from book order by 1", "boolean"},
		{"select lent from book union all select null", "boolean"},
		{"select published_at from book union all select published_at from book order by 1 desc limit 3", "timestamp with time zone"},
		{"select subjects from book intersect select subjects from book", "jsonb"},
		{"select lent from book order by title limit 4", "boolean"},
		{"select distinct lent from book", "boolean"},
		{"select lent from book group by lent", "boolean"},
		{"select lent, row_number() over (partition by lent order by id) from book", "boolean"},
		{"select first_value(lent) over (order by id) from book", "boolean"},
		{"select lag(lent, 1, 5) over (order by id) from book", ""},
		{"select b.lent from author a left join book b on b.author_id = a.id and b.lent = 1", "boolean"},
		{"with b as materialized (select lent, id from book) select lent from b where id in (select id from author)", "boolean"},
	} {
		if _, err := query(db, c.sql); err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		rows, err := db.Query(t.Context(), c.sql)
		if err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		if got := rows.Columns()[0].Type; got != c.want {
			t.Errorf("%s: type %q, want %q", c.sql, got, c.want)
		}
		for rows.Next() {
			value := rows.Values()[0]
			_, isBool := value.(bool)
			_, isTime := value.(time.Time)
			if c.want == "" && (isBool || isTime) {
				t.Errorf("%s: %T without a type", c.sql, value)
				break
			}
		}
		_ = rows.Close()
	}
}

func TestImpossibleComparisons(t *testing.T) {
	t.Parallel()
	db, l := open(t)
	for sql, want := range map[string]string{
		"select 1 from book where published_at > 'yesterday'":                                `published_at is a time, and "yesterday" is none`,
		"select 1 from book where published_at > 946684800":                                  "published_at is a time, and 946684800 is none: write a date such as '2026-01-31', or datetime(946684800, 'unixepoch')",
		"select 1 from book where published_at < 946684800.5":                                "datetime(946684800.5, 'unixepoch')",
		"select 1 from book where published_at <> ''":                                        `"" is none`,
		"select 1 from book where published_at in ('2000-01-01', 'soon')":                    `"soon" is none`,
		"select 1 from book where published_at not in ('2000-01-01', 'soon', '2001')":        `is none`,
		"select 1 from book where published_at between '2000-01-01' and '2000-01-32'":        `"2000-01-32" is none`,
		"select 1 from book where published_at > 'soon' or id = 5":                           `"soon" is none`,
		"select 1 from book where length(title) = 6 or published_at > 'soon'":                `"soon" is none`,
		"select case when published_at > 'soon' then 1 end from book":                        `"soon" is none`,
		"select b.id from author a left join book b on b.id = a.id and b.published_at > 'x'": `"x" is none`,
		"with b as materialized (select * from book) select 1 from b where published_at = 5": "5 is none",
		"select published_at from book group by published_at having published_at > 'soon'":   `"soon" is none`,
		"select 1 from book where lent = 'true'":                                             `lent is a boolean, and "true" is none: write lent = true or lent = false`,
		"select 1 from book where lent = 2":                                                  "2 is none",
		"select 1 from book where 'false' = lent":                                            `"false" is none`,
		"select 1 from book where id = 'abc'":                                                `id is a number, and "abc" is none`,
		"select 1 from book where price < 'cheap'":                                           `price is a number, and "cheap" is none`,
		"select 1 from book where lent = 'true' limit 3":                                     `"true" is none`,
	} {
		if _, err := query(db, sql); err == nil || !strings.Contains(err.Error(), "library.book: column ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", sql, err, want)
		}
	}
	if calls := l.taken(); calls != nil {
		t.Errorf("asked %q", calls)
	}
	for sql, want := range map[string]int{
		"select 1 from book where published_at = '2000-01-01T02:00:00z'":             1,
		"select 1 from book where published_at = '2000-01-01t02:00:00.000z'":         1,
		"select 1 from book where published_at like '2000-01-01 02%'":                1,
		"select 1 from book where published_at || '' > 'yesterday'":                  0,
		"select 1 from book where published_at < datetime('2000-01-01', '+1 hour')":  1,
		"select 1 from book where unixepoch(published_at) < 946684801":               1,
		"select 1 from book where lent = true and id < 6":                            2,
		"select 1 from book where lent = '1' and id < 6":                             2,
		"select 1 from book where id = '5'":                                          1,
		"select 1 from book where id = 5.0":                                          1,
		"select 1 from book where title = 5":                                         0,
		"select 1 from book where shelf is not null and id < 2":                      1,
		"select 1 from book where nullif(published_at, 'soon') < '2000-01-01 01:00'": 1,
	} {
		if rows, err := query(db, sql); err != nil || len(rows) != want {
			t.Errorf("%s: %d rows and %v, want %d", sql, len(rows), err, want)
		}
	}
}

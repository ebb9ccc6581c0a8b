package localsql

import (
	"slices"
	"testing"
)

func TestPostgresAdvice(t *testing.T) {
	t.Parallel()
	const begin = "this is Postgres' SQL, and here it is SQLite's: "
	for sql, want := range map[string]string{
		"select started_at :: DATE from call": "for x::date write date(x)",
		"select 1::uuid":                      "for x::uuid write cast(x as uuid)",
		"select 1 where a > now() - Interval '30 days' and b > now() - interval '7 days'": "for now() - interval '30 days' write datetime('now', '-30 days')",
		"select interval '1 mon''; --'":                                                      "for now() - interval '7 days' write datetime('now', '-7 days')",
		"select now() - interval '2 weeks'":                                                  "for now() - interval '2 weeks' write datetime('now', '-14 days')",
		"select a ilike 'x'":                                                                 "for ilike write like, which does not tell capital letters from small ones",
		"select date_trunc('month', a), date_trunc ( 'day', b)":                              "for date_trunc('month', x) write date(x, 'start of month')",
		"select date_trunc(day, a)":                                                          "for date_trunc('day', x) write date(x)",
		"select a from b where c > now()":                                                    "for now() write datetime('now')",
		"select a at time zone 'Asia/Tokyo'":                                                 "for x at time zone 'Asia/Tokyo' write at_time_zone(x, 'Asia/Tokyo')",
		"select extract(dow from a)":                                                         "for extract(dow from x) write cast(strftime('%w', x) as integer)",
		"select to_char(a, 'HH24') from b, jsonb_array_elements(c)":                          "for to_char(x, 'YYYY-MM-DD') write strftime('%Y-%m-%d', x); for a join with jsonb_array_elements(x) write a join with json_each(x), whose column is value",
		"select '::', \"interval\" -- ilike\n, datetime('now()') /* date_trunc('day', a) */": "",
		"selec 1": "",
		"":        "",
	} {
		if want != "" {
			want = begin + want
		}
		if got := postgresAdvice(sql); got != want {
			t.Errorf("%s\n got %q\nwant %q", sql, got, want)
		}
	}
}

func TestSimilarNames(t *testing.T) {
	t.Parallel()
	names := []string{"phone_call", "phone_call_tag", "phone_company", "phone_tag", "phone_user"}
	for name, want := range map[string][]string{
		"calls": {"phone_call"}, "call": {"phone_call", "phone_call_tag"}, "users": {"phone_user"}, "phone_cal": {"phone_call", "phone_call_tag", "phone_tag"},
		"main.Tags": {"phone_tag"}, "nowhere": nil,
	} {
		if got := similarNames(name, names); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

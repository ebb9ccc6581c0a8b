package localsql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/sqltoken"
)

// A postgresForm is something that Postgres has and SQLite writes in another way.
type postgresForm struct {
	// found reports whether the words of a statement have it at a place, in lower case and without space and comments.
	found func(words []string, i int) bool
	// advice says how SQLite writes it.
	advice func(words []string, i int) string
}

// casts are how SQLite writes the conversions that x::type means.
var casts = map[string]string{
	"date": "date(x)", "timestamp": "datetime(x)", "timestamptz": "datetime(x)", "text": "cast(x as text)", "varchar": "cast(x as text)",
	"int": "cast(x as integer)", "integer": "cast(x as integer)", "bigint": "cast(x as integer)",
	"numeric": "cast(x as real)", "float": "cast(x as real)", "decimal": "cast(x as real)", "json": "json(x)", "jsonb": "json(x)",
	"time": "time(x)", "boolean": "x <> 0", "bool": "x <> 0",
}

var postgresForms = []postgresForm{
	{word("::"), func(words []string, i int) string {
		to := at1(words, i)
		form := casts[to]
		if form == "" {
			form = "cast(x as " + to + ")"
		}
		return fmt.Sprintf("for x::%s write %s", to, form)
	}},
	{word("interval"), func(words []string, i int) string {
		var n int
		var unit string
		span := "7 days"
		if _, err := fmt.Sscanf(strings.Trim(at1(words, i), "'"), "%d %s", &n, &unit); err == nil {
			span = fmt.Sprint(n, " ", unit)
		}
		days := span
		switch singular := strings.TrimSuffix(unit, "s"); {
		case singular == "week": // which datetime does not know
			days = fmt.Sprint(7*n, " days")
		case !slices.Contains([]string{"second", "minute", "hour", "day", "month", "year"}, singular):
			span, days = "7 days", "7 days"
		}
		return fmt.Sprintf("for now() - interval '%s' write datetime('now', '-%s')", span, days)
	}},
	{word("ilike"), said("for ilike write like, which does not tell capital letters from small ones")},
	{call("date_trunc"), func(words []string, i int) string {
		form := map[string]string{
			"'hour'": "strftime('%Y-%m-%d %H:00:00', x)", "'month'": "date(x, 'start of month')", "'year'": "date(x, 'start of year')",
			"'week'": "date(x, 'weekday 0', '-6 days')", "'minute'": "strftime('%Y-%m-%d %H:%M:00', x)",
		}[at1(words, i+1)]
		if form == "" {
			return "for date_trunc('day', x) write date(x)"
		}
		return fmt.Sprintf("for date_trunc(%s, x) write %s", at1(words, i+1), form)
	}},
	{call("to_char"), said("for to_char(x, 'YYYY-MM-DD') write strftime('%Y-%m-%d', x)")},
	{call("date_part"), said("for date_part('hour', x) write cast(strftime('%H', x) as integer)")},
	{call("to_timestamp"), said("for to_timestamp(x) write datetime(x, 'unixepoch')")},
	{call("array_agg"), said("for array_agg(x) write json_group_array(x)")},
	{call("json_agg"), said("for json_agg(x) write json_group_array(x)")},
	{call("jsonb_agg"), said("for jsonb_agg(x) write json_group_array(x)")},
	{call("jsonb_build_object"), said("for jsonb_build_object('name', x) write json_object('name', x)")},
	{func(words []string, i int) bool { return words[i] == "distinct" && at1(words, i) == "on" },
		said("for distinct on (x) write group by x; with one max(…) or min(…) the other columns are of its row")},
	{call("extract"), func(words []string, i int) string {
		field := at1(words, i+1)
		form := map[string]string{"hour": "%H", "minute": "%M", "day": "%d", "month": "%m", "year": "%Y", "dow": "%w", "isodow": "%u", "epoch": "%s", "week": "%V"}[field]
		if form == "" {
			field, form = "hour", "%H"
		}
		return fmt.Sprintf("for extract(%s from x) write cast(strftime('%s', x) as integer)", field, form)
	}},
	{call("jsonb_array_elements"), said("for a join with jsonb_array_elements(x) write a join with json_each(x), whose column is value")},
	{func(words []string, i int) bool { return words[i] == "at" && at1(words, i) == "time" }, func(words []string, i int) string {
		zone := at1(words, i+2)
		if !strings.HasPrefix(zone, "'") {
			zone = "'Europe/Paris'"
		}
		return fmt.Sprintf("for x at time zone %s write at_time_zone(x, %s)", zone, zone)
	}},
	{func(words []string, i int) bool {
		return words[i] == "now" && at1(words, i) == "(" && (len(words) <= i+4 || words[i+4] != "interval")
	}, said("for now() write datetime('now')")},
}

func word(w string) func([]string, int) bool {
	return func(words []string, i int) bool { return words[i] == w }
}

func call(name string) func([]string, int) bool {
	return func(words []string, i int) bool { return words[i] == name && at1(words, i) == "(" }
}

func said(advice string) func([]string, int) string {
	return func([]string, int) string { return advice }
}

// at1 is the word behind another, "" at the end.
func at1(words []string, i int) string {
	if i+1 < len(words) {
		return words[i+1]
	}
	return ""
}

// postgresAdvice says of a statement that did not compile what in it is Postgres' SQL, and how SQLite writes that; ""
// where there is nothing of the kind.
func postgresAdvice(sql string) string {
	var words []string
	for _, t := range sqltoken.Scan(sql) {
		switch t.Kind {
		case sqltoken.Space, sqltoken.Comment:
		case sqltoken.Text:
			words = append(words, t.Text)
		default:
			words = append(words, strings.ToLower(t.Text))
		}
	}
	var advice []string
	for _, form := range postgresForms {
		for i := range words {
			if form.found(words, i) {
				advice = append(advice, form.advice(words, i))
				break
			}
		}
	}
	if len(advice) == 0 {
		return ""
	}
	return "this is Postgres' SQL, and here it is SQLite's: " + strings.Join(advice, "; ")
}

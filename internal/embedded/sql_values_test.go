//go:build !race || atomicsdk

package embedded_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

const (
	kindTime     = "timestamp with time zone"
	kindNumber   = "bigint"
	kindText     = "text"
	kindBoolean  = "boolean"
	kindFraction = "double precision"
)

// A field is a column that a statement can name.
type field struct {
	name string      // as SQL names it
	kind string      // in the words of localsql.Column.Type
	of   *plainTable // that has its values; nil: unknown
	at   int         // the place of the column there
}

// sample is one of the field's values, nil for NULL or where none is known.
func (f field) sample(r *rand.Rand) any {
	if f.of == nil || len(f.of.rows) == 0 {
		return nil
	}
	return pick(r, f.of.rows)[f.at]
}

// value writes a value to compare the field with: mostly one that it has, in any notation.
func (w *writer) value(f field) string {
	w.sought++
	if w.IntN(40) == 0 {
		return w.oddValue()
	}
	var v any
	for range 3 {
		if v = f.sample(w.Rand); v != nil {
			break
		}
	}
	if at, ok := v.(time.Time); ok || v == nil && f.kind == kindTime {
		if !ok {
			at = present.Add(-time.Duration(w.IntN(8*24)) * time.Hour)
		}
		return w.instant(at)
	}
	switch v := v.(type) {
	case int64:
		return pick(w.Rand, []string{fmt.Sprint(v), fmt.Sprint(v), fmt.Sprint(v), fmt.Sprintf("'%d'", v), fmt.Sprint(v + 1), fmt.Sprintf("%d.5", v), fmt.Sprintf("%d.0", v), fmt.Sprintf("(select %d)", v)})
	case string:
		return pick(w.Rand, []string{quoted(v), quoted(v), quoted(v), quoted(strings.ToUpper(v)), "(select " + quoted(v) + ")", "''"})
	case nil:
		switch f.kind {
		case kindNumber:
			return pick(w.Rand, []string{"0", "1", "60"})
		case kindBoolean:
			return "true"
		case kindFraction:
			return "1.5"
		}
		return "'none'"
	}
	return literal(w.Rand, v)
}

// oddValue is of another type than the column that it is compared with, most of the time. The engine may say so instead of
// comparing.
func (w *writer) oddValue() string {
	w.mixed = true
	return pick(w.Rand, []string{"(select '')", "('' || '')", "(select 5)", "cast(5 as text)", "(select '0x10')", "(select 1.5)", "(select x'00')", "'2026-06-15'", "(select '2026-06-15 24:00:00')",
		"(select '2026-02-31 00:00:00')", "null", "(select null)", "'12'", "12", "(select ' 12 ')"})
}

// instant writes a time near another, in one of the notations that SQL knows.
func (w *writer) instant(at time.Time) string {
	at = at.Add(pick(w.Rand, []time.Duration{0, 0, 0, 0, time.Second, -time.Second, time.Minute, -time.Hour, -500 * time.Millisecond}))
	zone := time.FixedZone("", 1800*(w.IntN(9)-4))
	return pick(w.Rand, []func() string{
		func() string { return quoted(at.UTC().Format("2006-01-02 15:04:05.999")) },
		func() string { return quoted(at.UTC().Format("2006-01-02 15:04:05.999")) },
		func() string { return quoted(at.UTC().Format("2006-01-02T15:04:05.999")) },
		func() string { return quoted(at.In(zone).Format(time.RFC3339Nano)) },
		func() string { return quoted(at.UTC().Format("2006-01-02T15:04Z")) },
		func() string { return quoted(at.UTC().Format(time.DateOnly)) },
		func() string { return "datetime(" + quoted(at.UTC().Format(time.DateTime)) + ", '-2 hours')" },
		func() string { return fmt.Sprintf("datetime(%d, 'unixepoch')", at.Unix()) },
		func() string { return "date(" + quoted(at.UTC().Format(time.DateTime)) + ")" },
		func() string { return "(select " + quoted(at.UTC().Format(time.DateTime)) + ")" },
	})()
}

// values are some of the field's, perhaps with one of them twice, and with NULL.
func (w *writer) values(f field) string {
	n := pick(w.Rand, []int{1, 2, 3, 3, 12, 40})
	list := make([]string, 0, n+2)
	for range n {
		list = append(list, w.value(f))
	}
	if w.IntN(4) == 0 {
		list = append(list, list[0])
	}
	if w.IntN(6) == 0 {
		list = append(list, "null")
	}
	return strings.Join(list, ", ")
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// literal is "" for NULL.
func literal(r *rand.Rand, value any) string {
	switch v := value.(type) {
	case bool:
		return fmt.Sprint(v)
	case time.Time:
		format := pick(r, []string{"2006-01-02 15:04:05", time.RFC3339, "2006-01-02"})
		return quoted(v.In(time.FixedZone("", 3600*(r.IntN(3)-1))).Format(format))
	case string:
		return quoted(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case nil, json.RawMessage:
		return ""
	}
	return fmt.Sprint(value)
}

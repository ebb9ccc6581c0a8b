//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"slices"
	"strings"
)

// mostPairs bounds how many rows a nested loop goes through.
const mostPairs = 60_000

// A scope is what an expression can name, and about how many rows it is computed for.
type scope struct {
	fields []field
	rows   int
}

// askedBy are columns that requests are made with, which conditions prefer.
var askedBy = []string{"id", "started_at", "created_at", "direction", "user_id", "call_id", "number_id", "contact_id", "team_id", "tag_id", "email", "call_started_at", "returned_call_id", "sp_connection_name"}

func (w *writer) field(s scope) field {
	if w.IntN(2) == 0 {
		if some := slices.DeleteFunc(slices.Clone(s.fields), func(f field) bool {
			_, name, _ := strings.Cut(f.name, ".")
			return !slices.Contains(askedBy, name)
		}); len(some) > 0 {
			return pick(w.Rand, some)
		}
	}
	return pick(w.Rand, s.fields)
}

// fieldOf is a field of a kind, if there is one.
func (w *writer) fieldOf(s scope, kinds ...string) (field, bool) {
	some := slices.DeleteFunc(slices.Clone(s.fields), func(f field) bool { return !slices.Contains(kinds, f.kind) })
	if len(some) == 0 {
		return field{}, false
	}
	return pick(w.Rand, some), true
}

// clause is a keyword with conditions, or nothing.
func (w *writer) clause(keyword string, s scope) string {
	var parts []string
	for range pick(w.Rand, []int{0, 0, 1, 1, 1, 2, 3}) {
		parts = append(parts, w.condition(s, 0))
	}
	if parts == nil || len(s.fields) == 0 {
		return ""
	}
	return " " + keyword + " " + strings.Join(parts, " and ")
}

func (w *writer) condition(s scope, depth int) string {
	if depth < 3 {
		switch w.IntN(16) {
		case 0, 1:
			return "(" + w.condition(s, depth+1) + " or " + w.condition(s, depth+1) + ")"
		case 2:
			return "not (" + w.condition(s, depth+1) + ")"
		case 3:
			return "(" + w.condition(s, depth+1) + " and " + w.condition(s, depth+1) + ")"
		case 4:
			return fmt.Sprintf("case when %s then %s else %s end", w.condition(s, depth+1), w.condition(s, depth+1), pick(w.Rand, []string{"null", "true", "false", w.condition(s, depth+1)}))
		case 5, 6:
			if c := w.nested(s); c != "" {
				return c
			}
		case 7:
			return fmt.Sprintf("(%s) is %s", w.condition(s, depth+1), pick(w.Rand, []string{"true", "not true", "false", "null"}))
		}
	}
	return w.comparison(s)
}

var (
	comparisons = []string{"=", "=", "=", "<>", ">", ">=", "<", "<="}
	identities  = []string{"is", "is not", "is distinct from", "is not distinct from"}
)

func (w *writer) comparison(s scope) string {
	f := w.field(s)
	switch w.IntN(14) {
	case 0:
		return f.name + pick(w.Rand, []string{" is null", " is not null", " notnull", " isnull"})
	case 1, 2:
		return f.name + pick(w.Rand, []string{" in (", " in (", " not in ("}) + w.values(f) + ")"
	case 3:
		return fmt.Sprintf("%s %s %s and %s", f.name, pick(w.Rand, []string{"between", "between", "not between"}), w.value(f), w.value(f))
	case 4:
		return fmt.Sprintf("%s %s %s", f.name, pick(w.Rand, identities), pick(w.Rand, []string{w.value(f), w.value(f), "null"}))
	case 5:
		return w.pair(s)
	case 6:
		if other, ok := w.fieldOf(s, f.kind); ok {
			return fmt.Sprintf("%s %s %s", f.name, pick(w.Rand, slices.Concat(comparisons, identities)), other.name)
		}
	case 7:
		return w.computed(s)
	case 8: // not what a request can be asked with
		return fmt.Sprintf(pick(w.Rand, []string{"+%s = %s", "%s = %s collate nocase", "coalesce(%s, '') = %s", "%s || '' = %s", "likely(%s = %s)", "%s in (select %s)"}), f.name, w.value(f))
	case 9:
		if f.kind == kindText {
			text, _ := f.sample(w.Rand).(string)
			return f.name + pick(w.Rand, []string{" like ", " not like ", " glob "}) + quoted(pick(w.Rand, []string{"%", "", text, text + "%", text[:len(text)/2] + "%", "%" + text[len(text)/2:], "*", "_%"}))
		}
	case 10: // mirrored
		return fmt.Sprintf("%s %s %s", w.value(f), pick(w.Rand, comparisons), f.name)
	}
	if f.kind == kindTime || f.kind == kindNumber {
		return fmt.Sprintf("%s %s %s", f.name, pick(w.Rand, comparisons), w.value(f))
	}
	return fmt.Sprintf("%s %s %s", f.name, pick(w.Rand, comparisons[:4]), w.value(f))
}

// pair is a comparison of row values.
func (w *writer) pair(s scope) string {
	a, b := w.field(s), w.field(s)
	value := func() string { return fmt.Sprintf("(%s, %s)", w.value(a), w.value(b)) }
	switch w.IntN(4) {
	case 0:
		return fmt.Sprintf("(%s, %s) %s %s", a.name, b.name, pick(w.Rand, comparisons), value())
	case 1:
		if a.of != nil && a.of == b.of && len(a.of.rows) > 0 { // values of one row
			row := pick(w.Rand, a.of.rows)
			if x, y := literal(w.Rand, row[a.at]), literal(w.Rand, row[b.at]); x != "" && y != "" {
				return fmt.Sprintf("(%s, %s) in (values (%s, %s), %s)", a.name, b.name, x, y, value())
			}
		}
	case 2:
		if r, ok := w.inner(s); ok {
			in := scope{aliased(r, "p"), r.rows}
			x, okX := w.fieldOf(in, a.kind)
			y, okY := w.fieldOf(in, b.kind)
			if okX && okY {
				return fmt.Sprintf("(%s, %s)%s in (select %s, %s from %s p%s)", a.name, b.name, pick(w.Rand, []string{"", "", " not"}), x.name, y.name, r.sql, w.clause("where", scope{in.fields, mostPairs}))
			}
		}
	}
	return fmt.Sprintf("(%s, %s) in (values %s, %s)", a.name, b.name, value(), value())
}

// computed compares what a function makes of a column.
func (w *writer) computed(s scope) string {
	if f, ok := w.fieldOf(s, kindTime); ok && w.IntN(2) == 0 {
		day := quoted(present.AddDate(0, 0, -w.IntN(8)).Format("2006-01-02"))
		return fmt.Sprintf(pick(w.Rand, []string{"date(%[1]s) = %[2]s", "strftime('%%H', %[1]s) > '10'", "date(%[1]s) in (%[2]s, null)", "unixepoch(%[1]s) > unixepoch(%[2]s)", "%[1]s like substr(%[2]s, 1, 9) || '%%'",
			"%[1]s >= date(%[2]s, '-1 day') and %[1]s < date(%[2]s)", "%[1]s > datetime(%[2]s, '+' || 3 || ' hours')", "datetime(%[1]s, '+1 hour') > %[2]s"}), f.name, day)
	}
	if f, ok := w.fieldOf(s, kindNumber); ok {
		return fmt.Sprintf(pick(w.Rand, []string{"%[1]s %% 2 = 0", "abs(%[1]s) > %[2]s", "%[1]s + 1 > %[2]s", "%[1]s = %[2]s + 0", "max(%[1]s, 3) = 3", "nullif(%[1]s, %[2]s) is null"}), f.name, w.value(f))
	}
	f := w.field(s)
	return fmt.Sprintf("length(%s) > 3", f.name)
}

// inner chooses what a subquery of the scope reads: of many rows only where the scope has few.
func (w *writer) inner(s scope) (relation, bool) {
	for range 6 {
		if r := w.relation(maxDepth); r.rows*max(s.rows, 1) <= mostPairs {
			w.name(r)
			return r, true
		}
	}
	return relation{}, false
}

// nested is a condition with a subquery, which may see the scope; "" where there is room for none.
func (w *writer) nested(s scope) string {
	r, ok := w.inner(s)
	if !ok {
		return ""
	}
	w.aliases++
	alias := fmt.Sprint("n", w.aliases)
	in := scope{aliased(r, alias), r.rows}
	source := r.sql + " " + alias
	conditions := w.clause("where", scope{in.fields, mostPairs})
	f := w.field(s)
	like, ok := w.fieldOf(in, f.kind)
	if !ok {
		like, f = w.field(in), field{name: "null"}
		for _, of := range s.fields {
			if of.kind == like.kind {
				f = of
			}
		}
	}
	tie := fmt.Sprintf("%s %s %s", like.name, pick(w.Rand, slices.Concat(comparisons[:3], comparisons, identities)), f.name)
	joined := " where " + tie
	if conditions != "" {
		joined = conditions + " and " + tie
	}
	form := pick(w.Rand, []string{
		"exists (select 1 from %[1]s%[3]s)", "not exists (select 1 from %[1]s%[3]s)", "exists (select * from %[1]s%[2]s)",
		"%[4]s in (select %[5]s from %[1]s%[2]s)", "%[4]s in (select %[5]s from %[1]s%[2]s)", "%[4]s not in (select %[5]s from %[1]s%[2]s)", "%[4]s in (select %[5]s from %[1]s%[2]s order by 1 limit 5)",
		"%[4]s %[6]s (select max(%[5]s) from %[1]s%[2]s)", "%[4]s %[6]s (select min(%[5]s) from %[1]s%[3]s)", "(select count(*) from %[1]s%[3]s) > 1", "%[4]s %[6]s (select %[5]s from %[1]s%[2]s order by 1 desc limit 1 offset 1)",
	})
	return fmt.Sprintf(form, source, conditions, joined, f.name, like.name, pick(w.Rand, comparisons))
}

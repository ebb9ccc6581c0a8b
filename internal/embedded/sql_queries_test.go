//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"slices"
	"strings"
)

// maxDepth is how deep queries are nested.
const maxDepth = 2

// query writes a query with so many columns (0: any number), whose names are c1, c2 and so on. Its rows are the same wherever
// it runs: where a limit cuts them, all of the row orders them.
func (w *writer) query(depth, columns int, outer []field) (sql string, out []field, rows int) {
	if columns == 0 {
		columns = 1 + w.IntN(3)
	}
	if depth < maxDepth && w.IntN(8) == 0 {
		a, out, n := w.core(depth+1, columns, outer)
		b, others, m := w.core(depth+1, columns, outer)
		for i := range out {
			w.mixed = w.mixed || out[i].kind != others[i].kind
		}
		sql = a + pick(w.Rand, []string{" union ", " union all ", " except ", " intersect "}) + b
		if w.IntN(2) == 0 {
			sql += w.order(nil, columns, depth == 0)
		}
		return sql, out, n + m
	}
	var from scope
	sql, out, from = w.plainCore(depth, columns, outer)
	if w.IntN(2) == 0 {
		sql += w.order(from.fields, columns, depth == 0)
	}
	return sql, out, from.rows
}

// order writes ORDER BY, by some fields and then by all columns of the result, and perhaps a limit.
func (w *writer) order(fields []field, columns int, outermost bool) string {
	var terms []string
	if len(fields) > 0 {
		for range w.IntN(3) {
			terms = append(terms, w.field(scope{fields: fields}).name+pick(w.Rand, []string{"", "", " collate nocase"})+w.direction())
		}
		for _, f := range fields { // what newest rows are found by
			if at := f.name[strings.Index(f.name, ".")+1:]; (at == "started_at" || at == "created_at") && w.IntN(2) == 0 {
				terms = append([]string{f.name + " desc"}, terms...)
				break
			}
		}
	}
	for i := range columns {
		terms = append(terms, fmt.Sprint(i+1)+w.direction())
	}
	w.ordered = w.ordered || outermost
	sql := " order by " + strings.Join(terms, ", ")
	if w.IntN(3) > 0 {
		sql += fmt.Sprint(" limit ", pick(w.Rand, []string{"0", "1", "2", "5", "10", "49", "50", "51", "120", "-1", "(select 3)"}))
		if w.IntN(3) == 0 {
			sql += fmt.Sprint(" offset ", pick(w.Rand, []int{0, 1, 3, 49, 50, 1000}))
		}
	}
	return sql
}

func (w *writer) direction() string {
	return pick(w.Rand, []string{"", "", " asc", " desc", " desc", " nulls last", " desc nulls first", " asc nulls first", " desc nulls last"})
}

func (w *writer) core(depth, columns int, outer []field) (sql string, out []field, rows int) {
	sql, out, s := w.plainCore(depth, columns, outer)
	return sql, out, s.rows
}

// plainCore writes a SELECT without ORDER BY. The scope has what else its rows can be sorted by: nothing where they are none of
// the tables'.
func (w *writer) plainCore(depth, columns int, outer []field) (sql string, out []field, from scope) {
	source, s := w.from(depth)
	where := w.clause("where", scope{slices.Concat(s.fields, outer), s.rows})
	kind := w.IntN(8)
	if s.rows > 3_000 && kind > 3 {
		kind = w.IntN(2)
	}
	out = make([]field, columns)
	list := make([]string, columns)
	switch kind {
	case 0, 1: // groups
		keys := min(columns, 1+w.IntN(2))
		for i := range columns {
			if i < keys {
				list[i], out[i] = w.key(s)
			} else {
				list[i], out[i] = w.aggregate(s)
			}
		}
		group := " group by " + strings.Join(list[:keys], ", ")
		if w.IntN(3) == 0 {
			a, f := w.aggregate(scope{s.fields, mostPairs})
			group += " having " + a + pick(w.Rand, []string{" is not null", " > 1", " >= " + w.value(f)})
			w.mixed = true // what is compared with may be no time
		}
		return w.selected("", list, out, source+where+group), out, scope{rows: max(s.rows/3, 1)}
	case 2: // one row
		for i := range columns {
			list[i], out[i] = w.aggregate(s)
		}
		return w.selected("", list, out, source+where), out, scope{rows: 1}
	case 3:
		for i := range columns {
			list[i], out[i] = w.window(s)
		}
		return w.selected("", list, out, source+where), out, s
	}
	for i := range columns {
		list[i], out[i] = w.expression(scope{slices.Concat(s.fields, s.fields, outer), s.rows})
	}
	if w.IntN(5) == 0 {
		return w.selected("distinct ", list, out, source+where), out, scope{rows: s.rows}
	}
	return w.selected("", list, out, source+where), out, s
}

// selected names the columns.
func (w *writer) selected(distinct string, list []string, out []field, rest string) string {
	named := make([]string, len(list))
	for i, e := range list {
		out[i].name = fmt.Sprint("c", i+1)
		named[i] = e + " as " + out[i].name
	}
	return "select " + distinct + strings.Join(named, ", ") + rest
}

// expression is a column of a result.
func (w *writer) expression(s scope) (string, field) {
	f := w.field(s)
	switch w.IntN(14) {
	case 0:
		return fmt.Sprintf("case when %s then %s else null end", w.condition(scope{s.fields, mostPairs}, 2), f.name), f
	case 1:
		return "length(" + f.name + ")", field{kind: kindNumber}
	case 2:
		return w.condition(scope{s.fields, mostPairs}, 2), field{kind: kindNumber}
	case 3:
		if other, ok := w.fieldOf(s, f.kind); ok {
			return fmt.Sprintf("coalesce(%s, %s)", f.name, other.name), f
		}
	case 4:
		if r, ok := w.inner(s); ok {
			w.aliases++
			alias := fmt.Sprint("x", w.aliases)
			in := scope{aliased(r, alias), r.rows}
			if like, ok := w.fieldOf(in, f.kind); ok {
				a, kind := w.aggregate(scope{in.fields, mostPairs})
				return fmt.Sprintf("(select %s from %s %s where %s %s %s)", a, r.sql, alias, like.name, pick(w.Rand, comparisons), f.name), field{kind: kind.kind}
			}
		}
	}
	return f.name, f
}

// key is what rows are grouped by.
func (w *writer) key(s scope) (string, field) {
	if f, ok := w.fieldOf(s, kindTime); ok && w.IntN(3) == 0 {
		return fmt.Sprintf(pick(w.Rand, []string{"date(%s)", "strftime('%%H', %s)", "%s >= '2026-06-14'"}), f.name), field{kind: kindText}
	}
	f := w.field(s)
	return f.name, f
}

func (w *writer) aggregate(s scope) (string, field) {
	f := w.field(s)
	filter := ""
	if w.IntN(5) == 0 {
		filter = " filter (where " + w.condition(scope{s.fields, mostPairs}, 1) + ")"
	}
	switch w.IntN(9) {
	case 0:
		return "count(" + f.name + ")" + filter, field{kind: kindNumber}
	case 1:
		return "count(distinct " + f.name + ")" + filter, field{kind: kindNumber}
	case 2:
		return "max(" + f.name + ")" + filter, f
	case 3:
		return "min(" + f.name + ")" + filter, f
	case 4:
		return fmt.Sprintf("group_concat(%[1]s, '|' order by %[1]s%[2]s)", f.name, pick(w.Rand, []string{"", " desc", " desc nulls first"})) + filter, field{kind: kindText}
	case 5:
		if n, ok := w.fieldOf(s, kindNumber); ok {
			return pick(w.Rand, []string{"sum", "sum", "total", "avg"}) + "(" + n.name + ")" + filter, field{kind: kindFraction}
		}
	case 6:
		if f, ok := w.fieldOf(s, kindTime); ok {
			return pick(w.Rand, []string{"max(", "min("}) + f.name + ")", f
		}
	}
	return "count(*)" + filter, field{kind: kindNumber}
}

// window is a function whose value does not depend on the order of equal rows.
func (w *writer) window(s scope) (string, field) {
	f, by := w.field(s), w.field(s)
	partition := ""
	if w.IntN(2) == 0 {
		partition = "partition by " + w.field(s).name + " "
	}
	switch w.IntN(7) {
	case 0:
		return fmt.Sprintf("rank() over (%sorder by %s desc)", partition, by.name), field{kind: kindNumber}
	case 1:
		return fmt.Sprintf("dense_rank() over (%sorder by %s)", partition, by.name), field{kind: kindNumber}
	case 2:
		return fmt.Sprintf("count(%s) over (%sorder by %s)", f.name, partition, by.name), field{kind: kindNumber}
	case 3:
		return fmt.Sprintf("max(%s) over (%s)", f.name, partition), f
	case 4:
		return fmt.Sprintf("first_value(%[1]s) over (%[2]sorder by %[1]s desc)", f.name, partition), f
	case 5:
		return fmt.Sprintf("count(*) filter (where %s) over (%s)", w.condition(scope{s.fields, mostPairs}, 2), partition), field{kind: kindNumber}
	}
	return f.name, f
}

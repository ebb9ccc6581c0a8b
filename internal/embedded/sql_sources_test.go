//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"slices"
	"strings"
)

// A relation is what a query can read from.
type relation struct {
	sql    string  // as it stands after FROM, without an alias
	fields []field // without an alias
	rows   int
	base   *plainTable // nil: it is no table
	reads  []string    // the tables of the plugin that are read for it
}

func (t *plainTable) relation() relation {
	r := relation{sql: t.name, rows: len(t.rows), base: t, reads: []string{t.name}}
	for i, c := range t.columns {
		if _, echo := echoOf(t.name, c.Name); !echo && c.Type != "jsonb" {
			r.fields = append(r.fields, field{c.Name, c.Type, t, i})
		}
	}
	return r
}

func aliased(r relation, alias string) []field {
	fields := slices.Clone(r.fields)
	for i := range fields {
		fields[i].name = alias + "." + fields[i].name
	}
	return fields
}

// name notes that a statement reads a relation.
func (w *writer) name(r relation) {
	w.reads = append(w.reads, r.reads...)
	w.relations++
}

// relation is a table, or something that is made of tables: a subquery, a part of WITH, a view or a table of the session.
func (w *writer) relation(depth int) relation {
	switch w.IntN(10) {
	case 0:
		if depth < maxDepth {
			sql, r := w.made(depth)
			r.sql = "(" + sql + ")"
			return r
		}
	case 1, 2:
		if len(w.parts) > 0 && (depth == maxDepth || w.IntN(2) == 0) {
			return pick(w.Rand, w.parts)
		}
		if depth < maxDepth && !w.isObject {
			sql, r := w.made(depth)
			r.sql = fmt.Sprint("part", len(w.with)+1)
			w.with = append(w.with, r.sql+" as "+pick(w.Rand, []string{"", "materialized ", "materialized ", "not materialized "})+"("+sql+")")
			w.parts = append(w.parts, r)
			return r
		}
	case 3:
		if len(w.objects) > 0 && !w.isObject {
			return pick(w.Rand, w.objects)
		}
	case 4:
		if depth < maxDepth {
			return w.listedValues()
		}
	}
	return w.anyTable().relation()
}

// anyTable is mostly one that has rows.
func (w *writer) anyTable() (t *plainTable) {
	for range 3 {
		if t = pick(w.Rand, w.tables); len(t.rows) > 0 {
			break
		}
	}
	return t
}

// made is a query as a relation.
func (w *writer) made(depth int) (string, relation) {
	before := w.reads
	w.reads = nil
	sql, out, rows := w.query(depth+1, 0, nil)
	r := relation{fields: out, rows: rows, reads: w.reads}
	w.reads = before
	return sql, r
}

// listedValues are keys from elsewhere.
func (w *writer) listedValues() relation {
	of := w.anyTable().relation()
	f := w.field(scope{fields: of.fields})
	n := pick(w.Rand, []int{1, 3, 15, 60})
	values := make([]string, n)
	for i := range values {
		values[i] = "(" + w.value(f) + ")"
	}
	return relation{sql: "(select column1 as k from (values " + strings.Join(values, ", ") + "))", fields: []field{{"k", f.kind, f.of, f.at}}, rows: n}
}

// from writes FROM with one relation or several, and what they show.
func (w *writer) from(depth int) (string, scope) {
	r := w.relation(depth)
	for r.rows > mostPairs {
		r = w.relation(maxDepth)
	}
	w.name(r)
	w.aliases++
	alias := fmt.Sprint("t", w.aliases)
	s := scope{aliased(r, alias), r.rows}
	sql := " from " + r.sql + " " + alias
	last := r
	for range pick(w.Rand, []int{0, 0, 0, 0, 1, 1, 1, 2}) {
		join, of, named, rows, ok := w.joined(s, last, alias, depth)
		if !ok {
			break
		}
		last, alias = of, named
		sql += join
		s = scope{slices.Concat(s.fields, aliased(of, alias)), rows}
	}
	return sql, s
}

// joined writes a further relation, its alias and how it is joined. There may be none: all pairs of rows would be too many.
func (w *writer) joined(s scope, last relation, of string, depth int) (sql string, r relation, alias string, rows int, ok bool) {
	r, a, b, known := w.neighbour(last, of)
	if known = known && w.IntN(3) > 0; !known {
		r = w.relation(min(depth+1, maxDepth))
	}
	if pairs := s.rows * r.rows; !known && pairs > mostPairs || pairs > 100*mostPairs {
		return "", r, "", 0, false
	}
	w.name(r)
	w.aliases++
	alias = fmt.Sprint("t", w.aliases)
	own := aliased(r, alias)
	if !known && w.IntN(8) == 0 && s.rows*r.rows <= 3_000 {
		return fmt.Sprintf(" %s %s %s", pick(w.Rand, []string{"cross join", ","}), r.sql, alias), r, alias, s.rows * r.rows, true
	}
	tie := fmt.Sprintf("%s.%s %s %s", alias, b, pick(w.Rand, []string{"=", "=", "=", "=", "is", "is not distinct from"}), a)
	if rows = max(s.rows, r.rows); !known {
		rows = s.rows * r.rows
		tie = w.tie(s, own)
	}
	fields := slices.Concat(s.fields, own, own)
	for range w.IntN(3) {
		tie += " and " + w.condition(scope{fields, mostPairs}, 1)
	}
	kind := pick(w.Rand, []string{"join", "join", "left join", "left join", "right join", "full join"})
	return fmt.Sprintf(" %s %s %s on %s", kind, r.sql, alias, tie), r, alias, rows, true
}

// tie compares a field with one of the scope, where one is of its kind.
func (w *writer) tie(s scope, own []field) string {
	f := w.field(scope{fields: own})
	if other, ok := w.fieldOf(s, f.kind); ok {
		return fmt.Sprintf("%s %s %s", f.name, pick(w.Rand, slices.Concat(comparisons, []string{"=", "=", "is", "is not"})), other.name)
	}
	return w.comparison(scope{fields: own})
}

// neighbour is a table that another is joined with by a column of each.
func (w *writer) neighbour(of relation, alias string) (r relation, a, b string, ok bool) {
	if of.base == nil {
		return r, "", "", false
	}
	schema, name := of.base.schema(), of.base.base()
	var found []join
	for _, j := range joins {
		if _, echo := echoOf(j.to, j.key); echo {
			continue
		}
		if j.from == name {
			found = append(found, j)
		}
		if j.to == name {
			found = append(found, join{j.to, j.key, j.from, j.column})
		}
	}
	found = slices.DeleteFunc(found, func(j join) bool { return w.find(schema+j.to) == nil })
	if len(found) == 0 {
		return r, "", "", false
	}
	j := pick(w.Rand, found)
	return w.find(schema + j.to).relation(), alias + "." + j.column, j.key, true
}

func (w *writer) find(name string) *plainTable {
	for _, t := range w.tables {
		if t.name == name {
			return t
		}
	}
	return nil
}

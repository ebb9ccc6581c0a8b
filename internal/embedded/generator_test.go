//go:build !race || atomicsdk

package embedded_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// A writer writes one random statement.
type writer struct {
	*rand.Rand
	*plainTables
	refusable bool
	echoed    []string // columns that are compared already: a row has one value of each, the plain tables' rows have several

	aliases   int
	with      []string   // the parts of WITH
	parts     []relation // the same, to read from
	objects   []relation // what the session has created
	isObject  bool       // it writes one of those
	reads     []string   // the tables that it names, each time
	relations int        // how many it names, tables or not
	sought    int        // how many values it looks for
	ordered   bool       // it says in what order the rows come
	mixed     bool       // it compares values of different types, which may be refused
}

// An echo is a column that a row is looked up by, and where plain tables have its values.
type echo struct{ table, column, parts, id, value string }

var echoes = []echo{
	{"aircall_call", "tag_id", "aircall_call_tag", "call_id", "tag_id"},
	{"aircall_contact", "phone_number", "aircall_contact_phone_number", "contact_id", "phone_number"},
	{"aircall_contact", "email", "aircall_contact_email", "contact_id", "email"},
}

// A join leads from one table to another. Of an echo the plain side goes through its parts.
type join struct{ from, column, to, key string }

var joins = []join{
	{"aircall_call", "user_id", "aircall_user", "id"},
	{"aircall_call", "number_id", "aircall_number", "id"},
	{"aircall_call", "user_id", "aircall_team_member", "user_id"},
	{"aircall_call_tag", "call_id", "aircall_call", "id"},
	{"aircall_call_tag", "tag_id", "aircall_tag", "id"},
	{"aircall_call_comment", "call_id", "aircall_call", "id"},
	{"aircall_contact_phone_number", "contact_id", "aircall_contact", "id"},
	{"aircall_contact_phone_number", "phone_number", "aircall_call", "phone_number"},
	{"aircall_user", "id", "aircall_user_number", "user_id"},
	{"aircall_user", "id", "aircall_call", "user_id"},
	{"aircall_user", "email", "aircall_team_member", "user_email"},
	{"aircall_missed_call", "phone_number", "aircall_call", "phone_number"},
	{"aircall_missed_call", "returned_call_id", "aircall_call", "id"},
	{"aircall_tag", "id", "aircall_call", "tag_id"},
	{"aircall_contact_phone_number", "phone_number", "aircall_contact", "phone_number"},
	{"aircall_contact_email", "email", "aircall_contact", "email"},
	{"aircall_missed_call", "phone_number", "aircall_contact", "phone_number"},
}

func (w *writer) echoStatement() statement {
	var s statement
	switch w.IntN(8) {
	case 0:
		s = w.union()
	case 1, 2:
		s = w.join()
	case 3:
		s = w.correlated()
	default:
		s = w.one(-1)
	}
	s.mayBeRefused = w.refusable
	return s
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

func (w *writer) table(name string) *plainTable {
	return w.tables[slices.IndexFunc(w.tables, func(t *plainTable) bool { return t.name == name })]
}

func echoOf(table, column string) (echo, bool) {
	table = table[strings.Index(table, ".")+1:]
	i := slices.IndexFunc(echoes, func(e echo) bool { return e.table == table && e.column == column })
	if i < 0 {
		return echo{}, false
	}
	return echoes[i], true
}

// shown are the columns that a result can be made of: booleans and times print otherwise there, and echoes depend on
// how the row was found.
func (t *plainTable) shown() []string {
	var names []string
	for _, c := range t.columns {
		if _, echo := echoOf(t.name, c.Name); !echo && c.Type != "jsonb" && c.Type != "boolean" {
			names = append(names, c.Name)
		}
	}
	return names
}

// one asks one table; for a column more than zero it gives that many.
func (w *writer) one(columns int) statement {
	t := pick(w.Rand, w.tables)
	var names []string
	for range max(columns, 1+w.IntN(3)) {
		names = append(names, "a."+pick(w.Rand, t.shown()))
	}
	if columns > 0 {
		names = names[:columns]
	}
	list := strings.Join(names, ", ")
	if columns < 0 {
		switch w.IntN(8) {
		case 0:
			list = "count(*)"
		case 1:
			list = "distinct " + list
		}
	}
	condition, plain := w.where(t, "a")
	s := statement{limit: -1}
	source := w.source(t.name)
	s.sql = "select " + list + " from " + source + " a" + condition
	s.plain = "select " + list + " from " + source + " a" + plain
	if columns < 0 && w.IntN(4) == 0 && !strings.HasPrefix(list, "count") && !strings.HasPrefix(list, "distinct") {
		s.limit = w.IntN(12)
		limit := fmt.Sprint(" limit ", s.limit)
		if t.columns[0].Name == "id" && w.IntN(2) == 0 {
			limit, s.limit = " order by a.id desc"+limit, -1
			s.plain += limit
		}
		s.sql += limit
	}
	return s
}

// source names a table as it is, or behind a subquery that SQLite sees through or does not.
func (w *writer) source(table string) string {
	switch w.IntN(8) {
	case 0:
		return "(select * from " + table + ")"
	case 1:
		w.refusable = true
		return "(select * from " + table + " limit -1)"
	}
	return table
}

func (w *writer) union() statement {
	n := 1 + w.IntN(2)
	a, b := w.one(n), w.one(n)
	operator := pick(w.Rand, []string{" union ", " union all ", " except ", " intersect "})
	return statement{sql: a.sql + operator + b.sql, plain: a.plain + operator + b.plain, limit: -1}
}

func (w *writer) join() statement {
	j := pick(w.Rand, joins)
	from, to := w.table(j.from), w.table(j.to)
	list := fmt.Sprintf("a.%s, b.%s, b.%s", pick(w.Rand, from.shown()), pick(w.Rand, to.shown()), pick(w.Rand, to.shown()))
	kind := pick(w.Rand, []string{"join", "left join"})
	s := statement{limit: -1}
	on := fmt.Sprintf("b.%s %s a.%s", j.key, pick(w.Rand, []string{"=", "=", "=", "is"}), j.column)
	plainOn := on
	if e, ok := echoOf(j.to, j.key); ok {
		w.echoed = append(w.echoed, "b."+j.key)
		on = fmt.Sprintf("b.%s = a.%s", j.key, j.column)
		plainOn = fmt.Sprintf("exists (select 1 from %s p where p.%s = b.id and p.%s = a.%s)", e.parts, e.id, e.value, j.column)
	}
	if w.IntN(3) == 0 {
		extra, plain := w.term(to, "b", 0)
		on, plainOn = on+" and "+extra, plainOn+" and "+plain
	}
	if bounds := w.bounds(from, to); bounds != "" && w.IntN(3) == 0 {
		if _, ok := echoOf(j.to, j.key); !ok && w.IntN(2) == 0 {
			on, plainOn = bounds, bounds
		} else {
			on, plainOn = on+" and "+bounds, plainOn+" and "+bounds
		}
	}
	condition, plain := w.where(from, "a")
	a, b := w.source(j.from), w.source(j.to)
	s.sql = fmt.Sprintf("select %s from %s a %s %s b on %s%s", list, a, kind, b, on, condition)
	s.plain = fmt.Sprintf("select %s from %s a %s %s b on %s%s", list, a, kind, b, plainOn, plain)
	return s
}

// bounds are conditions that put the times of two tables between each other; "" where one has none.
func (w *writer) bounds(from, to *plainTable) string {
	a, b := from.times(), to.times()
	if len(a) == 0 || len(b) == 0 {
		return ""
	}
	of, column := pick(w.Rand, a), pick(w.Rand, b)
	return pick(w.Rand, []string{
		fmt.Sprintf("b.%s <= a.%s", column, of),
		fmt.Sprintf("b.%s > a.%s", column, of),
		fmt.Sprintf("b.%[1]s >= a.%[2]s and b.%[1]s < datetime(a.%[2]s, '+3 hours')", column, of),
		fmt.Sprintf("b.%[1]s >= datetime(a.%[2]s, '-1 day') and b.%[1]s >= datetime('now', '-3 days')", column, of),
	})
}

func (t *plainTable) times() (names []string) {
	for _, c := range t.columns {
		if c.Type == "timestamp with time zone" {
			names = append(names, c.Name)
		}
	}
	return names
}

func (w *writer) correlated() statement {
	j := pick(w.Rand, joins)
	from := w.table(j.from)
	equal := fmt.Sprintf("b.%s = a.%s", j.key, j.column)
	plainEqual := equal
	if e, ok := echoOf(j.to, j.key); ok {
		w.echoed = append(w.echoed, "b."+j.key)
		plainEqual = fmt.Sprintf("exists (select 1 from %s p where p.%s = b.id and p.%s = a.%s)", e.parts, e.id, e.value, j.column)
	}
	condition, plain := w.where(from, "a")
	column, a, b := pick(w.Rand, from.shown()), w.source(j.from), w.source(j.to)
	form := pick(w.Rand, []string{
		"select a.%[1]s, (select count(*) from %[2]s b where %[3]s) from %[4]s a%[5]s",
		"select a.%[1]s from %[4]s a where exists (select 1 from %[2]s b where %[3]s)",
		"select a.%[1]s from %[4]s a where not exists (select 1 from %[2]s b where %[3]s)",
	})
	if strings.Contains(form, "exists") {
		form += "%.0[5]s"
	}
	return statement{
		sql:   fmt.Sprintf(form, column, b, equal, a, condition),
		plain: fmt.Sprintf(form, column, b, plainEqual, a, plain),
		limit: -1,
	}
}

func (w *writer) where(t *plainTable, alias string) (sql, plain string) {
	var parts, plainParts []string
	for range w.IntN(4) {
		a, b := w.term(t, alias, 0)
		parts, plainParts = append(parts, a), append(plainParts, b)
	}
	if parts == nil {
		return "", ""
	}
	return " where " + strings.Join(parts, " and "), " where " + strings.Join(plainParts, " and ")
}

// term is one condition, or several that OR joins.
func (w *writer) term(t *plainTable, alias string, depth int) (sql, plain string) {
	if depth < 2 && w.IntN(5) == 0 {
		a, plainA := w.term(t, alias, depth+1)
		b, plainB := w.term(t, alias, depth+1)
		return "(" + a + " or " + b + ")", "(" + plainA + " or " + plainB + ")"
	}
	if depth == 0 && w.IntN(10) == 0 {
		if sql, plain, ok := w.among(t, alias); ok {
			return sql, plain
		}
	}
	for {
		c := pick(w.Rand, t.columns)
		if c.Type == "jsonb" {
			continue
		}
		name := alias + "." + c.Name
		if e, ok := echoOf(t.name, c.Name); ok {
			if slices.Contains(w.echoed, name) {
				continue
			}
			w.echoed = append(w.echoed, name)
			values := w.listed(w.table(e.parts), e.value)
			if len(values) == 0 {
				continue
			}
			w.refusable = w.refusable || depth > 0
			among := strings.Join(values, ", ")
			sql := name + " in (" + among + ")"
			if len(values) == 1 {
				sql = name + " = " + among
			}
			return sql, fmt.Sprintf("exists (select 1 from %s p where p.%s = %s.id and p.%s in (%s))", e.parts, e.id, alias, e.value, among)
		}
		values := w.listed(t, c.Name)
		if len(values) == 0 {
			return name + " is null", name + " is null"
		}
		switch w.IntN(8) {
		case 0, 1:
			sql = name + " in (" + strings.Join(values, ", ") + ")"
		case 2:
			sql = name + pick(w.Rand, []string{" is null", " is not null"})
		case 3:
			sql = name + pick(w.Rand, []string{" > ", " >= ", " < ", " <= ", " <> "}) + values[0]
		case 4:
			sql = "not " + name + " = " + values[0]
		case 5:
			sql = fmt.Sprintf("%s between %s and %s", name, values[0], values[len(values)-1])
		default:
			sql = name + " = " + values[0]
		}
		return sql, sql
	}
}

// among is a condition that a column, which may echo, is one of another table's.
func (w *writer) among(t *plainTable, alias string) (sql, plain string, ok bool) {
	j := pick(w.Rand, joins)
	e, isEcho := echoOf(j.to, j.key)
	of, column, key := j.to, j.column, j.key
	if isEcho {
		of, column, key = j.from, j.key, j.column
	}
	if isEcho && t.name != j.to || !isEcho && t.name != j.from || slices.Contains(w.echoed, alias+"."+column) {
		return "", "", false
	}
	if isEcho {
		w.echoed = append(w.echoed, alias+"."+column)
	}
	other := w.table(of)
	condition, plainCondition := w.term(other, "o", 2)
	sql = fmt.Sprintf("%s.%s in (select o.%s from %s o where %s)", alias, column, key, of, condition)
	plain = fmt.Sprintf("%s.%s in (select o.%s from %s o where %s)", alias, column, key, of, plainCondition)
	if isEcho {
		plain = fmt.Sprintf("exists (select 1 from %s p where p.%s = %s.id and p.%s in (select o.%s from %s o where %s))", e.parts, e.id, alias, e.value, key, of, plainCondition)
	}
	return sql, plain, true
}

// listed are some values of a column as SQL writes them, each once.
func (w *writer) listed(t *plainTable, column string) []string {
	var at int
	for i, c := range t.columns {
		if c.Name == column {
			at = i
		}
	}
	var values []string
	for range pick(w.Rand, []int{1, 1, 2, 3, 12, 40}) {
		if len(t.rows) == 0 {
			break
		}
		if v := literal(w.Rand, pick(w.Rand, t.rows)[at]); v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values
}

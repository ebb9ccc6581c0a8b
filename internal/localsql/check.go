package localsql

import (
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// check traces a statement that reads the plugin's tables, and refuses it where a comparison in it can only be mistaken.
func (c *conn) check(stmt *sqlite3.Stmt) (*trace, error) {
	if len(c.plans) == 0 {
		return &trace{}, nil
	}
	program := c.explain(stmt.SQL())
	t := newTrace(c.plans)
	// Constants are set at the end of a program, and a loop may read what a later instruction writes.
	for range 3 {
		t.err, t.within = nil, nil
		for _, in := range program {
			t.follow(in)
		}
	}
	return t, t.err
}

// followUse goes on by an instruction that computes or compares.
func (t *trace) followUse(in instruction) {
	switch in.code {
	case "Eq", "Ne", "Lt", "Le", "Gt", "Ge":
		t.compare(t.registers[in.p1], t.registers[in.p3])
	case "Found", "NotFound", "NoConflict", "SeekGE", "SeekGT", "SeekLE", "SeekLT", "IdxGE", "IdxGT", "IdxLE", "IdxLT":
		n, _ := strconv.Atoi(in.p4)
		given := t.span(in.p3, n)
		if n == 0 {
			given = t.records[in.p3]
		}
		for i, value := range given {
			t.lookUp(value, at(t.rows[t.original(in.p1)], i))
		}
	case "Compare":
		for i := range in.p3 {
			t.among(t.registers[in.p1+i], t.registers[in.p2+i])
		}
	case "IsNull", "NotNull", "If", "IfNot", "SeekRowid", "NotExists":
		t.use(t.registers[in.p1])
	case "Cast":
		t.use(t.registers[in.p1])
		t.set(in.p1, expression)
	case "Not", "BitNot", "IsTrue":
		t.use(t.registers[in.p1])
		t.set(in.p2, expression)
	case "Add", "Subtract", "Multiply", "Divide", "Remainder", "Concat", "And", "Or", "BitAnd", "BitOr", "ShiftLeft", "ShiftRight":
		t.use(t.registers[in.p1], t.registers[in.p2])
		t.set(in.p3, expression)
	case "Function", "PureFunc":
		_, count, _ := strings.Cut(strings.TrimSuffix(in.p4, ")"), "(")
		n, _ := strconv.Atoi(count)
		t.use(t.span(in.p2, n)...)
		t.set(in.p3, expression)
	}
}

// use complains about a cell of a column that echoes and has no value.
func (t *trace) use(values ...sources) {
	for _, value := range values {
		for s := range value {
			if s.unknown {
				t.fail(s.table.EchoError(s.column))
			}
		}
	}
}

func (t *trace) compare(a, b sources) {
	t.use(a, b)
	t.checkConstants(a, b)
	t.checkConstants(b, a)
}

// lookUp compares a value with the rows of a temporary table.
func (t *trace) lookUp(value, others sources) {
	t.among(value, others)
	for s := range value {
		if !others[s] {
			t.checkConstants(value, others)
		}
	}
}

// among compares a value with those of other rows. Rows of the same kind may be compared among themselves, as DISTINCT,
// GROUP BY and ORDER BY do.
func (t *trace) among(value, others sources) {
	if len(value) == 0 || len(others) == 0 {
		return
	}
	for s := range union(value, others) {
		if s.unknown && (!value[s] || !others[s]) {
			t.fail(s.table.EchoError(s.column))
		}
	}
}

// checkConstants complains about constants that the cells of a column are compared with and cannot be.
func (t *trace) checkConstants(value, constants sources) {
	if len(value) != 1 {
		return
	}
	for s := range value {
		for c := range constants {
			if s.table != nil && c.constant != nil {
				t.fail(s.table.CheckConstant(s.column, c.constant))
			}
		}
	}
}

// fail keeps the error that comes first in the alphabet: a program has no order that a reader knows.
func (t *trace) fail(err error) {
	if err != nil && (t.err == nil || err.Error() < t.err.Error()) {
		t.err = err
	}
}

// typeOf is the type of a column of the result: the one that SQLite names, unless other values come there too.
func (t *trace) typeOf(column int, named string) string {
	for s := range at(t.result, column) {
		if s.table == nil || typeName(s.table.Columns[s.column].Type) != named {
			return ""
		}
	}
	return named
}

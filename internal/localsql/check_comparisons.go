package localsql

import (
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// checkComparisons analyses a statement that reads the plugin's tables, and refuses it where a comparison in it can only be
// a mistake.
func (c *conn) checkComparisons(stmt *sqlite3.Stmt) (*dataflow, error) {
	beside := len(c.host.setup) > 0 || c.stores
	if len(c.plans) == 0 && c.attached == nil && (c.host.pseudonyms == nil || !beside) {
		return c.flowWithoutTables(stmt), nil
	}
	known := len(c.plans)
	program := c.explainProgram(stmt.SQL()) // SQLite plans the statement a second time for it, with the same result
	t := c.newDataflow()
	t.pseudonyms, t.beside = c.host.pseudonyms, beside
	c.stores = c.stores || len(c.plans) > 0 && stmt.ColumnCount() == 0
	t.replanned = len(c.plans) - known
	// Constants are set at the end of a program, and a loop may read what a later instruction writes.
	for range 3 {
		t.err, t.coroutineStack = nil, nil
		for _, in := range program {
			t.step(in)
		}
	}
	t.checkJumps(program, c)
	t.types = c.resultTypes(program)
	t.markIndependent(program)
	t.markSummaries(program)
	t.markEnds(program)
	t.findUnpushed(program)
	if t.err == nil {
		t.err = c.checkTokens(program)
	}
	return t, t.err
}

// flowWithoutTables is that of a statement that reads none of the plugin's tables: only JSON functions give it types.
func (c *conn) flowWithoutTables(stmt *sqlite3.Stmt) *dataflow {
	if sql := strings.ToLower(stmt.SQL()); stmt.ColumnCount() == 0 || !strings.Contains(sql, "json") && !strings.Contains(sql, "->") {
		return &dataflow{}
	}
	return &dataflow{types: c.resultTypes(c.explainProgram(stmt.SQL()))}
}

// stepUse analyses an instruction that computes or compares.
func (t *dataflow) stepUse(in instruction) {
	switch in.code {
	case "Eq", "Ne", "Lt", "Le", "Gt", "Ge":
		t.compare(t.registers[in.p1], t.registers[in.p3])
		t.checkPseudonyms(t.registers[in.p1], t.registers[in.p3], in.p4)
		if in.code != "Eq" && in.code != "Ne" {
			t.checkOrder(t.registers[in.p1], t.registers[in.p3])
		}
	case "Found", "NotFound", "NoConflict", "SeekGE", "SeekGT", "SeekLE", "SeekLT", "IdxGE", "IdxGT", "IdxLE", "IdxLT":
		n, _ := strconv.Atoi(in.p4)
		given := t.registerRange(in.p3, n)
		if n == 0 {
			given = t.records[in.p3]
		}
		for i, value := range given {
			cursor := t.originalCursor(in.p1)
			others := sourcesAt(t.rows[cursor], i)
			t.compareWithRows(value, others)
			t.checkPseudonymsInRows(value, others, collationAt(t.keys[cursor], i))
			t.checkMerged(value)
		}
	case "Compare":
		for i := range in.p3 {
			value, other := t.registers[in.p1+i], t.registers[in.p2+i]
			t.checkPseudonymsInRows(value, other, collationAt(in.p4, i))
			t.checkMerged(value)
			t.checkMerged(other)
			t.compareRows(t.registers[in.p1+i], t.registers[in.p2+i])
		}
	case "IsNull", "NotNull":
		t.use(t.registers[in.p1])
		t.checkPresence(t.registers[in.p1])
	case "If", "IfNot", "SeekRowid", "NotExists":
		t.use(t.registers[in.p1])
	case "Cast":
		t.use(t.registers[in.p1])
		t.set(in.p1, t.derived(expression, t.registers[in.p1]))
	case "Not", "BitNot", "IsTrue":
		t.use(t.registers[in.p1])
		t.set(in.p2, expression)
	case "Add", "Subtract", "Multiply", "Divide", "Remainder", "Concat", "And", "Or", "BitAnd", "BitOr", "ShiftLeft", "ShiftRight":
		t.use(t.registers[in.p1], t.registers[in.p2])
		t.set(in.p3, t.derived(expression, t.registers[in.p1], t.registers[in.p2]))
	case "Function", "PureFunc":
		_, count, _ := strings.Cut(strings.TrimSuffix(in.p4, ")"), "(")
		n, _ := strconv.Atoi(count)
		arguments := t.registerRange(in.p2, n)
		t.use(arguments...)
		t.checkFunction(in.function(), arguments)
		t.call(in, n, arguments)
	}
}

// use records an error where a cell of a FromQual column is used that does not have its value.
func (t *dataflow) use(values ...sources) {
	if t.onlyPseudonyms {
		return
	}
	for _, value := range values {
		for s := range value {
			if s.hidden {
				t.fail(s.table.FromQualError(s.column))
			}
		}
	}
}

func (t *dataflow) compare(a, b sources) {
	t.use(a, b)
	t.checkConstants(a, b)
	t.checkConstants(b, a)
}

// compareWithRows analyses the comparison of a value with the rows of a temporary table.
func (t *dataflow) compareWithRows(value, others sources) {
	t.compareRows(value, others)
	for s := range value {
		if !others[s] {
			t.checkConstants(value, others)
		}
	}
}

// compareRows analyses the comparison of a value with those of other rows. Rows of one kind may be compared with each other,
// as DISTINCT, GROUP BY and ORDER BY do.
func (t *dataflow) compareRows(value, others sources) {
	if len(value) == 0 || len(others) == 0 || t.onlyPseudonyms {
		return
	}
	for s := range union(value, others) {
		if s.hidden && (!value[s] || !others[s]) {
			t.fail(s.table.FromQualError(s.column))
		}
	}
}

// checkConstants records an error where the cells of a column are compared with a constant that they can never equal.
func (t *dataflow) checkConstants(value, constants sources) {
	if len(value) != 1 || t.onlyPseudonyms {
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

// fail keeps the error that sorts first, so that the same statement always gets the same one.
func (t *dataflow) fail(err error) {
	if err != nil && (t.err == nil || err.Error() < t.err.Error()) {
		t.err = err
	}
}

// typeOf is the type of a column of the result: the one that SQLite names, unless other values come there too.
func (t *dataflow) typeOf(column int, named string) string {
	for s := range sourcesAt(t.result, column) {
		if s.typeName() != named {
			return ""
		}
	}
	return named
}

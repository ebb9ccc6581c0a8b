package localsql

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// A program is what SQLite has made of a statement: EXPLAIN lists its instructions (sqlite.org/opcode.html). It alone
// says where the cells of a table go, whatever the statement looks like: through joins, subqueries, sorts and UNIONs.
type program []instruction

type instruction struct {
	code       string
	p1, p2, p3 int
	p4         string
}

// A source is where a value may come from: a cell, a constant, or, with neither, an expression.
type source struct {
	table    *plan.Table
	column   int
	unknown  bool // the column echoes, and this scan does not give it its value
	constant any  // string, int64 or float64
}

type sources map[source]bool

var expression = sources{source{}: true}

// explain lists the program of a statement; nil when SQLite does not explain it.
func (c *conn) explain(sql string) (p program) {
	stmt, _, err := c.Prepare("EXPLAIN " + sql)
	if err != nil || stmt == nil {
		return nil
	}
	defer func() { _ = stmt.Close() }()
	for stmt.Step() {
		p = append(p, instruction{stmt.ColumnText(1), stmt.ColumnInt(2), stmt.ColumnInt(3), stmt.ColumnInt(4), stmt.ColumnText(5)})
	}
	return p
}

// A trace follows values through a program, from the first instruction to the last and not along its jumps: registers
// that outlive the instructions near them are written in one place.
type trace struct {
	plans     []*chosen
	registers map[int]sources
	integers  map[int]int       // registers with a constant integer
	records   map[int][]sources // registers with a record
	rows      map[int][]sources // temporary tables and sorters, by cursor
	pseudo    map[int]int       // cursors over the record in a register
	duplicate map[int]int       // cursors over the rows of another
	cursors   map[int]*chosen   // cursors over a table of the plugin
	// coroutines have the registers that each writes, as they may be whenever it hands over; within is the innermost one
	// that the trace is in.
	coroutines map[int]map[int]sources
	within     []int
	result     []sources
	err        error
}

func newTrace(plans []*chosen) *trace {
	return &trace{
		plans: plans, cursors: map[int]*chosen{},
		registers: map[int]sources{}, integers: map[int]int{}, records: map[int][]sources{},
		rows: map[int][]sources{}, pseudo: map[int]int{}, duplicate: map[int]int{}, coroutines: map[int]map[int]sources{},
	}
}

// follow goes on by an instruction.
func (t *trace) follow(in instruction) {
	switch in.code {
	case "Integer":
		t.integers[in.p2] = in.p1
		t.set(in.p2, sources{source{constant: int64(in.p1)}: true})
	case "Int64":
		t.set(in.p2, sources{source{constant: int64(in.bits())}: true})
	case "Real":
		t.set(in.p2, sources{source{constant: math.Float64frombits(in.bits())}: true})
	case "String8", "String":
		t.set(in.p2, sources{source{constant: in.p4}: true})
	case "Null", "BeginSubrtn":
		for r := in.p2; r <= max(in.p2, in.p3); r++ {
			t.set(r, nil)
		}
	case "Copy":
		for i := range in.p3 + 1 {
			t.set(in.p2+i, t.registers[in.p1+i])
		}
	case "Move":
		for i := range in.p3 {
			t.set(in.p2+i, t.registers[in.p1+i])
		}
	case "SCopy", "IntCopy":
		t.set(in.p2, t.registers[in.p1])
	case "ResultRow":
		t.result = merge(t.result, t.span(in.p1, in.p2))
	case "AggFinal":
		t.set(in.p1, expression)
	case "AggValue":
		t.set(in.p3, expression)
	case "Blob", "Variable", "Rowid", "Sequence", "Count":
		t.set(in.p2, expression)
	case "InitCoroutine":
		if in.p2 != 0 { // its body follows
			t.within = append(t.within, in.p1)
			t.coroutines[in.p1] = map[int]sources{}
		}
	case "EndCoroutine":
		t.within = t.within[:max(0, len(t.within)-1)]
	case "Yield":
		t.yield(in.p1)
	default:
		if !t.followRows(in) {
			t.followUse(in)
		}
	}
}

// yield takes over what a coroutine may have written.
func (t *trace) yield(coroutine int) {
	if slices.Contains(t.within, coroutine) {
		return
	}
	for register, s := range t.coroutines[coroutine] {
		t.registers[register] = s
	}
}

// followRows goes on by an instruction that reads or writes rows.
func (t *trace) followRows(in instruction) bool {
	switch in.code {
	case "VFilter":
		// Its number and the count of its arguments stand before the arguments.
		if n := t.integers[in.p3]; n < len(t.plans) {
			t.cursors[in.p1] = t.plans[n]
		}
		t.use(t.span(in.p3+2, t.integers[in.p3+1])...)
	case "VColumn":
		t.set(in.p3, t.cell(in.p1, in.p2))
	case "VInitIn":
		t.set(in.p3, at(t.rows[t.original(in.p1)], 0))
	case "Column":
		row := t.rows[t.original(in.p1)]
		if register, ok := t.pseudo[in.p1]; ok {
			row = t.records[register]
		}
		t.set(in.p3, at(row, in.p2))
	case "MakeRecord":
		t.records[in.p3] = t.span(in.p1, in.p2)
		t.set(in.p3, expression)
	case "IdxInsert", "SorterInsert", "Insert":
		cursor := t.original(in.p1)
		t.rows[cursor] = merge(t.rows[cursor], t.records[in.p2])
	case "SorterData", "RowData":
		t.records[in.p2] = t.rows[t.original(in.p1)]
	case "OpenPseudo":
		t.pseudo[in.p1] = in.p2
	case "OpenDup":
		t.duplicate[in.p1] = t.original(in.p2)
	default:
		return false
	}
	return true
}

func (t *trace) cell(cursor, column int) sources {
	c := t.cursors[cursor]
	if c == nil {
		return expression
	}
	return sources{source{table: c.table, column: column, unknown: c.table.Unknown(c.plan, column)}: true}
}

func (t *trace) set(register int, s sources) {
	t.registers[register] = s
	if n := len(t.within); n > 0 {
		written := t.coroutines[t.within[n-1]]
		written[register] = union(written[register], s)
	}
}

func (t *trace) span(first, n int) []sources {
	all := make([]sources, max(n, 0))
	for i := range all {
		all[i] = t.registers[first+i]
	}
	return all
}

func (t *trace) original(cursor int) int {
	if c, ok := t.duplicate[cursor]; ok {
		return c
	}
	return cursor
}

func at(row []sources, i int) sources {
	if i < 0 || i >= len(row) {
		return nil
	}
	return row[i]
}

// merge adds the sources of a further row.
func merge(rows, row []sources) []sources {
	for len(rows) < len(row) {
		rows = append(rows, nil)
	}
	for i, s := range row {
		rows[i] = union(rows[i], s)
	}
	return rows
}

func union(a, b sources) sources {
	all := maps.Clone(a)
	if all == nil {
		all = sources{}
	}
	maps.Copy(all, b)
	return all
}

// bits are the number that an instruction carries: in its text, or in two halves.
func (in instruction) bits() uint64 {
	if i, err := strconv.ParseInt(in.p4, 10, 64); err == nil {
		return uint64(i)
	}
	return uint64(uint32(in.p1)) | uint64(uint32(in.p3))<<32
}

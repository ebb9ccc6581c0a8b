package localsql

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// A program is the bytecode that SQLite has compiled a statement to: EXPLAIN lists its instructions
// (sqlite.org/opcode.html). Only the bytecode says where the cells of a table go, whatever the statement looks like: through
// joins, subqueries, sorts and UNIONs.
type program []instruction

type instruction struct {
	code       string
	p1, p2, p3 int
	p4         string
	p5         int
}

// A source is where a value may come from: a cell, a constant, or, with neither, an expression.
type source struct {
	typ      string // of an expression, where it is known
	table    *plan.Table
	column   int
	hidden   bool // a FromQual column whose value this scan does not show
	constant any  // string, int64 or float64
	of       cell // with pseudonyms: what an expression was computed from
	fixed    bool // with pseudonyms: an expression that was computed from constants
}

// A cell is a column of a table whose cells pseudonyms stand in.
type cell struct {
	table   *plan.Table
	column  int
	field   string // of a JSON column, behind those around it: emails.value
	perhaps bool   // it is not known to be among a function's arguments, of which SQLite does not tell how many there are
}

type sources map[source]bool

var expression = sources{source{}: true}

// explainProgram returns the bytecode of a statement; nil when SQLite does not explain it.
func (c *conn) explainProgram(sql string) (p program) {
	stmt, _, err := c.Prepare("EXPLAIN " + sql)
	if err != nil || stmt == nil {
		return nil
	}
	defer func() { _ = stmt.Close() }()
	for stmt.Step() {
		p = append(p, instruction{stmt.ColumnText(1), stmt.ColumnInt(2), stmt.ColumnInt(3), stmt.ColumnInt(4), stmt.ColumnText(5), stmt.ColumnInt(6)})
	}
	return p
}

// A dataflow analysis follows values through a program, from the first instruction to the last and not along its jumps:
// registers that outlive the instructions near them are written in one place.
type dataflow struct {
	plans     []*plannedScan
	replanned int            // how many of plans, the last ones, are those of the EXPLAIN
	scans     []*plannedScan // those that the statement itself makes, in its order
	registers map[int]sources
	integers  map[int]int          // registers with a constant integer
	records   map[int][]sources    // registers with a record
	rows      map[int][]sources    // temporary tables and sorters, by cursor
	pseudo    map[int]int          // cursors over the record in a register
	duplicate map[int]int          // cursors over the rows of another
	cursors   map[int]*plannedScan // cursors over a table of the plugin
	// coroutines has, for each coroutine, the registers that it writes, as they may be whenever it yields. coroutineStack
	// lists those whose body is being analysed, the innermost last.
	coroutines     map[int]map[int]sources
	coroutineStack []int
	result         []sources
	err            error
	notices        []string // what a user should know of the statement
	// typing: the analysis is for the types of the result, and heeds jumps forward.
	typing bool
	// types are those of the result's columns; "" where a value may be of several.
	types []string
	// probed are the values that argumentProbe is given, by its number.
	probed map[int]sources
	// pseudonyms, where they are used, and what the other tables' cells and the aggregates' results were computed from.
	pseudonyms *pseudonym.Pseudonyms
	// onlyPseudonyms: nothing else is checked.
	onlyPseudonyms bool
	beside         bool            // tables of a file are there too, or such as were made of the plugin's rows
	functions      map[int]sources // table-valued, by cursor
	stored         map[int]bool    // cursors over tables of a file, or that were created
	keys           map[int]string  // the collations by which the rows of a cursor are compared, in SQLite's words: k(2,B,PHONE)
	aggregates     map[int]sources // by register
	attached       map[btree][]sources
}

func (c *conn) newDataflow() *dataflow {
	return &dataflow{
		plans: c.plans, attached: c.attached, cursors: map[int]*plannedScan{},
		registers: map[int]sources{}, integers: map[int]int{}, records: map[int][]sources{},
		rows: map[int][]sources{}, pseudo: map[int]int{}, duplicate: map[int]int{}, coroutines: map[int]map[int]sources{}, probed: map[int]sources{},
		functions: map[int]sources{}, aggregates: map[int]sources{}, keys: map[int]string{}, stored: map[int]bool{},
	}
}

// step analyses the next instruction.
func (t *dataflow) step(in instruction) {
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
		t.result = mergeRow(t.result, t.registerRange(in.p1, in.p2))
	case "AggStep":
		t.aggregate(in)
	case "AggFinal":
		t.aggregated(in)
	case "AggValue":
		t.set(in.p3, expression)
	case "Blob", "Variable", "Rowid", "Sequence", "Count":
		t.set(in.p2, expression)
	case "InitCoroutine":
		if in.p2 != 0 { // its body follows
			t.coroutineStack = append(t.coroutineStack, in.p1)
			t.coroutines[in.p1] = map[int]sources{}
		}
	case "EndCoroutine":
		t.coroutineStack = t.coroutineStack[:max(0, len(t.coroutineStack)-1)]
	case "Yield":
		t.yield(in.p1)
	default:
		if !t.stepRows(in) {
			t.stepUse(in)
		}
	}
}

// yield merges what a coroutine may have written.
func (t *dataflow) yield(coroutine int) {
	if slices.Contains(t.coroutineStack, coroutine) {
		return
	}
	for register, s := range t.coroutines[coroutine] {
		t.registers[register] = s
	}
}

// stepRows analyses an instruction that reads or writes rows. It reports false for any other.
func (t *dataflow) stepRows(in instruction) bool {
	switch in.code {
	case "VFilter":
		// Its number and the count of its arguments stand before the arguments.
		if n := t.integers[in.p3] - firstPlan; n >= 0 && n < len(t.plans) {
			t.cursors[in.p1] = t.plans[n]
			if own := n - t.replanned; own >= 0 && !slices.Contains(t.scans, t.plans[own]) {
				t.scans = append(t.scans, t.plans[own])
			}
		}
		arguments := t.registerRange(in.p3+2, t.integers[in.p3+1])
		t.use(arguments...)
		if t.cursors[in.p1] == nil {
			t.functions[in.p1] = t.derived(expression, arguments...)
		}
	case "VColumn":
		t.set(in.p3, t.cellSources(in.p1, in.p2))
	case "VInitIn":
		t.set(in.p3, sourcesAt(t.rows[t.originalCursor(in.p1)], 0))
	case "Column":
		row := t.rows[t.originalCursor(in.p1)]
		if register, ok := t.pseudo[in.p1]; ok {
			row = t.records[register]
		}
		from := sourcesAt(row, in.p2)
		if from == nil && t.pseudonyms != nil && t.stored[t.originalCursor(in.p1)] {
			from = expression
		}
		t.set(in.p3, from)
	case "MakeRecord":
		t.records[in.p3] = t.registerRange(in.p1, in.p2)
		t.set(in.p3, expression)
	case "IdxInsert", "SorterInsert", "Insert":
		cursor := t.originalCursor(in.p1)
		t.rows[cursor] = mergeRow(t.rows[cursor], t.records[in.p2])
	case "SorterData", "RowData":
		t.records[in.p2] = t.rows[t.originalCursor(in.p1)]
	case "OpenPseudo":
		t.pseudo[in.p1] = in.p2
	case "OpenRead", "ReopenIdx":
		t.openAttached(in)
		t.stored[in.p1] = true
	case "OpenWrite":
		t.stored[in.p1] = true
	case "OpenEphemeral", "OpenAutoindex", "SorterOpen":
		t.keys[in.p1] = in.p4
	case "OpenDup":
		t.duplicate[in.p1] = t.originalCursor(in.p2)
	default:
		return false
	}
	return true
}

// collationAt is the collation of a column of a key; "" where it is not known.
func collationAt(key string, column int) string {
	fields := strings.Split(strings.TrimSuffix(strings.TrimPrefix(key, "k("), ")"), ",")
	if !strings.HasPrefix(key, "k(") || column+1 >= len(fields) {
		return ""
	}
	collation := strings.TrimPrefix(strings.TrimPrefix(fields[column+1], "-"), "N.")
	if collation == "B" {
		return "BINARY"
	}
	return collation
}

func (t *dataflow) cellSources(cursor, column int) sources {
	c := t.cursors[cursor]
	if of, known := t.functions[cursor]; c == nil && known && of != nil {
		return of
	} else if c == nil {
		return expression
	}
	return sources{source{table: c.table, column: column, hidden: c.table.HidesValues(c.plan, column)}: true}
}

func (t *dataflow) set(register int, s sources) {
	t.registers[register] = s
	if n := len(t.coroutineStack); n > 0 {
		written := t.coroutines[t.coroutineStack[n-1]]
		written[register] = union(written[register], s)
	}
}

func (t *dataflow) registerRange(first, n int) []sources {
	all := make([]sources, max(n, 0))
	for i := range all {
		all[i] = t.registers[first+i]
	}
	return all
}

func (t *dataflow) originalCursor(cursor int) int {
	if c, ok := t.duplicate[cursor]; ok {
		return c
	}
	return cursor
}

func sourcesAt(row []sources, i int) sources {
	if i < 0 || i >= len(row) {
		return nil
	}
	return row[i]
}

// mergeRow adds the sources of another row.
func mergeRow(rows, row []sources) []sources {
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

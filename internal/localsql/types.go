package localsql

import (
	"slices"
	"strings"
)

// jsonFunctions are those of SQLite that give JSON and nothing else. (SQLite marks their values as JSON, but a sorter
// drops the mark.)
var jsonFunctions = []string{
	"->", "json", "json_array", "json_group_array", "json_group_object", "json_insert", "json_object", "json_patch", "json_remove", "json_replace", "json_set",
}

// jumps are the instructions by which a value can come in two ways, in CASE and coalesce for example.
var jumps = []string{"Goto", "If", "IfNot", "IsNull", "NotNull", "Eq", "Ne", "Lt", "Le", "Gt", "Ge", "ElseEq", "IsType", "Once"}

// resultTypes are those of the columns of a program's result.
func (c *conn) resultTypes(p program) []string {
	t := c.typedFlow(p)
	types := make([]string, len(t.result))
	for i, from := range t.result {
		types[i] = from.typ()
	}
	return types
}

// typedFlow analyses a program for the types of its values.
func (c *conn) typedFlow(p program) *dataflow {
	t := c.newDataflow()
	t.typing = true
	t.followJumps(p)
	return t
}

// followJumps analyses a program with the values that come by jumps forward.
func (t *dataflow) followJumps(p program) {
	arriving := map[int]map[int]sources{} // by instruction, the registers of those that jump to it
	for range 3 {                         // as in checkComparisons
		t.err, t.coroutineStack = nil, nil
		for i, in := range p {
			for register, s := range arriving[i] {
				t.registers[register] = union(t.registers[register], s)
			}
			t.step(in)
			if in.p2 > i && slices.Contains(jumps, in.code) {
				if arriving[in.p2] == nil {
					arriving[in.p2] = map[int]sources{}
				}
				for register, s := range t.registers {
					arriving[in.p2][register] = union(arriving[in.p2][register], s)
				}
			}
		}
	}
}

// typeOfExpression is the type of a column of the result that comes straight from no column of a table.
func (t *dataflow) typeOfExpression(column int) string {
	if column < len(t.types) {
		return t.types[column]
	}
	return ""
}

// typ is the one type of all sources, "" where there is none.
func (s sources) typ() string {
	found := ""
	for from := range s {
		typ := from.typeName()
		if typ == "" || found != "" && typ != found {
			return ""
		}
		found = typ
	}
	return found
}

func (s source) typeName() string {
	if s.table != nil {
		return typeName(s.table.Columns[s.column].Type)
	}
	return s.typ
}

// aggregate takes a row's values into the register where the result of an aggregate function comes to be. The least and
// the greatest are values of the rows; for the check of comparisons they count as computed.
func (t *dataflow) aggregate(in instruction) {
	if t.pseudonyms != nil {
		t.aggregates[in.p3] = t.derived(t.aggregates[in.p3], t.registers[in.p2])
		if in.p4 == "count(1)" {
			t.checkPresence(t.registers[in.p2])
		}
	}
	if name := in.function(); t.typing && (name == "min" || name == "max") {
		t.set(in.p3, t.registers[in.p2])
	}
}

func (t *dataflow) aggregated(in instruction) {
	if name := in.function(); !t.typing || name != "min" && name != "max" {
		t.set(in.p1, t.derived(resultOf(name), t.aggregates[in.p1]))
	}
}

// call takes the result of a function.
func (t *dataflow) call(in instruction, n int, arguments []sources) {
	switch name := in.function(); name {
	case jsonMark:
		t.set(in.p3, t.registers[in.p2])
	case argumentProbe:
		for s := range t.registers[in.p2] {
			if n, ok := s.constant.(int64); ok {
				t.probed[int(n)] = union(t.probed[int(n)], t.registers[in.p2+1])
			}
		}
		t.set(in.p3, t.registers[in.p2+1])
	default:
		if field := t.field(in, name); field != nil {
			t.set(in.p3, field)
			return
		}
		t.set(in.p3, t.derived(t.derived(resultOf(name), arguments...), t.perhapsArguments(in.p2, n)...))
	}
}

// function is the name of the function that an instruction calls.
func (in instruction) function() string {
	name, _, _ := strings.Cut(in.p4, "(")
	return name
}

// resultOf is where the result of a function comes from.
func resultOf(function string) sources {
	if slices.Contains(jsonFunctions, function) {
		return sources{source{typ: "jsonb"}: true}
	}
	return expression
}

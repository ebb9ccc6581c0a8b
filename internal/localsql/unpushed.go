package localsql

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A condition on what a function makes of a time looks as if it narrowed the list, and does not: date(started_at) = '2026-06-14'
// reads the whole list, and the engine compares each row.

// notifyUnpushed gives a notice for each scan that such conditions leave without a bound on the time.
func (c *conn) notifyUnpushed(ctx context.Context, t *dataflow) {
	if c.host.notify == nil {
		return
	}
	if c.host.watch != nil {
		ctx = c.host.watch(ctx)
	}
	for _, notice := range t.notices {
		if p := c.host.pseudonyms; p != nil {
			notice = p.Scrub(notice)
		}
		c.host.notify(ctx, notice)
	}
}

// findUnpushed finds the notices of a program.
func (t *dataflow) findUnpushed(p program) {
	for at, in := range p {
		if in.code != "VFilter" {
			continue
		}
		n := t.integerAt(p, in.p3, at) - firstPlan
		if n < 0 || n >= len(t.plans) {
			continue
		}
		scan := t.plans[n]
		for _, column := range scan.table.Unbounded(scan.plan) {
			if notice := p.unpushed(at, scan, column); notice != "" {
				t.notice(notice)
			}
		}
	}
}

// notice adds what a user should know of the statement, once.
func (t *dataflow) notice(text string) {
	if !slices.Contains(t.notices, text) {
		t.notices = append(t.notices, text)
	}
}

// unpushed is the notice for the conditions on a column of the rows that a VFilter starts; "" where there is none.
func (p program) unpushed(filter int, scan *plannedScan, column int) string {
	t := scan.table
	cursor := p[filter].p1
	next := slices.IndexFunc(p, func(in instruction) bool { return in.code == "VNext" && in.p1 == cursor })
	if next < filter {
		return ""
	}
	name, function := t.Columns[column].Name, ""
	var instead []string
	for at := filter; at < next; at++ {
		if p[at].p2 != next { // it does not skip the row
			continue
		}
		if f, bounds := p.unpushedCondition(at, cursor, column, name); f != "" {
			function = f
			if bounds != "" && !slices.Contains(instead, bounds) {
				instead = append(instead, bounds)
			}
		}
	}
	if function == "" {
		return ""
	}
	write := "compare the column itself, as in " + name + " >= '2026-01-31' and " + name + " < '2026-02-01'"
	if len(instead) > 0 {
		write = "write " + strings.Join(instead, " and ")
	}
	return fmt.Sprintf("The condition with %s narrows nothing that %s is asked for: %s. Instead, %s", functionOn(function, name), t.Name, readInstead(scan), write)
}

// readInstead says what a scan reads for want of a bound on the time.
func readInstead(scan *plannedScan) string {
	cost, most := "the whole list is read", ""
	if narrowing := scan.table.Narrowing(scan.plan); len(narrowing) > 0 {
		cost, most = "all is read that is asked for by "+strings.Join(narrowing, " and "), "at most "
	}
	if n := scan.table.ListingRequests(); n > 1 {
		cost += fmt.Sprintf(", %s%d requests where it is not in memory", most, n)
	}
	return cost
}

func functionOn(function, column string) string {
	if function == "like" {
		return column + " like …"
	}
	return fmt.Sprintf("%s(… %s …)", function, column)
}

// unpushedCondition says which function of the column an instruction that skips rows compares, and what bounds on the column
// say the same; "" where there is no such condition, or no such bounds.
func (p program) unpushedCondition(at, cursor, column int, name string) (function, bounds string) {
	in := p[at]
	switch in.code {
	case "IfNot":
		if f, ok := p.functionOfColumn(in.p1, at, cursor, column); ok && p[f].function() == "like" {
			pattern, _ := p.constant(p[f].p2).(string)
			if prefix, ok := strings.CutSuffix(pattern, "%"); ok {
				bounds = calendarBounds(name, "=", prefix)
			}
			return "like", bounds
		}
	case "NotFound":
		if f, ok := p.functionOfColumn(in.p3, at, cursor, column); ok {
			return p[f].function(), ""
		}
	case "Eq", "Ne", "Lt", "Le", "Gt", "Ge":
		op, value := kept[in.code], in.p1
		f, ok := p.functionOfColumn(in.p3, at, cursor, column)
		if !ok {
			f, ok = p.functionOfColumn(in.p1, at, cursor, column)
			op, value = mirrored[op], in.p3
		}
		if ok && op != "<>" {
			return p[f].function(), p.boundsInstead(f, cursor, column, name, op, p.constant(value))
		}
	}
	return "", ""
}

// kept is what holds of the third register and the first where a comparison does not jump, and mirrored is that of the first
// and the third.
var (
	kept     = map[string]string{"Ne": "=", "Eq": "<>", "Le": ">", "Lt": ">=", "Ge": "<", "Gt": "<="}
	mirrored = map[string]string{"=": "=", "<>": "<>", ">": "<", ">=": "<=", "<": ">", "<=": ">="}
)

// functionOfColumn finds the call that has made a register, if the column is among its arguments.
func (p program) functionOfColumn(register, before, cursor, column int) (at int, ok bool) {
	at = p.writer(register, before)
	if at < 0 || p[at].code != "Function" && p[at].code != "PureFunc" {
		return at, false
	}
	for i := range p.arguments(at) {
		argument := p[at].p2 + i
		if p.isColumn(argument, at, cursor, column) {
			return at, true
		}
		if _, nested := p.functionOfColumn(argument, at, cursor, column); nested {
			return at, true
		}
	}
	return at, false
}

// arguments is how many arguments a call has. Of a function that takes any number of them the program tells those that are
// constant; it is taken to have one that is none.
func (p program) arguments(at int) int {
	_, count, _ := strings.Cut(strings.TrimSuffix(p[at].p4, ")"), "(")
	if n, err := strconv.Atoi(count); err == nil && n >= 0 {
		return n
	}
	return bits.OnesCount32(uint32(p[at].p1)) + 1
}

// writer is the last instruction before a place that writes a register; -1 for none.
func (p program) writer(register, before int) int {
	for i := before - 1; i >= 0; i-- {
		if p[i].writes(register) {
			return i
		}
	}
	return -1
}

func (p program) isColumn(register, before, cursor, column int) bool {
	at := p.writer(register, before)
	return at >= 0 && p[at].code == "VColumn" && p[at].p1 == cursor && p[at].p2 == column
}

// constant is the string or int64 that alone is ever put into a register; nil for none.
func (p program) constant(register int) (value any) {
	for _, in := range p {
		switch {
		case !in.writes(register):
		case value != nil:
			return nil
		case in.code == "String8" || in.code == "String":
			value = in.p4
		case in.code == "Integer":
			value = int64(in.p1)
		case in.code == "Int64":
			value = int64(in.bits())
		default:
			return nil
		}
	}
	return value
}

// boundsInstead are bounds on the column that say what the comparison of a call with a constant says; "" where none are known.
func (p program) boundsInstead(call, cursor, column int, name, op string, value any) string {
	in := p[call]
	first, n := p.isColumn(in.p2, call, cursor, column), p.arguments(call)
	text, _ := value.(string)
	switch in.function() {
	case "date":
		if first && n == 1 && len(text) == len(time.DateOnly) {
			return calendarBounds(name, op, text)
		}
	case "substr", "substring":
		if first && n == 3 && p.constant(in.p2+1) == int64(1) && p.constant(in.p2+2) == int64(len(text)) {
			return calendarBounds(name, op, text)
		}
	case "strftime":
		format, _ := p.constant(in.p2).(string)
		if n == 2 && p.isColumn(in.p2+1, call, cursor, column) && calendarFormats[format] == len(text) {
			return calendarBounds(name, op, text)
		}
	case "unixepoch":
		if seconds, ok := value.(int64); ok && first && n == 1 {
			return secondBounds(name, op, seconds)
		}
	}
	return ""
}

// calendarFormats are strftime's formats of a year, a month and a day, with the length of what they give.
var calendarFormats = map[string]int{"%Y": 4, "%Y-%m": 7, "%Y-%m-%d": 10, "%F": 10}

// calendarBounds are bounds on a column for a comparison with a day (2026-06-14), a month (2026-06) or a year (2026).
func calendarBounds(name, op, value string) string {
	layouts := map[int]string{4: "2006", 7: "2006-01", 10: time.DateOnly}
	start, err := time.Parse(layouts[len(value)], value)
	if err != nil || layouts[len(value)] == "" {
		return ""
	}
	end := start.AddDate(0, 0, 1)
	switch len(value) {
	case 4:
		end = start.AddDate(1, 0, 0)
	case 7:
		end = start.AddDate(0, 1, 0)
	}
	return rangeBounds(name, op, start.Format(time.DateOnly), end.Format(time.DateOnly))
}

// secondBounds are bounds on a column for a comparison with seconds since 1970, which unixepoch cuts a time down to.
func secondBounds(name, op string, seconds int64) string {
	start := time.Unix(seconds, 0).UTC()
	return rangeBounds(name, op, start.Format(time.DateTime), start.Add(time.Second).Format(time.DateTime))
}

// rangeBounds are bounds on a column for a comparison with a period, which begins at start and ends before end.
func rangeBounds(name, op, start, end string) string {
	switch op {
	case "=":
		return fmt.Sprintf("%s >= '%s' and %s < '%s'", name, start, name, end)
	case ">":
		return fmt.Sprintf("%s >= '%s'", name, end)
	case "<=":
		return fmt.Sprintf("%s < '%s'", name, end)
	}
	return fmt.Sprintf("%s %s '%s'", name, op, start)
}

package plan

import (
	"slices"
	"time"
)

// A NewestFirst says of a table that a scan gives its rows with the newest first by a column, which is never NULL: out of order
// by no more than Within. A scan of which only the number of rows or the oldest row is wanted may cost less.
type NewestFirst struct {
	Column string
	Within time.Duration
	Exact  []string // further columns by which the plugin finds the very rows that are equal to a value
}

// An Order is a term of ORDER BY.
type Order struct {
	Column     int // negative: the row id
	Descending bool
}

// A Summary is all that a statement makes of the rows of a scan, where it looks at none by itself: their number, and the least
// and the greatest of the column by which the newest come first.
type Summary struct{ Count, Least, Greatest bool }

// SetSummary says so of a plan, once the statement is compiled. Only a plan that is complete heeds it.
func (p *Plan) SetSummary(s Summary) { p.summary = &s }

// IsComplete reports whether the plugin alone decides which rows there are.
func (p *Plan) IsComplete() bool { return p.complete }

// TimeColumn is the column by which the newest rows come first; -1 for none.
func (t *Table) TimeColumn() int {
	if t.Newest == nil {
		return -1
	}
	return t.index(t.Newest.Column)
}

// takesAll reports whether a plan gives the plugin every constraint of the statement, so that it alone decides which rows there
// are: bounds on the time and equalities that it takes exactly. LIMIT and OFFSET do not count.
func (t *Table) takesAll(p *Plan, constraints []Constraint) bool {
	if t.Newest == nil || p.get || p.hash {
		return false
	}
	for i, c := range constraints {
		if c.Op == Limit || c.Op == Offset {
			continue
		}
		taken := slices.ContainsFunc(p.Uses, func(u Use) bool { return u.Index == i && u.pushed })
		if !taken || c.In || !t.isExact(c) {
			return false
		}
	}
	return true
}

// isExact reports whether the plugin's answer to the constraint needs no comparison by the engine.
func (t *Table) isExact(c Constraint) bool {
	if c.Column == t.TimeColumn() {
		return slices.Contains([]Op{Eq, Gt, Ge, Lt, Le}, c.Op)
	}
	return c.Op == Eq && c.Column >= 0 && slices.Contains(t.Newest.Exact, t.Columns[c.Column].Name)
}

// omitChecks leaves all comparisons to the plugin where a statement uses no other columns: then it may be that it looks at no
// row at all.
func (t *Table) omitChecks(p *Plan, constraints []Constraint) {
	p.complete = t.takesAll(p, constraints)
	if !p.complete || slices.ContainsFunc(p.Columns, func(column int) bool {
		return column != t.TimeColumn() && !slices.ContainsFunc(p.Uses, func(u Use) bool { return u.Column == column })
	}) {
		return
	}
	for i, u := range p.Uses {
		p.Uses[i].Omit = u.Column >= 0
	}
}

// omitted judges a value that the plugin cannot be given, though the engine does not compare it: every time is less than a text
// that is none, a number or a blob, and the values of the other columns are texts.
func omitted(op Op) pushability {
	if op == Lt || op == Le {
		return matchesEverything
	}
	return matchesNothing
}

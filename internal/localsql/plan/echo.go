package plan

import (
	"fmt"
	"slices"
)

// A column that echoes shows the value that rows were asked for by, such as the number that a contact was searched by:
// the row has several, or none. Rows that were not asked for by it do not have the value, so it can neither be looked
// for among listed rows nor be compared in any other way than by equality.
//
// Of a table with a get, a row that several values of a list find comes once, and shows the first: what a second
// comparison would say of the others is not known. Of other tables each value has rows of its own.

// addEchoes takes up every equality of the columns that echo, also of a get and beside another IN list: without it the
// rows could not be compared.
func (t *Table) addEchoes(uses []Use, constraints []Constraint) []Use {
	for i, c := range constraints {
		if !c.equality() || !c.Usable || !t.echoes(c.Column) || !t.pushable(c) {
			continue
		}
		if at := slices.IndexFunc(uses, func(u Use) bool { return u.Index == i }); at >= 0 {
			uses[at].Omit = c.In && t.showsFirst()
		} else {
			uses = append(uses, Use{Constraint: c, Index: i, Omit: c.In && t.showsFirst(), pushed: true})
		}
	}
	return uses
}

// waitsForEcho reports whether a column that echoes is given its value only in another order of the join.
func (t *Table) waitsForEcho(p *Plan, constraints []Constraint) bool {
	return slices.ContainsFunc(constraints, func(c Constraint) bool {
		return c.equality() && !c.Usable && t.echoes(c.Column) && t.pushable(c) && !t.knows(p, c.Column)
	})
}

// asksByEcho reports whether the plan gives a column that echoes a value of the kind.
func (t *Table) asksByEcho(p *Plan, kind func(Use) bool) bool {
	return slices.ContainsFunc(p.Uses, func(u Use) bool { return u.pushed && u.equality() && t.echoes(u.Column) && kind(u) })
}

// showsFirst reports whether a row that several values find comes once.
func (t *Table) showsFirst() bool { return len(t.getKeys()) > 0 }

// knows reports whether the plan's rows show all that the column could be equal to.
func (t *Table) knows(p *Plan, column int) bool {
	return slices.ContainsFunc(p.Uses, func(u Use) bool {
		return u.Column == column && u.pushed && u.equality() && (!u.In || !t.showsFirst())
	})
}

// Unknown reports whether the column echoes, and the plan gives rows that do not show all that it could be equal to.
func (t *Table) Unknown(p *Plan, column int) bool { return t.echoes(column) && !t.knows(p, column) }

// identify chooses by what rows are told apart. What echoes differs between the requests that find one and the same
// row, so that the key of a get takes its place, with the connection where there are several.
func (t *Table) identify(p *Plan) {
	if len(t.Echoes) == 0 || !t.showsFirst() {
		return
	}
	for _, k := range t.Get {
		if column := t.index(k.Column); !slices.Contains(p.Columns, column) {
			p.Columns = append(p.Columns, column)
			slices.Sort(p.Columns)
		}
	}
	for _, k := range t.Get {
		p.identity = append(p.identity, slices.Index(p.Columns, t.index(k.Column)))
	}
}

// EchoError says that a column that echoes is used in another way than it can be.
func (t *Table) EchoError(column int) error {
	name := t.Columns[column].Name
	return fmt.Errorf("%s: column %s only repeats the value that rows are asked for by, or the first of a list that a row has, and is null without one, "+
		"so that it can be compared in no other way than once, %s = … or %s in (…); beside OR every other condition must be one that rows can be asked for by",
		t.label(), name, name, name)
}

func (t *Table) echoValueError(column int, value any) error {
	return fmt.Errorf("%s: column %s only repeats the value that rows are asked for by, and %v is none that they can be asked for by: compare it with a %s",
		t.label(), t.Columns[column].Name, value, typeNames[t.Columns[column].Type])
}

package plan

import (
	"fmt"
	"slices"
)

// A FromQual column (Steampipe's name for it) repeats the value of the condition that found the row, such as the phone
// number that a contact was searched by: the contact itself has several numbers, or none. Rows that were found in another
// way do not have the value, so the column cannot be compared among listed rows, and only by equality.
//
// In a table with a get, a row that several values of an IN list find comes once and shows the first of them: what a second
// comparison would say about the others is not known. In other tables each value has rows of its own.

// addFromQual uses every equality on a FromQual column, also for a get and beside another IN list: without the value the
// rows could not be compared.
func (t *Table) addFromQual(uses []Use, constraints []Constraint) []Use {
	for i, c := range constraints {
		if !c.equality() || !c.Usable || !t.isFromQual(c.Column) || !t.canPush(c) {
			continue
		}
		if at := slices.IndexFunc(uses, func(u Use) bool { return u.Index == i }); at >= 0 {
			uses[at].Omit = c.In && t.mergesValues()
		} else {
			uses = append(uses, Use{Constraint: c, Index: i, Omit: c.In && t.mergesValues(), pushed: true})
		}
	}
	return uses
}

// waitsForQual reports whether a FromQual column gets its value only in another order of the join.
func (t *Table) waitsForQual(p *Plan, constraints []Constraint) bool {
	return slices.ContainsFunc(constraints, func(c Constraint) bool {
		return c.equality() && !c.Usable && t.isFromQual(c.Column) && t.canPush(c) && !t.showsAllValues(p, c.Column)
	})
}

// asksByFromQual reports whether the plan asks by the value of a FromQual column, with a constraint of the kind.
func (t *Table) asksByFromQual(p *Plan, kind func(Use) bool) bool {
	return slices.ContainsFunc(p.Uses, func(u Use) bool { return u.pushed && u.equality() && t.isFromQual(u.Column) && kind(u) })
}

// mergesValues reports whether a row that several values of an IN list find comes once.
func (t *Table) mergesValues() bool { return len(t.getKeys()) > 0 }

// showsAllValues reports whether the plan's rows show every value that the column could be equal to.
func (t *Table) showsAllValues(p *Plan, column int) bool {
	return slices.ContainsFunc(p.Uses, func(u Use) bool {
		return u.Column == column && u.pushed && u.equality() && (!u.In || !t.mergesValues())
	})
}

// HidesValues reports whether the column is a FromQual column that could be equal to values which the plan's rows do not
// show.
func (t *Table) HidesValues(p *Plan, column int) bool {
	return t.isFromQual(column) && !t.showsAllValues(p, column)
}

// FromQualError says that a FromQual column is used in another way than it can be.
func (t *Table) FromQualError(column int) error {
	name := t.Columns[column].Name
	return fmt.Errorf("%s: column %s only repeats the value that rows are asked for by, or the first of a list that a row has, and is null without one, "+
		"so that it can be compared in no other way than once, %s = … or %s in (…); beside OR every other condition must be one that rows can be asked for by",
		t.label(), name, name, name)
}

// fromQualValueError names the type of a value and not the value, which may be that of a row.
func (t *Table) fromQualValueError(column int, value any) error {
	name := t.Columns[column].Name
	return fmt.Errorf("%s: column %s only repeats the value that rows are asked for by, and they cannot be asked for by %s: compare it with a %s",
		t.label(), name, kindOf(value), typeNames[t.Columns[column].Type])
}

// kindOf names the type of a value; of a list that of the first which is no text.
func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "NULL"
	case int64, float64:
		return "a number"
	case []byte:
		return "a blob"
	case List:
		for _, item := range v {
			if _, isText := item.(string); !isText {
				return kindOf(item)
			}
		}
	}
	return "a text"
}

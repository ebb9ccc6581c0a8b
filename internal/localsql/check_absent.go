package localsql

import (
	"fmt"
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// checkPresence complains where it is asked whether a link is there, of which none is under pseudonyms.
func (t *dataflow) checkPresence(value sources) {
	if t.pseudonyms == nil {
		return
	}
	for s := range value {
		of := s.of
		if s.table != nil {
			of = cell{table: s.table, column: s.column}
		}
		if t.form(of) == pseudonym.Absent {
			t.fail(absentError(of))
		}
	}
}

func absentError(of cell) error {
	name := of.table.Columns[of.column].Name
	instead := "select it as it is, or leave it out"
	if presence := "has_" + name; slices.ContainsFunc(of.table.Columns, func(c plan.Column) bool { return c.Name == presence }) {
		instead = "ask " + presence
	}
	if of.field != "" {
		name += " ->> '" + of.field + "'"
	}
	return fmt.Errorf("%s.%s is a link, and NULL under pseudonyms, so that no condition and no count tells whether there is one: %s; --personal-data shows it", of.table.Name, name, instead)
}

// checkMerged gives a notice where what is not told apart becomes one group or one row: texts of one length, and links.
func (t *dataflow) checkMerged(value sources) {
	if t.pseudonyms == nil {
		return
	}
	for s := range value {
		if s.table == nil {
			continue
		}
		name := s.table.Name + "." + s.table.Columns[s.column].Name
		switch t.form(cell{table: s.table, column: s.column}) {
		case pseudonym.Lengths:
			t.notice(name + " shows only how long its text is: in groups, joins and distinct, different texts of one length count as one")
		case pseudonym.Mixed:
			t.notice(name + " shows of some texts only how long they are: in groups, joins and distinct, different texts of one length count as one")
		case pseudonym.Absent:
			t.notice(name + " is NULL under pseudonyms: in groups, joins and distinct, all links count as one")
		}
	}
}

package localsql

import (
	"fmt"

	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// checkOrder complains where it is asked whether a pseudonym or a value is the greater.
func (t *dataflow) checkOrder(a, b sources) {
	if t.pseudonyms == nil {
		return
	}
	for s := range a {
		for o := range b {
			t.fail(t.checkGreater(s, o))
			t.fail(t.checkGreater(o, s))
		}
	}
}

// checkGreater complains about the order of a cell with a pseudonym and something else, unless that is a pseudonym too, less than all
// of them, or what they begin with.
func (t *dataflow) checkGreater(s, o source) error {
	if s.table == nil {
		return nil
	}
	of := cell{table: s.table, column: s.column}
	form := t.form(of)
	if form == pseudonym.Shown || form == pseudonym.Absent { // of which checkPresence complains
		return nil
	}
	text, isText := o.constant.(string)
	switch {
	case o.constant != nil && (!isText || text == "" || form == pseudonym.Phones && pseudonym.IsCallingCode(text)):
		return nil
	case o.table != nil && t.form(cell{table: o.table, column: o.column}) != pseudonym.Shown, t.form(o.of) != pseudonym.Shown:
		return nil
	}
	others := "with ''"
	if form == pseudonym.Phones {
		others = "with '' or a calling code such as '+44'"
	}
	return fmt.Errorf("%s.%s holds pseudonyms, whose order is not that of the values: compare it by = or in, or %s; --personal-data shows the values",
		of.table.Name, of.table.Columns[of.column].Name, others)
}

package localsql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// Under pseudonyms a comparison with a value is right where the collation of the column is at work: it makes a token of the
// value. Where it is not (lower(email) = 'a@b.c'), nothing would ever be equal, and the statement is refused.

// searching are the functions that look for one text in another.
var searching = []string{"like", "glob", "regexp", "match", "instr", "replace"}

// measuring are the functions whose result is another one for a text than for what stands in its place.
var measuring = []string{"length", "octet_length", "substr", "substring", "instr"}

// checkJumps checks the comparisons with pseudonyms once more, of values that come in several ways (coalesce, case).
func (t *dataflow) checkJumps(p program, c *conn) {
	if t.pseudonyms == nil || t.err != nil {
		return
	}
	flow := c.newDataflow()
	flow.pseudonyms, flow.beside, flow.replanned, flow.onlyPseudonyms = t.pseudonyms, t.beside, t.replanned, true
	flow.followJumps(p)
	t.err = flow.err
	for _, notice := range flow.notices {
		t.notice(notice)
	}
}

func (t *dataflow) form(c cell) pseudonym.Form {
	if t.pseudonyms == nil || c.table == nil {
		return pseudonym.Shown
	}
	table, column := c.table.Name, c.table.Columns[c.column].Name
	if c.field != "" {
		return t.pseudonyms.FormOfField(table, column, c.path()...)
	}
	return t.pseudonyms.FormOf(table, column)
}

// checkPseudonyms checks the comparison of two values by a collation, in SQLite's words: PHONE-8.
func (t *dataflow) checkPseudonyms(a, b sources, collation string) {
	if t.pseudonyms == nil {
		return
	}
	name, _, _ := strings.Cut(collation, "-")
	t.checkValue(a, b, name)
	t.checkValue(b, a, name)
	if len(a) > 0 && len(b) > 0 {
		t.checkPresence(a)
		t.checkPresence(b)
	}
	if b.hasCells() && a.hasCells() {
		t.checkMerged(a)
		t.checkMerged(b)
	}
	if t.beside && name != PhoneCollation && name != PersonCollation {
		t.checkOtherTable(a, b)
		t.checkOtherTable(b, a)
	}
}

// checkOtherTable complains about the comparison of a column of an attached file, or of a table that was created, which may hold
// pseudonyms, with a value.
func (t *dataflow) checkOtherTable(column, constants sources) {
	for s := range column {
		if !s.isOther() {
			return
		}
	}
	for c := range constants {
		if text, ok := c.constant.(string); ok && pseudonym.ReadsAsPersonal(text) {
			t.fail(errors.New("a column of the archive, or of a table that was made of such rows, is compared with a phone number or an address, and may hold pseudonyms: " +
				"ask all_call and the like instead of the archive, or write collate phone or collate person behind the column"))
		}
	}
}

// checkPseudonymsInRows checks the comparison of a value with those of a list or of a subquery, by the collation of that or,
// where it has none, by the value's own.
func (t *dataflow) checkPseudonymsInRows(value, others sources, collation string) {
	if t.pseudonyms == nil {
		return
	}
	if collation == "" {
		collation = "BINARY"
		for s := range value {
			if s.table != nil && s.table.Columns[s.column].Collation != "" {
				collation = s.table.Columns[s.column].Collation
			}
		}
	}
	t.checkValue(value, others, collation)
	t.checkValue(others, value, collation)
}

func (t *dataflow) checkValue(value, others sources, collation string) {
	for s := range value {
		of, direct := s.of, false
		if s.table != nil {
			of, direct = cell{table: s.table, column: s.column}, true
		}
		form := t.form(of)
		if form == pseudonym.Shown {
			continue
		}
		for o := range others {
			text, isText := o.constant.(string)
			switch {
			case isText && value[o]: // what stands in its place, as in coalesce(email, 'none') <> 'none'
			case isText:
				t.fail(t.checkText(of, form, direct, text, collation))
			case o.fixed:
				t.fail(t.checkText(of, form, direct, computedText, collation))
			case direct && (form == pseudonym.Phones || form == pseudonym.People) && collation != of.table.Columns[of.column].Collation:
				t.fail(t.checkCell(of, o))
			}
		}
	}
}

// computedText stands for a text that is computed from constants, as in lower('Ada'): it is no pseudonym.
const computedText = "computed"

// checkText complains about a text that a cell, or what was computed from it, can never equal.
func (t *dataflow) checkText(of cell, form pseudonym.Form, direct bool, text, collation string) error {
	column := of.table.Columns[of.column]
	name := of.table.Name + "." + column.Name
	switch {
	case form == pseudonym.Absent:
		return absentError(of)
	case text == "" || of.perhaps && !pseudonym.ReadsAsPersonal(text) || t.pseudonyms.IsShown(of.table.Name, column.Name, text, of.path()...):
		return nil
	case of.field != "" && form != pseudonym.Hidden && form != pseudonym.Mixed:
		return fmt.Errorf("%s holds pseudonyms in the place of personal data in its field %s, and no value finds them there: use the column that has it alone; --personal-data shows it", name, of.field)
	case form == pseudonym.Phones && pseudonym.TellsNoCountry(text):
		return fmt.Errorf("%s holds pseudonyms, and a phone number that does not tell its country has none: write it with a plus and the calling code", name)
	case direct && column.Collation != "" && collation == column.Collation:
		return nil
	case (form == pseudonym.Hidden || form == pseudonym.Mixed) && !pseudonym.ReadsAsPersonal(text) && !strings.Contains(text, "://"):
		t.notice(name + " holds pseudonyms in the place of personal data: a condition with a name, or with what somebody wrote, finds nothing in it")
		return nil
	case form == pseudonym.Mixed:
		return fmt.Errorf("%s holds pseudonyms in some of its rows, and no phone number or address finds them there; --personal-data shows the values", name)
	case form == pseudonym.Lengths:
		return fmt.Errorf("%s shows only how long its text is, so that no text can be found in it: compare it with '[214 characters]', or with '' for none; --personal-data shows the text", name)
	case form == pseudonym.Hidden:
		return fmt.Errorf("%s holds pseudonyms in the place of personal data, so that a part of it cannot be compared with a phone number or an address: use the column that has it alone; --personal-data shows it", name)
	}
	return fmt.Errorf("%s holds pseudonyms, which a value finds only where the column itself is compared with it: write %s = … or %s in (…), and no function, collation or pattern; --personal-data shows the values",
		name, column.Name, column.Name)
}

// checkCell complains about a cell of another column that holds values, or may, and is compared with pseudonyms by its own collation.
func (t *dataflow) checkCell(of cell, o source) error {
	if o.isOther() {
		return fmt.Errorf("%s.%s holds pseudonyms, and is compared with what may be values: write %[1]s.%[2]s first, before the equals sign, or collate %[3]s behind the other column",
			of.table.Name, of.table.Columns[of.column].Name, strings.ToLower(of.table.Columns[of.column].Collation))
	}
	if o.table == nil || o.table.Columns[o.column].Type != proto.ColumnType_STRING || t.form(cell{table: o.table, column: o.column}) != pseudonym.Shown {
		return nil
	}
	column, other := of.table.Columns[of.column].Name, o.table.Columns[o.column].Name
	return fmt.Errorf("%s.%s holds pseudonyms, and %s.%s values: write %[1]s.%[2]s first, before the equals sign", of.table.Name, column, o.table.Name, other)
}

// checkFunction complains about functions that would see a pseudonym in the place of the value that is looked for.
func (t *dataflow) checkFunction(function string, arguments []sources) {
	if t.pseudonyms == nil {
		return
	}
	for _, value := range arguments {
		for s := range value {
			of := s.of
			if s.table != nil {
				of = cell{table: s.table, column: s.column}
			}
			form := t.form(of)
			if form == pseudonym.Absent && slices.Contains(measuring, function) {
				t.fail(absentError(of))
			}
			if function == "nullif" && s.table != nil {
				t.checkValue(sources{s: true}, union(arguments[0], arguments[1]), of.table.Columns[of.column].Collation)
			}
			if form == pseudonym.Lengths && s.table != nil && slices.Contains(measuring, function) {
				t.fail(fmt.Errorf("%s.%s shows only how long its text is, as in [214 characters]: cast(substr(cast(%s as blob), 2) as integer) is that number, and %s is of the text in its place",
					of.table.Name, of.table.Columns[of.column].Name, of.table.Columns[of.column].Name, function))
			}
			if (form == pseudonym.Phones || form == pseudonym.People) && s.table != nil && slices.Contains([]string{"length", "octet_length"}, function) {
				t.fail(fmt.Errorf("%s.%s holds pseudonyms, whose length is not that of the values; --personal-data shows these", of.table.Name, of.table.Columns[of.column].Name))
			}
			if form != pseudonym.Shown && slices.Contains(searching, function) {
				t.checkPattern(of, form, arguments)
			}
		}
	}
}

// hasCells reports whether values are, or may be, those of a column of the plugin's.
func (s sources) hasCells() bool {
	for from := range s {
		if from.table != nil {
			return true
		}
	}
	return false
}

// isOther reports whether a value comes from no table of the plugin: from one that was created or attached, or from an expression.
func (s source) isOther() bool { return s.table == nil && s.constant == nil && s.of.table == nil }

// checkPattern complains about a text that is looked for, unless it is a part of a pseudonym.
func (t *dataflow) checkPattern(of cell, form pseudonym.Form, arguments []sources) {
	for _, value := range arguments {
		for s := range value {
			if text, ok := s.constant.(string); ok && !pseudonym.IsPartOfToken(strings.Trim(text, "%_*")) {
				t.fail(t.checkText(of, form, false, text, ""))
			}
		}
	}
}

// checkTokens complains about a token that this machine has not given out.
func (c *conn) checkTokens(p program) error {
	if c.host.pseudonyms == nil {
		return nil
	}
	for _, in := range p {
		if in.code != "String8" && in.code != "String" || !pseudonym.IsToken(in.p4) {
			continue
		}
		var unknown *pseudonym.UnknownTokenError
		if _, err := c.host.pseudonyms.Value(context.Background(), in.p4); errors.As(err, &unknown) {
			return err
		}
	}
	return nil
}

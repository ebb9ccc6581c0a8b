package localsql

import (
	"slices"
	"strings"
)

// extracting are the functions whose result is a part of their first argument, which the second names.
var extracting = []string{"json_extract", "jsonb_extract", "->", "->>"}

// field is what a function takes out of a JSON column with pseudonyms in it; nil where it is no such function, or where the SQL
// does not say which field.
func (t *dataflow) field(in instruction, function string) sources {
	if t.pseudonyms == nil || !slices.Contains(extracting, function) {
		return nil
	}
	field, ok := fieldOf(t.registers[in.p2+1])
	if !ok {
		return nil
	}
	var result sources
	for s := range t.registers[in.p2] {
		of := s.of
		if s.table != nil {
			of = cell{table: s.table, column: s.column}
		}
		if of.table == nil {
			continue
		}
		if !t.pseudonyms.IsDocument(of.table.Name, of.table.Columns[of.column].Name) {
			return nil
		}
		of.field = strings.Trim(of.field+"."+field, ".")
		result = union(result, sources{source{typ: resultOf(function).typ(), of: of}: true})
	}
	return result
}

// fieldOf is the name of the field that a constant path leads to, behind those around it: '$.emails[0].value' is emails.value.
func fieldOf(path sources) (string, bool) {
	if len(path) != 1 {
		return "", false
	}
	for s := range path {
		switch constant := s.constant.(type) {
		case int64: // a place in a list
			return "", true
		case string:
			var names []string
			for name := range strings.SplitSeq(strings.TrimPrefix(constant, "$"), ".") {
				name, _, _ = strings.Cut(name, "[")
				if name = strings.Trim(name, `"`); name != "" {
					names = append(names, name)
				}
			}
			return strings.Join(names, "."), true
		}
	}
	return "", false
}

// path are the names of the field and of those around it.
func (c cell) path() []string {
	return strings.FieldsFunc(c.field, func(r rune) bool { return r == '.' })
}

package localsql

import "github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"

// derived is an expression that was computed from the values.
func (t *dataflow) derived(result sources, from ...sources) sources {
	if t.pseudonyms == nil {
		return result
	}
	typ := result.typ()
	var all sources
	for _, values := range from {
		for s := range values {
			of := s.of
			if s.table != nil && t.form(cell{table: s.table, column: s.column}) != pseudonym.Shown {
				of = cell{table: s.table, column: s.column}
			}
			if of.table != nil {
				if all == nil {
					all = union(result, nil)
				}
				all[source{typ: typ, of: of}] = true
			}
		}
	}
	switch {
	case all == nil && areConstants(from):
		return sources{source{typ: typ, fixed: true}: true}
	case all == nil:
		return result
	}
	return all
}

// areConstants reports whether values are constants, or computed from such.
func areConstants(values []sources) bool {
	for _, value := range values {
		for s := range value {
			if s.constant == nil && !s.fixed {
				return false
			}
		}
		if len(value) == 0 {
			return false
		}
	}
	return len(values) > 0
}

// perhapsArguments are what a function of any number of arguments may be given: SQLite says nothing of the number (-1).
func (t *dataflow) perhapsArguments(first, n int) []sources {
	const most = 6
	if t.pseudonyms == nil || n >= 0 {
		return nil
	}
	all := make([]sources, 0, most)
	for _, values := range t.registerRange(first, most) {
		given := sources{}
		for s := range values {
			if s.table != nil {
				s.of = cell{table: s.table, column: s.column}
			}
			if t.form(s.of) != pseudonym.Shown {
				s.of.perhaps = true
				given[source{of: s.of}] = true
			}
		}
		all = append(all, given)
	}
	return all
}

package table

import (
	"fmt"
	"maps"
)

// Filter is a column that Aircall can search by. Only equality is pushed down.
type Filter[T any] struct {
	Column   string
	Valid    func(value any) bool // whether a row can have the value; Aircall is not asked for others
	Matches  func(row *T, value any) bool
	FromQual bool // the column only repeats the value: without one it would be NULL
	PerValue bool // each value is found by requests of its own, not in a list
}

// WhereID filters by an id.
func WhereID[T any](column string, matches func(*T, int64) bool) Filter[T] {
	return Filter[T]{
		Column:  column,
		Valid:   func(v any) bool { id, ok := v.(int64); return ok && id > 0 },
		Matches: func(row *T, v any) bool { return matches(row, v.(int64)) },
	}
}

// WhereText filters by a text that is valid.
func WhereText[T any](column string, valid func(string) bool, matches func(*T, string) bool) Filter[T] {
	return Filter[T]{
		Column:  column,
		Valid:   func(v any) bool { s, ok := v.(string); return ok && valid(s) },
		Matches: func(row *T, v any) bool { return matches(row, v.(string)) },
	}
}

// FromQual marks the filter of a column that only repeats the value that rows are searched by (see QualColumn).
func FromQual[T any](f Filter[T]) Filter[T] {
	f.FromQual = true
	return f
}

// PerValue marks a filter whose values are each found by requests of their own.
func PerValue[T any](f Filter[T]) Filter[T] {
	f.PerValue = true
	return f
}

// maxQueries is how many list queries the values of IN lists may make of one scan. More values than that are looked for
// among all rows, which costs less.
const maxQueries = 10

// limitCombinations removes the longest list of values, again and again, until there are few enough list queries. What it
// removes is the residual: all rows are read for it, and checked. Filters by which Aircall has to be asked stay.
func limitCombinations[T any](filters []Filter[T], values map[string][]any) (residual map[string][]any) {
	residual = map[string][]any{}
	for {
		queries, longest := 1, ""
		for _, f := range filters {
			n := len(values[f.Column])
			if n == 0 {
				continue
			}
			queries *= n
			if !f.FromQual && !f.PerValue && n > max(1, len(values[longest])) {
				longest = f.Column
			}
		}
		if queries <= maxQueries || longest == "" {
			return residual
		}
		residual[longest] = values[longest]
		delete(values, longest)
	}
}

// cartesianProduct crosses the values of several filters: each combination makes one list query.
func cartesianProduct(names []string, values map[string][]any) []map[string]any {
	all := []map[string]any{{}}
	for _, name := range names {
		var next []map[string]any
		for _, combination := range all {
			for _, v := range values[name] {
				c := maps.Clone(combination)
				c[name] = v
				next = append(next, c)
			}
		}
		all = next
	}
	return all
}

// refuseUnknown is the error of conditions on a column that only repeats its value, where none names the value: no row
// could meet them.
func refuseUnknown(column string, c Conditions, unevaluated bool) error {
	if unevaluated {
		return UnevaluatedError(column, "and this column can only be compared with a value that is known. Write the value in")
	}
	if c.comparesOtherwise(column) {
		return fmt.Errorf("%s only repeats the value that rows are asked for by and is NULL without one, so that it can be compared in no other way than %s = … or %s in (…)", column, column, column)
	}
	return nil
}

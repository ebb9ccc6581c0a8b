// Package plan decides what a plugin is asked for. It takes the constraints that a SQL engine knows about a table,
// gives back the scan that serves them, and runs that scan so that no list is read twice for one statement. It knows
// nothing of the engine.
package plan

import (
	"cmp"
	"slices"
	"sync/atomic"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// A Table is one table of one connection, as the planner sees it. It is safe for concurrent use once filled.
type Table struct {
	Connection    string
	Name          string
	Columns       []Column
	Get, List     []Key
	CanList       bool
	Filters       []string // columns filtered exactly by = and IN though they are not declared as keys
	FromQual      []string // those of Filters that repeat the value of the condition: see from_qual.go
	PerKeyRequest bool     // a listing costs one request per row, unless a List key names the rows
	Aggregated    bool     // it has the rows of several connections: a get may find a row in each
	Members       int      // how many connections those are; 0 counts as one
	Newest        *NewestFirst
	Short         bool // the whole list is a page or two

	listed atomic.Int64 // the rows of the last whole listing, plus one
}

// A Column is a column of a Table.
type Column struct {
	Name    string
	Type    proto.ColumnType
	Hydrate string // the hydrate function, which costs one request per row when the column is asked for, or ""
	// Collation is that of the column where its type does not say; "" for none.
	Collation string
	// Canonical, where the cells are pseudonyms, makes one of a value that they are compared with; what the plugin is asked by
	// is for its source to find.
	Canonical func(string) string
}

// A Key is a column that the table's get or list function is given, with the operators that it understands.
type Key struct {
	Column    string
	Operators []string
	Require   string // "required", "optional" or "any_of"
}

// pushes reports whether the plugin filters exactly by the operator on the column.
func (t *Table) pushes(column string, op Op) bool {
	if op == Eq && slices.Contains(t.Filters, column) {
		return true
	}
	return slices.ContainsFunc(t.List, func(k Key) bool {
		return k.Column == column && slices.Contains(k.Operators, op.String())
	})
}

// unsatisfiedKeys names the keys that need a qualifier and, according to has, do not have one.
func unsatisfiedKeys(keys []Key, has func(Key) bool) []string {
	var required, anyOf []string
	anyGiven := false
	for _, k := range keys {
		switch {
		case k.Require == "required" && !has(k):
			required = append(required, k.Column)
		case k.Require == "any_of" && has(k):
			anyGiven = true
		case k.Require == "any_of":
			anyOf = append(anyOf, k.Column)
		}
	}
	if anyGiven {
		return required
	}
	return append(required, anyOf...)
}

// getKeys are the keys that decide whether the get function can answer.
func (t *Table) getKeys() []Key {
	return slices.DeleteFunc(slices.Clone(t.Get), func(k Key) bool { return k.Require == "optional" })
}

// isPerKey reports whether a column is the List key of a PerKeyRequest table that takes equality and nothing else: a join
// asks for the values that it needs, one request each, and never lists the table instead.
func (t *Table) isPerKey(column string) bool {
	return t.PerKeyRequest && slices.ContainsFunc(t.List, func(k Key) bool {
		return k.Column == column && len(k.Operators) == 1 && k.Operators[0] == Eq.String()
	})
}

// IsPerKey reports whether the column names the rows of a PerKeyRequest table, one request each.
func (t *Table) IsPerKey(column int) bool { return t.isPerKey(t.Columns[column].Name) }

// isFromQual reports whether the column only repeats the value that rows are asked for by.
func (t *Table) isFromQual(column int) bool {
	return column >= 0 && slices.Contains(t.FromQual, t.Columns[column].Name)
}

func (t *Table) index(column string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == column })
}

// label names the table in errors.
func (t *Table) label() string {
	return cmp.Or(t.Connection, "?") + "." + t.Name
}

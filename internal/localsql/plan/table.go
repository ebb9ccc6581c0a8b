// Package plan decides what a plugin is asked for. It takes the constraints that a SQL engine knows about a table,
// gives back the scan that serves them, and runs that scan so that no list is read twice for one statement. It knows
// nothing of the engine.
package plan

import (
	"cmp"
	"math"
	"slices"
	"sync/atomic"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

const (
	// rowsPerRequest is what one request of a list is taken to bring: the commonest page size.
	rowsPerRequest = 50
	// unknownRows is the size of a table that has not been listed yet.
	unknownRows = 1000
	// rowsPerKey is what one value of a key that is asked one by one is taken to bring.
	rowsPerKey = 5
)

// A Table is one table of one connection, as the planner sees it. It is safe for concurrent use once filled.
type Table struct {
	Connection string
	Name       string
	Columns    []Column
	Get, List  []Key
	CanList    bool
	Filters    []string // columns that take = and IN exactly though they are no keys
	Echoes     []string // those of Filters that only repeat the value: a row that was not asked for by one does not have it
	Costly     bool     // a listing costs a request a row, unless a List key names the rows
	Several    bool     // it has the rows of several connections: a get may find one in each

	listed atomic.Int64 // the rows of the last whole listing, plus one
}

// A Column is a column of a Table.
type Column struct {
	Name    string
	Type    proto.ColumnType
	Hydrate string // the function that costs a request a row when the column is asked for, or ""
}

// A Key is a column that the table's get or list function is given, with the operators that it understands.
type Key struct {
	Column    string
	Operators []string
	Require   string // "required", "optional" or "any_of"
}

// rows is the number of rows that the table is taken to have.
func (t *Table) rows() float64 {
	if n := t.listed.Load(); n > 0 {
		return float64(n - 1)
	}
	return unknownRows
}

// takes reports whether the list function narrows exactly by the operator on the column.
func (t *Table) takes(column string, op Op) bool {
	if op == Eq && slices.Contains(t.Filters, column) {
		return true
	}
	return slices.ContainsFunc(t.List, func(k Key) bool {
		return k.Column == column && slices.Contains(k.Operators, op.String())
	})
}

// missing names the keys that must have a qualifier and, by has, do not.
func missing(keys []Key, has func(Key) bool) []string {
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

// hydrates counts the functions that cost a request a row for the columns.
func (t *Table) hydrates(columns []int) float64 {
	var names []string
	for _, c := range columns {
		if h := t.Columns[c].Hydrate; h != "" && !slices.Contains(names, h) {
			names = append(names, h)
		}
	}
	return float64(len(names))
}

// listing estimates the rows and the requests of a list that is narrowed by the operators.
func (t *Table) listing(columns []int, narrowed ...Op) (rows, requests float64) {
	rows = t.rows()
	for _, op := range narrowed {
		switch op {
		case Eq, Is, IsNull:
			rows *= 0.1
		case Gt, Ge, Lt, Le, Like:
			rows *= 0.3
		}
	}
	rows = max(rows, 1)
	return rows, math.Ceil(rows/rowsPerRequest) + rows*t.hydrates(columns)
}

// oneByOne reports whether a column is the List key of a costly table that takes equality and nothing else: a join asks
// for the values that it needs, and never lists the table instead.
func (t *Table) oneByOne(column string) bool {
	return t.Costly && slices.ContainsFunc(t.List, func(k Key) bool {
		return k.Column == column && len(k.Operators) == 1 && k.Operators[0] == Eq.String()
	})
}

// echoes reports whether the column only repeats the value that rows are asked for by.
func (t *Table) echoes(column int) bool {
	return column >= 0 && slices.Contains(t.Echoes, t.Columns[column].Name)
}

func (t *Table) index(column string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == column })
}

// label names the table in errors.
func (t *Table) label() string {
	return cmp.Or(t.Connection, "?") + "." + t.Name
}

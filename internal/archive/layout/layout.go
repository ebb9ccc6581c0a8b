// Package layout says what an archive holds: its tables, their columns and keys, and how each is kept.
package layout

import (
	"fmt"
	"slices"
	"strings"
)

// A Type is that of a column.
type Type int

// The types, in the words of the tables.
const (
	Int Type = iota
	Text
	Bool
	Timestamp
	Double
	JSON
)

// A Kind is how a table is kept.
type Kind int

// The kinds of table.
const (
	Incremental Kind = iota // calls: read from a mark on
	Snapshot                // read whole: a row that is gone gets deleted_at
	Samples                 // appended at each run
	Inside                  // rows inside those of another table, replaced with them
	Requested               // rows of those of another table, by a request for each of them at each run
	Artefact                // what is made of calls, by a request for each call, once
)

// The columns that an archive adds to those of a table.
const (
	Position    = "position"
	CompanyName = "company_name"
	CompanyID   = "company_id"
	ArchivedAt  = "archived_at"
	SampledAt   = "sampled_at"
	DeletedAt   = "deleted_at"
)

// A Column of a table.
type Column struct {
	Name string
	Type Type
}

// A Table of an archive. Its columns are those that a reading gives (Read of them), and then the archive's own.
type Table struct {
	Name    string
	Kind    Kind
	Parent  string   // of Kind Inside, Requested and Artefact: the table whose rows these belong to
	Key     []string // the first is the parent's key where there is a parent
	Columns []Column
	Read    int    // how many of the first columns a reading gives
	Month   string // the column by whose UTC month the table is split in a lake; "" for one file
	ByName  bool   // it is archived only where somebody asks for it: it costs a request for each row, or is rarely wanted
}

// Index is the place of a column, -1 where there is none.
func (t *Table) Index(column string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == column })
}

// HasDeleted reports whether rows that are gone are marked.
func (t *Table) HasDeleted() bool { return t.Index(DeletedAt) >= 0 }

// KeyOf is the key of a row as one comparable text.
func (t *Table) KeyOf(row []any) string {
	var b strings.Builder
	for _, name := range t.Key {
		fmt.Fprintf(&b, "%v\x00", row[t.Index(name)])
	}
	return b.String()
}

// A Layout is the tables of an archive, each parent before what lies in it.
type Layout struct{ Tables []*Table }

// Table finds a table by its name, nil where there is none.
func (l *Layout) Table(name string) *Table {
	for _, t := range l.Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Inside lists the tables whose rows lie in those of a table.
func (l *Layout) Inside(parent string) []*Table {
	var inside []*Table
	for _, t := range l.Tables {
		if t.Parent == parent && t.Kind == Inside {
			inside = append(inside, t)
		}
	}
	return inside
}

// Has reports whether a table is archived.
func (l *Layout) Has(name string) bool { return l.Table(name) != nil }

package aircall

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// A Record is a row of a table and the rows inside of it. Values are int64, string, float64, bool, time.Time, JSON as a
// string, or nil, in the order of StoredColumns.
type Record struct {
	Row    []any
	Inside map[string][][]any // by table, in Aircall's order
}

// expiring are the columns that are links which anybody can follow for some hours, and nobody later.
var expiring = []string{"recording", "voicemail", "recording_short_url", "voicemail_short_url"}

// A StoredColumn is a column whose value comes with the row and lasts: it costs no request of its own, repeats no
// condition, and is no link that expires. The company's name is not among them.
type StoredColumn struct {
	Name        string
	Type        proto.ColumnType
	Description string
}

// StoredColumns lists, for each table, the columns that a Record holds.
func StoredColumns() map[string][]StoredColumn {
	all := map[string][]StoredColumn{}
	for name, t := range tableMap() {
		for _, c := range t.Columns {
			if isStored(c) {
				all[name] = append(all[name], StoredColumn{c.Name, c.Type, c.Description})
			}
		}
	}
	return all
}

// RowColumns lists, for each table, the columns whose values come with the rows, links that expire and the company's name
// too: all but those that cost a request of their own or repeat a condition.
func RowColumns() map[string][]StoredColumn {
	all := map[string][]StoredColumn{}
	for name, t := range tableMap() {
		for _, c := range t.Columns {
			if table.HasItemFunc(c) || c.Name == table.CompanyColumn {
				all[name] = append(all[name], StoredColumn{c.Name, c.Type, c.Description})
			}
		}
	}
	return all
}

// isStored reports whether a column is a StoredColumn.
func isStored(c *plugin.Column) bool {
	return table.HasItemFunc(c) && c.Name != table.CompanyColumn && !slices.Contains(expiring, c.Name)
}

// A sheet evaluates the stored columns of a table.
type sheet[T any] struct {
	names  []string
	writes []func(*T, scansink.Cells)
}

func newSheet[T any](tables map[string]*plugin.Table, name string) sheet[T] {
	var s sheet[T]
	for _, c := range tables[name].Columns {
		if !isStored(c) {
			continue
		}
		write, ok := table.ItemFunc[T](c)
		if !ok {
			panic(name + "." + c.Name + " is no column of such rows") // or an archive would lack it
		}
		s.names, s.writes = append(s.names, c.Name), append(s.writes, write)
	}
	return s
}

// row names the column and the row of a value that does not fit.
func (s sheet[T]) row(item *T) (row []any, err error) {
	row = make([]any, len(s.writes))
	column := 0
	func() {
		defer guard.Recover(&err, "")
		cells := scansink.Values(row[:0])
		for column = range s.writes {
			s.writes[column](item, &cells)
			if document, ok := row[column].(json.RawMessage); ok {
				row[column] = string(document) // which can be compared
			}
		}
	}()
	if err != nil {
		return nil, fmt.Errorf("%s %v, column %s: %w", s.names[0], row[0], s.names[column], err)
	}
	return row, nil
}

func (s sheet[T]) record(item *T) (Record, error) {
	row, err := s.row(item)
	return Record{Row: row}, err
}

// A parentSheet evaluates an item and what lies inside of it.
type parentSheet[P any] struct {
	of     sheet[P]
	inside []insideSheet[P]
}

type insideSheet[P any] struct {
	table string
	rows  func(*P) ([][]any, error)
}

func (s parentSheet[P]) record(item *P) (Record, error) {
	row, err := s.of.row(item)
	if err != nil {
		return Record{}, err
	}
	r := Record{Row: row, Inside: make(map[string][][]any, len(s.inside))}
	for _, in := range s.inside {
		if r.Inside[in.table], err = in.rows(item); err != nil {
			return Record{}, err
		}
	}
	return r, nil
}

// partSheet evaluates the parts of an item.
func partSheet[P, T any](tables map[string]*plugin.Table, name string, parts func(*P) []T) insideSheet[P] {
	s := newSheet[table.Child[*P, T]](tables, name)
	return insideSheet[P]{name, func(parent *P) ([][]any, error) {
		all, err := guard.Catch(func() []T { return parts(parent) })
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		rows := make([][]any, len(all))
		for i := range all {
			if rows[i], err = s.row(&table.Child[*P, T]{Parent: parent, Item: &all[i], Position: int64(i) + 1}); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		return rows, nil
	}}
}

// records evaluates the items of a reading.
func records[T any](record func(*T) (Record, error), items iter.Seq2[*T, error]) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for item, err := range items {
			var r Record
			if err == nil {
				r, err = record(item)
			}
			if !yield(r, advised(err)) || err != nil {
				return
			}
		}
	}
}

// advised is an error with what to change.
func advised(err error) error {
	if err == nil {
		return nil
	}
	return advise(err)
}

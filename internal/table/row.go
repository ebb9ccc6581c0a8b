package table

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/transform"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// row is what is sent to Steampipe: an item of Aircall's, and what the query's columns make of it.
// They are evaluated before the row is handed over, so that a field that does not fit a column is the
// error of the list or get function that sends the row.
type row[T any] struct {
	item    *T
	query   *ListQuery
	columns *columns[T]     // nil where the row does not go through the SDK
	values  scansink.Values // of them
	perRow  map[string]any  // columns made by PerRow that were read already
}

// Item returns what Aircall sent for a row, which a hydrate function is given.
func Item[T any](r any) *T { return r.(*row[T]).item }

// KeepPerRow lets a row have the value of a column made by PerRow, so that PerRowValue finds it.
func KeepPerRow(r any, column string, value any) {
	r.(interface{ keep(string, any) }).keep(column, value)
}

// PerRowValue returns a value that KeepPerRow was given.
func PerRowValue(r any, column string) (value any, known bool) {
	return r.(interface{ kept(string) (any, bool) }).kept(column)
}

func (r *row[T]) keep(column string, value any) {
	if r.perRow == nil {
		r.perRow = map[string]any{}
	}
	r.perRow[column] = value
}

func (r *row[T]) kept(column string) (any, bool) {
	value, known := r.perRow[column]
	return value, known
}

func (r *row[T]) listQuery() *ListQuery { return r.query }

// value is what a column made of the item; nil when the query did not ask for the column.
func (r *row[T]) value(name string) any {
	if i, ok := r.columns.places[name]; ok {
		return r.values[i]
	}
	return nil
}

// valueOfRow hands over a value that evaluate has found. The SDK takes a string for the document itself, and would take JSON
// apart and write it anew.
func valueOfRow(_ context.Context, d *transform.TransformData) (any, error) {
	value := d.HydrateItem.(interface{ value(string) any }).value(d.ColumnName)
	if document, ok := value.(json.RawMessage); ok {
		return string(document), nil
	}
	return value, nil
}

// valueOfQuery hands over what a column made by fromQuery says of the list query.
func valueOfQuery(_ context.Context, d *transform.TransformData) (any, error) {
	var cell scansink.Values
	d.Param.(definition).value.(queryFunc)(d.HydrateItem.(interface{ listQuery() *ListQuery }).listQuery(), &cell)
	return cell[0], nil
}

// columns are those of a row that are written, in this order.
type columns[T any] struct {
	key     *columnWriter[T] // of the column that names a row in an error; nil for none
	writers []columnWriter[T]
	places  map[string]int // in writers, by name
}

// A columnWriter writes a column's cells: one of the two functions is set.
type columnWriter[T any] struct {
	scansink.Column
	ofItem  itemFunc[T]
	ofQuery queryFunc
}

func writerOf[T any](c *plugin.Column) columnWriter[T] {
	w := columnWriter[T]{Column: scansink.Column{Name: c.Name, Type: c.Type}}
	w.ofItem, _ = functionOf(c).(itemFunc[T])
	w.ofQuery, _ = functionOf(c).(queryFunc)
	return w
}

func (w *columnWriter[T]) write(r *row[T], cells scansink.Cells) {
	if w.ofItem != nil {
		w.ofItem(r.item, cells)
	} else {
		w.ofQuery(r.query, cells)
	}
}

func newColumns[T any](q Query) *columns[T] {
	c := &columns[T]{places: map[string]int{}}
	if first := q.Table[0]; strings.HasSuffix(first.Name, "id") {
		if key := writerOf[T](first); key.ofItem != nil {
			c.key = &key
		}
	}
	return c
}

func (c *columns[T]) add(w columnWriter[T]) {
	c.places[w.Name] = len(c.writers)
	c.writers = append(c.writers, w)
}

// itemColumnsOf are the functions of items that a query asks for: the SDK wants every column that the list or get function
// could fill.
func itemColumnsOf[T any](q Query) *columns[T] {
	c, wanted := newColumns[T](q), q.wants()
	for _, column := range q.Table {
		if w := writerOf[T](column); w.ofItem != nil && wanted[w.Name] {
			c.add(w)
		}
	}
	return c
}

// allColumnsOf are the columns that a query asks for, as it names them, without those that the SDK adds; ok is false where
// only the SDK finds the value of one.
func allColumnsOf[T any](q Query) (c *columns[T], ok bool) {
	c = newColumns[T](q)
	for _, name := range q.Columns {
		if scansink.IsContext(name) {
			continue
		}
		i := slices.IndexFunc(q.Table, func(c *plugin.Column) bool { return c.Name == name })
		if i < 0 || functionOf(q.Table[i]) == nil {
			return nil, false
		}
		c.add(writerOf[T](q.Table[i]))
	}
	return c, true
}

// write writes the cells of a row that is accepted. An error names the column and the row.
func (c *columns[T]) write(r *row[T], accepts func(*row[T]) bool, cells scansink.Cells) (accepted bool, err error) {
	column := ""
	func() {
		defer guard.Recover(&err, "")
		if accepted = accepts(r); !accepted {
			return
		}
		for i := range c.writers {
			w := &c.writers[i]
			column = w.Name
			w.write(r, cells)
		}
	}()
	switch {
	case err == nil:
		return accepted, nil
	case column == "":
		return false, fmt.Errorf("%sa condition: %w", c.nameOf(r), err)
	default:
		return false, fmt.Errorf("%scolumn %s: %w", c.nameOf(r), column, err)
	}
}

// fill gives a row that is accepted its values.
func (c *columns[T]) fill(r *row[T], accepts func(*row[T]) bool) (accepted bool, err error) {
	r.columns, r.values = c, make(scansink.Values, 0, len(c.writers))
	return c.write(r, accepts, &r.values)
}

// nameOf names a row by its id.
func (c *columns[T]) nameOf(r *row[T]) (name string) {
	if c.key == nil {
		return ""
	}
	var err error
	defer guard.Recover(&err, "") // an id that cannot be read names nothing
	var id scansink.Values
	c.key.write(r, &id)
	return fmt.Sprintf("%s %v, ", c.key.Name, id[0])
}

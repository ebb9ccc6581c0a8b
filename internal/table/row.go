package table

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/transform"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// row is what is sent to Steampipe: an item of Aircall's, and what the query's columns make of it.
// They are evaluated before the row is handed over, so that a field that does not fit a column is the
// error of the list or get function that sends the row.
type row[T any] struct {
	item    *T
	query   *ListQuery
	columns *columns[T]
	values  []any
	perRow  map[string]any // columns made by PerRow that were read already
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
	value := d.Param.(definition).value.(queryFunc)
	return value(d.HydrateItem.(interface{ listQuery() *ListQuery }).listQuery()), nil
}

// columns are those of a table that a query asks for.
type columns[T any] struct {
	key    *evaluator[T] // the column that names a row in an error; nil for none
	asked  []*evaluator[T]
	places map[string]int // in asked
	buffer []any          // for the values of rows that nobody keeps; nil: they are kept
}

// evaluator is a column and the function that it is.
type evaluator[T any] struct {
	name  string
	kind  proto.ColumnType
	value func(*T) any
}

// columnsOf skips what the query does not ask for: the SDK wants every column that the list or get
// function could fill.
func columnsOf[T any](q Query) *columns[T] {
	c := &columns[T]{places: map[string]int{}}
	wanted := q.wants()
	for i, column := range q.Table {
		value, ok := ItemFunc[T](column)
		if !ok {
			continue
		}
		e := &evaluator[T]{column.Name, column.Type, value}
		if i == 0 && strings.HasSuffix(column.Name, "id") {
			c.key = e
		}
		if wanted[column.Name] {
			c.places[column.Name] = len(c.asked)
			c.asked = append(c.asked, e)
		}
	}
	return c
}

// evaluate fills a row that is accepted. An error names the column and the row.
func (c *columns[T]) evaluate(r *row[T], accepts func(*T) bool) (accepted bool, err error) {
	column := ""
	func() {
		defer guard.Recover(&err, "")
		if accepted = accepts(r.item); !accepted {
			return
		}
		if r.columns, r.values = c, c.buffer; r.values == nil {
			r.values = make([]any, len(c.asked))
		}
		for i, e := range c.asked {
			column = e.name
			r.values[i] = e.value(r.item)
		}
	}()
	switch {
	case err == nil:
		return accepted, nil
	case column == "":
		return false, fmt.Errorf("%sa condition: %w", c.nameOf(r.item), err)
	default:
		return false, fmt.Errorf("%scolumn %s: %w", c.nameOf(r.item), column, err)
	}
}

// nameOf names a row by its id.
func (c *columns[T]) nameOf(item *T) (name string) {
	if c.key == nil {
		return ""
	}
	var err error
	defer guard.Recover(&err, "") // an id that cannot be read names nothing
	return fmt.Sprintf("%s %v, ", c.key.name, c.key.value(item))
}

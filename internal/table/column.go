package table

import (
	"context"
	"encoding/json"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/transform"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// A column is a typed function of what Aircall sent for the row, or of the list query that gave it. The SDK has no place for
// it, nor for what personal data the column holds, but a parameter of the column's transform: there columnsOf and directColumns
// find it.
type (
	itemFunc[T any] func(*T, scansink.Cells)
	queryFunc       func(*ListQuery, scansink.Cells)

	definition struct {
		value any // an itemFunc or a queryFunc; nil for a column that costs a request of its own
		holds personal.Verdict
	}
)

func (itemFunc[T]) ofItem() {}

// ItemFunc returns the function that writes a column's cell for an item. There is none for a column that repeats a condition,
// costs a request of its own, or belongs to items of another type.
func ItemFunc[T any](c *plugin.Column) (write func(*T, scansink.Cells), ok bool) {
	write, ok = functionOf(c).(itemFunc[T])
	return write, ok
}

// HasItemFunc reports whether a column is a function of an item, of whatever type.
func HasItemFunc(c *plugin.Column) bool {
	_, ok := functionOf(c).(interface{ ofItem() })
	return ok
}

// VerdictOf says what personal data a column holds; the zero Verdict where its definition does not say.
func VerdictOf(c *plugin.Column) personal.Verdict { return definitionOf(c).holds }

func functionOf(c *plugin.Column) any { return definitionOf(c).value }

func definitionOf(c *plugin.Column) definition {
	if c.Transform == nil || len(c.Transform.Transforms) == 0 {
		return definition{}
	}
	d, _ := c.Transform.Transforms[0].Param.(definition)
	return d
}

// Text is a column of texts.
func Text[T any, S ~string](name string, holds personal.Verdict, description string, value func(*T) *S) *plugin.Column {
	return column(name, proto.ColumnType_STRING, holds, description, func(t *T, cells scansink.Cells) {
		orNull(cells, value(t), func(cells scansink.Cells, s S) { cells.Text(string(s)) })
	})
}

// Integer is a column of whole numbers. It holds no personal data, nor do the other types that are neither text nor JSON.
func Integer[T any](name, description string, value func(*T) *int64) *plugin.Column {
	return column(name, proto.ColumnType_INT, personal.None(), description, func(t *T, cells scansink.Cells) { orNull(cells, value(t), scansink.Cells.Integer) })
}

// Double is a column of numbers with a fraction.
func Double[T any](name, description string, value func(*T) *float64) *plugin.Column {
	return column(name, proto.ColumnType_DOUBLE, personal.None(), description, func(t *T, cells scansink.Cells) { orNull(cells, value(t), scansink.Cells.Double) })
}

// Boolean is a column of true and false.
func Boolean[T any](name, description string, value func(*T) *bool) *plugin.Column {
	return column(name, proto.ColumnType_BOOL, personal.None(), description, func(t *T, cells scansink.Cells) { orNull(cells, value(t), scansink.Cells.Boolean) })
}

// Timestamp is a column of instants; the zero time is NULL.
func Timestamp[T any](name, description string, value func(*T) api.Time) *plugin.Column {
	return column(name, proto.ColumnType_TIMESTAMP, personal.None(), description, func(t *T, cells scansink.Cells) {
		if at := value(t); at.IsZero() {
			cells.Null()
		} else {
			cells.Time(at.Time)
		}
	})
}

// JSON is a column of documents, as Aircall sent them.
func JSON[T any](name string, holds personal.Verdict, description string, value func(*T) json.RawMessage) *plugin.Column {
	return column(name, proto.ColumnType_JSON, holds, description, func(t *T, cells scansink.Cells) {
		if document := value(t); document != nil {
			cells.JSON(document)
		} else {
			cells.Null()
		}
	})
}

// Title is the display name of a row.
func Title[T any](holds personal.Verdict, value func(*T) *string) *plugin.Column {
	return Text("title", holds, "Display name of the row.", value)
}

// column is a function of an item. What it throws (api.Field) ends the query with an error that names the column.
func column[T any](name string, kind proto.ColumnType, holds personal.Verdict, description string, write itemFunc[T]) *plugin.Column {
	return &plugin.Column{Name: name, Type: kind, Description: description, Transform: transform.FromP(valueOfRow, definition{write, holds})}
}

// QualColumn is a column that repeats the value that the query filters by, and is NULL without it: Aircall finds rows by
// it, but a row may have several of it.
func QualColumn(name string, holds personal.Verdict, kind proto.ColumnType, description string) *plugin.Column {
	return fromQuery(name, kind, holds, description, func(q *ListQuery, cells scansink.Cells) { scansink.Write(cells, q.filters[name]) })
}

// fromQuery is a column whose value is the same for all rows of a list query.
func fromQuery(name string, kind proto.ColumnType, holds personal.Verdict, description string, write queryFunc) *plugin.Column {
	return &plugin.Column{Name: name, Type: kind, Description: description, Transform: transform.FromP(valueOfQuery, definition{write, holds})}
}

// PerRow is a JSON column that costs requests of its own for each row, when it is selected. The hydrate function returns
// a json.RawMessage, or nil for NULL.
func PerRow(name string, holds personal.Verdict, description string, hydrate plugin.HydrateFunc) *plugin.Column {
	return &plugin.Column{Name: name, Type: proto.ColumnType_JSON, Description: description, Hydrate: hydrate, Transform: transform.FromP(
		func(_ context.Context, d *transform.TransformData) (any, error) {
			return string(d.HydrateItem.(json.RawMessage)), nil
		}, definition{holds: holds})}
}

// orNull writes a value, or NULL where there is none.
func orNull[V any](cells scansink.Cells, value *V, write func(scansink.Cells, V)) {
	if value == nil {
		cells.Null()
	} else {
		write(cells, *value)
	}
}

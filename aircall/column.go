package aircall

import (
	"context"
	"encoding/json"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/transform"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// A column is a typed function of what Aircall sent for the row; nil is NULL.

func text[T any, S ~string](name, description string, value func(*T) *S) *plugin.Column {
	return column(name, proto.ColumnType_STRING, description, func(t *T) any {
		if s := value(t); s != nil {
			return string(*s)
		}
		return nil
	})
}

func integer[T any](name, description string, value func(*T) *int64) *plugin.Column {
	return column(name, proto.ColumnType_INT, description, func(t *T) any { return orNull(value(t)) })
}

func double[T any](name, description string, value func(*T) *float64) *plugin.Column {
	return column(name, proto.ColumnType_DOUBLE, description, func(t *T) any { return orNull(value(t)) })
}

func boolean[T any](name, description string, value func(*T) *bool) *plugin.Column {
	return column(name, proto.ColumnType_BOOL, description, func(t *T) any { return orNull(value(t)) })
}

func timestamp[T any](name, description string, value func(*T) api.Time) *plugin.Column {
	return column(name, proto.ColumnType_TIMESTAMP, description, func(t *T) any { return orNull(value(t).Ptr()) })
}

func jsonb[T any](name, description string, value func(*T) json.RawMessage) *plugin.Column {
	return column(name, proto.ColumnType_JSON, description, func(t *T) any { return jsonOrNull(value(t)) })
}

// title is the display name of a row.
func title[T any](value func(*T) *string) *plugin.Column {
	return text("title", "Display name of the row.", value)
}

// column keeps the function where columnsOf finds it. What it throws (api.Field) ends the query with an
// error that names the column.
func column[T any](name string, kind proto.ColumnType, description string, value func(*T) any) *plugin.Column {
	return &plugin.Column{Name: name, Type: kind, Description: description, Transform: transform.FromP(valueOfRow, value)}
}

// echo is a column that repeats the value that the query filters by, and is NULL without it: Aircall
// finds rows by it, but a row may have several of it.
func echo(name string, kind proto.ColumnType, description string) *plugin.Column {
	return &plugin.Column{Name: name, Type: kind, Description: description, Transform: transform.From(
		func(_ context.Context, d *transform.TransformData) (any, error) {
			return d.HydrateItem.(interface{ question() *question }).question().filters[name], nil
		})}
}

// perRow is a JSON column that costs requests of its own for each row, when it is selected.
func perRow(name, description string, hydrate plugin.HydrateFunc) *plugin.Column {
	return &plugin.Column{Name: name, Type: proto.ColumnType_JSON, Description: description, Hydrate: hydrate, Transform: transform.From(
		func(_ context.Context, d *transform.TransformData) (any, error) {
			return jsonOrNull(d.HydrateItem.(json.RawMessage)), nil
		})}
}

func orNull[V any](value *V) any {
	if value == nil {
		return nil
	}
	return *value
}

// jsonOrNull hands JSON over as it was sent: the SDK takes a string for the document itself, and
// would turn a nil slice into JSON null.
func jsonOrNull(document json.RawMessage) any {
	if document == nil {
		return nil
	}
	return string(document)
}

package table

import (
	"context"
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// sender returns how a list function sends its rows: straight to whoever takes them beside the SDK (scansink), or through
// the SDK, where nobody does or where a column that is asked for has a hydrate function.
func sender[T any](ctx context.Context, scan Scan, query Query, columns *columns[T]) func(*row[T]) error {
	var header []scansink.Column
	var cells []func(*row[T]) any
	for _, name := range query.Columns {
		if scansink.IsContext(name) {
			continue
		}
		cell, column := cellOf(query, columns, name)
		header, cells = append(header, column), append(cells, cell)
	}
	if !slices.ContainsFunc(cells, func(cell func(*row[T]) any) bool { return cell == nil }) {
		if write := scan.Direct(ctx, header); write != nil {
			columns.buffer = make([]any, len(columns.asked))
			values := make([]any, len(cells))
			return func(r *row[T]) error {
				for i, cell := range cells {
					values[i] = cell(r)
				}
				return write(values)
			}
		}
	}
	return func(r *row[T]) error {
		scan.Send(ctx, r)
		return nil
	}
}

// cellOf returns what finds a column's value in a row; nil where only the SDK can.
func cellOf[T any](query Query, columns *columns[T], name string) (cell func(*row[T]) any, header scansink.Column) {
	if i, ok := columns.places[name]; ok {
		return func(r *row[T]) any { return r.values[i] }, scansink.Column{Name: name, Type: columns.asked[i].kind}
	}
	for _, c := range query.Table {
		if value, ok := functionOf(c).(queryFunc); ok && c.Name == name {
			return func(r *row[T]) any { return value(r.query) }, scansink.Column{Name: name, Type: c.Type}
		}
	}
	return nil, scansink.Column{}
}

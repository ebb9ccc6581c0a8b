package table

import (
	"context"

	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// A sender sends the rows of a list function: straight to whoever takes them beside the SDK (scansink), or through the SDK,
// where nobody does or where a column that is asked for has a hydrate function.
type sender[T any] struct {
	scan    Scan
	columns *columns[T]
	direct  scansink.RowWriter // nil: rows go through the SDK
}

func newSender[T any](ctx context.Context, scan Scan, query Query) sender[T] {
	if columns, ok := allColumnsOf[T](query); ok {
		header := make([]scansink.Column, len(columns.writers))
		for i, w := range columns.writers {
			header[i] = w.Column
		}
		if direct := scan.Direct(ctx, header); direct != nil {
			return sender[T]{scan, columns, direct}
		}
	}
	return sender[T]{scan: scan, columns: itemColumnsOf[T](query)}
}

// send sends a row if it is accepted.
func (s *sender[T]) send(ctx context.Context, r *row[T], accepts func(*row[T]) bool) (accepted bool, err error) {
	if s.direct == nil {
		if accepted, err = s.columns.fill(r, accepts); accepted {
			s.scan.Send(ctx, r)
		}
		return accepted, err
	}
	if accepted, err = s.columns.write(r, accepts, s.direct); accepted {
		err = s.direct.EndRow()
	}
	return accepted, err
}

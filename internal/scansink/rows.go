package scansink

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// A Header says what the rows of a list function are: from which connection, and their columns but for those that the SDK
// adds to each table.
type Header struct {
	Connection string
	Columns    []Column
}

// A Column of the rows that follow a header.
type Column struct {
	Name string
	Type proto.ColumnType // STRING, INT, DOUBLE, BOOL, TIMESTAMP or JSON
}

// A RowFunc takes the values of a row, one for each column of the header: nil for NULL, else a string, int64, float64,
// bool, time.Time or json.RawMessage, as the column's type has it. It may keep the values, and not the slice. Its error ends
// the list function.
type RowFunc func(values []any) error

// A Receiver takes rows of a scan. Several list functions send at once: one for each connection of an aggregator, and for each
// value of an IN list.
type Receiver interface {
	// Rows is asked once by each list function, for what its rows are to be given to; nil: to the SDK.
	Rows(Header) RowFunc
}

// RowsOf returns what takes the rows of a list function, beside the SDK; nil where they have to go through it.
func RowsOf(ctx context.Context, h Header) RowFunc {
	s, ok := ctx.Value(sinkKey{}).(*Sink)
	if !ok || s.receiver == nil {
		return nil
	}
	return s.receiver.Rows(h)
}

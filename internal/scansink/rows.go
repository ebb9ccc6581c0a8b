package scansink

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

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

// Cells takes the cells of a row one after the other, each as its column's type has it. What it is given may be kept.
type Cells interface {
	Null()
	Text(string)
	Integer(int64)
	Double(float64)
	Boolean(bool)
	Time(time.Time)
	JSON(json.RawMessage)
}

// A RowWriter takes rows: a cell for each column of the header, and then the end of the row, whose error ends the list
// function.
type RowWriter interface {
	Cells
	EndRow() error
}

// Values are cells of a row as values: nil for NULL, else a string, int64, float64, bool, time.Time or json.RawMessage.
type Values []any

// Null appends NULL.
func (v *Values) Null() { *v = append(*v, nil) }

// Text appends a string.
func (v *Values) Text(s string) { *v = append(*v, s) }

// Integer appends an int64.
func (v *Values) Integer(n int64) { *v = append(*v, n) }

// Double appends a float64.
func (v *Values) Double(f float64) { *v = append(*v, f) }

// Boolean appends a bool.
func (v *Values) Boolean(b bool) { *v = append(*v, b) }

// Time appends a time.Time.
func (v *Values) Time(t time.Time) { *v = append(*v, t) }

// JSON appends a json.RawMessage.
func (v *Values) JSON(j json.RawMessage) { *v = append(*v, j) }

// Write writes a cell that is a value, as Values have it.
func Write(cells Cells, value any) {
	switch v := value.(type) {
	case nil:
		cells.Null()
	case string:
		cells.Text(v)
	case int64:
		cells.Integer(v)
	case float64:
		cells.Double(v)
	case bool:
		cells.Boolean(v)
	case time.Time:
		cells.Time(v)
	case json.RawMessage:
		cells.JSON(v)
	default:
		panic(fmt.Sprintf("a cell of type %T", value))
	}
}

// A Receiver takes rows of a scan. Several list functions send at once: one for each connection of an aggregator, and for each
// value of an IN list.
type Receiver interface {
	// Rows is asked once by each list function, for what its rows are to be given to; nil: to the SDK.
	Rows(Header) RowWriter
}

// RowsOf returns what takes the rows of a list function, beside the SDK; nil where they have to go through it.
func RowsOf(ctx context.Context, h Header) RowWriter {
	s, ok := ctx.Value(sinkKey{}).(*Sink)
	if !ok || s.receiver == nil {
		return nil
	}
	return s.receiver.Rows(h)
}

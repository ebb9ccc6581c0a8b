package scansink

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"google.golang.org/protobuf/encoding/protowire"
)

// The fields of the SDK's messages, in grpc/proto/plugin.proto. All their numbers take a tag of one byte.
const (
	responseRow         protowire.Number = 1
	responseMetadata    protowire.Number = 2
	responseConnection  protowire.Number = 3
	metadataRowsFetched protowire.Number = 2
	rowColumn           protowire.Number = 1
	entryKey            protowire.Number = 1
	entryValue          protowire.Number = 2
	cellNull            protowire.Number = 2
	cellDouble          protowire.Number = 3
	cellInt             protowire.Number = 4
	cellString          protowire.Number = 5
	cellBool            protowire.Number = 6
	cellJSON            protowire.Number = 7
	cellTimestamp       protowire.Number = 8
	timestampSeconds    protowire.Number = 1
	timestampNanos      protowire.Number = 2
)

// An encoder writes the rows of a header as messages of the type ExecuteResponse. The generated code wants a map of messages
// for each row and goes through it by reflection, which takes several times as long as everything else that a row needs.
type encoder struct {
	columns    []Column
	keys       [][]byte // for each column, the key of its entry in the map
	constant   []byte   // encoded columns that are the same in every row
	connection []byte   // the last field of every response
	rows       int64    // so far

	cells []byte // the encoded cells of the row under way, one behind the other
	ends  []int  // in cells
}

// newEncoder returns an encoder of rows, to each of which it adds what asked names of the SDK's own columns.
func newEncoder(h Header, asked []string) (*encoder, error) {
	columns, values, err := contextOf(h.Connection, asked)
	if err != nil {
		return nil, err
	}
	e := encoderOf(h.Connection, columns)
	size, err := e.encodeCells(values)
	if err != nil {
		return nil, err
	}
	constant := e.appendColumns(make([]byte, 0, size))
	e = encoderOf(h.Connection, h.Columns)
	e.constant = constant
	return e, nil
}

func encoderOf(connection string, columns []Column) *encoder {
	e := &encoder{columns: columns, ends: make([]int, len(columns)), connection: appendString(nil, responseConnection, connection)}
	for _, c := range columns {
		e.keys = append(e.keys, appendString(nil, entryKey, c.Name))
	}
	return e
}

// response encodes the next row.
func (e *encoder) response(values []any) ([]byte, error) {
	e.rows++
	row, err := e.encodeCells(values)
	if err != nil {
		return nil, err
	}
	row += len(e.constant)
	metadata := sizeOfTag + protowire.SizeVarint(uint64(e.rows))
	b := make([]byte, 0, sizeOfField(row)+sizeOfField(metadata)+len(e.connection))
	b = appendHead(b, responseRow, row)
	b = e.appendColumns(append(b, e.constant...))
	b = appendHead(b, responseMetadata, metadata)
	b = appendInt(b, metadataRowsFetched, e.rows)
	return append(b, e.connection...), nil
}

// appendColumns encodes the map of a row from its cells.
func (e *encoder) appendColumns(b []byte) []byte {
	start := 0
	for i := range e.columns {
		cell := e.cells[start:e.ends[i]]
		b = appendHead(b, rowColumn, len(e.keys[i])+sizeOfField(len(cell)))
		b = append(b, e.keys[i]...)
		b = appendHead(b, entryValue, len(cell))
		b = append(b, cell...)
		start = e.ends[i]
	}
	return b
}

// encodeCells fills cells and ends, and returns the size of the columns that they make.
func (e *encoder) encodeCells(values []any) (size int, err error) {
	e.cells = e.cells[:0]
	for i, v := range values {
		start := len(e.cells)
		if e.cells, err = appendCell(e.cells, e.columns[i], v); err != nil {
			return 0, err
		}
		e.ends[i] = len(e.cells)
		size += sizeOfField(len(e.keys[i]) + sizeOfField(len(e.cells)-start))
	}
	return size, nil
}

// appendCell encodes a message Column.
func appendCell(b []byte, c Column, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return appendInt(b, cellNull, 0), nil
	case int64:
		if c.Type == proto.ColumnType_INT {
			return appendInt(b, cellInt, v), nil
		}
	case float64:
		if c.Type == proto.ColumnType_DOUBLE {
			return protowire.AppendFixed64(protowire.AppendTag(b, cellDouble, protowire.Fixed64Type), math.Float64bits(v)), nil
		}
	case bool:
		if c.Type == proto.ColumnType_BOOL {
			return appendInt(b, cellBool, int64(protowire.EncodeBool(v))), nil
		}
	case string:
		if c.Type == proto.ColumnType_STRING {
			return appendString(b, cellString, strings.ToValidUTF8(v, "\uFFFD")), nil // what is not UTF-8 ends the connection
		}
	case json.RawMessage:
		if c.Type == proto.ColumnType_JSON {
			return append(appendHead(b, cellJSON, len(v)), v...), nil
		}
	case time.Time:
		if c.Type == proto.ColumnType_TIMESTAMP {
			return appendTimestamp(b, v), nil
		}
	}
	return nil, fmt.Errorf("column %s: a value of type %T is not of type %s", c.Name, value, c.Type)
}

// appendTimestamp encodes t. As with every field of a message, 0 is left out.
func appendTimestamp(b []byte, t time.Time) []byte {
	var encoded [2 * (1 + 10)]byte
	m := encoded[:0]
	if s := t.Unix(); s != 0 {
		m = appendInt(m, timestampSeconds, s)
	}
	if n := t.Nanosecond(); n != 0 {
		m = appendInt(m, timestampNanos, int64(n))
	}
	return append(appendHead(b, cellTimestamp, len(m)), m...)
}

const sizeOfTag = 1

// sizeOfField is the size of a field that holds so many bytes.
func sizeOfField(bytes int) int { return sizeOfTag + protowire.SizeBytes(bytes) }

// appendHead begins a field that holds so many bytes.
func appendHead(b []byte, field protowire.Number, bytes int) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.BytesType), uint64(bytes))
}

func appendString(b []byte, field protowire.Number, s string) []byte {
	return append(appendHead(b, field, len(s)), s...)
}

func appendInt(b []byte, field protowire.Number, v int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), uint64(v))
}

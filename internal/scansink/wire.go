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
	columns    []columnEncoder
	constant   []byte // encoded columns that are the same in every row
	connection []byte // the last field of every response
	rows       int64  // so far
	row        []byte // the encoded columns of the row under way
}

// newEncoder returns an encoder of rows, to each of which it adds what asked names of the SDK's own columns.
func newEncoder(h Header, asked []string) (*encoder, error) {
	e := &encoder{connection: appendString(nil, responseConnection, h.Connection)}
	columns, values, err := contextOf(h.Connection, asked)
	if err != nil {
		return nil, err
	}
	for i, c := range columns {
		column := encoderOf(c)
		if e.constant, err = column.append(e.constant, values[i]); err != nil {
			return nil, err
		}
	}
	for _, c := range h.Columns {
		e.columns = append(e.columns, encoderOf(c))
	}
	return e, nil
}

// response encodes the next row.
func (e *encoder) response(values []any) (_ []byte, err error) {
	e.rows++
	e.row = append(e.row[:0], e.constant...)
	for i, v := range values {
		if e.row, err = e.columns[i].append(e.row, v); err != nil {
			return nil, err
		}
	}
	metadata := sizeOfTag + protowire.SizeVarint(uint64(e.rows))
	b := make([]byte, 0, sizeOfField(len(e.row))+sizeOfField(metadata)+len(e.connection))
	b = append(appendHead(b, responseRow, len(e.row)), e.row...)
	b = appendHead(b, responseMetadata, metadata)
	b = appendInt(b, metadataRowsFetched, e.rows)
	return append(b, e.connection...), nil
}

// A columnEncoder encodes the entries that a column has in the maps of rows.
type columnEncoder struct {
	Column
	key  []byte
	null []byte // the whole entry of a cell that is NULL
}

func encoderOf(c Column) columnEncoder {
	e := columnEncoder{Column: c, key: appendString(nil, entryKey, c.Name)}
	e.null = appendInt(e.appendHead(nil, sizeOfTag+protowire.SizeVarint(0)), cellNull, 0)
	return e
}

// appendHead begins an entry whose message Column has so many bytes.
func (c *columnEncoder) appendHead(b []byte, cell int) []byte {
	b = appendHead(b, rowColumn, len(c.key)+sizeOfField(cell))
	return appendHead(append(b, c.key...), entryValue, cell)
}

// append encodes the entry of a cell.
func (c *columnEncoder) append(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(b, c.null...), nil
	case int64:
		if c.Type == proto.ColumnType_INT {
			return appendInt(c.appendHead(b, sizeOfTag+protowire.SizeVarint(uint64(v))), cellInt, v), nil
		}
	case float64:
		if c.Type == proto.ColumnType_DOUBLE {
			b = protowire.AppendTag(c.appendHead(b, sizeOfTag+protowire.SizeFixed64()), cellDouble, protowire.Fixed64Type)
			return protowire.AppendFixed64(b, math.Float64bits(v)), nil
		}
	case bool:
		if c.Type == proto.ColumnType_BOOL {
			return appendInt(c.appendHead(b, sizeOfTag+1), cellBool, int64(protowire.EncodeBool(v))), nil
		}
	case string:
		if c.Type == proto.ColumnType_STRING {
			v = strings.ToValidUTF8(v, "\uFFFD") // what is not UTF-8 ends the connection
			return appendString(c.appendHead(b, sizeOfField(len(v))), cellString, v), nil
		}
	case json.RawMessage:
		if c.Type == proto.ColumnType_JSON {
			return append(appendHead(c.appendHead(b, sizeOfField(len(v))), cellJSON, len(v)), v...), nil
		}
	case time.Time:
		if c.Type == proto.ColumnType_TIMESTAMP {
			return c.appendTimestamp(b, v), nil
		}
	}
	return nil, fmt.Errorf("column %s: a value of type %T is not of type %s", c.Name, value, c.Type)
}

// appendTimestamp encodes t. As with every field of a message, 0 is left out.
func (c *columnEncoder) appendTimestamp(b []byte, t time.Time) []byte {
	var encoded [2 * (1 + 10)]byte
	m := encoded[:0]
	if s := t.Unix(); s != 0 {
		m = appendInt(m, timestampSeconds, s)
	}
	if n := t.Nanosecond(); n != 0 {
		m = appendInt(m, timestampNanos, int64(n))
	}
	return append(appendHead(c.appendHead(b, sizeOfField(len(m))), cellTimestamp, len(m)), m...)
}

const sizeOfTag = 1

// sizeOfField is the size of a field that holds so many bytes.
func sizeOfField(bytes int) int { return sizeOfTag + protowire.SizeBytes(bytes) }

// appendHead begins a field that holds so many bytes.
func appendHead(b []byte, field protowire.Number, bytes int) []byte {
	const oneByte = 0x80 // lengths below this take one byte: most do
	if bytes < oneByte {
		return append(b, byte(protowire.EncodeTag(field, protowire.BytesType)), byte(bytes))
	}
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.BytesType), uint64(bytes))
}

func appendString(b []byte, field protowire.Number, s string) []byte {
	return append(appendHead(b, field, len(s)), s...)
}

func appendInt(b []byte, field protowire.Number, v int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), uint64(v))
}

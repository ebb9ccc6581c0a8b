package scansink

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

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
	row        []byte // room for the head of the response, and the encoded columns of the row under way
	next       int    // column of that row
	err        error  // of its first cell that is not of its column's type
}

// newEncoder returns an encoder of rows, to each of which it adds what asked names of the SDK's own columns.
func newEncoder(h Header, asked []string) *encoder {
	e := &encoder{connection: appendString(nil, responseConnection, h.Connection), row: make([]byte, headRoom)}
	for _, c := range contextOf(h.Connection, asked) {
		e.columns = append(e.columns, encoderOf(c.Column))
		if c.Type == proto.ColumnType_JSON {
			e.JSON(json.RawMessage(c.text))
		} else {
			e.Text(c.text)
		}
	}
	e.constant = bytes.Clone(e.row[headRoom:])
	e.columns, e.next = nil, 0
	for _, c := range h.Columns {
		e.columns = append(e.columns, encoderOf(c))
	}
	return e
}

// response encodes the row under way, and begins the next.
func (e *encoder) response() ([]byte, error) {
	if e.err == nil && e.next != len(e.columns) {
		e.err = fmt.Errorf("%d cells of %d columns", e.next, len(e.columns))
	}
	if e.err != nil {
		return nil, e.err
	}
	e.rows++
	var room [headRoom]byte
	head := appendHead(room[:0], responseRow, len(e.row)-headRoom)
	begin := headRoom - len(head)
	copy(e.row[begin:], head)
	e.row = appendHead(e.row, responseMetadata, sizeOfTag+protowire.SizeVarint(uint64(e.rows)))
	e.row = append(appendInt(e.row, metadataRowsFetched, e.rows), e.connection...)
	response := bytes.Clone(e.row[begin:])
	e.row, e.next = append(e.row[:headRoom], e.constant...), 0
	return response, nil
}

// Null encodes the next cell, as do the others.
func (e *encoder) Null() {
	e.row = append(e.row, e.columns[e.next].null...)
	e.next++
}

func (e *encoder) Text(s string) {
	if !utf8.ValidString(s) { // it would end the connection
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	e.row = appendString(e.begin(proto.ColumnType_STRING, sizeOfField(len(s))), cellString, s)
}

func (e *encoder) Integer(n int64) {
	e.row = appendInt(e.begin(proto.ColumnType_INT, sizeOfTag+protowire.SizeVarint(uint64(n))), cellInt, n)
}

func (e *encoder) Double(f float64) {
	b := protowire.AppendTag(e.begin(proto.ColumnType_DOUBLE, sizeOfTag+protowire.SizeFixed64()), cellDouble, protowire.Fixed64Type)
	e.row = protowire.AppendFixed64(b, math.Float64bits(f))
}

func (e *encoder) Boolean(b bool) {
	e.row = appendInt(e.begin(proto.ColumnType_BOOL, sizeOfTag+1), cellBool, int64(protowire.EncodeBool(b)))
}

func (e *encoder) JSON(j json.RawMessage) {
	e.row = append(appendHead(e.begin(proto.ColumnType_JSON, sizeOfField(len(j))), cellJSON, len(j)), j...)
}

// Time encodes an instant. As in every message, a field that is 0 is left out.
func (e *encoder) Time(t time.Time) {
	var encoded [2 * (1 + 10)]byte
	m := encoded[:0]
	if s := t.Unix(); s != 0 {
		m = appendInt(m, timestampSeconds, s)
	}
	if n := t.Nanosecond(); n != 0 {
		m = appendInt(m, timestampNanos, int64(n))
	}
	e.row = append(appendHead(e.begin(proto.ColumnType_TIMESTAMP, sizeOfField(len(m))), cellTimestamp, len(m)), m...)
}

// begin returns the row with what is before the next cell, whose message Column has so many bytes.
func (e *encoder) begin(kind proto.ColumnType, cell int) []byte {
	c := &e.columns[e.next]
	e.next++
	if c.Type != kind && e.err == nil {
		e.err = fmt.Errorf("column %s: a cell of type %s, not %s", c.Name, kind, c.Type)
	}
	return c.appendHead(e.row, cell)
}

// A columnEncoder encodes what the entries that a column has in the maps of rows have in common.
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

const (
	sizeOfTag = 1
	headRoom  = sizeOfTag + 5 // of the head of a field; a length of 32 bits takes 5 bytes at most
)

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

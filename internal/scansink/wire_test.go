package scansink

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	protobuf "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
)

// What the SDK would have made of a value is what is decoded again.
func TestRowsOnTheWireAreTheSDKs(t *testing.T) {
	t.Parallel()
	values := map[proto.ColumnType][]any{
		proto.ColumnType_STRING:    {nil, "", "a", "π", strings.Repeat("long ", 10_000)},
		proto.ColumnType_INT:       {nil, int64(0), int64(1), int64(-1), int64(math.MaxInt64), int64(math.MinInt64)},
		proto.ColumnType_DOUBLE:    {nil, 0.0, -0.5, math.MaxFloat64, math.SmallestNonzeroFloat64},
		proto.ColumnType_BOOL:      {nil, true, false},
		proto.ColumnType_TIMESTAMP: {nil, time.Unix(0, 0).UTC(), time.Unix(1, 0).UTC(), time.Unix(1_750_000_000, 1_000).UTC(), time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)},
		proto.ColumnType_JSON:      {nil, json.RawMessage("null"), json.RawMessage(`{"a":[1,"ü"]}`)},
	}
	h := Header{Connection: "aircall"}
	rows := make([][]any, 6)
	for kind, some := range values {
		h.Columns = append(h.Columns, Column{Name: strings.ToLower(kind.String()), Type: kind})
		for i := range rows {
			rows[i] = append(rows[i], some[i%len(some)])
		}
	}
	e := newEncoder(h, []string{"sp_connection_name", "string"})
	for i, row := range rows {
		want := &proto.ExecuteResponse{Connection: "aircall", Metadata: &proto.QueryMetadata{RowsFetched: int64(i + 1)}, Row: &proto.Row{Columns: map[string]*proto.Column{}}}
		for j, c := range h.Columns {
			v := row[j]
			if document, ok := v.(json.RawMessage); ok {
				v = string(document) // as the table's transform gives it
			}
			value, err := (&plugin.Column{Name: c.Name, Type: c.Type}).ToColumnValue(v)
			if err != nil {
				t.Fatal(err)
			}
			want.Row.Columns[c.Name] = value
		}
		want.Row.Columns["sp_connection_name"] = &proto.Column{Value: &proto.Column_StringValue{StringValue: "aircall"}}
		encoded, err := encodeRow(e, row...)
		if err != nil {
			t.Fatal(err)
		}
		got := new(proto.ExecuteResponse)
		if err := protobuf.Unmarshal(encoded, got); err != nil {
			t.Fatalf("row %d: %v", i, err)
		}
		if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
			t.Errorf("row %d: %s", i, diff)
		}
	}
}

func encodeRow(e *encoder, cells ...any) ([]byte, error) {
	for _, cell := range cells {
		Write(e, cell)
	}
	return e.response()
}

func TestTextThatIsNotUTF8IsReplacedOnTheWire(t *testing.T) {
	t.Parallel()
	encoded, err := encodeRow(newEncoder(Header{Columns: []Column{{"name", proto.ColumnType_STRING}}}, nil), "a\xffb")
	if err != nil {
		t.Fatal(err)
	}
	got := new(proto.ExecuteResponse)
	if err := protobuf.Unmarshal(encoded, got); err != nil {
		t.Fatal(err)
	}
	if name := got.GetRow().GetColumns()["name"].GetStringValue(); name != "a\uFFFDb" {
		t.Errorf("got %q", name)
	}
}

// What no table would write is an error, not a row that is short or not to be read.
func TestCellsThatDoNotFitTheirColumnsAreAnError(t *testing.T) {
	t.Parallel()
	name, id := Column{"name", proto.ColumnType_STRING}, Column{"id", proto.ColumnType_INT}
	for _, test := range []struct {
		column Column
		cells  []any
		want   string
	}{
		{name, []any{int64(1)}, "column name"},
		{name, []any{1.5}, "column name"},
		{name, []any{true}, "column name"},
		{name, []any{time.Unix(0, 0)}, "column name"},
		{name, []any{json.RawMessage("1")}, "column name"},
		{id, []any{"1"}, "column id"},
		{id, nil, "0 cells of 1 columns"},
	} {
		if _, err := encodeRow(newEncoder(Header{Columns: []Column{test.column}}, nil), test.cells...); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%T in %s: got %v", test.cells, test.column.Name, err)
		}
	}
}

func BenchmarkResponse(b *testing.B) {
	h := Header{Connection: "aircall"}
	var row []any
	for i := range 13 {
		h.Columns = append(h.Columns, Column{Name: "column_name_" + string(rune('a'+i)), Type: proto.ColumnType_STRING})
		row = append(row, "some text")
	}
	e := newEncoder(h, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encodeRow(e, row...); err != nil {
			b.Fatal(err)
		}
	}
}

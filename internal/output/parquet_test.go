package output_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	goparquet "github.com/fraugster/parquet-go"
	"github.com/fraugster/parquet-go/parquet"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

func TestParquetHasTypes(t *testing.T) {
	t.Parallel()
	r, err := goparquet.NewFileReader(bytes.NewReader(file(t, output.Parquet, typed, typedRows)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range r.GetSchemaDefinition().RootColumn.Children {
		e := c.SchemaElement
		text := e.GetName() + " " + e.GetType().String()
		switch l := e.GetLogicalType(); {
		case l == nil:
		case l.IsSetTIMESTAMP():
			text += " timestamp"
			if l.TIMESTAMP.IsAdjustedToUTC && l.TIMESTAMP.Unit.IsSetMICROS() {
				text += " in microseconds UTC"
			}
		case l.IsSetSTRING():
			text += " string"
		case l.IsSetINTEGER():
			text += " integer"
		}
		if e.GetRepetitionType() != parquet.FieldRepetitionType_OPTIONAL {
			text += " not null"
		}
		got = append(got, text)
	}
	want := []string{
		"zone BYTE_ARRAY string", "at INT64 timestamp in microseconds UTC", "open BOOLEAN", "id INT64 integer", "cost DOUBLE",
		"tags BYTE_ARRAY string", "n DOUBLE", "id_2 INT64 integer", "mixed BYTE_ARRAY string", "none BYTE_ARRAY string",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("columns\n%q, want\n%q", got, want)
	}
	var rows []map[string]any
	for {
		row, err := r.NextRow()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	micros := time.Date(2026, 6, 1, 8, 0, 0, 123456000, time.UTC).UnixMicro()
	wantRows := []map[string]any{
		{"zone": []byte("Zoë\x1b[2J"), "at": micros, "open": true, "id": int64(math.MaxInt64), "cost": 1.5, "tags": []byte(`{"a":[1]}`), "n": 3.0, "id_2": int64(1), "mixed": []byte("7")},
		{},
		{"zone": []byte{}, "at": int64(0), "open": false, "id": int64(-5), "cost": math.Inf(-1), "tags": []byte("[]"), "n": 0.25, "id_2": int64(2), "mixed": []byte("seven")},
	}
	if !reflect.DeepEqual(rows, wantRows) {
		t.Errorf("rows\n%v, want\n%v", rows, wantRows)
	}
}

// TestParquetOfManyRows: they come in groups, and of no rows there is a file with columns.
func TestParquetOfManyRows(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{0, 1, 120_000} {
		for name, column := range map[string]output.Column{"streamed": {Name: "n", Type: "bigint"}, "held": {Name: "n"}} {
			var rows [][]any
			for i := range n {
				rows = append(rows, []any{i})
			}
			r, err := goparquet.NewFileReader(bytes.NewReader(file(t, output.Parquet, []output.Column{column}, rows)))
			if err != nil {
				t.Fatal(err)
			}
			count, sum := int64(0), int64(0)
			for row, err := r.NextRow(); err == nil; row, err = r.NextRow() {
				count++
				sum += row["n"].(int64)
			}
			if count != n || sum != n*(n-1)/2 || r.NumRows() != n || len(r.GetSchemaDefinition().RootColumn.Children) != 1 {
				t.Errorf("%s: %d rows, sum %d, want %d rows", name, count, sum, n)
			}
		}
	}
}

func TestNoParquetOfWhatItCannotHold(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := only(t, &b, []output.Column{{Name: "at", Type: "timestamp with time zone"}}, output.Options{Format: output.Parquet})
	if err := p.Print([]any{"soon"}); err == nil || !strings.Contains(err.Error(), `column at cannot be written as Parquet: "soon" is not of its type`) {
		t.Errorf("%v", err)
	}
	results := output.NewResults(&b, output.Options{Format: output.Parquet})
	if _, err := results.Next(output.Columns("a")); err != nil {
		t.Fatal(err)
	}
	if _, err := results.Next(output.Columns("b")); err == nil || !strings.Contains(err.Error(), "a Parquet file holds one result") {
		t.Errorf("a second result: %v", err)
	}
}

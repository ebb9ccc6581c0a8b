package output_test

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// The rows that files hold are of every type. The files are read by libraries that have nothing to do with those that write them.

var typed = []output.Column{
	{Name: "zone", Type: "text"}, {Name: "at", Type: "timestamp with time zone"}, {Name: "open", Type: "boolean"}, {Name: "id", Type: "bigint"},
	{Name: "cost", Type: "double precision"}, {Name: "tags", Type: "jsonb"}, {Name: "n"}, {Name: "id"}, {Name: "mixed"}, {Name: "none"},
}

var typedRows = [][]any{
	{"Zoë\x1b[2J", time.Date(2026, 6, 1, 10, 0, 0, 123456789, time.FixedZone("", 7200)), true, int64(math.MaxInt64), 1.5, json.RawMessage(`{"a":[1]}`), int64(3), int64(1), int64(7), nil},
	{nil, nil, nil, nil, nil, nil, nil, nil, nil, nil},
	{"", time.Unix(0, 0), false, int64(-5), math.Inf(-1), json.RawMessage(`[]`), 0.25, int64(2), "seven", nil},
}

func file(t *testing.T, format output.Format, columns []output.Column, rows [][]any) []byte {
	t.Helper()
	var b bytes.Buffer
	p := only(t, &b, columns, output.Options{Format: format, Header: true})
	for _, row := range rows {
		if err := p.Print(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

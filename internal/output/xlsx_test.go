package output_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/thedatashed/xlsxreader"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

func TestXLSXHasTypes(t *testing.T) {
	t.Parallel()
	rows := append(slices.Clone(typedRows), []any{"=1+1", nil, nil, int64(12), 0.5, nil, "@SUM(A1)", nil, nil, nil})
	book, err := xlsxreader.NewReader(file(t, output.XLSX, typed, rows))
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	var indices []int
	for row := range book.ReadRows(book.Sheets[0]) {
		if row.Error != nil {
			t.Fatal(row.Error)
		}
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Column+" "+string(c.Type)+" "+c.Value)
		}
		got, indices = append(got, cells), append(indices, row.Index)
	}
	want := [][]string{
		{"A string zone", "B string at", "C string open", "D string id", "E string cost", "F string tags", "G string n", "H string id", "I string mixed", "J string none"},
		{"A string Zoë␛[2J", "B datetime 2026-06-01T08:00:00Z", "C boolean 1", "D string 9223372036854775807", "E numerical 1.5", `F string {"a":[1]}`, "G numerical 3", "H numerical 1", "I numerical 7"},
		{"A string ", "B datetime 1970-01-01", "C boolean 0", "D numerical -5", "E string -Infinity", "F string []", "G numerical 0.25", "H numerical 2", "I string seven"},
		{"A string =1+1", "D numerical 12", "E numerical 0.5", "G string @SUM(A1)"},
	}
	if !reflect.DeepEqual(got, want) || !slices.Equal(indices, []int{1, 2, 4, 5}) { // the reader leaves an empty row out
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

func TestASheetForEachResult(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	results := output.NewResults(&b, output.Options{Format: output.XLSX})
	for _, name := range []string{"a", "b"} {
		p, err := results.Next(output.Columns(name))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(p.Print([]any{name + "1"}), p.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if err := results.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := xlsxreader.NewReader(b.Bytes())
	if err != nil || len(book.Sheets) != 2 {
		t.Fatalf("%v, %v", book, err)
	}
	for i, want := range []string{"aa1", "bb1"} {
		got := ""
		for row := range book.ReadRows(book.Sheets[i]) {
			got += row.Cells[0].Value
		}
		if got != want {
			t.Errorf("sheet %d: %q, want %q", i, got, want)
		}
	}
}

// TestNothingIsCutForASheet: what a cell cannot hold is an error that names it.
func TestNothingIsCutForASheet(t *testing.T) {
	t.Parallel()
	p := only(t, io.Discard, output.Columns("id", "said"), output.Options{Format: output.XLSX})
	if err := p.Print([]any{int64(1), strings.Repeat("é", 32_767)}); err != nil {
		t.Error(err)
	}
	if err := p.Print([]any{int64(2), strings.Repeat("x", 32_768)}); err == nil || !strings.Contains(err.Error(), "column said, row 2: a cell takes 32767 characters") {
		t.Errorf("%v", err)
	}
}

package output_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	goparquet "github.com/fraugster/parquet-go"
	"github.com/fraugster/parquet-go/parquet"
	"github.com/thedatashed/xlsxreader"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// The files are read by libraries that have nothing to do with those that write them.

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

// TestNoFormulas: what a spreadsheet would run is text, and numbers are what they are.
func TestNoFormulas(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"=HYPERLINK(1)": "'=HYPERLINK(1)", "@SUM(A1)": "'@SUM(A1)", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "+1-212": "'+1-212", "-": "'-",
		"\t=1": "' =1", "＝1+1": "'＝1+1", " =1": "' =1",
		"+33199002962": "+33199002962", "+1 212-555-0141": "+1 212-555-0141", "-5": "-5", "-0.5": "-0.5", "a=b": "a=b", "'x": "'x", "": "", "+(33) 1": "'+(33) 1"[1:],
	} {
		for format, separator := range map[output.Format]string{output.CSV: ",", output.TSV: "\t"} {
			got := printed(t, []string{"a", "b"}, [][]any{{value, "z"}}, output.Options{Format: format})
			if unquoted := strings.ReplaceAll(got, `"`, ""); unquoted != want+separator+"z\n" {
				t.Errorf("%s of %q: %q", format, value, got)
			}
			if got := printed(t, []string{"a", "b"}, [][]any{{value, int64(-5)}}, output.Options{Format: format, Exact: true}); strings.Trim(got, "\"") != value+separator+"-5\n" && !strings.HasPrefix(got, `"`+value+`"`) {
				t.Errorf("exact %s of %q: %q", format, value, got)
			}
		}
	}
}

func TestMarkdownIsText(t *testing.T) {
	t.Parallel()
	got := printed(t, []string{"a|b", "n"}, [][]any{
		{"[x](https://evil.example)\n<img src=x> `c` *b* ~~s~~ \\ & |", int64(3)}, {nil, "www.evil.example ![p](//e)"},
	}, output.Options{Format: output.Markdown, Header: true})
	want := `| a\|b | n |
|---|---|
| \[x\](https:\//evil.example)<br>&lt;img src=x&gt; ` + "\\`c\\`" + ` \*b\* \~\~s\~\~ \\ &amp; \| | 3 |
|  | www\.evil.example !\[p\](//e) |
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := printed(t, []string{"a"}, nil, output.Options{Format: output.Markdown}); got != "| a |\n|---|\n" {
		t.Errorf("no rows: %q", got)
	}
}

// TestAFileIsWholeOrAsItWas: nobody finds half an answer in it.
func TestAFileIsWholeOrAsItWas(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "calls.csv")
	write := func(text string, keep bool) {
		t.Helper()
		f, err := output.NewFile(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Drop()
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if keep {
			if err := f.Keep(); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("half", false)
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half an answer is there: %v", err)
	}
	write("first", true)
	write("half", false)
	if got, err := os.ReadFile(name); err != nil || string(got) != "first" {
		t.Errorf("%q, %v", got, err)
	}
	write("second", true)
	info, err := os.Stat(name)
	if got, _ := os.ReadFile(name); err != nil || string(got) != "second" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v, %v", got, info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, bad := range []string{filepath.Dir(name), filepath.Join(name, "x")} {
		if _, err := output.NewFile(bad); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestFormatOfAFile(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]output.Format{
		"a.parquet": output.Parquet, "a.XLSX": output.XLSX, "a/b.csv": output.CSV, "a.tsv": output.TSV, "a.json": output.JSON, "a.jsonl": output.JSONL, "a.ndjson": output.JSONL,
		"a.md": output.Markdown, "a.txt": "", "csv": "", "a.table": "",
	} {
		if got := output.FormatOf(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

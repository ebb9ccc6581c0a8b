package output_test

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

var (
	columns = []string{"id", "name", "open", "score", "tags", "at", "id"}
	rows    = [][]any{
		{int64(7), `Zoë "Z" <a&b>, ok`, true, 1.5, json.RawMessage(`{"a": [1, null]}`), time.Date(2026, 6, 1, 10, 0, 0, 5e8, time.FixedZone("", 7200)), int64(1)},
		{int64(1234567), "two\nlines\x1b[2J", false, nil, nil, nil, nil},
	}
)

func printed(t *testing.T, columns []string, rows [][]any, o output.Options) string {
	t.Helper()
	var b strings.Builder
	p := only(t, &b, output.Columns(columns...), o)
	for _, row := range rows {
		if err := p.Print(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// an onlyResult is one result and the end of the output.
type onlyResult struct {
	output.Printer
	results *output.Results
}

func only(t *testing.T, w io.Writer, columns []output.Column, o output.Options) onlyResult {
	t.Helper()
	results := output.NewResults(w, o)
	p, err := results.Next(columns)
	if err != nil {
		t.Fatal(err)
	}
	return onlyResult{p, results}
}

func (r onlyResult) Close() error {
	if err := r.Printer.Close(); err != nil {
		return err
	}
	return r.results.Close()
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options output.Options
		rows    [][]any
		want    string
	}{
		"table": {output.Options{Format: output.Table, Header: true}, rows, `
+---------+-------------------+-------+--------+------------------+------------------------+--------+
|      id | name              | open  |  score | tags             | at                     |     id |
+---------+-------------------+-------+--------+------------------+------------------------+--------+
|       7 | Zoë "Z" <a&b>, ok | true  |    1.5 | {"a": [1, null]} | 2026-06-01T08:00:00.5Z |      1 |
| 1234567 | two               | false | <null> | <null>           | <null>                 | <null> |
|         | lines␛[2J         |       |        |                  |                        |        |
+---------+-------------------+-------+--------+------------------+------------------------+--------+
`},
		"table without header": {output.Options{Format: output.Table}, rows[:1], `
+---+-------------------+------+-----+------------------+------------------------+---+
| 7 | Zoë "Z" <a&b>, ok | true | 1.5 | {"a": [1, null]} | 2026-06-01T08:00:00.5Z | 1 |
+---+-------------------+------+-----+------------------+------------------------+---+
`},
		"empty table": {output.Options{Format: output.Table, Header: true}, nil, `
+----+------+------+-------+------+----+----+
| id | name | open | score | tags | at | id |
+----+------+------+-------+------+----+----+
+----+------+------+-------+------+----+----+
`},
		"csv": {output.Options{Format: output.CSV, Header: true}, rows, `
id,name,open,score,tags,at,id
7,"Zoë ""Z"" <a&b>, ok",true,1.5,"{""a"": [1, null]}",2026-06-01T08:00:00.5Z,1
1234567,"two
lines␛[2J",false,,,,
`},
		"csv without header": {output.Options{Format: output.CSV}, rows[:1], `
7,"Zoë ""Z"" <a&b>, ok",true,1.5,"{""a"": [1, null]}",2026-06-01T08:00:00.5Z,1
`},
		"empty csv": {output.Options{Format: output.CSV, Header: true}, nil, `
id,name,open,score,tags,at,id
`},
		"json": {output.Options{Format: output.JSON, Header: true}, rows, `
[
 {"id":7,"name":"Zoë \"Z\" <a&b>, ok","open":true,"score":1.5,"tags":{"a":[1,null]},"at":"2026-06-01T08:00:00.5Z","id_2":1},
 {"id":1234567,"name":"two\nlines\u001b[2J","open":false,"score":null,"tags":null,"at":null,"id_2":null}
]
`},
		"empty json": {output.Options{Format: output.JSON}, nil, `
[]
`},
		"jsonl": {output.Options{Format: output.JSONL}, rows, `
{"id":7,"name":"Zoë \"Z\" <a&b>, ok","open":true,"score":1.5,"tags":{"a":[1,null]},"at":"2026-06-01T08:00:00.5Z","id_2":1}
{"id":1234567,"name":"two\nlines\u001b[2J","open":false,"score":null,"tags":null,"at":null,"id_2":null}
`},
		"empty jsonl": {output.Options{Format: output.JSONL}, nil, "\n"},
		"line": {output.Options{Format: output.Line}, rows, `
-[ RECORD 1  ]------------------------------------------------------------
id    | 7
name  | Zoë "Z" <a&b>, ok
open  | true
score | 1.5
tags  | {"a": [1, null]}
at    | 2026-06-01T08:00:00.5Z
id    | 1
-[ RECORD 2  ]------------------------------------------------------------
id    | 1234567
name  | two
      | lines␛[2J
open  | false
score | <null>
tags  | <null>
at    | <null>
id    | <null>
`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := printed(t, columns, test.rows, test.options); got != test.want[1:] {
				t.Errorf("got\n%s\nwant\n%s", got, test.want[1:])
			}
		})
	}
}

func TestTableFitsTheTerminal(t *testing.T) {
	t.Parallel()
	row := []any{int64(7), "a caller who talks and talks\nand hangs up", strings.Repeat("x", 30)}
	got := printed(t, []string{"id", "said", "code"}, [][]any{row}, output.Options{Format: output.Table, Header: true, Width: 40})
	want := `
+----+----------------+----------------+
| id | said           | code           |
+----+----------------+----------------+
|  7 | a caller who   | xxxxxxxxxxxxxx |
|    | talks and      | xxxxxxxxxxxxxx |
|    | talks          | xx             |
|    | and hangs up   |                |
+----+----------------+----------------+
`
	if got != want[1:] {
		t.Errorf("got\n%s\nwant\n%s", got, want[1:])
	}
}

func TestAStatementWithoutAResultPrintsNothing(t *testing.T) {
	t.Parallel()
	if got := printed(t, nil, nil, output.Options{Format: output.Table, Header: true}); got != "" {
		t.Errorf("%q", got)
	}
}

func TestRowsStream(t *testing.T) {
	t.Parallel()
	for _, format := range []output.Format{output.CSV, output.TSV, output.JSON, output.JSONL, output.Line, output.Markdown} {
		var b strings.Builder
		p := only(t, &b, output.Columns("name"), output.Options{Format: format})
		if err := p.Print([]any{"first"}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "first") {
			t.Errorf("%s keeps the first row back", format)
		}
	}
}

func TestAnUnfinishedDocumentIsNotValid(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	p := only(t, &b, output.Columns("name"), output.Options{Format: output.JSON})
	if err := p.Print([]any{"first"}); err != nil {
		t.Fatal(err)
	}
	if json.Valid([]byte(b.String())) {
		t.Errorf("%q is valid before Close", b.String())
	}
}

func TestRepeatedNamesBecomeDifferentKeys(t *testing.T) {
	t.Parallel()
	got := printed(t, []string{"a", "a_2", "a", "a"}, [][]any{{int64(1), int64(2), int64(3), int64(4)}}, output.Options{Format: output.JSONL})
	var row map[string]int
	if err := json.Unmarshal([]byte(got), &row); err != nil || len(row) != 4 {
		t.Errorf("%s has %d keys: %v", got, len(row), err)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("nobody reads") }

func TestErrorsReachTheCaller(t *testing.T) {
	t.Parallel()
	for _, format := range output.Formats() {
		p := only(t, brokenPipe{}, output.Columns("name"), output.Options{Format: format})
		if err := errors.Join(p.Print([]any{"x"}), p.Close()); err == nil || !strings.Contains(err.Error(), "nobody reads") {
			t.Errorf("%s: %v", format, err)
		}
	}
	p := only(t, new(strings.Builder), output.Columns("ratio"), output.Options{Format: output.JSON})
	if err := p.Print([]any{math.NaN()}); err == nil || !strings.Contains(err.Error(), "column ratio") {
		t.Errorf("no number in JSON: %v", err)
	}
}

// A document is not left unfinished for want of a way to write a number that SQLite can compute.
func TestInfinityIsAWord(t *testing.T) {
	t.Parallel()
	for _, format := range output.Formats() {
		var b strings.Builder
		p := only(t, &b, output.Columns("ratio"), output.Options{Format: format})
		if err := errors.Join(p.Print([]any{math.Inf(1)}), p.Print([]any{math.Inf(-1)}), p.Close()); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		if got := b.String(); !format.IsBinary() && strings.Count(got, "Infinity") != 2 {
			t.Errorf("%s: %q", format, got)
		}
	}
}

func TestFormatIsAFlag(t *testing.T) {
	t.Parallel()
	f := output.Table
	if err := f.Set("csv"); err != nil || f != output.CSV {
		t.Errorf("%s, %v", f, err)
	}
	if err := f.Set("xml"); err == nil || !strings.Contains(err.Error(), "table, csv, tsv, json, jsonl, line, markdown, parquet, xlsx") || f != output.CSV {
		t.Errorf("%s, %v", f, err)
	}
}

// Package output prints the rows of a query.
package output

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Format is a way to print rows.
type Format string

// The formats. CSV, TSV, JSON, JSONL, Line and Markdown print each row as it comes; Table has to see them all first, and
// Parquet does where a column's type is not known before.
const (
	Table    Format = "table"
	CSV      Format = "csv"
	TSV      Format = "tsv"   // CSV with tabs
	JSON     Format = "json"  // one array of objects
	JSONL    Format = "jsonl" // one object per line
	Line     Format = "line"  // one column per line
	Markdown Format = "markdown"
	Parquet  Format = "parquet" // a file of one result
	XLSX     Format = "xlsx"    // a workbook, one sheet per result
)

// Formats are all formats, the default one first.
func Formats() []Format {
	return []Format{Table, CSV, TSV, JSON, JSONL, Line, Markdown, Parquet, XLSX}
}

// IsBinary reports whether the format is that of a file that only programs read.
func (f Format) IsBinary() bool { return f == Parquet || f == XLSX }

// FormatOf is the format that a file's name says, "" where it says none.
func FormatOf(file string) Format {
	extension := strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
	switch f := Format(extension); {
	case extension == "md":
		return Markdown
	case extension == "ndjson":
		return JSONL
	case slices.Contains([]Format{CSV, TSV, JSON, JSONL, Parquet, XLSX}, f):
		return f
	}
	return ""
}

// A Column is a column of a result: its name, and its type in Postgres' words, "" where that is not known before its values
// are.
type Column struct{ Name, Type string }

// The types that a format may tell apart.
const (
	timeType    = "timestamp with time zone"
	boolType    = "boolean"
	integerType = "bigint"
	floatType   = "double precision"
	jsonType    = "jsonb"
	textType    = "text"
)

// Columns are columns without types.
func Columns(names ...string) []Column {
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i].Name = name
	}
	return columns
}

// String, Set and Type make a Format the value of a command's flag.
func (f *Format) String() string { return string(*f) }

// Set takes the name of a format.
func (f *Format) Set(name string) error {
	if !slices.Contains(Formats(), Format(name)) {
		return fmt.Errorf("it is one of %s", names())
	}
	*f = Format(name)
	return nil
}

// Type is what a command's help calls the value.
func (f *Format) Type() string { return "format" }

func names() string {
	var all []string
	for _, f := range Formats() {
		all = append(all, string(f))
	}
	return strings.Join(all, ", ")
}

// Options of a Printer.
type Options struct {
	Format Format
	Header bool // CSV, TSV and Table begin with the names of the columns
	Width  int  // of the terminal that is printed on; 0: it is none, and a Table is not wrapped
	Turn   bool // a Table that does not fit the terminal is printed as Line
	Exact  bool // CSV and TSV, except on a terminal, leave what a spreadsheet would run or a terminal obey as it is
}

// A Printer prints rows. Its values are nil, bool, int64, float64, string, json.RawMessage or time.Time.
type Printer interface {
	// Print takes the next row, which has a value for each column.
	Print(row []any) error
	// Close completes the output. After an error that cuts the rows short it is not called, so that neither a table
	// nor a JSON document is taken for a whole one.
	Close() error
}

// newPrinter returns a printer of one result in any format but XLSX. It writes nothing before the first row or Close.
func newPrinter(w io.Writer, columns []Column, o Options) Printer {
	switch o.Format {
	case CSV, TSV:
		return newCSV(w, columns, o)
	case Markdown:
		return newMarkdown(w, columns)
	case Parquet:
		return newParquet(w, columns)
	case JSON:
		return newJSON(w, columns, array)
	case JSONL:
		return newJSON(w, columns, lines)
	case Line:
		return newLine(w, columns, o)
	}
	return newTable(w, columns, o)
}

// null is how formats for people show NULL.
const null = "<null>"

// textOf shows a value that is not NULL. Times are RFC 3339 in UTC.
func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case json.RawMessage:
		return string(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	case float64:
		switch text, err := json.Marshal(v); {
		case err == nil:
			return string(text)
		case math.IsInf(v, 1):
			return "Infinity"
		case math.IsInf(v, -1):
			return "-Infinity"
		}
	}
	return fmt.Sprint(value)
}

// shown is a value for people.
func shown(value any) string {
	if value == nil {
		return null
	}
	return Visible(textOf(value))
}

func shownNames(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = VisibleLine(c.Name)
	}
	return names
}

// uniqueNames gives a name that comes again a number, where each may be there once.
func uniqueNames(columns []Column) []string {
	var unique []string
	for i, c := range columns {
		taken := func(name string) bool {
			return slices.Contains(unique, name) || slices.ContainsFunc(columns[:i], func(c Column) bool { return c.Name == name })
		}
		name := c.Name
		for n := 2; taken(name); n++ {
			name = fmt.Sprintf("%s_%d", c.Name, n)
		}
		unique = append(unique, name)
	}
	return unique
}

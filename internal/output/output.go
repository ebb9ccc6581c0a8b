// Package output prints the rows of a query.
package output

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// A Format is a way to print rows.
type Format string

// The formats. CSV, JSON, JSONL and Line print each row as it comes; Table has to see them all first.
const (
	Table Format = "table"
	CSV   Format = "csv"
	JSON  Format = "json"  // one array of objects
	JSONL Format = "jsonl" // an object a line
	Line  Format = "line"  // a column a line
)

// Formats are all formats, the default one first.
func Formats() []Format { return []Format{Table, CSV, JSON, JSONL, Line} }

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
	Header bool // CSV and Table begin with the names of the columns
	Width  int  // of the terminal that is printed on; 0: it is none, and CSV is exact and a Table not wrapped
}

// A Printer prints rows. Its values are nil, bool, int64, float64, string, json.RawMessage or time.Time.
type Printer interface {
	// Print takes the next row, which has a value for each column.
	Print(row []any) error
	// Close completes the output. After an error that cuts the rows short it is not called, so that neither a table
	// nor a JSON document is taken for a whole one.
	Close() error
}

// New returns a printer of rows with such columns. It writes nothing before the first row or Close.
func New(w io.Writer, columns []string, o Options) Printer {
	switch o.Format {
	case CSV:
		return newCSV(w, columns, o)
	case JSON:
		return newJSON(w, columns, array)
	case JSONL:
		return newJSON(w, columns, lines)
	case Line:
		return newLine(w, columns)
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

func shownNames(columns []string) []string {
	names := make([]string, len(columns))
	for i, name := range columns {
		names[i] = VisibleLine(name)
	}
	return names
}

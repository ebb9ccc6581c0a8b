package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"

	goparquet "github.com/fraugster/parquet-go"
	"github.com/thedatashed/xlsxreader"
)

// The readers of files that the command writes give the names of the columns and then the rows. None is of the library that
// writes them.

func csvRows(separator rune) func(t *testing.T, content []byte) [][]string {
	return func(t *testing.T, content []byte) [][]string {
		t.Helper()
		r := csv.NewReader(bytes.NewReader(content))
		r.Comma = separator
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
}

// jsonRows reads an array of objects, or objects, in the order of their keys.
func jsonRows(t *testing.T, content []byte) (rows [][]string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(content))
	var keys, values []string
	for depth := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case token == json.Delim('{'):
			keys, values, depth = nil, nil, 1
		case token == json.Delim('}'):
			if rows == nil {
				rows = append(rows, keys)
			}
			rows, depth = append(rows, values), 0
		case depth == 1 && len(keys) == len(values):
			keys = append(keys, fmt.Sprint(token))
		case depth == 1:
			values = append(values, fmt.Sprint(token))
		}
	}
}

func parquetRows(t *testing.T, content []byte) (rows [][]string) {
	t.Helper()
	r, err := goparquet.NewFileReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range r.GetSchemaDefinition().RootColumn.Children {
		names = append(names, c.SchemaElement.GetName())
	}
	rows = append(rows, names)
	for {
		row, err := r.NextRow()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, name := range names {
			switch v := row[name].(type) {
			case []byte:
				cells = append(cells, string(v))
			case nil:
				cells = append(cells, "")
			default:
				cells = append(cells, fmt.Sprint(v))
			}
		}
		rows = append(rows, cells)
	}
}

func xlsxRows(t *testing.T, content []byte) (rows [][]string) {
	t.Helper()
	book, err := xlsxreader.NewReader(content)
	if err != nil {
		t.Fatal(err)
	}
	for row := range book.ReadRows(book.Sheets[0]) {
		if row.Error != nil {
			t.Fatal(row.Error)
		}
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Value)
		}
		rows = append(rows, cells)
	}
	return rows
}

// sheetXML is the first sheet of a workbook as it is in the file.
func sheetXML(t *testing.T, content []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	sheet, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(sheet)
}

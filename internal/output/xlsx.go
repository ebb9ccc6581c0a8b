package output

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// What a sheet can hold.
const (
	maxSheetRows    = 1_048_576
	maxSheetColumns = 16_384
	maxCellUnits    = 32_767 // of UTF-16
	// exactInSheet is the greatest integer up to which a spreadsheet has all: 15 digits.
	exactInSheet = 999_999_999_999_999
)

// A workbook is an XLSX file, one sheet per result. It is written when it is closed.
type workbook struct {
	w     io.Writer
	file  *excelize.File
	names int // sheets so far
	times int // the style of times
	bold  int // the style of the header
}

func newWorkbook(w io.Writer) (*workbook, error) {
	b := &workbook{w: w, file: excelize.NewFile()}
	format := "yyyy-mm-dd hh:mm:ss"
	var err error
	if b.times, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return nil, err
	}
	b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	return b, err
}

// A sheetPrinter fills a sheet. Text is written as text, which no spreadsheet takes for a formula; times are in UTC.
type sheetPrinter struct {
	book    *workbook
	columns []Column
	writer  *excelize.StreamWriter
	row     int
}

func (b *workbook) next(columns []Column) (*sheetPrinter, error) {
	if len(columns) > maxSheetColumns {
		return nil, fmt.Errorf("the result has %d columns, and a sheet takes %d", len(columns), maxSheetColumns)
	}
	b.names++
	name := "Sheet1" // which a new file has
	if b.names > 1 {
		name = fmt.Sprint("Sheet", b.names)
		if _, err := b.file.NewSheet(name); err != nil {
			return nil, err
		}
	}
	writer, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	p := &sheetPrinter{book: b, columns: columns, writer: writer}
	header := make([]any, len(columns))
	for i, c := range columns {
		header[i] = excelize.Cell{StyleID: b.bold, Value: VisibleLine(c.Name)}
		if err := writer.SetColWidth(i+1, i+1, widthOf(c)); err != nil {
			return nil, err
		}
	}
	if err := writer.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	return p, p.add(header)
}

// widthOf is the width of a column, in characters: of the columns nothing is known but their types and names.
func widthOf(c Column) float64 {
	widths := map[string]int{timeType: 19, boolType: 7, jsonType: 30, textType: 24}
	return float64(min(max(cmp.Or(widths[c.Type], 12), len(c.Name)+2), 60))
}

func (p *sheetPrinter) add(cells []any) error {
	if p.row == maxSheetRows {
		return fmt.Errorf("the result has more rows than a sheet takes (%d and the columns' names): choose parquet or csv, or ask for fewer", maxSheetRows-1)
	}
	p.row++
	return p.writer.SetRow(fmt.Sprint("A", p.row), cells)
}

// Print takes the next row.
func (p *sheetPrinter) Print(row []any) error {
	cells := make([]any, len(row))
	for i, value := range row {
		switch v := value.(type) {
		case nil:
			cells[i] = nil
		case bool:
			cells[i] = v
		case float64:
			if cells[i] = v; math.IsInf(v, 0) {
				cells[i] = textOf(v)
			}
		case int64:
			cells[i] = v
			if v > exactInSheet || v < -exactInSheet {
				cells[i] = fmt.Sprint(v)
			}
		case time.Time:
			cells[i] = excelize.Cell{StyleID: p.book.times, Value: v.UTC()}
		default:
			text := Visible(textOf(value))
			if n := len(utf16.Encode([]rune(text))); n > maxCellUnits {
				return fmt.Errorf("column %s, row %d: a cell takes %d characters, and this text has %d: choose parquet or csv, or take a part of it (substr)", p.columns[i].Name, p.row, maxCellUnits, n)
			}
			cells[i] = text
		}
	}
	return p.add(cells)
}

// Close completes the sheet.
func (p *sheetPrinter) Close() error { return p.writer.Flush() }

// close writes the file.
func (b *workbook) close() error {
	_, err := b.file.WriteTo(b.w)
	if closed := b.file.Close(); err == nil {
		err = closed
	}
	return err
}

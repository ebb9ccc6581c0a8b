package output

import (
	"encoding/csv"
	"io"
)

// A csvPrinter leaves the place of a NULL empty.
type csvPrinter struct {
	w      *csv.Writer
	record []string
	header []string // not written yet; nil: no more
}

func newCSV(w io.Writer, columns []string, header bool) *csvPrinter {
	p := &csvPrinter{w: csv.NewWriter(w), record: make([]string, len(columns))}
	if header {
		p.header = columns
	}
	return p
}

func (p *csvPrinter) Print(row []any) error {
	p.begin()
	for i, value := range row {
		p.record[i] = ""
		if value != nil {
			p.record[i] = textOf(value)
		}
	}
	_ = p.w.Write(p.record) // its error is that of Flush
	return p.flush()
}

func (p *csvPrinter) Close() error {
	p.begin()
	return p.flush()
}

func (p *csvPrinter) begin() {
	if p.header != nil {
		_ = p.w.Write(p.header)
		p.header = nil
	}
}

func (p *csvPrinter) flush() error {
	p.w.Flush()
	return p.w.Error()
}

package output

import (
	"encoding/csv"
	"io"
)

// A csvPrinter leaves the place of a NULL empty. In a file or a pipe it is exact; a terminal gets what Visible makes of it.
type csvPrinter struct {
	w      *csv.Writer
	text   func(string) string
	record []string
	header []string // not written yet; nil: no more
}

func newCSV(w io.Writer, columns []string, o Options) *csvPrinter {
	p := &csvPrinter{w: csv.NewWriter(w), text: func(s string) string { return s }, record: make([]string, len(columns))}
	if o.Width > 0 {
		p.text = Visible
	}
	if o.Header {
		p.header = make([]string, len(columns))
		for i, name := range columns {
			p.header[i] = p.text(name)
		}
	}
	return p
}

func (p *csvPrinter) Print(row []any) error {
	p.begin()
	for i, value := range row {
		p.record[i] = ""
		if value != nil {
			p.record[i] = p.text(textOf(value))
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

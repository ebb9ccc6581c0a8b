package output

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
)

// A csvPrinter leaves the place of a NULL empty. Its files are opened in spreadsheets and shown on terminals, so that text
// which either would run is made harmless, unless the exact data are asked for.
type csvPrinter struct {
	w      *csv.Writer
	text   func(string) string
	record []string
	header []string // not written yet; nil: no more
}

func newCSV(w io.Writer, columns []Column, o Options) *csvPrinter {
	p := &csvPrinter{w: csv.NewWriter(w), text: harmlessCell, record: make([]string, len(columns))}
	if o.Exact && o.Width == 0 {
		p.text = func(s string) string { return s }
	}
	if o.Format == TSV {
		p.w.Comma = '\t'
	}
	if o.Header {
		p.header = make([]string, len(columns))
		for i, c := range columns {
			p.header[i] = p.text(c.Name)
		}
	}
	return p
}

func (p *csvPrinter) Print(row []any) error {
	p.begin()
	for i, value := range row {
		switch v := value.(type) {
		case nil:
			p.record[i] = ""
		case string:
			p.record[i] = p.text(v)
		default: // a number begins with - where it is below zero
			p.record[i] = Visible(textOf(value))
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

// number is a number, a telephone number or its pseudonym, which no spreadsheet computes with (as it does with 1-2).
var number = regexp.MustCompile(`^[+-]?[0-9(][0-9().]*( [0-9 ().-]*)?$|^\+[0-9]{1,3}·[0-9a-z]+$`)

// harmlessCell is a text that neither a terminal obeys nor a spreadsheet takes for a formula: an apostrophe before = + - @
// (and what it takes for them) says that it is a text.
func harmlessCell(s string) string {
	if begins := strings.TrimLeft(s, "\t\r\n "); begins != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(begins)[0]) && !number.MatchString(s) {
		s = "'" + s
	}
	return Visible(s)
}

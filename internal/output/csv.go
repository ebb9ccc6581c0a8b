package output

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"unicode"
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
	p := &csvPrinter{w: csv.NewWriter(w), text: harmlessCell(csvPieces), record: make([]string, len(columns))}
	if o.Format == TSV {
		p.w.Comma, p.text = '\t', harmlessCell(tsvPieces)
	}
	if o.Exact && o.Width == 0 {
		p.text = func(s string) string { return s }
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
		case json.RawMessage:
			p.record[i] = p.text(string(v))
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

// The pieces of a text that a spreadsheet takes for cells of their own, where its separator is another than the file's.
var (
	csvPieces = regexp.MustCompile(`[^;\n]+`)
	tsvPieces = regexp.MustCompile(`[^,;\n]+`)
)

// harmlessCell returns a function that makes a text one that neither a terminal obeys nor a spreadsheet takes for a formula: an
// apostrophe before = + - @ (and what it takes for them) says that it is a text.
func harmlessCell(pieces *regexp.Regexp) func(string) string {
	return func(s string) string {
		s = Visible(s)
		if !strings.ContainsAny(s, formulas) {
			return s
		}
		var b strings.Builder
		done := 0
		for _, at := range pieces.FindAllStringIndex(s, -1) {
			piece := s[at[0]:at[1]]
			if at[0] > 0 { // a quote behind a separator begins a cell
				piece = strings.TrimLeftFunc(piece, func(r rune) bool { return isBlank(r) || r == '"' })
			}
			if isFormula(piece) {
				b.WriteString(s[done:at[0]] + "'")
				done = at[0]
			}
		}
		return b.String() + s[done:]
	}
}

// formulas are the characters that a formula begins with, and their forms of full width.
const formulas = "=+-@＝＋－＠"

func isFormula(s string) bool {
	s = strings.TrimFunc(s, isBlank)
	return s != "" && strings.ContainsRune(formulas, []rune(s)[0]) && !number.MatchString(s)
}

// isBlank reports whether a spreadsheet passes the character over at the beginning of a cell: white space, and the mark that a
// file may begin with.
func isBlank(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' }

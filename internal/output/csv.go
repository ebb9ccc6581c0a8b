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
	p := &csvPrinter{w: csv.NewWriter(w), text: harmlessCell(csvSeparators), record: make([]string, len(columns))}
	if o.Format == TSV {
		p.w.Comma, p.text = '\t', harmlessCell(tsvSeparators)
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

// What a spreadsheet takes for the end of a cell, where its separator is another than the file's.
const (
	csvSeparators = ";\n"
	tsvSeparators = ",;\n"
)

// harmlessCell returns a function that makes a text one that neither a terminal obeys nor a spreadsheet takes for a formula: an
// apostrophe before = + - @ (and what it takes for them) says that it is a text.
func harmlessCell(separators string) func(string) string {
	pieces := regexp.MustCompile(`[^` + separators + `]+`)
	return func(s string) string {
		if isOrdinary(s) {
			return s
		}
		s = Visible(s)
		switch {
		case isDigits(s) || !strings.ContainsAny(s, formulas):
			return s
		case strings.ContainsAny(s, separators):
		case isFormula(s):
			return "'" + s
		default:
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

// isOrdinary reports whether a text has nothing that a terminal or a spreadsheet might obey, as most cells have.
func isOrdinary(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c > '~', c == '=', c == '+', c == '-', c == '@':
			return false
		}
	}
	return true
}

// isDigits recognises the commonest of numbers, telephone numbers with and without spaces among them, sooner than number does.
func isDigits(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] != ' ' || i == 0) {
			return false
		}
	}
	return s != ""
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

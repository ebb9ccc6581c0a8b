package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// A linePrinter gives each column a line of its own.
type linePrinter struct {
	w      io.Writer
	labels []string // of one width
	indent string   // below the labels, for the further lines of a value
	rule   string   // behind the number of a row
	rows   int
}

// recordRule is how long the line before a row is, where the terminal has room for it.
const recordRule = 74

func newLine(w io.Writer, columns []Column, o Options) *linePrinter {
	names := shownNames(columns)
	width := 0
	for _, name := range names {
		width = max(width, text.StringWidth(name))
	}
	p := &linePrinter{w: w, indent: "\n" + strings.Repeat(" ", width) + " | ", rule: strings.Repeat("-", recordRule)}
	if o.Width > 0 && o.Width < recordRule {
		p.rule = p.rule[:o.Width]
	}
	for _, name := range names {
		p.labels = append(p.labels, text.Pad(name, width, ' ')+" | ")
	}
	return p
}

func (p *linePrinter) Print(row []any) error {
	p.rows++
	var b strings.Builder
	record := fmt.Sprintf("-[ RECORD %-3d]", p.rows)
	b.WriteString(record + p.rule[min(len(record), len(p.rule)):] + "\n")
	for i, value := range row {
		b.WriteString(p.labels[i] + strings.ReplaceAll(shown(value), "\n", p.indent) + "\n")
	}
	_, err := io.WriteString(p.w, b.String())
	return err
}

func (p *linePrinter) Close() error { return nil }

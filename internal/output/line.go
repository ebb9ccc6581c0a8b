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
	rows   int
}

func newLine(w io.Writer, columns []Column) *linePrinter {
	names := shownNames(columns)
	width := 0
	for _, name := range names {
		width = max(width, text.StringWidth(name))
	}
	p := &linePrinter{w: w, indent: "\n" + strings.Repeat(" ", width) + " | "}
	for _, name := range names {
		p.labels = append(p.labels, text.Pad(name, width, ' ')+" | ")
	}
	return p
}

func (p *linePrinter) Print(row []any) error {
	p.rows++
	var b strings.Builder
	fmt.Fprintf(&b, "-[ RECORD %-3d]%s\n", p.rows, strings.Repeat("-", 60))
	for i, value := range row {
		b.WriteString(p.labels[i] + strings.ReplaceAll(shown(value), "\n", p.indent) + "\n")
	}
	_, err := io.WriteString(p.w, b.String())
	return err
}

func (p *linePrinter) Close() error { return nil }

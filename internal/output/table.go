package output

import (
	"cmp"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// padding is what stands around a cell and before the next: a space, a space and the border.
const padding = 3

// A tablePrinter aligns the columns, numbers to the right, and on a terminal wraps what is too wide for it.
type tablePrinter struct {
	w       io.Writer
	options Options
	columns []Column
	names   []string
	needs   []need
	aligns  []text.Align // left from the first value on that is no number
	cells   []table.Row
	rows    [][]any // as they came, where they may be printed in another way
}

func newTable(w io.Writer, columns []Column, o Options) *tablePrinter {
	p := &tablePrinter{w: w, options: o, columns: columns, names: shownNames(columns), needs: make([]need, len(columns)), aligns: make([]text.Align, len(columns))}
	if o.Header {
		for i, name := range p.names {
			p.needs[i].take(name, false)
		}
	}
	return p
}

func (p *tablePrinter) Print(row []any) error {
	cells := make(table.Row, len(row))
	for i, value := range row {
		wraps := false
		switch value.(type) {
		case nil:
		case int64, float64:
			p.aligns[i] = cmp.Or(p.aligns[i], text.AlignRight)
		default:
			p.aligns[i] = text.AlignLeft
			wraps = true
		}
		cell := shown(value)
		p.needs[i].take(cell, wraps)
		cells[i] = cell
	}
	p.cells = append(p.cells, cells)
	if p.turns() {
		p.rows = append(p.rows, row)
	}
	return nil
}

// turns reports whether the table becomes lines when it does not fit.
func (p *tablePrinter) turns() bool { return p.options.Turn && p.options.Width > 0 }

func (p *tablePrinter) Close() error {
	widths, enough := share(p.needs, p.options.Width-1-padding*len(p.names))
	if !enough && p.turns() && len(p.rows) > 0 {
		return p.asLines()
	}
	t := table.NewWriter()
	t.Style().Format.Header = text.FormatDefault
	t.Style().Format.HeaderAlign = text.AlignDefault
	header := make(table.Row, len(p.names))
	configs := make([]table.ColumnConfig, len(p.names))
	for i, name := range p.names {
		header[i] = name
		configs[i] = table.ColumnConfig{Number: i + 1, Align: p.aligns[i], AlignHeader: p.aligns[i]}
		if p.options.Width > 0 {
			configs[i].WidthMax, configs[i].WidthMaxEnforcer = max(widths[i], 1), wrap
		}
	}
	t.SetColumnConfigs(configs)
	if p.options.Header {
		t.AppendHeader(header)
	}
	t.AppendRows(p.cells)
	rendered := t.Render()
	if rendered == "" {
		return nil
	}
	_, err := io.WriteString(p.w, rendered+"\n")
	return err
}

func (p *tablePrinter) asLines() error {
	lines := newLine(p.w, p.columns, p.options)
	for _, row := range p.rows {
		if err := lines.Print(row); err != nil {
			return err
		}
	}
	return lines.Close()
}

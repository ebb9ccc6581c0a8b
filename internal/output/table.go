package output

import (
	"cmp"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

const (
	narrowest = 12 // a column is not wrapped to less
	padding   = 3  // around a cell and before the next: a space, a space and the border
)

// A tablePrinter aligns the columns, numbers to the right, and on a terminal wraps what is too wide for it.
type tablePrinter struct {
	w       io.Writer
	options Options
	columns []string
	widths  []int        // of the widest cell
	aligns  []text.Align // left from the first value on that is no number
	rows    []table.Row
}

func newTable(w io.Writer, columns []string, o Options) *tablePrinter {
	columns = shownNames(columns)
	p := &tablePrinter{w: w, options: o, columns: columns, widths: make([]int, len(columns)), aligns: make([]text.Align, len(columns))}
	if o.Header {
		for i, name := range columns {
			p.widths[i] = text.StringWidth(name)
		}
	}
	return p
}

func (p *tablePrinter) Print(row []any) error {
	cells := make(table.Row, len(row))
	for i, value := range row {
		switch value.(type) {
		case nil:
		case int64, float64:
			p.aligns[i] = cmp.Or(p.aligns[i], text.AlignRight)
		default:
			p.aligns[i] = text.AlignLeft
		}
		cell := shown(value)
		p.widths[i] = max(p.widths[i], text.LongestLineLen(cell))
		cells[i] = cell
	}
	p.rows = append(p.rows, cells)
	return nil
}

func (p *tablePrinter) Close() error {
	t := table.NewWriter()
	t.Style().Format.Header = text.FormatDefault
	t.Style().Format.HeaderAlign = text.AlignDefault
	header := make(table.Row, len(p.columns))
	configs := make([]table.ColumnConfig, len(p.columns))
	limit := fit(p.widths, p.options.Width-1-padding*len(p.columns))
	for i, name := range p.columns {
		header[i] = name
		configs[i] = table.ColumnConfig{Number: i + 1, Align: p.aligns[i], AlignHeader: p.aligns[i]}
		if p.options.Width > 0 {
			configs[i].WidthMax, configs[i].WidthMaxEnforcer = limit, wrap
		}
	}
	t.SetColumnConfigs(configs)
	if p.options.Header {
		t.AppendHeader(header)
	}
	t.AppendRows(p.rows)
	rendered := t.Render()
	if rendered == "" {
		return nil
	}
	_, err := io.WriteString(p.w, rendered+"\n")
	return err
}

// wrap keeps the line breaks of a cell, which WrapSoft alone takes for spaces.
func wrap(cell string, width int) string {
	var wrapped []string
	for line := range strings.SplitSeq(cell, "\n") {
		wrapped = append(wrapped, text.WrapSoft(line, width))
	}
	return strings.Join(wrapped, "\n")
}

// fit is the greatest width to which columns can be limited so that together they take no more than the room.
func fit(widths []int, room int) int {
	limit := room
	for ; limit > narrowest; limit-- {
		sum := 0
		for _, w := range widths {
			sum += min(w, limit)
		}
		if sum <= room {
			break
		}
	}
	return max(limit, narrowest)
}

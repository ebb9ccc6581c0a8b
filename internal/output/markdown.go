package output

import (
	"io"
	"strings"
)

// A markdownPrinter writes a table of GitHub's Markdown, in which no value is more than its text: no link, no picture, no
// HTML.
type markdownPrinter struct {
	w     io.Writer
	head  string // not written yet; "": no more
	cells []string
}

func newMarkdown(w io.Writer, columns []Column) *markdownPrinter {
	p := &markdownPrinter{w: w, cells: make([]string, len(columns))}
	rule := make([]string, len(columns))
	for i, c := range columns {
		p.cells[i], rule[i] = markdownText(VisibleLine(c.Name)), "---"
		if c.Type == integerType || c.Type == floatType {
			rule[i] = "--:"
		}
	}
	p.head = p.line() + "|" + strings.Join(rule, "|") + "|\n"
	return p
}

func (p *markdownPrinter) Print(row []any) error {
	for i, value := range row {
		p.cells[i] = ""
		if value != nil {
			p.cells[i] = markdownText(shown(value))
		}
	}
	_, err := io.WriteString(p.w, p.begin()+p.line())
	return err
}

func (p *markdownPrinter) Close() error {
	_, err := io.WriteString(p.w, p.begin())
	return err
}

func (p *markdownPrinter) line() string { return "| " + strings.Join(p.cells, " | ") + " |\n" }

func (p *markdownPrinter) begin() (head string) {
	head, p.head = p.head, ""
	return head
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "\n", "<br>", "://", `:\//`, "www.", `www\.`,
)

func markdownText(s string) string { return markdownEscapes.Replace(s) }

//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A hostileText is what a caller, or whoever writes the SQL, can put into a cell or a column's name.
type hostileText struct{ name, text, shown, cell string }

// hostileTexts are shown to a person, and stand in a cell of csv and tsv, as they are where nothing else is said.
var hostileTexts = func() []hostileText {
	texts := []hostileText{
		{"equals", "=1+1", "=1+1", "'=1+1"}, {"plus", "+1+1", "+1+1", "'+1+1"}, {"minus", "-1+1", "-1+1", "'-1+1"}, {"at", "@SUM(A1)", "@SUM(A1)", "'@SUM(A1)"},
		{"tab before", "\t=1", " =1", "' =1"}, {"CR before", "\r=1", "␍=1", "␍=1"}, {"spaces before", "  =1", "  =1", "'  =1"}, {"no-break space before", "\u00a0=1", "\u00a0=1", "'\u00a0=1"},
		{"full width equals", "＝1", "＝1", "'＝1"}, {"full width plus", "＋1", "＋1", "'＋1"}, {"full width minus", "－1", "－1", "'－1"}, {"full width at", "＠A1", "＠A1", "'＠A1"},
		{"another separator", "ada;=1", "ada;=1", "ada;'=1"}, {"DDE", "=cmd|'/C calc'!A0", "=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"},
		{"ESC", "a\x1b[2Jb", "a␛[2Jb", "a␛[2Jb"}, {"OSC", "a\x1b]0;title\x07b", "a␛]0;title␇b", "a␛]0;title␇b"}, {"BEL", "a\x07b", "a␇b", "a␇b"},
		{"backspace", "a\bb", "a␈b", "a␈b"}, {"DEL", "a\x7fb", "a␡b", "a␡b"}, {"CR within", "a\rb", "a␍b", "a␍b"}, {"shift out", "a\x0eb", "a␎b", "a␎b"},
		{"line break", "a\nb", "a\nb", "a\nb"}, {"CR LF", "a\r\nb", "a\nb", "a\nb"}, {"line break and formula", "a\n=1", "a\n=1", "a\n'=1"},
		{"control and formula", "\x1b=1", "␛=1", "␛=1"},
	}
	for _, r := range "\u0080\u0085\u009b\u009d\u009f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" { // C1, separators, bidi overrides
		texts = append(texts, hostileText{fmt.Sprintf("%U", r), "a" + string(r) + "b", "a\ufffdb", "a\ufffdb"})
	}
	return texts
}()

// hostileSQL asks for each text in a cell, as a row, or as the names of columns.
func hostileSQL(asNames bool) string {
	var parts []string
	for i, h := range hostileTexts {
		if asNames {
			parts = append(parts, fmt.Sprintf(`%d as "%s"`, i, h.text))
		} else {
			parts = append(parts, fmt.Sprintf("(%d, '%s')", i, strings.ReplaceAll(h.text, "'", "''")))
		}
	}
	if asNames {
		return "select " + strings.Join(parts, ", ")
	}
	return "with t(i, text) as (values " + strings.Join(parts, ", ") + ") select text from t order by i"
}

// hostile gives the texts of a result: the cells of its only column, or the names of the columns of its only row.
func hostile(rows [][]string, asNames bool) []string {
	if asNames {
		return rows[0]
	}
	var cells []string
	for _, row := range rows[1:] {
		cells = append(cells, row...)
	}
	return cells
}

// TestHostileTextsInEveryFormat: what a spreadsheet would run and what a terminal would obey is neither run nor obeyed in a cell
// or a column's name of any format that a person opens, and complete in those that programs read.
func TestHostileTextsInEveryFormat(t *testing.T) {
	t.Parallel()
	exact := func(h hostileText) string { return h.text }
	shown := func(h hostileText) string { return h.shown }
	oneLine := func(h hostileText) string { return strings.ReplaceAll(h.shown, "\n", "␊") } // of a name
	cell := func(h hostileText) string { return h.cell }
	for format, test := range map[string]struct {
		read        func(t *testing.T, content []byte) [][]string
		cells       func(hostileText) string
		names       func(hostileText) string
		mayBeObeyed bool // by whoever prints the file
		flags       []string
	}{
		"csv":       {read: csvRows(','), cells: cell, names: cell},
		"tsv":       {read: csvRows('\t'), cells: cell, names: cell},
		"exact csv": {read: csvRows(','), cells: crlfLost, names: crlfLost, mayBeObeyed: true, flags: []string{"--exact"}},
		"exact tsv": {read: csvRows('\t'), cells: crlfLost, names: crlfLost, mayBeObeyed: true, flags: []string{"--exact"}},
		"json":      {read: jsonRows, cells: exact, names: exact},
		"jsonl":     {read: jsonRows, cells: exact, names: exact},
		"parquet":   {read: parquetRows, cells: exact, names: exact, mayBeObeyed: true},
		"xlsx":      {read: xlsxRows, cells: shown, names: oneLine},
		"table":     {cells: shown, names: oneLine},
		"line":      {cells: shown, names: oneLine},
		"markdown":  {cells: markdownOf(shown), names: markdownOf(oneLine)},
	} {
		for _, asNames := range []bool{false, true} {
			name := format + map[bool]string{true: " names", false: " cells"}[asNames]
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				file := filepath.Join(t.TempDir(), "rows")
				format := strings.TrimPrefix(format, "exact ")
				succeeded(t, command(t, append([]string{"query", "--demo", hostileSQL(asNames), "--output", format, "--to", file}, test.flags...)...))
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				inside := string(content)
				if format == "xlsx" {
					if inside = sheetXML(t, content); !strings.Contains(inside, "<row") || strings.Contains(inside, "<f>") || strings.Contains(inside, "<f ") {
						t.Errorf("the sheet has a formula: %s", inside)
					}
				}
				if !test.mayBeObeyed && obeys(inside) {
					t.Errorf("a terminal obeys %q", inside)
				}
				expect := test.cells
				if asNames {
					expect = test.names
				}
				var got []string
				if test.read != nil {
					got = hostile(test.read(t, content), asNames)
				}
				for i, h := range hostileTexts {
					want := expect(h)
					if test.read != nil && (len(got) != len(hostileTexts) || got[i] != want) {
						t.Errorf("%s: %q, want %q", h.name, got[min(i, len(got)-1)], want)
					}
					for line := range strings.SplitSeq(want, "\n") { // which those for people show below each other
						if test.read == nil && !strings.Contains(string(content), line) {
							t.Errorf("%s: %q is not in %q", h.name, line, content)
						}
					}
				}
			})
		}
	}
}

// crlfLost is what a reader of CSV makes of a text: the line break \r\n is \n.
func crlfLost(h hostileText) string { return strings.ReplaceAll(h.text, "\r\n", "\n") }

// markdownOf is a text with the characters escaped that Markdown would read.
func markdownOf(shown func(hostileText) string) func(hostileText) string {
	escape := strings.NewReplacer("|", `\|`, "[", `\[`, "]", `\]`, "\n", "<br>")
	return func(h hostileText) string { return escape.Replace(shown(h)) }
}

// TestHostileTextsOnATerminal: in the formats of a terminal and in its pager nothing is obeyed, whatever is chosen.
func TestHostileTextsOnATerminal(t *testing.T) {
	t.Parallel()
	for _, asNames := range []bool{false, true} {
		sql := hostileSQL(asNames)
		for _, format := range []string{"table", "line", "csv", "tsv", "markdown", "json", "jsonl"} {
			got := commandOnTerminal(t, true, "query", "--demo", sql, "--output", format, "--exact")
			if got.status != 0 || len(got.out) < len(hostileTexts) || obeys(got.out) || obeys(got.err) {
				t.Errorf("%s: %+v", format, got)
			}
		}
		for _, pager := range []string{"PAGER=cat", "PAGER="} {
			term := onTerminal(t, t.TempDir(), []string{pager}, "query", "--demo", sql, "--output", "table")
			shown := strings.ReplaceAll(term.wait("0 requests, "), "\r\n", "\n")
			if strings.Count(shown, "|") < len(hostileTexts) || obeys(shown) {
				t.Errorf("%s: a terminal obeys %q", pager, shown)
			}
		}
	}
}

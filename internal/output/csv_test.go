package output_test

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// TestNoFormulas: what a spreadsheet would run is text, and numbers are what they are.
func TestNoFormulas(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"=HYPERLINK(1)": "'=HYPERLINK(1)", "@SUM(A1)": "'@SUM(A1)", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "+1-212": "'+1-212", "-": "'-",
		"\t=1": "' =1", "＝1+1": "'＝1+1", " =1": "' =1",
		"\ufeff=1": "'\ufeff=1", "\u00a0=1": "'\u00a0=1", "\n=1": "\n'=1", "ada;=1+1;z": "ada;'=1+1;z", `a;"=1"`: `a;'"=1"`, "a\n- b": "a\n'- b",
		"a; +33199002962": "a; +33199002962", "a - b": "a - b", "a;b=c": "a;b=c", "\"=1": "\"=1", "": "",
		"+33199002962": "+33199002962", "+33 1 99 00 29 62": "+33 1 99 00 29 62", "+ 33 1": "'+ 33 1", "+1 ": "+1 ", "-5 6=": "'-5 6=", "+1 212-555-0141": "+1 212-555-0141", "-5": "-5", "-0.5": "-0.5", "a=b": "a=b", "+-5": "'+-5", "+": "'+", "5-1": "5-1", "'x": "'x", "+(33) 1": "+(33) 1",
	} {
		for format, separator := range map[output.Format]rune{output.CSV: ',', output.TSV: '\t'} {
			got := readBack(t, separator, printed(t, []string{"a", "b"}, [][]any{{value, "z"}}, output.Options{Format: format}))
			if !slices.Equal(got, []string{want, "z"}) {
				t.Errorf("%s of %q: %q", format, value, got)
			}
			got = readBack(t, separator, printed(t, []string{"a", "b"}, [][]any{{value, int64(-5)}}, output.Options{Format: format, Exact: true}))
			if !slices.Equal(got, []string{value, "-5"}) {
				t.Errorf("exact %s of %q: %q", format, value, got)
			}
		}
	}
}

// readBack reads a file of one line.
func readBack(t *testing.T, separator rune, text string) []string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 1 {
		t.Fatalf("%v, %q", err, rows)
	}
	return rows[0]
}

// TestNoFormulasBehindAnotherSeparator: where a spreadsheet cuts at semicolons a file whose separator is the comma, as one does
// that is set to French or German, no cell of it is a formula either.
func TestNoFormulasBehindAnotherSeparator(t *testing.T) {
	t.Parallel()
	cells := []any{"ada;=1+1;z", `x;"=1+1`, "a\n=1+1", json.RawMessage(`{"a":";=1+1"}`), "a,=1+1", ";@SUM(A1)", "\r\n-2+3", `;""=1+1`}
	for _, test := range []struct {
		format     output.Format
		separators string
	}{{output.CSV, ";\n"}, {output.TSV, ",;\n"}} {
		text := printed(t, make([]string, len(cells)), [][]any{cells}, output.Options{Format: test.format})
		for _, cell := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(test.separators, r) }) {
			if begins := strings.TrimLeft(cell, "\" "); begins != "" && strings.ContainsAny(begins[:1], "=@+-") {
				t.Errorf("%s: %q begins a formula in %q", test.format, cell, text)
			}
		}
	}
}

package output_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// harmful are characters that a terminal obeys or that mislead its reader, and neighbours of theirs that do neither.
var (
	harmful  = []rune{0, 7, 8, '\r', 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9f, '\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069'}
	harmless = []rune{' ', '~', 0xa0, 'é', '\u200d', '\u200e', '\u2027', '\u202f', '\u2065', '\u206a', '中', '😀'}
)

func holdsHarmful(s string) bool {
	return strings.ContainsAny(s, string(harmful)) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' })
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"a\x1b[2Jb": "a␛[2Jb", "a\tb\r\nc\rd": "a b\nc␍d", "\x7f": "␡", "\u009b2J": "\uFFFD2J", "a\u202ebc": "a\uFFFDbc",
		"\x9b31m": "\uFFFD31m", // no UTF-8: the byte alone is a control of eight bits
	} {
		if got := output.Visible(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
	for _, r := range harmful {
		if got := output.Visible("a" + string(r) + "b"); holdsHarmful(got) || len([]rune(got)) != 3 {
			t.Errorf("%U: %q", r, got)
		}
	}
	for _, r := range harmless {
		if got := output.Visible(string(r)); got != string(r) {
			t.Errorf("%U: %q", r, got)
		}
	}
	if got := output.VisibleLine("two\r\nlines\n"); got != "two␊lines␊" {
		t.Errorf("%q", got)
	}
}

// TestNothingHarmfulReachesATerminal: neither a value, a name nor JSON, in any format.
func TestNothingHarmfulReachesATerminal(t *testing.T) {
	t.Parallel()
	for _, format := range output.Formats() {
		if format.IsBinary() { // its tests read it
			continue
		}
		for _, r := range harmful {
			nested, err := json.Marshal(map[string]string{"key" + string(r): "value"})
			if err != nil {
				t.Fatal(err)
			}
			raw := json.RawMessage(strings.ReplaceAll(string(nested), fmt.Sprintf(`\u%04x`, r), string(r)))
			if !json.Valid(raw) {
				raw = nested
			}
			got := printed(t, []string{"name" + string(r), "b", "c"}, [][]any{{"value" + string(r) + "x", raw, int64(1)}},
				output.Options{Format: format, Header: true, Width: 200})
			if format == output.TSV { // whose tabs are its own
				got = strings.ReplaceAll(got, "\t", ",")
			}
			if holdsHarmful(got) {
				t.Errorf("%s, %U: %q", format, r, got)
			}
		}
	}
}

// TestDataAreExactForPrograms: JSON always, and CSV that is asked for as exact, have every character.
func TestDataAreExactForPrograms(t *testing.T) {
	t.Parallel()
	var want strings.Builder
	for _, r := range harmful {
		want.WriteString("a" + string(r))
	}
	rows := [][]any{{want.String()}}
	var decoded struct{ Name string }
	if err := json.Unmarshal([]byte(printed(t, []string{"name"}, rows, output.Options{Format: output.JSONL})), &decoded); err != nil || decoded.Name != want.String() {
		t.Errorf("JSON: %v, %q", err, decoded.Name)
	}
	// A carriage return needs quotes in CSV.
	if got := printed(t, []string{"name"}, rows, output.Options{Format: output.CSV, Exact: true}); got != `"`+want.String()+"\"\n" {
		t.Errorf("CSV: %q", got)
	}
}

func TestJSONIsUTF8(t *testing.T) {
	t.Parallel()
	got := printed(t, []string{"name"}, [][]any{{json.RawMessage("\"a\x9bb\"")}}, output.Options{Format: output.JSONL})
	if want := "{\"name\":\"a\uFFFDb\"}\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestResultsFollowEachOther(t *testing.T) {
	t.Parallel()
	for format, want := range map[output.Format]string{
		output.Table: "+---+\n| a |\n+---+\n| 1 |\n+---+\n\n+---+\n| b |\n+---+\n+---+\n\n+---+\n| c |\n+---+\n| 3 |\n+---+\n",
		output.CSV:   "a\n1\n\nb\n\nc\n3\n",
		output.JSON:  "[\n {\"a\":1}\n]\n[]\n[\n {\"c\":3}\n]\n",
		output.JSONL: "{\"a\":1}\n{\"c\":3}\n",
		output.Line:  "-[ RECORD 1  ]-\na | 1\n\n-[ RECORD 1  ]-\nc | 3\n",
	} {
		var b strings.Builder
		results := output.NewResults(&b, output.Options{Format: format, Header: true})
		for _, result := range []struct {
			name string
			rows [][]any
		}{{"a", [][]any{{int64(1)}}}, {"b", nil}, {"c", [][]any{{int64(3)}}}} {
			p, err := results.Next(output.Columns(result.name))
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range result.rows {
				if err := p.Print(row); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.ReplaceAll(b.String(), strings.Repeat("-", 60), "-"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", format, got, want)
		}
	}
}

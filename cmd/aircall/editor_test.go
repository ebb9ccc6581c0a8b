//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// paste is a text as a terminal sends one that is pasted.
func paste(text string) string { return "\x1b[200~" + text + "\x1b[201~" }

// TestShellTakesWhatIsPasted: its line breaks and semicolons are text, and a tab completes nothing, until Enter.
func TestShellTakesWhatIsPasted(t *testing.T) {
	t.Parallel()
	sh := startShell(t, t.TempDir(), nil, "--demo")
	sh.write(paste("select 'aircall_webh\t' as tab_in_a_text,\n  2 as b;\n\n-- the next one\nselect\n  3 as c;\nselect 4 as d;") + enter)
	got := sh.wait(asking)
	for _, want := range []string{"| tab_in_a_text | b |", "| aircall_webh  | 2 |", "| c |", "| 3 |", "| d |", "| 4 |", "3 rows"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, lastOf(got))
		}
	}
	if strings.Contains(got, "Error") || strings.Contains(got, "aircall_webhook") {
		t.Errorf("%q", lastOf(got))
	}
	var many []string // more lines than the terminal has
	for range 3 * terminalRows {
		many = append(many, "select 7 as seven;")
	}
	sh.write(paste(strings.Join(many, "\n")) + enter)
	if got := sh.wait(asking); strings.Count(got, "| seven |") != len(many) {
		t.Errorf("%d answers to %d statements", strings.Count(got, "| seven |"), len(many))
	}
}

// TestShellTakesAllLetters: those of other languages than English too, typed, pasted, and from the history.
func TestShellTakesAllLetters(t *testing.T) {
	t.Parallel()
	const letters = "é ç à Ünï Ñandú ß øÅ żółć Ελλάδα привет 日本 🙂"
	sh := startShell(t, t.TempDir(), nil, "--demo")
	sql := "select '" + letters + "' as x;"
	want := "| " + letters + " |"
	for what, keys := range map[string]string{"typed": sql + enter, "pasted": paste(sql) + enter} {
		sh.write(keys)
		if got := sh.wait(asking); !strings.Contains(got, want) {
			t.Errorf("%s: %q", what, lastOf(got))
		}
	}
	sh.write(up + enter)
	if got := sh.wait(asking); !strings.Contains(got, want) {
		t.Errorf("from the history: %q", lastOf(got))
	}
	for _, letter := range []byte("select 'é' like 'É' as same;" + enter) { // each byte as it comes over a slow line
		sh.write(string([]byte{letter}))
	}
	if got := sh.wait(asking); !strings.Contains(got, "|    1 |") {
		t.Errorf("byte by byte: %q", lastOf(got))
	}
}

var tookSeconds = regexp.MustCompile(`\d+\.\d s$`)

// TestShellAtTheBottomOfTheScreen: where nearly all is typed. A statement of several lines is shown whole there, and stands
// over nothing.
func TestShellAtTheBottomOfTheScreen(t *testing.T) {
	t.Parallel()
	const left, endOfText = "\x1b[D", "\x1b>"
	for name, typed := range map[string]string{
		"typed":  "select 1 as a,\r2 as b,\r3 as c;" + enter,
		"pasted": paste("select 1 as a,\n2 as b,\n3 as c;") + enter,
		// The cursor goes back to the first line before the last is typed.
		"edited": "1 as a,\r2 as b,\r" + strings.Repeat(left, len("1 as a,\r2 as b,\r")) + "select " + endOfText + "3 as c;" + enter,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sh := startShell(t, t.TempDir(), nil, "--demo")
			for range terminalRows {
				sh.ask("")
			}
			sh.ask("select 'before' as x;")
			sh.write(typed)
			sh.wait("| c |")
			sh.wait(asking)
			want := []string{
				"aircall> select 'before' as x;", "+--------+", "| x      |", "+--------+", "| before |", "+--------+", "0 requests, 1 row, 0.0 s",
				"aircall> select 1 as a,", "│        2 as b,", "    ...> 3 as c;",
				"+---+---+---+", "| a | b | c |", "+---+---+---+", "| 1 | 2 | 3 |", "+---+---+---+", "0 requests, 1 row, 0.0 s", "aircall>",
			}
			got := sh.lines()
			for i, line := range got {
				got[i] = tookSeconds.ReplaceAllString(line, "0.0 s")
			}
			if !slices.Equal(got[max(0, len(got)-len(want)):], want) {
				t.Errorf("the screen shows\n%s", strings.Join(got, "\n"))
			}
		})
	}
}

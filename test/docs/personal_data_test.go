package docs_test

import (
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
)

// TestPersonalDataIsThatOfTheColumns: docs/personal-data.md ends with what the columns' definitions say.
func TestPersonalDataIsThatOfTheColumns(t *testing.T) {
	t.Parallel()
	want := personal.Markdown(aircall.Verdicts())
	document := read(t, "docs/personal-data.md")
	at := strings.Index(document, "## What each kind becomes\n")
	if at < 0 {
		t.Fatal("docs/personal-data.md has no list of kinds")
	}
	if got := document[at:]; got != want {
		lines, wanted := strings.Split(got, "\n"), strings.Split(want, "\n")
		for i := range min(len(lines), len(wanted)) {
			if lines[i] != wanted[i] {
				t.Fatalf("docs/personal-data.md has %q, and the columns say %q; from there on it has to be:\n%s", lines[i], wanted[i], strings.Join(wanted[i:], "\n"))
			}
		}
		t.Errorf("docs/personal-data.md has %d lines of columns, want %d", len(lines), len(wanted))
	}
}

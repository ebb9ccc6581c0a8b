//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

func TestReadyAnswersAreListed(t *testing.T) {
	t.Parallel()
	got := succeeded(t, command(t, "ask", "--output", "csv"))
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			if !strings.Contains(got, "\n"+f.Name+",") {
				t.Errorf("%s is not listed", f.Name)
			}
		}
	}
}

// TestAReadyAnswerIsThatOfItsDocument: its parameters are flags, and change the SQL that is asked.
func TestAReadyAnswerIsThatOfItsDocument(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	f, err := questions.Find("answer-rate")
	if err != nil {
		t.Fatal(err)
	}
	sql, err := f.SQL(questions.SQLite, map[string]string{"days": "5"})
	if err != nil {
		t.Fatal(err)
	}
	want := succeeded(t, command(t, "query", sql, "--config", config, "--output", "csv"))
	if got := succeeded(t, command(t, "ask", "answer-rate", "--days", "5", "--config", config, "--output", "csv")); got != want || strings.Count(got, "\n") < 2 {
		t.Errorf("%q, want %q", got, want)
	}
	if got := succeeded(t, command(t, "ask", "answer-rate", "--days", "5", "--sql")); strings.TrimSpace(got) != strings.TrimSpace(sql) {
		t.Errorf("%q, want %q", got, sql)
	}
	if got := succeeded(t, command(t, "ask", "answer-rate", "--help")); !strings.Contains(got, "What share of our calls do we answer?") || !strings.Contains(got, "--days number") {
		t.Errorf("%q", got)
	}
	for want, args := range map[string][]string{
		`(did you mean answer-rate?)`: {"answer-rat"}, "unknown flag: --weeks": {"answer-rate", "--weeks", "2"}, "choose one of": {"weather"},
		"answer-rate: ": {"answer-rate", "--days", "many"},
	} {
		if got := command(t, append([]string{"ask"}, args...)...); got.status != 1 || got.out != "" || !strings.Contains(got.err, want) {
			t.Errorf("%q: %+v, want %q", args, got, want)
		}
	}
}

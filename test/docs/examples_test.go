//go:build !race

// The SDK has data races of its own, and here they would be all that is found.

package docs_test

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/markdown"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

var moments = flag.Int("moments", 0, "at how many moments of a year the examples run, beside the awkward ones")

// awkward are moments at which little has happened of late, or at which a day is not 24 hours long.
var awkward = []time.Time{
	time.Date(2026, 1, 1, 0, 0, 1, 0, time.UTC),   // a year, a month and a day begin
	time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC), // Europe has just lost an hour
	time.Date(2026, 8, 16, 3, 0, 0, 0, time.UTC),  // Sunday, 03:00
	time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC), // New York has the hour twice
}

// year spreads n moments over a year, and over the hours of the day and the days of the week.
func year(n int) []time.Time {
	all := make([]time.Time, n)
	for i := range all {
		all[i] = time.Date(2026, 1, 2, 0, 17, 41, 0, time.UTC).Add(time.Duration(i) * (365*24*time.Hour/time.Duration(n) + 53*time.Minute)).Truncate(time.Second)
	}
	return all
}

// TestExamples runs every example of every document.
func TestExamples(t *testing.T) {
	t.Parallel()
	at(t, present, func(t *testing.T) { runExamples(t, demo()) })
}

// TestExamplesAtAnyHour: the demo company always has what they ask for. Here it is younger and has half the calls, which is
// quicker, and harder.
func TestExamplesAtAnyHour(t *testing.T) {
	t.Parallel()
	for _, moment := range slices.Concat(awkward, year(*moments)) {
		t.Run(moment.Format("Mon 2006-01-02 15:04:05"), func(t *testing.T) {
			t.Parallel()
			at(t, moment, func(t *testing.T) { runExamples(t, demoAt(moment, democompany.Size{Days: 95, CallsPerDay: 20})) })
		})
	}
}

func runExamples(t *testing.T, company *fakeaircall.Server) {
	t.Helper()
	db := connect(t, company, "")
	for _, d := range documents(t) {
		for _, s := range d.Sections {
			for _, b := range s.Blocks {
				if b.Language == sqlite {
					runExample(t, db, fmt.Sprintf("%s:%d (%s)", d.Path, b.Line, s.Title), b)
				}
			}
		}
	}
}

func runExample(t *testing.T, db *localsql.DB, name string, b markdown.Block) {
	t.Helper()
	r, err := query(t, db, b.Code)
	switch {
	case err != nil:
		t.Errorf("%s: %v", name, err)
	case len(r.rows) == 0 && !allowsNoRows(b):
		t.Errorf("%s: no rows", name)
	case len(r.rows) > 0:
		for _, column := range r.empty() {
			t.Errorf("%s: %s is NULL in every row", name, column)
		}
	}
}

// TestPrintedAnswerIsThatOfTheCommand: the answer below the first example is what the command prints of the demo company at
// present, a Wednesday morning.
func TestPrintedAnswerIsThatOfTheCommand(t *testing.T) {
	t.Parallel()
	example := first(t, "README.md")
	at(t, present, func(t *testing.T) {
		r, err := query(t, connect(t, demo(), ""), example[1])
		if err != nil {
			t.Fatal(err)
		}
		var printed strings.Builder
		results := output.NewResults(&printed, output.Options{Format: output.Table, Header: true})
		p, err := results.Next(output.Columns(r.columns...))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range r.rows {
			if err := p.Print(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(p.Close(), results.Close()); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(example[2]); got != strings.TrimSpace(printed.String()) {
			t.Errorf("printed in README.md is\n%s\nthe command prints\n%s", got, printed.String())
		}
	})
}

// A result is what a query answers.
type result struct {
	columns []string
	rows    [][]any
}

func query(t *testing.T, db *localsql.DB, sql string) (result, error) {
	t.Helper()
	rows, err := db.Query(t.Context(), sql)
	if err != nil {
		return result{}, err
	}
	defer func() { _ = rows.Close() }()
	var r result
	for _, c := range rows.Columns() {
		r.columns = append(r.columns, c.Name)
	}
	for rows.Next() {
		r.rows = append(r.rows, rows.Values())
	}
	return r, rows.Err()
}

// empty are the columns that are NULL in every row.
func (r result) empty() []string {
	var names []string
	for i, name := range r.columns {
		if !slices.ContainsFunc(r.rows, func(row []any) bool { return row[i] != nil }) {
			names = append(names, name)
		}
	}
	return names
}

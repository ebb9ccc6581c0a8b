//go:build !race

// The SDK has data races of its own, and here they would be all that is found.

package docs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// TestExamples runs every example of every document.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		t.Run(strings.TrimSuffix(d.path, ".md"), func(t *testing.T) {
			t.Parallel()
			db := open(t)
			for _, s := range d.sections {
				for _, b := range s.blocks {
					if b.language != sqlite {
						continue
					}
					r, err := query(t, db, b.code)
					switch {
					case err != nil:
						t.Errorf("%s:%d (%s): %v", d.path, b.line, s.title, err)
					case len(r.rows) == 0 && !b.allowsNoRows():
						t.Errorf("%s:%d (%s): no rows", d.path, b.line, s.title)
					case len(r.rows) > 0:
						for _, name := range r.empty() {
							t.Errorf("%s:%d (%s): %s is NULL in every row", d.path, b.line, s.title, name)
						}
					}
				}
			}
		})
	}
}

// TestPrintedAnswer: the answer below the first example has the real one's columns.
func TestPrintedAnswer(t *testing.T) {
	t.Parallel()
	example := first(t, "README.md")
	r, err := query(t, open(t), example[1])
	if err != nil {
		t.Fatal(err)
	}
	heading := strings.Split(example[2], "\n")[1]
	if printed := strings.Fields(strings.ReplaceAll(heading, "|", " ")); !slices.Equal(printed, r.columns) {
		t.Errorf("printed are the columns %q, the real ones are %q", printed, r.columns)
	}
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

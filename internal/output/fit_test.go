package output_test

import (
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// TestColumnsShareTheWidthByNeed: a long text has the room that short columns leave, and times and numbers are not broken.
func TestColumnsShareTheWidthByNeed(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	rows := [][]any{
		{int64(4294967297), at, "Ada Lovelace", strings.Repeat("a long story ", 8)},
		{int64(4294967298), at, "Bo", "short"},
	}
	got := printed(t, []string{"id", "started_at", "user_name", "summary"}, rows, output.Options{Format: output.Table, Header: true, Width: 90})
	want := `
+------------+----------------------+-----------+----------------------------------------+
|         id | started_at           | user_name | summary                                |
+------------+----------------------+-----------+----------------------------------------+
| 4294967297 | 2026-06-01T10:00:00Z | Ada       | a long story a long story a long story |
|            |                      | Lovelace  | a long story a long story a long story |
|            |                      |           | a long story a long story              |
| 4294967298 | 2026-06-01T10:00:00Z | Bo        | short                                  |
+------------+----------------------+-----------+----------------------------------------+
`
	if got != want[1:] {
		t.Errorf("got\n%s\nwant\n%s", got, want[1:])
	}
}

// TestWideRowsTurnToLines: only on a terminal that is too narrow for whole words, and only where that is wanted.
func TestWideRowsTurnToLines(t *testing.T) {
	t.Parallel()
	columns := []string{"first_column_of_all", "second_column_of_all", "third_column_of_all"}
	row := [][]any{{"a-word-without-a-break", "another-word-of-the-kind", "and-one-more-of-them"}}
	for name, test := range map[string]struct {
		options output.Options
		rows    [][]any
		lines   bool
	}{
		"too narrow":  {output.Options{Format: output.Table, Header: true, Width: 60, Turn: true}, row, true},
		"wide enough": {output.Options{Format: output.Table, Header: true, Width: 80, Turn: true}, row, false},
		"not wanted":  {output.Options{Format: output.Table, Header: true, Width: 60}, row, false},
		"no terminal": {output.Options{Format: output.Table, Header: true, Turn: true}, row, false},
		"no rows":     {output.Options{Format: output.Table, Header: true, Width: 60, Turn: true}, nil, false},
	} {
		got := printed(t, columns, test.rows, test.options)
		if record, _, _ := strings.Cut(got, "\n"); test.lines && len(record) != test.options.Width {
			t.Errorf("%s: the line before a row is %d wide", name, len(record))
		}
		if lines := strings.HasPrefix(got, "-[ RECORD 1  ]"); lines != test.lines || test.rows != nil && !strings.Contains(strings.ReplaceAll(got, "\n", ""), "a-word-") {
			t.Errorf("%s: %v\n%s", name, lines, got)
		}
	}
}

//go:build e2e

package steampipe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// answer is what a statement answers, in Postgres' own text; nil is NULL.
type answer struct {
	columns []string
	types   []uint32 // OIDs
	rows    [][]*string
}

// ask runs a statement that must succeed.
func ask(t *testing.T, conn *pgx.Conn, sql string, args ...any) answer {
	t.Helper()
	a, err := tryAsk(t, conn, sql, args...)
	if err != nil {
		t.Fatalf("%s\n%v", sql, err)
	}
	return a
}

func tryAsk(t *testing.T, conn *pgx.Conn, sql string, args ...any) (answer, error) {
	t.Helper()
	var a answer
	rows, err := conn.Query(t.Context(), sql, append([]any{pgx.QueryResultFormats{pgx.TextFormatCode}}, args...)...)
	if err != nil {
		return a, err
	}
	defer rows.Close()
	for _, field := range rows.FieldDescriptions() {
		a.columns = append(a.columns, field.Name)
		a.types = append(a.types, field.DataTypeOID)
	}
	for rows.Next() {
		row := make([]*string, len(a.columns))
		for i, value := range rows.RawValues() {
			if value != nil {
				row[i] = new(string(value))
			}
		}
		a.rows = append(a.rows, row)
	}
	return a, rows.Err()
}

// sorted gives a line for each row, in an order that does not depend on Postgres.
func (a answer) sorted() []string {
	lines := make([]string, 0, len(a.rows))
	for _, row := range a.rows {
		lines = append(lines, line(row))
	}
	slices.Sort(lines)
	return lines
}

func line(row []*string) string {
	fields := make([]string, len(row))
	for i, value := range row {
		fields[i] = "NULL"
		if value != nil {
			fields[i] = *value
		}
	}
	return strings.Join(fields, " | ")
}

// equalLines reports the lines of which one side has more than the other.
func equalLines(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	balance := map[string]int{}
	for _, l := range got {
		balance[l]++
	}
	for _, l := range want {
		balance[l]--
	}
	var surplus, missing []string
	for l, n := range balance {
		switch {
		case n > 0:
			surplus = append(surplus, fmt.Sprintf("%d × %s", n, l))
		case n < 0:
			missing = append(missing, fmt.Sprintf("%d × %s", -n, l))
		}
	}
	slices.Sort(surplus)
	slices.Sort(missing)
	t.Errorf("%s: %d rows, want %d\nsurplus:\n  %s\nmissing:\n  %s", what, len(got), len(want), strings.Join(first(5, surplus), "\n  "), strings.Join(first(5, missing), "\n  "))
}

func first(n int, lines []string) []string { return lines[:min(n, len(lines))] }

func sortedCopy(lines []string) []string { return slices.Sorted(slices.Values(lines)) }

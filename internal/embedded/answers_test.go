//go:build !race || atomicsdk

package embedded_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// A statement is written twice: for the engine, and for plain tables, which cannot be looked up by what a row echoes.
type statement struct {
	sql, plain   string
	limit        int      // -1: none. Which of the rows come is not said
	ordered      bool     // and which rows come is said
	mayBeRefused bool     // for what it does with a column that echoes
	mixed        bool     // it may be refused for comparing values of different types
	creates      string   // the name of a table or view, instead of having an answer
	reads        []string // the tables that it names, each time; none where requests are not bounded by them
	joins        bool     // it names more than one
	listed       int      // how many values it looks for
}

// same compares an answer with the one of plain tables. Part says that no more rows were read.
func (s statement) same(got, want []string, part bool) bool {
	switch {
	case s.limit >= 0 && !part && len(got) != min(s.limit, len(want)), len(got) > len(want):
		return false
	case s.ordered && part:
		return slices.Equal(got, want[:len(got)])
	case s.ordered:
		return slices.Equal(got, want)
	case part || s.limit >= 0:
		return len(beyond(got, want)) == 0
	}
	return len(got) == len(want) && len(beyond(got, want)) == 0
}

// beyond are the rows that one side has more often than the other.
func beyond(a, b []string) (more []string) {
	times := map[string]int{}
	for _, row := range b {
		times[row]++
	}
	for _, row := range a {
		if times[row]--; times[row] < 0 {
			more = append(more, row)
		}
	}
	return more
}

// difference shows the first rows that one side alone has.
func difference(got, want []string) string {
	first := func(rows []string) []string { return rows[:min(3, len(rows))] }
	return fmt.Sprintf("%d rows, want %d\nbeyond: %.600q\nlacking: %.600q", len(got), len(want), first(beyond(got, want)), first(beyond(want, got)))
}

// lines are rows as text, in which a value is the same whether or not the engine knows its type.
func lines(rows [][]any) []string {
	all := make([]string, len(rows))
	for i, row := range rows {
		line := make([]byte, 0, 64)
		for _, v := range row {
			line = append(append(line, cell(v)...), ' ')
		}
		all[i] = string(line)
	}
	return all
}

func cell(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		if v {
			return "1"
		}
		return "0"
	case time.Time:
		return strconv.Quote(plan.FormatTimestamp(v))
	case json.RawMessage:
		return strconv.Quote(string(v))
	case string:
		return strconv.Quote(v)
	}
	return fmt.Sprint(value)
}

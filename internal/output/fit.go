package output

import (
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

const (
	narrowest = 12 // a column is not wrapped to less
	// wholeWord is the length of a word that is kept whole where there is room: a time, most addresses, the name of a table.
	wholeWord = 36
)

// A need is the room that a column asks for.
type need struct {
	least int // so that no word is broken, but for long ones
	most  int // so that no line is wrapped
}

// take adds what a cell needs. Only text can be wrapped.
func (n *need) take(cell string, wraps bool) {
	width := text.LongestLineLen(cell)
	n.most = max(n.most, width)
	if wraps {
		width = 0
		for word := range strings.FieldsSeq(cell) {
			width = max(width, min(text.StringWidth(word), wholeWord))
		}
	}
	n.least = max(n.least, width)
}

// share divides the room among the columns by their need: each has its least, and of what is left as much as its lines are
// longer than that. It reports whether the room is enough for that.
func share(needs []need, room int) (widths []int, enough bool) {
	widths = make([]int, len(needs))
	least, most := 0, 0
	for i, n := range needs {
		widths[i] = n.most
		least += n.least
		most += n.most
	}
	switch {
	case most <= room:
		return widths, true
	case least > room:
		limit := fit(needs, room)
		for i, n := range needs {
			widths[i] = min(n.most, limit)
		}
		return widths, false
	}
	left, wanted := room-least, most-least
	for i, n := range needs {
		more := (n.most - n.least) * left / wanted
		widths[i] = n.least + more
	}
	// What rounding has left goes to those that want most.
	order := make([]int, len(needs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return (needs[b].most - widths[b]) - (needs[a].most - widths[a]) })
	for _, i := range order {
		if sum(widths) < room && widths[i] < needs[i].most {
			widths[i]++
		}
	}
	return widths, true
}

func sum(widths []int) (n int) {
	for _, w := range widths {
		n += w
	}
	return n
}

// fit is the greatest width to which columns can be limited so that together they take no more than the room.
func fit(needs []need, room int) int {
	limit := room
	for ; limit > narrowest; limit-- {
		sum := 0
		for _, n := range needs {
			sum += min(n.most, limit)
		}
		if sum <= room {
			break
		}
	}
	return max(limit, narrowest)
}

// wrap keeps the line breaks of a cell, which WrapSoft alone takes for spaces.
func wrap(cell string, width int) string {
	var wrapped []string
	for line := range strings.SplitSeq(cell, "\n") {
		wrapped = append(wrapped, text.WrapSoft(line, width))
	}
	return strings.Join(wrapped, "\n")
}

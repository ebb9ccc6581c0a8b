package main

import (
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/reeflective/readline"
)

// A menu lists candidates below the line that is typed. The editor, which does not ask where on the screen the line stands (see
// editor), would list as many as the screen has rows, and scroll the line away.
type menu struct {
	width  int // of the screen
	height int // rows that the menu may have
}

// menuAt is the room below a line.
func (sh *shell) menuAt(line []rune) menu {
	const others = 3 // rows: that of the prompt, that of a message, and the one below, which the editor clears
	return menu{width: sh.width(sh.out), height: max(1, heightOf(sh.out)-sh.room.rows(line)-others)}
}

// of are the candidates as the editor takes them: one in a row with what it is about, or where those are too many several in a
// row, and no more than there is room for.
func (m menu) of(all []candidate) readline.Completions {
	if values, differ := described(all); differ && len(all) <= m.height {
		return readline.CompleteValuesDescribed(values...)
	}
	var words []string
	for _, c := range all[:m.fitting(all)] {
		words = append(words, c.word)
	}
	shown := readline.CompleteValues(words...)
	if more := len(all) - len(words); more > 0 {
		shown = shown.Merge(readline.CompleteMessage("%d more: type the first letters", more))
	}
	return shown
}

// described are the words, and what each is about. The editor would put words that are about the same into one row.
func described(all []candidate) (values []string, differ bool) {
	seen := map[string]bool{}
	for _, c := range all {
		about := firstSentence(c.about)
		if seen[about] && about != "" {
			return nil, false
		}
		seen[about] = true
		values = append(values, c.word, about)
	}
	return values, true
}

// fitting is how many candidates there is room for, several in a row.
func (m menu) fitting(all []candidate) int {
	const between = 2
	longest := 0
	for i, c := range all {
		longest = max(longest, text.StringWidth(c.word))
		if perRow := max(1, m.width/(longest+between)); i >= m.height*perRow {
			return i
		}
	}
	return len(all)
}

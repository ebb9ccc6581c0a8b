package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// A room is the rows of the screen from the prompt on. The line editor does not know how far the bottom of the screen is, as
// it is not to ask the terminal (see editor), and would draw a statement of several lines over what stands above: so the
// screen is scrolled first.
type room struct {
	out   io.Writer
	width func() int // of the terminal; 0: it is none
	made  int        // rows that are known to be there, below that of the prompt
	row   int        // that the cursor is in, counted from the prompt's
}

// begin is called for each new prompt.
func (r *room) begin() { r.made, r.row = 0, 0 }

// make scrolls until there is room for a text, and for a row below it, which the editor clears. It is called before the text
// is drawn, with the place of the cursor in it.
func (r *room) make(line []rune, cursor int) {
	if need := r.rows(line) + 1; need > r.made {
		below := need - r.row
		_, _ = fmt.Fprintf(r.out, "%s\x1b[%dA", strings.Repeat("\n", below), below)
		r.made = need
	}
	r.row = r.rows(line[:min(cursor, len(line))])
}

// rows are those that a text takes below the prompt's, behind which each of its lines begins.
func (r *room) rows(line []rune) (n int) {
	width := r.width()
	if width == 0 {
		return 0
	}
	for i, part := range strings.Split(string(line), "\n") {
		if i > 0 {
			n++
		}
		n += (len(prompt) + text.StringWidth(strings.ReplaceAll(part, "\t", tabAsSpaces))) / width
	}
	return n
}

// tabAsSpaces is how the editor shows a tab.
const tabAsSpaces = "     "

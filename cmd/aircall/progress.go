package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// eraseLine takes the cursor back to the first column and clears the line.
const eraseLine = "\r\x1b[K"

// progress tells on a terminal how far the reading is, in one line that is written over and over, and keeps what the
// user should know of the answer. In a pipe there are only those notices.
type progress struct {
	w     io.Writer
	width int                 // of the terminal; 0: it is none
	scrub func(string) string // takes personal data out of a notice; nil: it stays

	mu      sync.Mutex
	drawn   bool
	rows    int
	notices []string
}

func newProgress(s streams) *progress {
	return &progress{w: s.err, width: s.width(s.err)}
}

// watch lets the readings of a context tell the progress.
func (p *progress) watch(ctx context.Context) context.Context {
	return api.WithTrace(ctx, &api.Trace{Page: p.page, Wait: p.wait, Notice: p.notice})
}

// begin starts to count for the next query.
func (p *progress) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows, p.notices = 0, nil
}

func (p *progress) page(e api.PageEvent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows += e.Rows
	p.draw(fmt.Sprintf("reading %s: page %d of %d, %d rows so far", e.Path, e.Page, e.Pages, p.rows))
}

func (p *progress) wait(e api.WaitEvent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draw(fmt.Sprintf("waiting until %s (%s), %d rows so far", e.Until.Format("15:04:05"), e.Reason, p.rows))
}

func (p *progress) notice(message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.scrub != nil {
		message = p.scrub(message)
	}
	if !slices.Contains(p.notices, message) {
		p.notices = append(p.notices, message)
	}
}

// tell says what the user should know of an answer that has come: each thing once, however many readings said it.
func (p *progress) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	for _, message := range p.notices {
		fmt.Fprintf(p.w, "Note: %s.\n", output.VisibleLine(message))
	}
	p.notices = nil
}

// take gives what tell would say.
func (p *progress) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := p.notices
	p.notices = nil
	return taken
}

func (p *progress) draw(line string) {
	if p.width > 0 {
		fmt.Fprint(p.w, eraseLine, text.Trim(output.VisibleLine(line), p.width-1))
		p.drawn = true
	}
}

func (p *progress) erase() {
	if p.drawn {
		fmt.Fprint(p.w, eraseLine)
		p.drawn = false
	}
}

// end leaves no trace of the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
}

// over is a writer to a stream of that width: where it is a terminal, too, the line gives way to what is written.
func (p *progress) over(w io.Writer, width int) io.Writer {
	if width == 0 {
		return w
	}
	return overProgress{p, w}
}

type overProgress struct {
	*progress
	out io.Writer
}

func (o overProgress) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.erase()
	return o.out.Write(b)
}

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"

	"golang.org/x/term"
)

// A paged writer to a terminal holds a text back until it is known whether it fits the screen. Where it does not, the
// user's pager shows it.
type paged struct {
	out    io.Writer
	height int
	pager  string
	held   bytes.Buffer
}

// newPaged pages what goes to a terminal; nil where nothing is to be paged: out is none, or there is no pager.
func newPaged(stream any, out io.Writer) *paged {
	height, pager := heightOf(stream), pagerCommand()
	if height == 0 || pager == "" {
		return nil
	}
	return &paged{out: out, height: height, pager: pager}
}

// heightOf is that of the terminal which a stream is, in rows; 0: it is none.
func heightOf(stream any) int {
	file, ok := stream.(*os.File)
	if !ok {
		return 0
	}
	_, height, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return max(height, 0)
}

// pagerCommand is what $PAGER says, else less; "": nothing pages.
func pagerCommand() string {
	if pager, set := os.LookupEnv("PAGER"); set {
		return strings.TrimSpace(pager)
	}
	if _, err := exec.LookPath("less"); err == nil {
		return "less"
	}
	return ""
}

// Write holds the text.
func (p *paged) Write(b []byte) (int, error) { return p.held.Write(b) }

// show writes the text, or has it shown.
func (p *paged) show(ctx context.Context) error {
	if bytes.Count(p.held.Bytes(), []byte("\n")) < p.height {
		_, err := p.out.Write(p.held.Bytes())
		return err
	}
	interrupts := make(chan os.Signal, 1) // are the pager's
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	if _, err := p.out.Write(nil); err != nil { // the line of the progress gives way
		return err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), "sh", "-c", p.pager) //nolint:gosec // the user's own choice
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &p.held, os.Stdout, os.Stderr
	cmd.Env = os.Environ()
	if _, set := os.LookupEnv("LESS"); !set {
		cmd.Env = append(cmd.Env, "LESS=FRSX") // leave short texts on the screen, and cut long lines
	}
	text := p.held.String()
	if err := cmd.Start(); err != nil {
		_, err := io.WriteString(p.out, text)
		return err
	}
	_ = cmd.Wait() // whoever leaves the pager early has seen enough
	return nil
}

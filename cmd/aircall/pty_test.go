//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// A terminal is a pseudo-terminal on which a command runs in a process of its own. What it shows is waited for, and time is
// not, but for a limit past which the test has hung.
type terminal struct {
	t   *testing.T
	pty *os.File
	cmd *exec.Cmd

	mu     sync.Mutex
	shown  strings.Builder
	from   int // of shown, what has been waited for already
	screen vt10x.Terminal
	more   chan struct{}
	over   bool
}

const hung = 2 * time.Minute

// The size of the terminal.
const (
	terminalRows    = 24
	terminalColumns = 100
)

// onTerminal starts the command on a terminal.
func onTerminal(t *testing.T, home string, environment []string, args ...string) *terminal {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), append([]string{asCommand + "=1", "HOME=" + home, "XDG_STATE_HOME=", "TERM=xterm", "PAGER=", "INPUTRC=/dev/null"}, environment...)...)
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: terminalRows, Cols: terminalColumns})
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	term := &terminal{t: t, pty: file, cmd: cmd, more: make(chan struct{}, 1), screen: vt10x.New(vt10x.WithSize(terminalColumns, terminalRows))}
	read := make(chan struct{})
	go func() {
		defer close(read)
		term.read()
	}()
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		_ = file.Close()
		<-read
	})
	return term
}

// read takes in what the command shows.
func (s *terminal) read() {
	buffer := make([]byte, 4096)
	for {
		n, err := s.pty.Read(buffer)
		s.mu.Lock()
		s.shown.Write(buffer[:n])
		_, _ = s.screen.Write(buffer[:n])
		s.over = err != nil
		s.mu.Unlock()
		select {
		case s.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// wait waits until a text is shown that was not waited for before, and gives what was shown up to it.
func (s *terminal) wait(text string) string {
	s.t.Helper()
	limit := time.NewTimer(hung)
	defer limit.Stop()
	for {
		s.mu.Lock()
		shown, over := s.shown.String()[s.from:], s.over
		if i := strings.Index(shown, text); i >= 0 {
			s.from += i + len(text)
			s.mu.Unlock()
			return shown[:i]
		}
		s.mu.Unlock()
		if over {
			s.t.Fatalf("the command ended, and never showed %q after:\n%q", text, lastOf(shown))
		}
		select {
		case <-s.more:
		case <-limit.C:
			s.t.Fatalf("%q is never shown after:\n%q", text, lastOf(shown))
		}
	}
}

// lines are what the screen shows by now, without the empty ends of lines and of the screen.
func (s *terminal) lines() (lines []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for line := range strings.SplitSeq(s.screen.String(), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// write types.
func (s *terminal) write(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.pty, keys); err != nil {
		s.t.Fatal(err)
	}
}

// ended waits for the end of the command, and gives its status.
func (s *terminal) ended() int {
	s.t.Helper()
	err := s.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return s.cmd.ProcessState.ExitCode()
}

// lastOf is the end of what was shown, which begins with every key of a line.
func lastOf(shown string) string { return shown[max(0, len(shown)-1000):] }

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/reeflective/readline"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/sqltoken"
)

// shellMemory is how long a shell is answered from what it has read, in seconds, unless the connection says otherwise.
const shellMemory = 600

func shellCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "shell",
		Short: "Ask one question after the other",
		Long: `Ask one question after the other, over one memory: what a query has read answers the
next for ten minutes (cache_seconds of a connection says otherwise), or until .refresh.

A statement ends with a semicolon and may have several lines. Tab completes keywords,
tables and columns, Ctrl-C stops a query, Ctrl-D or .quit leaves. Temporary tables last
until then. The history is kept in ~/.local/state/aircall/history, for you alone to read;
a line that looks as if it held a credential is not in it.

Where it is not on a terminal it answers the SQL on standard input, as query does.`,
		Args: cobra.NoArgs,
	}
	q := addQueryFlags(cmd)
	q.addFileFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if s.width(s.in) == 0 || s.width(s.out) == 0 {
			sql, err := statement(cmd.Context(), s, nil, "")
			if err != nil {
				return err
			}
			return q.answer(cmd, s, sql)
		}
		return q.interact(cmd, s)
	}
	return cmd
}

// A shell asks its user for statements.
type shell struct {
	streams
	db       *database
	session  *localsql.Session
	progress *progress
	cost     *costFlags
	format   printFlags
	chosen   bool        // somebody has chosen the format: a table stays one, however wide
	toFile   *printFlags // of the next answer alone, which has rows
	last     string      // the last statement
	words    *completer
	room     *room // for what is typed
	quit     bool
	writing  sync.Mutex // held while a file is written
}

// interact runs a shell on a terminal until its user leaves.
func (q *queryFlags) interact(cmd *cobra.Command, s streams) error {
	// Ctrl-C ends a query here, and not the command as it does elsewhere.
	ctx, cancel := context.WithCancel(context.WithoutCancel(cmd.Context()))
	defer cancel()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)

	progress := newProgress(s)
	defer progress.end()
	q.connect.memory = shellMemory
	db, err := q.connect.open(ctx, s, progress)
	if err != nil {
		return err
	}
	defer db.close()
	sh := &shell{
		streams: s, db: db, session: db.NewSession(), progress: progress, cost: q.cost,
		format: *q.format, chosen: cmd.Flags().Changed("output"), words: newCompleter(db.DB, db.connections),
	}
	defer func() { _ = sh.session.Close() }()
	sh.words.others = func() []sessionTable { return sessionTables(ctx, sh.session, sh.words.tables) }
	defer sh.endWhenTerminated(cancel)()
	line := sh.editor()
	s.tell("Statements end with a semicolon; .help lists what else there is.")
	for !sh.quit {
		sh.room.begin()
		text, err := line.Readline()
		switch {
		case errors.Is(err, readline.ErrInterrupt): // the line is given up
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("the terminal cannot be read: %w", err)
		}
		sh.do(ctx, interrupts, text)
	}
	return nil
}

// endWhenTerminated ends the process where it is asked to end: what runs is given up, no part of a file is left, and the terminal
// is as it was. Its result ends the watch.
func (sh *shell) endWhenTerminated(cancel func()) func() {
	fd := int(os.Stdin.Fd())
	state, err := term.GetState(fd)
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	go func() {
		if _, asked := <-terminated; asked {
			cancel()
			sh.writing.Lock()
			if err == nil {
				_ = term.Restore(fd, state)
			}
			os.Exit(interrupted)
		}
	}()
	return func() {
		signal.Stop(terminated)
		close(terminated)
	}
}

// do answers one input: a command of the shell, or statements. An interrupt ends it.
func (sh *shell) do(ctx context.Context, interrupts <-chan os.Signal, text string) {
	if sqltoken.IsBlank(text) {
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for len(interrupts) > 0 { // came while nothing ran
		<-interrupts
	}
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-interrupts:
			cancel()
		case <-done:
		}
	}()
	var err error
	if isCommand(text) {
		err = sh.command(ctx, strings.TrimSpace(text))
	} else {
		sh.last = text
		err = sh.ask(ctx, text)
	}
	sh.progress.end()
	switch {
	case err == nil:
	case ctx.Err() != nil:
		sh.tell("Interrupted.")
	default:
		sh.tell("Error: %v", err)
	}
}

// ask prints the answers of statements.
func (sh *shell) ask(ctx context.Context, sql string) error {
	format, chosen := sh.format, sh.chosen
	if sh.toFile != nil {
		format, chosen = *sh.toFile, true
	}
	if format.to != "" {
		sh.writing.Lock()
		defer sh.writing.Unlock()
	}
	printing, err := format.open(sh.streams, sh.progress.over(sh.out, sh.width(sh.out)), chosen)
	if err != nil {
		sh.toFile = nil
		return err
	}
	defer printing.drop()
	sh.progress.begin()
	if ctx, err = sh.cost.limit(ctx); err != nil {
		return err
	}
	ctx, meter := embedded.WithMeter(ctx, time.Now)
	rows, err := query(ctx, sh.session, sql, printing.Results)
	if err != nil {
		printing.showComplete(ctx)
		return sh.db.explainedTable(err)
	}
	toFile := format.to != "" && printing.Len() > 0
	if format.to == "" || toFile {
		if err := printing.end(ctx); err != nil {
			return err
		}
	}
	sh.progress.tell()
	sh.cost.tell(sh.streams, meter.Cost(), rows)
	if toFile {
		sh.toFile = nil
		sh.tell("The rows are in %s.", format.to)
	}
	return nil
}

// isComplete reports whether what was typed can be answered, or waits for more lines.
func isComplete(line []rune) bool {
	text := string(line)
	return isCommand(text) || strings.TrimSpace(text) == "" || sqltoken.IsComplete(text)
}

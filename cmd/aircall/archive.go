package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// tryAgain is the exit status of a command that found its target in use (EX_TEMPFAIL).
const tryAgain = 75

func archiveCommand(s streams) *cobra.Command {
	o := archive.Options{}
	cmd := &cobra.Command{
		Use:   "archive --to target",
		Short: "Keep a copy of calls beyond six months",
		Long: `Keep a copy of what Aircall forgets after six months, and bring it up to date: the first
run reads everything, each later one what is new, and the calls of the last 48 hours again.
It may run every hour and be stopped at any time.

The target is a SQLite file; or a folder (a name that ends in /) of Parquet files, a
month of calls in each; or postgres://user@host/database, in which it has the schema
aircall_archive, or that of ?search_path=.

The exit status is 0 when everything is up to date, 1 when something failed, and 75 when
another process archives into the target.`,
		Example: `  aircall archive --to calls.db
  aircall archive --to calls.db --status
  aircall archive --to calls/
  aircall archive --to postgres://archivist@db/warehouse
  aircall query --archive calls.db "select count(*) from archive.aircall_call"`,
		Args: cobra.NoArgs,
	}
	connect := addConnectFlags(cmd)
	pseudonyms := addPseudonymFlags(cmd, false)
	reread := days(archive.DefaultReread)
	cmd.Flags().StringVar(&o.Target, "to", "", "the `target`: a SQLite file, a folder for Parquet (calls/), or postgres://…")
	cmd.Flags().StringSliceVar(&o.Tables, "tables", nil, "archive only these `tables`, and what they need")
	cmd.Flags().Var(&reread, "reread", "how far back calls are read again, such as 48h or 30d")
	cmd.Flags().BoolVar(&o.Full, "full", false, "read all contacts, and believe a list that has become empty")
	status := cmd.Flags().Bool("status", false, "say what the archive holds and how the last run ended; ask nothing")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *status {
			return printStatus(cmd.Context(), s, o.Target)
		}
		if connect.demo {
			var err error
			if connect.demoAt, err = archive.DemoMoment(cmd.Context(), o.Target); err != nil {
				return err
			}
		}
		found, err := connect.whom(s)
		if err != nil {
			return err
		}
		defer found.stop()
		o.Reread, o.Demo, o.DemoAt = time.Duration(reread), found.demo, found.demoAt
		for _, c := range found.connections {
			o.Connections = append(o.Connections, archive.Connection{Name: c.Name, Config: c.Config})
		}
		tell := func(notice string) { s.tell("Note: %s", notice) }
		if o.Pseudonyms, err = pseudonyms.open(tell); err != nil {
			return err
		}
		defer func() { saved(cmd.Context(), o.Pseudonyms, tell) }()
		progress := newProgress(s)
		defer progress.end()
		report, err := archive.Run(progress.watch(cmd.Context()), o)
		progress.end()
		if err != nil {
			return err
		}
		for _, note := range report.Notes {
			s.tell("Note: %s.", note)
		}
		for _, problem := range report.Problems {
			s.tell("Error: %s", problem)
		}
		s.tell("%s", report)
		if len(report.Problems) > 0 {
			return errSaid
		}
		return nil
	}
	return cmd
}

// printStatus prints what an archive says of itself.
func printStatus(ctx context.Context, s streams, target string) error {
	status, err := archive.StatusOf(ctx, target)
	if err != nil {
		return err
	}
	results := output.NewResults(s.out, output.Options{Format: output.Table, Header: true, Width: s.width(s.out)})
	p, err := results.Next(output.Columns("company", "table", "rows", "deleted", "newest", "mark", "complete_from", "error"))
	if err != nil {
		return err
	}
	for _, t := range status.Tables {
		if err := p.Print([]any{t.Company, t.Table, t.Rows, t.Deleted, timeOrNone(t.Newest), timeOrNone(t.Mark), timeOrNone(t.CompleteFrom), t.Error}); err != nil {
			return err
		}
	}
	if err := errors.Join(p.Close(), results.Close()); err != nil {
		return err
	}
	for _, gap := range status.Gaps {
		_, _ = fmt.Fprintln(s.out, output.VisibleLine(gap))
	}
	if r := status.LastRun; r != nil {
		_, _ = fmt.Fprintf(s.out, "Last run: %s, exit %d, %d requests, %d rows.\n", r.StartedAt.Format(time.DateTime), r.Exit, r.Requests, r.Rows)
	}
	return nil
}

// timeOrNone is NULL for a time that is not known.
func timeOrNone(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.Truncate(time.Second)
}

// errSaid ends a command whose problems have been told.
var errSaid = errors.New("")

// days is a duration that may be written in days.
type days time.Duration

func (d *days) Set(text string) error {
	if n, whole := strings.CutSuffix(text, "d"); whole {
		if n, err := strconv.Atoi(n); err == nil && n >= 0 && n < 10000 {
			*d = days(time.Duration(n) * 24 * time.Hour)
			return nil
		}
	}
	v, err := time.ParseDuration(text)
	if err != nil || v < 0 {
		return fmt.Errorf("%q is no duration: write it as 48h or 30d", text)
	}
	*d = days(v)
	return nil
}

func (d *days) String() string { return time.Duration(*d).String() }
func (d *days) Type() string   { return "duration" }

package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
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
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return fmt.Errorf("archive takes flags, and not %q: write --to %s", args[0], shellQuoted(args[0]))
		},
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
		if _, err := archive.ParseTarget(o.Target); err != nil { // before it is asked for a credential
			return err
		}
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

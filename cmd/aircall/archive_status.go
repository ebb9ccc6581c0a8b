package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// printStatus prints what an archive says of itself: of each company how far its calls go and what there is, and how the last
// run ended.
func printStatus(ctx context.Context, s streams, target string) error {
	status, err := archive.StatusOf(ctx, target)
	if err != nil {
		return err
	}
	rest := status.Tables
	for len(rest) > 0 {
		n := 1
		for n < len(rest) && rest[n].CompanyID == rest[0].CompanyID {
			n++
		}
		if err := printCompany(s, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	last := "No run has ended yet.\n"
	if r := status.LastRun; r != nil {
		last = fmt.Sprintf("Last run: %s, exit %d, %d requests, %d rows written.\n", inUTC(r.StartedAt), r.Exit, r.Requests, r.Rows)
	}
	_, err = io.WriteString(s.out, last)
	return err
}

// printCompany prints the part of the status of one company, which has a table at least.
func printCompany(s streams, tables []archive.TableStatus) error {
	line := func(format string, args ...any) error {
		_, err := fmt.Fprintln(s.out, output.VisibleLine(fmt.Sprintf(format, args...)))
		return err
	}
	err := line("%s", reachOf(tables))
	results := output.NewResults(s.out, output.Options{Format: output.Table, Header: true, Width: s.width(s.out)})
	p, failed := results.Next(output.Columns("table", "rows", "deleted", "newest"))
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	for _, t := range tables {
		if err := p.Print([]any{t.Table, t.Rows, t.Deleted, timeOrNone(t.Newest)}); err != nil {
			return err
		}
	}
	if err := errors.Join(p.Close(), results.Close()); err != nil {
		return err
	}
	for _, t := range tables {
		if t.Error != "" {
			err = errors.Join(err, line("%s failed in the last run: %s", t.Table, t.Error))
		}
		for _, gap := range t.Gaps {
			err = errors.Join(err, line("%s: missing for ever from %s to %s", t.Table, inUTC(gap.From), inUTC(gap.To)))
		}
	}
	return errors.Join(err, line(""))
}

// reachOf says how far the calls of a company go.
func reachOf(tables []archive.TableStatus) string {
	for _, t := range tables {
		if !t.Mark.IsZero() {
			return fmt.Sprintf("%s: calls are complete from %s to %s", t.Company, inUTC(t.CompleteFrom), inUTC(t.Mark))
		}
	}
	return tables[0].Company + ": no calls have been read yet"
}

func inUTC(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// timeOrNone is NULL for a time that is not known.
func timeOrNone(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.Truncate(time.Second)
}

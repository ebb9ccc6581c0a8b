package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// costFlags say what is told of the cost of a query.
type costFlags struct {
	explain, timing bool
	most            int // requests of the whole SQL; 0: any number
}

const maxRequests = "max-requests"

func addCostFlags(cmd *cobra.Command) *costFlags {
	f := new(costFlags)
	cmd.Flags().BoolVar(&f.explain, "explain", false, "say which tables the SQL would read and what that costs at least, and do not run it")
	cmd.Flags().BoolVar(&f.timing, "timing", false, "say what the query has cost: requests, pages from memory, waits, rows, seconds")
	cmd.Flags().IntVar(&f.most, maxRequests, 0, "end the SQL with an error where it would cost more requests than this `number` (0: any number)")
	return f
}

// limit lets the SQL that a context is for cost no more requests than the flag says.
func (f *costFlags) limit(ctx context.Context) (context.Context, error) {
	switch {
	case f.most < 0:
		return nil, fmt.Errorf("--%s is %d: write a number of requests, or 0 for any number", maxRequests, f.most)
	case f.most == 0 || f.explain:
		return ctx, nil
	}
	return api.WithRequestLimit(ctx, &api.RequestLimit{Allowed: f.most, Name: "--" + maxRequests}), nil
}

// tell says on standard error what a query has cost: on a terminal in one line, with --timing in full, wherever it goes.
func (f *costFlags) tell(s streams, c embedded.Cost, rows int) {
	switch {
	case f.timing:
		s.tell("%s", c.Detail(rows))
	case s.width(s.err) > 0:
		s.tell("%s", c.Summary(rows))
	}
}

// explainQuery prints the scans that the SQL would make, and returns what they cost together, in words.
func explainQuery(ctx context.Context, db embedded.Explainer, sql string, results *output.Results) (summary string, err error) {
	e, err := embedded.Explain(ctx, db, sql)
	var refused *localsql.RefusedError
	if errors.As(err, &refused) {
		return "", fmt.Errorf("%w; to explain SQL no file is opened, whatever is allowed", err)
	}
	if err != nil {
		return "", err
	}
	if len(e.Scans) == 0 && results.ForPeople() {
		return e.Summary(), nil // says it all
	}
	p, err := results.Next([]output.Column{
		{Name: "connection", Type: "text"}, {Name: "table", Type: "text"}, {Name: "conditions", Type: "text"},
		{Name: "requests", Type: "bigint"}, {Name: "rows", Type: "bigint"}, {Name: "note", Type: "text"},
	})
	if err != nil {
		return "", err
	}
	for _, scan := range e.Scans {
		if err := p.Print(explainedRow(scan)); err != nil {
			return "", err
		}
	}
	return e.Summary(), p.Close()
}

func explainedRow(s embedded.ExplainedScan) []any {
	row := []any{s.Connection, s.Table, strings.Join(s.Conditions, " and "), nil, nil, nil}
	if s.Limit >= 0 {
		row[2] = strings.TrimSpace(fmt.Sprintf("%s limit %d", row[2], s.Limit))
	}
	if s.Known {
		row[3] = int64(s.Requests)
		if s.AllRows {
			row[4] = int64(s.Rows)
		}
	}
	if words := s.Words(); words != "" {
		row[5] = words
	}
	return row
}

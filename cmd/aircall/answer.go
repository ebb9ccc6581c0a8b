package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// queryFlags are those of a command that answers SQL.
type queryFlags struct {
	connect *connectFlags
	format  *printFlags
	cost    *costFlags
}

func addQueryFlags(cmd *cobra.Command) *queryFlags {
	q := &queryFlags{addConnectFlags(cmd), addPrintFlags(cmd), addCostFlags(cmd)}
	q.connect.orDemo = true
	q.connect.pseudonyms = addPseudonymFlags(cmd, false)
	return q
}

// addFileFlags are for commands whose SQL is the user's.
func (q *queryFlags) addFileFlags(cmd *cobra.Command) {
	q.connect.addArchiveFlag(cmd)
	cmd.Flags().BoolVar(&q.connect.allowFiles, allowFiles, false, "let the SQL open and write files (attach, vacuum into, csv)")
}

func (f *connectFlags) addArchiveFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.archive, "archive", "", "ask this archive too, a SQLite `file`: its tables are archive.aircall_call, …, and all_call, … are archive and Aircall together")
}

// answer prints the answers of statements, and what they have cost.
func (q *queryFlags) answer(cmd *cobra.Command, s streams, sql string) error {
	progress := newProgress(s)
	defer progress.end()
	db, err := q.connect.open(cmd.Context(), s, progress)
	if err != nil {
		return err
	}
	defer db.close()
	printing, err := q.format.begin(cmd, s, progress.over(s.out, s.width(s.out)))
	if err != nil {
		return err
	}
	defer printing.drop()
	ctx, err := q.cost.limit(cmd.Context())
	if err != nil {
		return err
	}
	ctx, meter := embedded.WithMeter(ctx, time.Now)
	var would string // cost
	printed := 0
	if q.cost.explain {
		would, err = explainQuery(ctx, db, sql, printing.Results)
	} else {
		printed, err = query(ctx, db, sql, printing.Results)
	}
	if err != nil {
		printing.showComplete(ctx)
		return db.explainedTable(err)
	}
	if err := printing.end(ctx); err != nil {
		return err
	}
	progress.tell()
	if q.cost.explain {
		s.tell("%s", would)
	} else {
		q.cost.tell(s, meter.Cost(), printed)
	}
	return nil
}

// A querier answers SQL: a database, or a session of one.
type querier interface {
	Query(ctx context.Context, sql string) (*localsql.Rows, error)
}

// query prints the rows of each result as they come, and counts them.
func query(ctx context.Context, db querier, sql string, results *output.Results) (printed int, err error) {
	rows, err := db.Query(ctx, sql)
	if err != nil {
		return 0, explainedTables(sql, explained(err))
	}
	defer func() { _ = rows.Close() }()
	for more := len(rows.Columns()) > 0; more; more = rows.NextResultSet() {
		p, err := results.Next(columnsOf(rows))
		if err != nil {
			return printed, err
		}
		for rows.Next() {
			if err := p.Print(rows.Values()); err != nil {
				return printed, err
			}
			printed++
		}
		if err := rows.Err(); err != nil {
			return printed, explained(err)
		}
		if err := p.Close(); err != nil {
			return printed, err
		}
	}
	return printed, explained(rows.Err())
}

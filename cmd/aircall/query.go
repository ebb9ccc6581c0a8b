package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

func queryCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "query [sql | -]",
		Short: "Answer a SQL query",
		Long: `Answer a SQL query, given as one argument, in a file, or on standard input.

Only what the query needs is asked of Aircall, and rows are printed as they come,
except in a table, whose columns are aligned over all rows.`,
		Example: `  aircall query "select direction, outcome, count(*) from aircall_call
                 where started_at >= datetime('now', '-7 days') group by 1, 2"
  aircall query --file report.sql --output csv > report.csv
  echo "select name, email from aircall_user" | aircall query`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return errors.New("the SQL comes in several arguments: put quotes around it")
			}
			return nil
		},
	}
	connect, format := addConnectFlags(cmd), addPrintFlags(cmd)
	connect.orDemo = true
	file := cmd.Flags().StringP("file", "f", "", "read the SQL from a file")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		sql, err := statement(cmd.Context(), s, args, *file)
		if err != nil {
			return err
		}
		progress := newProgress(s)
		defer progress.end()
		db, err := connect.open(cmd.Context(), s, progress)
		if err != nil {
			return err
		}
		defer db.close()
		err = query(cmd.Context(), db, sql, func(columns []string) output.Printer {
			return format.printer(progress.over(s.out), s.width(s.out), columns)
		})
		if err == nil {
			progress.tell()
		}
		return err
	}
	return cmd
}

// query prints the rows of a query as they come.
func query(ctx context.Context, db *database, sql string, printer func(columns []string) output.Printer) error {
	rows, err := db.Query(ctx, sql)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var columns []string
	for _, c := range rows.Columns() {
		columns = append(columns, c.Name)
	}
	p := printer(columns)
	for rows.Next() {
		if err := p.Print(rows.Values()); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return p.Close()
}

// statement is the SQL, from wherever it comes.
func statement(ctx context.Context, s streams, args []string, file string) (string, error) {
	switch {
	case file != "" && len(args) > 0:
		return "", errors.New("the SQL comes twice: give it as an argument or in --file, not both")
	case file != "":
		sql, err := os.ReadFile(file) //nolint:gosec // whoever runs the command chooses the file
		if err != nil {
			return "", fmt.Errorf("the SQL cannot be read: %w", err)
		}
		return string(sql), nil
	case len(args) > 0 && args[0] != "-":
		return args[0], nil
	case len(args) == 0 && s.width(s.in) > 0:
		return "", errors.New("no SQL is given: write it as an argument in quotes, name a file with --file, or pipe it in")
	}
	return readAll(ctx, s.in)
}

// readAll reads a stream to its end, and does not wait for it longer than the context lasts.
func readAll(ctx context.Context, r io.Reader) (string, error) {
	var (
		sql  []byte
		err  error
		read = make(chan struct{})
	)
	go func() {
		defer close(read)
		sql, err = io.ReadAll(r)
	}()
	select {
	case <-read:
		return string(sql), err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

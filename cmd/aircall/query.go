package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

const (
	allowFiles = "allow-files"
	param      = "param"
)

func queryCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "query [sql | -]",
		Short: "Answer a SQL query",
		Long: `Answer a SQL query, given as one argument, in a file, or on standard input.

Only what the query needs is asked of Aircall, and rows are printed as they come,
except in a table, whose columns are aligned over all rows. Of several statements
with semicolons between them each result is printed: tables, csv and lines with an
empty line between, json as a document each, jsonl as one stream of rows.

The SQL reads; it may create temporary tables, in memory. It opens and writes no file,
unless --allow-files says so. A parameter (:name) has the value that --param gives it.

With several connections in the configuration a table has its connection's name
before it: fr.aircall_call. An aggregator is one more such name.`,
		Example: `  aircall query "select direction, outcome, count(*) from aircall_call
                 where started_at >= datetime('now', '-7 days') group by 1, 2"
  aircall query --file report.sql --output csv > report.csv
  aircall query --param number=+33199002962 "select id, started_at from aircall_call where phone_number = :number"
  echo "select name, email from aircall_user" | aircall query
  aircall query --archive calls.db "select count(*) from all_call"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return errors.New("the SQL comes in several arguments: put quotes around it")
			}
			return nil
		},
	}
	q := addQueryFlags(cmd)
	q.addFileFlags(cmd)
	file := cmd.Flags().StringP("file", "f", "", "read the SQL from a file")
	params := cmd.Flags().StringArrayP(param, "p", nil, "give a parameter of the SQL its value, as `name=value`; may be repeated")
	cmd.ValidArgsFunction = completeSQL
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		sql, err := statement(cmd.Context(), s, args, *file)
		if err != nil {
			return err
		}
		if sql, err = withParameters(sql, *params); err != nil {
			return err
		}
		return explainedParameter(q.answer(cmd, s, sql))
	}
	return cmd
}

// explained adds to an error the flag that is missing.
func explained(err error) error {
	var refused *localsql.RefusedError
	if errors.As(err, &refused) {
		return fmt.Errorf("%w; --%s lets it open and write files", err, allowFiles)
	}
	return err
}

// explainedParameter adds to the error of a parameter without a value the flag that gives it one.
func explainedParameter(err error) error {
	var missing *localsql.ParameterError
	if !errors.As(err, &missing) {
		return err
	}
	name := strings.TrimLeft(missing.Names[0], ":@$")
	if name == missing.Names[0] { // ? and ?1 have none
		return fmt.Errorf("%w; or name it (:name), and give it one with --%s name=value", err, param)
	}
	return fmt.Errorf("%w; or give it one with --%s %s=value", err, param, name)
}

// statement is the SQL, from wherever it comes.
func statement(ctx context.Context, s streams, args []string, file string) (string, error) {
	sql, err := readStatement(ctx, s, args, file)
	if err != nil {
		return "", err
	}
	return sql, noShellCommand(sql)
}

func readStatement(ctx context.Context, s streams, args []string, file string) (string, error) {
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
		return args[0], noFileName(args[0])
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

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func checkCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Try the credentials",
		Long:  `Try the credentials of each connection, and name the company that they belong to.`,
		Args:  cobra.NoArgs,
	}
	connect := addConnectFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		progress := newProgress(s)
		defer progress.end()
		db, err := connect.open(cmd.Context(), s, progress)
		if err != nil {
			return err
		}
		defer db.close()
		var errs []error
		for _, c := range db.connections {
			schema := c.Name
			if len(db.connections) == 1 {
				schema = "main"
			}
			name, err := companyOf(cmd.Context(), db, schema)
			if err != nil {
				errs = append(errs, plain(err))
				continue
			}
			fmt.Fprintf(progress.over(s.out), "Connection %s works: it reads %s.\n", c.Name, name)
		}
		return errors.Join(errs...)
	}
	return cmd
}

// companyOf asks Aircall for the company that a schema's credential belongs to.
func companyOf(ctx context.Context, db *database, schema string) (name string, err error) {
	rows, err := db.Query(ctx, `select coalesce(name, 'a company without a name') from "`+strings.ReplaceAll(schema, `"`, `""`)+`".aircall_company`)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		name, _ = rows.Values()[0].(string)
	}
	return name, rows.Err()
}

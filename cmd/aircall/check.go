package main

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

func checkCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Try the credentials",
		Long: `Try the credentials of each connection, and name the company that they belong to.

With --shapes, read one page of each of Aircall's lists and one of everything else, and
print the names of the fields and the JSON types of their values instead: never a value, an
id or a name, so that it can be shown to others. Lines that begin with + or ! are what
the tables would miss or could not read: please put the whole into an issue.`,
		Args: cobra.NoArgs,
	}
	connect := addConnectFlags(cmd)
	shapes := cmd.Flags().Bool("shapes", false, "print what Aircall's answers look like, without a value of them")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		progress := newProgress(s)
		defer progress.end()
		db, err := connect.open(cmd.Context(), s, progress)
		if err != nil {
			return err
		}
		defer db.close()
		if *shapes {
			return printShapes(cmd.Context(), s, progress, db.connections)
		}
		var errs []error
		for _, c := range db.connections {
			name, err := aircall.Check(progress.watch(cmd.Context()), c.Name, c.Config)
			if err != nil {
				errs = append(errs, fmt.Errorf("connection %s: %w", c.Name, err))
				continue
			}
			works := fmt.Sprintf("Connection %s works: it reads %s.", c.Name, cmp.Or(name, "a company that is not named"))
			if _, err := fmt.Fprintln(progress.over(s.out, s.width(s.out)), output.VisibleLine(works)); err != nil {
				return err
			}
		}
		progress.tell()
		return errors.Join(errs...)
	}
	return cmd
}

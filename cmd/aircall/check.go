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
			name, err := aircall.Check(progress.watch(cmd.Context()), c.Name, c.Config)
			if err != nil {
				errs = append(errs, fmt.Errorf("connection %s: %w", c.Name, err))
				continue
			}
			works := fmt.Sprintf("Connection %s works: it reads %s.", c.Name, cmp.Or(name, "a company that is not named"))
			if _, err := fmt.Fprintln(progress.over(s.out), output.VisibleLine(works)); err != nil {
				return err
			}
		}
		progress.tell()
		return errors.Join(errs...)
	}
	return cmd
}

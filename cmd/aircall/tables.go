package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

func tablesCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tables [name]",
		Short: "List the tables, or describe one",
		Long: `List the tables, or describe the columns of one. This needs no credential.

The key of a column says which conditions on it are sent to Aircall and so save
requests: of "get" one row is asked for, of "list" and "filter" a part of the list.`,
		Args: cobra.MaximumNArgs(1),

		ValidArgsFunction: completeTables,
	}
	format := addPrintFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		db, err := localsql.Open(cmd.Context(), embedded.Options(localsql.Connection{Name: connectionName}))
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		columns, rows := output.Columns("table", "description"), tableRows(db.Tables())
		if len(args) > 0 {
			table, err := db.Table(args[0])
			if err != nil {
				return err
			}
			columns, rows = output.Columns("column", "type", "key", "description"), columnRows(table.Columns)
		}
		printing, err := format.begin(cmd, s, s.out)
		if err != nil {
			return err
		}
		return printing.list(cmd.Context(), columns, rows)
	}
	return cmd
}

func tableRows(tables []localsql.Table) (rows [][]any) {
	for _, t := range tables {
		rows = append(rows, []any{t.Name, t.Description})
	}
	return rows
}

func columnRows(columns []localsql.Column) (rows [][]any) {
	for _, c := range columns {
		var keys []string
		for _, k := range c.Keys {
			keys = append(keys, string(k.Kind)+" "+strings.Join(k.Operators, " "))
		}
		rows = append(rows, []any{c.Name, c.Type, strings.Join(keys, ", "), c.Description})
	}
	return rows
}

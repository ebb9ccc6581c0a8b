package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// printFlags say how rows are printed.
type printFlags struct{ output.Options }

func addPrintFlags(cmd *cobra.Command) *printFlags {
	f := &printFlags{output.Options{Format: output.Table}}
	cmd.Flags().VarP(&f.Format, "output", "o", "print rows as table, csv, json, jsonl or line")
	cmd.Flags().BoolVar(&f.Header, "header", true, "begin csv and table with the names of the columns")
	return f
}

// results prints on w, for a terminal of that width; 0 is no terminal.
func (f *printFlags) results(w io.Writer, width int) *output.Results {
	o := f.Options
	o.Width = width
	return output.NewResults(w, o)
}

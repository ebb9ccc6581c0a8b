package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// printFlags say how rows are printed, and where.
type printFlags struct {
	output.Options
	to string // a file; "": standard output
}

func addPrintFlags(cmd *cobra.Command) *printFlags {
	f := &printFlags{Options: output.Options{Format: output.Table}}
	cmd.Flags().VarP(&f.Format, "output", "o", "print rows as table, csv, tsv, json, jsonl, line, markdown, parquet or xlsx")
	_ = cmd.RegisterFlagCompletionFunc("output", completeFormats) // the flag is there
	cmd.Flags().StringVar(&f.to, "to", "", "write the rows to this `file`, whose name says the format where --output does not")
	cmd.Flags().BoolVar(&f.Header, "header", true, "begin csv, tsv and table with the names of the columns")
	cmd.Flags().BoolVar(&f.Exact, "exact", false, "leave in csv and tsv what a spreadsheet would run and a terminal obey")
	return f
}

// A printing is the results of a command, on their way to standard output or a file.
type printing struct {
	*output.Results
	format output.Format
	file   *output.File // nil: standard output
	paged  *paged       // nil: what is printed is seen at once
}

// errNoResult is that of a file without rows, and without columns.
var errNoResult = errors.New("the SQL has no result that could be written to a file: end it with a select")

// begin opens what the rows are printed to: a file, or out, which goes to standard output.
func (f *printFlags) begin(cmd *cobra.Command, s streams, out io.Writer) (*printing, error) {
	return f.open(s, out, cmd.Flags().Changed("output"))
}

// open is begin, where somebody has chosen the format or not.
func (f *printFlags) open(s streams, out io.Writer, chosen bool) (*printing, error) {
	o := f.Options
	o.Turn = !chosen
	if f.to == "" {
		if o.Width = s.width(s.out); o.Width > 0 && o.Format.IsBinary() {
			return nil, fmt.Errorf("%s is for programs, and a terminal cannot show it: name a file with --to", o.Format)
		}
		p := &printing{format: o.Format}
		if o.Width > 0 && o.Format == output.Table {
			if p.paged = newPaged(s.out, out); p.paged != nil {
				out = p.paged
			}
		}
		p.Results = output.NewResults(out, o)
		return p, nil
	}
	if !chosen {
		if o.Format = output.FormatOf(f.to); o.Format == "" {
			return nil, errors.New("the name of the file does not say the format: choose one with --output")
		}
	}
	file, err := output.NewFile(f.to)
	if err != nil {
		return nil, err
	}
	return &printing{Results: output.NewResults(file, o), format: o.Format, file: file}, nil
}

// end completes the output.
func (p *printing) end(ctx context.Context) error {
	if p.Len() == 0 && (p.file != nil || p.format.IsBinary()) {
		return errNoResult
	}
	err := p.Close()
	switch {
	case err != nil:
		return err
	case p.file != nil:
		return p.file.Keep()
	case p.paged != nil:
		return p.paged.show(ctx)
	}
	return nil
}

// showComplete shows what a pager has of the answers that came whole, where a later one is an error.
func (p *printing) showComplete(ctx context.Context) {
	if p.paged != nil && p.paged.held.Len() > 0 {
		_ = p.paged.show(ctx) // the error that follows says more
	}
}

// list prints rows that are known, and completes the output.
func (p *printing) list(ctx context.Context, columns []output.Column, rows [][]any) error {
	defer p.drop()
	result, err := p.Next(columns)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := result.Print(row); err != nil {
			return err
		}
	}
	if err := result.Close(); err != nil {
		return err
	}
	return p.end(ctx)
}

// drop leaves no part of an answer in a file.
func (p *printing) drop() {
	p.Drop()
	if p.file != nil {
		p.file.Drop()
	}
}

// columnsOf are the columns of a result as they are printed.
func columnsOf(rows *localsql.Rows) []output.Column {
	var columns []output.Column
	for _, c := range rows.Columns() {
		columns = append(columns, output.Column{Name: c.Name, Type: c.Type})
	}
	return columns
}

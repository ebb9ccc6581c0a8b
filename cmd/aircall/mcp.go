package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/mcpserver"
)

func mcpCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Answer an assistant, over the Model Context Protocol",
		Long: `Answer an assistant that speaks the Model Context Protocol, on standard input and output.

An assistant starts this command by itself: docs/mcp.md has the lines for its
configuration. The connections are those of aircall query. It only reads, and what was
read answers the next question for ten minutes.`,
		Args: cobra.NoArgs,
	}
	connect := addConnectFlags(cmd)
	connect.orDemo, connect.memory = true, shellMemory
	connect.pseudonyms = addPseudonymFlags(cmd, true)
	connect.addArchiveFlag(cmd)
	timeout := cmd.Flags().Duration("timeout", mcpserver.DefaultTimeout, "how long one call may take")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *timeout <= 0 || *timeout > mcpserver.MaxTimeout {
			return fmt.Errorf("--timeout is %s: write a duration up to %s, such as 90s", *timeout, mcpserver.MaxTimeout)
		}
		return serveAssistant(cmd, s, connect, *timeout)
	}
	return cmd
}

func serveAssistant(cmd *cobra.Command, s streams, connect *connectFlags, timeout time.Duration) error {
	if s.out == os.Stdout { // nothing else in this process may write to the client
		os.Stdout = os.Stderr
	}
	progress := newProgress(streams{err: s.err, width: func(any) int { return 0 }})
	db, err := connect.open(cmd.Context(), s, progress)
	if err != nil {
		return err
	}
	defer db.close()
	return mcpserver.Serve(cmd.Context(), mcpserver.Options{
		DB: db.DB, Version: api.Version, Schemas: db.schemas(), Archive: connect.archive != "", Notices: append(db.notices(), progress.take()...), Timeout: timeout,
	}, s.in, s.out)
}

// schemas are the names that a table needs before it, where there are several.
func (d *database) schemas() (names []string) {
	if len(d.connections) < 2 {
		return nil
	}
	for _, c := range d.connections {
		names = append(names, c.Name)
	}
	for _, a := range d.aggregators {
		names = append(names, a.Name)
	}
	return names
}

// notices are what an assistant has to say with every answer.
func (d *database) notices() []string {
	var all []string
	if d.demo {
		all = append(all, "The company is invented: nothing of it is real.")
	}
	if d.pseudonyms != nil {
		all = append(all, "Personal data is replaced: a phone number by +33·…, a person by person-…, a text by its length, a link by NULL. Equal values have equal pseudonyms: count, group and join them as ever, "+
			"and find somebody by = or in, with the value or the pseudonym. No pattern, order or part of a value finds anything.")
	}
	return all
}

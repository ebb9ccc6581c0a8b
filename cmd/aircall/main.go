// Command aircall answers SQL about a company's phone calls, straight from Aircall, with nothing else installed.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

func main() {
	setVersion()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr, terminalWidth}))
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
	width    func(stream any) int // of the terminal that a stream is; 0: it is none
}

// tell writes a message to standard error, for a person and so made harmless.
func (s streams) tell(format string, args ...any) {
	_, _ = fmt.Fprintln(s.err, output.Visible(fmt.Sprintf(format, args...))) // nobody is left to hear that nobody hears
}

func terminalWidth(stream any) int {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0
	}
	const unknown = 80
	if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
		return width
	}
	return unknown
}

// The exit statuses.
const (
	success     = 0
	failure     = 1
	interrupted = 130 // as a shell reports a command that Ctrl-C has ended
)

// run executes one command and returns its exit status.
func run(ctx context.Context, args []string, s streams) int {
	root := rootCommand(s)
	root.SetArgs(behindDashes(args))
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return success
	case ctx.Err() != nil:
		s.tell("Interrupted.")
		return interrupted
	case !errors.Is(err, errSaid):
		s.tell("Error: %v", err)
	}
	var held *archive.HeldError
	if errors.As(err, &held) {
		return tryAgain
	}
	return failure
}

// behindDashes moves SQL that begins with a comment behind the flags, of which it would be taken for one.
func behindDashes(args []string) []string {
	i := slices.IndexFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "-- ") || strings.HasPrefix(arg, "--\n") })
	if i < 0 || slices.Contains(args, "--") {
		return args
	}
	return append(slices.Delete(slices.Clone(args), i, i+1), "--", args[i])
}

func rootCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "aircall",
		Short: "SQL over a company's phone calls",
		Long: `aircall answers SQL (SQLite's dialect) over the calls, contacts, users, numbers and
everything else that Aircall's API shows, straight from Aircall.

It reads AIRCALL_API_ID and AIRCALL_API_TOKEN, or the connections of a Steampipe
configuration file. Without any credential it answers from an invented company.`,
		Version:       api.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetVersionTemplate("aircall {{.Version}}\n")
	root.SetFlagErrorFunc(mistakenFlag)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddCommand(queryCommand(s), shellCommand(s), askCommand(s), archiveCommand(s), mcpCommand(s), tablesCommand(s), checkCommand(s), versionCommand(s))
	return root
}

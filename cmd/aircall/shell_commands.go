package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// A dotCommand is one of the shell's own, which begin with a dot.
type dotCommand struct {
	name, arguments, about string
	run                    func(sh *shell, ctx context.Context, argument string) error
}

var dotCommands []dotCommand

func init() { // .help lists them all
	dotCommands = []dotCommand{
		{".tables", "[text]", "list the tables, or those whose name has the text", (*shell).listTables},
		{".describe", "table", "describe the columns of a table", (*shell).describe},
		{".output", "[format] [file]", "print as table, csv, tsv, json, jsonl, line or markdown, or write the next answer to a file; auto as at first", (*shell).setOutput},
		{".timing", "[on | off]", "say in full what each query has cost", (*shell).setTiming},
		{".cost", "[sql]", "say what the SQL, or the last query, would cost, without running it", (*shell).explain},
		{".refresh", "", "forget what was read: the next query asks Aircall", (*shell).refresh},
		{".help", "", "list these", (*shell).help},
		{".quit", "", "leave", (*shell).leave},
	}
}

// synonyms are what users of other shells write.
var synonyms = map[string]string{".exit": ".quit", `\q`: ".quit", "quit": ".quit", "exit": ".quit", "help": ".help", `\d`: ".describe", `\dt`: ".tables", `\?`: ".help", ".schema": ".describe", ".mode": ".output", `\timing`: ".timing"}

// isCommand reports whether a line is for the shell itself.
func isCommand(text string) bool {
	text = strings.TrimSpace(text)
	first, _, _ := strings.Cut(text, " ")
	return strings.HasPrefix(text, ".") || strings.HasPrefix(text, `\`) || synonyms[strings.TrimSuffix(strings.ToLower(first), ";")] != "" && first == text
}

func (sh *shell) command(ctx context.Context, text string) error {
	name, argument, _ := strings.Cut(strings.TrimSpace(strings.TrimSuffix(text, ";")), " ")
	name, argument = strings.ToLower(name), strings.TrimSpace(argument)
	if name == `\x` {
		return sh.expand(ctx, argument)
	}
	if known := synonyms[name]; known != "" {
		name = known
		if name == ".describe" && argument == "" {
			name = ".tables"
		}
	}
	var meant []dotCommand // by a name or what only one begins with
	var names []string
	for _, c := range dotCommands {
		names = append(names, c.name)
		if c.name == name || len(name) > 1 && strings.HasPrefix(c.name, name) {
			meant = append(meant, c)
		}
	}
	if len(meant) != 1 {
		if near := nearest(name, names); near != "" {
			return fmt.Errorf("there is no %s (did you mean %s?): .help lists what there is", name, near)
		}
		return fmt.Errorf("there is no %s: .help lists what there is", name)
	}
	return meant[0].run(sh, ctx, argument)
}

// expand is psql's \x: a line for each column, or a table again.
func (sh *shell) expand(ctx context.Context, argument string) error {
	format, known := map[string]string{"on": "line", "off": "table", "auto": "auto"}[argument]
	switch {
	case argument == "" && sh.format.Format == output.Line:
		format = "auto"
	case argument == "":
		format = "line"
	case !known:
		return errors.New(`write \x on, \x off or \x auto`)
	}
	return sh.setOutput(ctx, format)
}

// rows prints what a command of the shell lists.
func (sh *shell) rows(ctx context.Context, columns []string, rows [][]any) error {
	printing, err := (&printFlags{Options: output.Options{Format: output.Table, Header: true}}).open(sh.streams, sh.out, true)
	if err != nil {
		return err
	}
	return printing.list(ctx, output.Columns(columns...), rows)
}

func (sh *shell) listTables(ctx context.Context, part string) error {
	var rows [][]any
	list := func(name, about string) {
		if strings.Contains(strings.ToLower(name), strings.ToLower(part)) {
			rows = append(rows, []any{name, firstSentence(about)})
		}
	}
	for _, t := range sh.words.tables {
		list(t.Name, t.Description)
	}
	for _, t := range sh.words.sessionTables() {
		list(t.name(), t.Description)
	}
	if rows == nil {
		return fmt.Errorf("no table's name has %q", part)
	}
	return sh.rows(ctx, []string{"table", "description"}, rows)
}

func (sh *shell) describe(ctx context.Context, name string) error {
	if name == "" {
		return errors.New("say which table: .describe aircall_call")
	}
	columns := []string{"column", "type", "key", "description"}
	for _, t := range sh.words.sessionTables() {
		if strings.EqualFold(t.name(), name) {
			return sh.rows(ctx, columns, columnRows(t.Columns))
		}
	}
	table, err := sh.db.Table(name[strings.LastIndex(name, ".")+1:])
	if err != nil {
		return err
	}
	return sh.rows(ctx, columns, columnRows(table.Columns))
}

func (sh *shell) setOutput(_ context.Context, argument string) error {
	name, file, _ := strings.Cut(argument, " ")
	file = strings.TrimSpace(file)
	next := sh.format
	chosen := true
	switch err := next.Format.Set(name); {
	case name == "" || name == "auto":
		next.Format, chosen = output.Table, false
	case err != nil && file == "" && output.FormatOf(name) != "":
		file, next.Format = name, output.FormatOf(name)
	case err != nil:
		return fmt.Errorf("%s is no format: %w; a file's name may say it (calls.parquet)", name, err)
	}
	if next.Format.IsBinary() && file == "" {
		return fmt.Errorf("%s needs a file: .output %s calls.%s", next.Format, next.Format, next.Format)
	}
	if file == "" {
		sh.format, sh.chosen, sh.toFile = next, chosen, nil
		if !chosen {
			sh.tell("Answers are tables, and lines where a table is too wide.")
			return nil
		}
		sh.tell("Answers are printed as %s.", next.Format)
		return nil
	}
	if rest, ok := strings.CutPrefix(file, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return err
		}
		file = filepath.Join(home, rest)
	}
	next.to = file
	sh.toFile = &next
	sh.tell("The next answer goes to %s.", file)
	return nil
}

func (sh *shell) setTiming(_ context.Context, argument string) error {
	switch argument {
	case "":
		sh.cost.timing = !sh.cost.timing
	case "on", "off":
		sh.cost.timing = argument == "on"
	default:
		return errors.New("write .timing on or .timing off")
	}
	sh.tell("Timing is %s.", map[bool]string{true: "on", false: "off"}[sh.cost.timing])
	return nil
}

func (sh *shell) refresh(context.Context, string) error {
	aircall.Clients.Forget()
	sh.tell("What was read is forgotten.")
	return nil
}

func (sh *shell) help(ctx context.Context, _ string) error {
	var rows [][]any
	for _, c := range dotCommands {
		rows = append(rows, []any{strings.TrimSpace(c.name + " " + c.arguments), c.about})
	}
	return sh.rows(ctx, []string{"command", "meaning"}, rows)
}

func (sh *shell) leave(context.Context, string) error {
	sh.quit = true
	return nil
}

func (sh *shell) explain(ctx context.Context, sql string) error {
	if sql == "" {
		sql = sh.last
	}
	if sql == "" {
		return errors.New("say what to explain: .cost select …")
	}
	printing, err := (&printFlags{Options: output.Options{Format: output.Table, Header: true}}).open(sh.streams, sh.progress.over(sh.out, sh.width(sh.out)), false)
	if err != nil {
		return err
	}
	would, err := explainQuery(ctx, sh.session, sql, printing.Results)
	if err != nil {
		return err
	}
	if err := printing.end(ctx); err != nil {
		return err
	}
	sh.tell("%s", would)
	return nil
}

package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

func askCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ask [question]",
		Short: "Answer a question that is asked often",
		Long: `Answer a question that is asked often, with Aircall's own definitions. Without a name
it lists what can be asked; with --help after the name it says what the question takes.`,
		Example: `  aircall ask
  aircall ask answer-rate --days 7
  aircall ask heat-map --help`,
		Args: func(_ *cobra.Command, args []string) error { return mistakenQuestion(args) },
	}
	cmd.SetFlagErrorFunc(func(asked *cobra.Command, err error) error { // a flag is unknown where its question is
		if asked != cmd {
			return mistakenFlag(asked, err)
		}
		if mistaken := mistakenQuestion(asked.Flags().Args()); mistaken != nil {
			return mistaken
		}
		return fmt.Errorf("%w; those of a question come behind its name: aircall ask answer-rate --days 7", mistakenFlag(asked, err))
	})
	format := addPrintFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return listQuestions(cmd, s, format) }
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			cmd.AddCommand(figureCommand(s, d, f))
		}
	}
	return cmd
}

// mistakenQuestion is the error of a name that no question has; those that have one are commands, and do not come here.
func mistakenQuestion(args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := nearest(args[0], figureNames()); near != "" {
		return fmt.Errorf("there is no ready answer %q (did you mean %s?)", args[0], near)
	}
	_, err := questions.Find(args[0])
	return err
}

func figureNames() (names []string) {
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			names = append(names, f.Name)
		}
	}
	return names
}

// figureCommand answers one question. Its flags are the figure's parameters.
func figureCommand(s streams, d questions.Document, f questions.Figure) *cobra.Command {
	about := f.Title + "."
	if d.Name == f.Name {
		about = d.Title
	}
	cmd := &cobra.Command{
		Use:   f.Name,
		Short: about,
		Long:  fmt.Sprintf("%s\n\n%s.\n\n%s", d.Title, f.Title, d.HowToRead),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return fmt.Errorf("%s takes flags, and not %q: write %s", f.Name, args[0], strings.Join(flagsOf(f), " "))
		},
	}
	q := addQueryFlags(cmd)
	showSQL := cmd.Flags().Bool("sql", false, "print the SQL, and do not run it")
	values := map[string]*string{}
	for _, p := range f.Parameters {
		kind := "text"
		if p.Number {
			kind = "number"
		}
		values[p.Name] = cmd.Flags().String(flagOf(p.Name), p.Default, fmt.Sprintf("the question's `%s`", kind))
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		given := map[string]string{}
		for name, value := range values {
			given[name] = *value
		}
		sql, err := f.SQL(questions.SQLite, given)
		if err != nil {
			return err
		}
		if *showSQL {
			return write(s.out, strings.TrimSpace(sql)+"\n")
		}
		return q.answer(cmd, s, sql)
	}
	return cmd
}

// flagOf is a parameter's name as flags are written.
func flagOf(parameter string) string { return strings.ReplaceAll(parameter, "_", "-") }

// flagsOf are a figure's parameters as flags, with their defaults.
func flagsOf(f questions.Figure) (flags []string) {
	for _, p := range f.Parameters {
		flags = append(flags, fmt.Sprintf("--%s %s", flagOf(p.Name), p.Default))
	}
	return flags
}

func listQuestions(cmd *cobra.Command, s streams, format *printFlags) error {
	printing, err := format.begin(cmd, s, s.out)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			rows = append(rows, []any{f.Name, f.Title, strings.Join(flagsOf(f), " ")})
		}
	}
	return printing.list(cmd.Context(), output.Columns("question", "answers", "flags"), rows)
}

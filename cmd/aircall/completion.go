package main

import (
	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// What a shell (bash, zsh, fish) completes with Tab, once it has run the script that aircall completion prints.

// completeTables completes the name of a table.
func completeTables(cmd *cobra.Command, args []string, toComplete string) ([]cobra.Completion, cobra.ShellCompDirective) {
	words := loadWords(cmd)
	if words == nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completions("", beginningWith(toComplete, words.names())), cobra.ShellCompDirectiveNoFileComp
}

// completeSQL completes the last word of SQL that is written as an argument.
func completeSQL(cmd *cobra.Command, args []string, toComplete string) ([]cobra.Completion, cobra.ShellCompDirective) {
	words := loadWords(cmd)
	if words == nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	prefix, all := words.sql(toComplete)
	return completions(toComplete[:len(toComplete)-len(prefix)], all), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeFormats completes --output.
func completeFormats(_ *cobra.Command, _ []string, toComplete string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return completions("", beginningWith(toComplete, formatCandidates())), cobra.ShellCompDirectiveNoFileComp
}

func completions(before string, all []candidate) (list []cobra.Completion) {
	for _, c := range all {
		list = append(list, cobra.CompletionWithDesc(before+c.word, firstSentence(c.about)))
	}
	return list
}

// loadWords knows the tables. It needs no credential.
func loadWords(cmd *cobra.Command) *completer {
	db, err := localsql.Open(cmd.Context(), embedded.Options(localsql.Connection{Name: connectionName}))
	if err != nil {
		return nil
	}
	defer func() { _ = db.Close() }()
	return newCompleter(db, nil)
}

package main

import (
	"strings"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"
)

const (
	prompt     = "aircall> "
	promptMore = "    ...> "
)

// editor is the line editor: several lines to a statement, completion, and history.
func (sh *shell) editor() *readline.Shell {
	line := readline.NewShell()
	line.Prompt.Primary(func() string { return prompt })
	line.Prompt.Secondary(func() string { return promptMore })
	// The library asks the terminal with every key where the cursor is, and loses what is typed or pasted while the answer is
	// under way. The prompt begins a line, so that there is nothing to ask. What is pasted is text, and its tabs no completion.
	// Letters such as é are letters, and no Alt and another key, which they were on terminals of seven bits.
	for option, value := range map[string]bool{"cursor-position-probe": false, "multiline-column": true, "enable-bracketed-paste": true, "completion-ignore-case": true, "menu-complete-display-prefix": true,
		"convert-meta": false, "input-meta": true, "output-meta": true} {
		if err := line.Config.Set(option, value); err != nil {
			sh.tell("Note: %v.", err)
		}
	}
	for _, keys := range []string{"emacs", "emacs-standard", "vi-insert"} { // Tab writes what all candidates have in common, and lists them
		if err := line.Config.Bind(keys, inputrc.Unescape(`\C-i`), "menu-complete", false); err != nil {
			sh.tell("Note: %v.", err)
		}
	}
	sh.room = &room{out: sh.out, width: func() int { return sh.width(sh.out) }}
	line.SyntaxHighlighter = func(typed []rune) string { // is called with each key, before the text is drawn
		sh.room.make(typed, line.Cursor().Pos())
		return string(typed)
	}
	line.AcceptMultiline = isComplete
	line.Completer = sh.complete
	file, err := historyFile()
	if err == nil {
		var past *history
		if past, err = newHistory(file, sh.db.connections); err == nil {
			line.History.Add("aircall", past)
		}
	}
	if err != nil {
		sh.tell("Note: no history is kept: %v.", err)
	}
	return line
}

// complete offers the words that the one before the cursor may become.
func (sh *shell) complete(line []rune, cursor int) readline.Completions {
	text := string(line[:min(cursor, len(line))])
	var prefix string
	var all []candidate
	if isCommand(text) {
		prefix, all = sh.completeCommand(text)
	} else {
		prefix, all = sh.words.sql(text)
	}
	// The library replaces all that stands since the last space, such as count(u.na.
	sinceSpace := text[strings.LastIndexAny(text, " \t\n")+1:]
	completions := sh.menuAt(line).of(all).Prefix(strings.TrimSuffix(sinceSpace, prefix))
	completions.PREFIX = sinceSpace
	return completions
}

// completeCommand completes a command of the shell, and the first word behind it.
func (sh *shell) completeCommand(text string) (prefix string, all []candidate) {
	name, argument, hasArgument := strings.Cut(strings.TrimLeft(text, " "), " ")
	if !hasArgument {
		for _, c := range dotCommands {
			all = append(all, candidate{c.name, c.about})
		}
		return name, beginningWith(name, all)
	}
	argument = strings.TrimLeft(argument, " ")
	switch name {
	case ".describe", ".tables":
		for _, t := range sh.words.tables {
			all = append(all, candidate{t.Name, t.Description})
		}
		for _, t := range sh.words.sessionTables() {
			all = append(all, candidate{t.name(), t.Description})
		}
	case ".output":
		all = append(formatCandidates(), candidate{"auto", "tables, and lines where they are too wide"})
	case ".timing":
		all = []candidate{{word: "on"}, {word: "off"}}
	case ".cost":
		return sh.words.sql(argument)
	}
	return argument, beginningWith(argument, all)
}

package main

import (
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
	"github.com/turbot/steampipe-plugin-aircall/internal/sqltoken"
)

// keywords are those of queries.
var keywords = strings.Fields(`select from where group by order having limit offset join left inner cross on using as and or not in is null
	like between case when then else end distinct union all except intersect with exists filter over partition desc asc true false
	create temp table insert drop explain query plan count sum avg min max coalesce datetime strftime json_each json_extract
	json_group_array median percentile stddev at_time_zone lower upper substr round cast`)

// beginnings are the keywords that a statement begins with.
var beginnings = strings.Fields("select with explain create insert drop")

// A candidate is a word that may be meant.
type candidate struct{ word, about string }

// A completer knows the words of a database.
type completer struct {
	schemas []string // where there are several connections
	tables  []localsql.Table
	others  func() []sessionTable // of the session; nil: none
}

func newCompleter(db *localsql.DB, connections []localsql.Connection) *completer {
	c := &completer{tables: db.Tables()}
	if len(connections) > 1 {
		for _, of := range connections {
			c.schemas = append(c.schemas, of.Name)
		}
	}
	return c
}

// sql completes the last word of a statement that has been written up to here. It gives the part of the word that is there.
func (c *completer) sql(text string) (prefix string, all []candidate) {
	tokens := sqltoken.Scan(text)
	if n := len(tokens); n > 0 {
		switch last := tokens[n-1]; {
		case last.Kind == sqltoken.Text || last.Kind == sqltoken.Comment || last.Kind == sqltoken.Number || last.Open:
			return "", nil
		case last.Kind == sqltoken.Word:
			prefix, tokens = last.Text, tokens[:n-1]
		}
	}
	words := significant(tokens)
	n := len(words)
	switch {
	case n > 1 && words[n-1] == ".":
		all = c.inside(words[n-2], words, text)
	case n > 0 && slices.Contains([]string{"from", "join", "into", "table"}, words[n-1]):
		all = c.names()
	case n == 0 || words[n-1] == ";":
		for _, k := range beginnings {
			all = append(all, candidate{word: inCaseOf(prefix, k)})
		}
	default:
		mentioned := c.mentioned(text)
		for _, t := range mentioned {
			all = append(all, columnsOfTable(t)...)
		}
		for _, k := range keywords {
			all = append(all, candidate{word: inCaseOf(prefix, k)})
		}
		all = append(all, c.names()...)
	}
	return prefix, beginningWith(prefix, all)
}

// inCaseOf is a keyword in capitals where what is there of it is.
func inCaseOf(prefix, keyword string) string {
	if strings.ToUpper(prefix) == prefix && prefix != "" {
		return strings.ToUpper(keyword)
	}
	return keyword
}

// significant are the words of tokens, in lower case.
func significant(tokens []sqltoken.Token) (words []string) {
	for _, t := range tokens {
		if t.Kind != sqltoken.Space && t.Kind != sqltoken.Comment {
			words = append(words, strings.ToLower(t.Text))
		}
	}
	return words
}

// inside are what can stand behind name and a dot: the tables of a schema, or the columns of a table by its name or alias.
func (c *completer) inside(name string, words []string, text string) (all []candidate) {
	if slices.ContainsFunc(c.schemas, func(s string) bool { return strings.EqualFold(s, name) }) {
		for _, t := range c.tables {
			all = append(all, candidate{t.Name, t.Description})
		}
		return all
	}
	if name == archive.SchemaName {
		for _, t := range c.sessionTables() {
			if t.schema == name {
				all = append(all, candidate{t.Name, t.Description})
			}
		}
		return all
	}
	for _, t := range slices.Concat(c.mentioned(text), c.tables) {
		i := slices.Index(words, t.Name)
		alias := i >= 0 && (at(words, i+1) == name || at(words, i+1) == "as" && at(words, i+2) == name)
		if t.Name == name || alias {
			return columnsOfTable(t)
		}
	}
	for _, t := range c.mentioned(text) { // an alias that comes later
		all = append(all, columnsOfTable(t)...)
	}
	return all
}

func at(words []string, i int) string {
	if i < len(words) {
		return words[i]
	}
	return ""
}

func (c *completer) sessionTables() []sessionTable {
	if c.others == nil {
		return nil
	}
	return c.others()
}

// mentioned are the tables that a text names.
func (c *completer) mentioned(text string) (tables []localsql.Table) {
	words := significant(sqltoken.Scan(text))
	for _, t := range c.sessionTables() {
		if i := slices.Index(words, strings.ToLower(t.Name)); i >= 0 && (t.schema == "" || i > 1 && words[i-2] == t.schema) {
			tables = append(tables, t.Table)
		}
	}
	for _, t := range c.tables {
		if slices.Contains(words, t.Name) {
			tables = append(tables, t)
		}
	}
	return tables
}

// names are those of the tables and schemas.
func (c *completer) names() (all []candidate) {
	for _, t := range c.tables {
		all = append(all, candidate{t.Name, t.Description})
	}
	archived := false
	for _, t := range c.sessionTables() {
		if archived = archived || t.schema != ""; t.schema == "" {
			all = append(all, candidate{t.Name, t.Description})
		}
	}
	for _, s := range c.schemas {
		all = append(all, candidate{s, "A connection."})
	}
	if archived {
		all = append(all, candidate{archive.SchemaName, "The archive."})
	}
	return all
}

func columnsOfTable(t localsql.Table) (all []candidate) {
	for _, column := range t.Columns {
		all = append(all, candidate{column.Name, column.Description})
	}
	return all
}

func formatCandidates() (all []candidate) {
	for _, f := range output.Formats() {
		all = append(all, candidate{word: string(f)})
	}
	return all
}

// beginningWith keeps the words that begin with a prefix in any case, each once.
func beginningWith(prefix string, all []candidate) (kept []candidate) {
	seen := map[string]bool{}
	for _, c := range all {
		if n := len(prefix); !seen[c.word] && len(c.word) >= n && strings.EqualFold(c.word[:n], prefix) {
			seen[c.word] = true
			kept = append(kept, c)
		}
	}
	return kept
}

// firstSentence of a description is what a list has room for.
func firstSentence(about string) string {
	sentence, _, more := strings.Cut(about, ". ")
	if more {
		sentence += "."
	}
	return sentence
}

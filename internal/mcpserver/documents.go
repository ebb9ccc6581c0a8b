package mcpserver

import (
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/docs"
	"github.com/turbot/steampipe-plugin-aircall/internal/markdown"
)

// sqlite is the language of the blocks that this engine answers.
const sqlite = "sql+sqlite"

// A tableDocument is what the documents say of a table. The tests run every example, and count the requests of every cost.
type tableDocument struct {
	cost     string
	sent     []sentCondition
	examples []example
}

func documentOf(table string) (*tableDocument, error) {
	d := new(tableDocument)
	of, err := markdown.ParseFile(docs.Files, "tables/"+table+".md")
	if err != nil {
		return nil, err
	}
	for _, s := range of.Sections {
		for _, sql := range s.Of(sqlite) {
			d.examples = append(d.examples, example{s.Title, strings.TrimSpace(sql)})
		}
	}
	pushdown, err := markdown.ParseFile(docs.Files, "pushdown.md")
	if err != nil {
		return nil, err
	}
	for _, cells := range pushdown.Find("Conditions that are sent").Rows() {
		if plain(cells[0]) == table {
			d.sent = append(d.sent, sentCondition{plain(cells[1]), plain(cells[2]), plain(cells[3]), cells[4]})
		}
	}
	for _, cells := range pushdown.Find("What everything costs").Rows() {
		if plain(cells[0]) == table {
			d.cost = cells[1]
		}
	}
	return d, nil
}

// plain is a cell without the typeface of code.
func plain(cell string) string { return strings.ReplaceAll(cell, "`", "") }

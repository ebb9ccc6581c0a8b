package mcpserver

import (
	"context"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

type describeInput struct {
	Table string `json:"table,omitempty" jsonschema:"a table's name; without one all tables are listed"`
}

// A description is that of one table, or the list of all.
type description struct {
	Tables   []tableLine `json:"tables,omitempty"`
	Archived []string    `json:"archived,omitempty" jsonschema:"the tables of the archive, which cost no request, and the views all_... of archive and Aircall together"`
	Schemas  []string    `json:"schemas,omitempty" jsonschema:"the names of the companies' connections, one of which stands before a table's name: fr.aircall_call"`
	Notices  []string    `json:"notices,omitempty"`
	// Of one table:
	Table    string           `json:"table,omitempty"`
	About    string           `json:"about,omitempty"`
	Cost     string           `json:"cost,omitempty" jsonschema:"the requests of reading all of it; an empty list costs one too"`
	Columns  []describedField `json:"columns,omitempty"`
	SentTo   []sentCondition  `json:"sent_to_aircall,omitempty" jsonschema:"the conditions that are sent to Aircall and save requests; all others are checked after the rows have come"`
	Examples []example        `json:"examples,omitempty"`
	Document string           `json:"document,omitempty" jsonschema:"the resource with all that there is to know"`
}

type tableLine struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

type describedField struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Meaning string `json:"meaning"`
	Key     string `json:"key,omitempty" jsonschema:"get: = finds one row; list and filter: these operators narrow what is read"`
	Shown   string `json:"shown_as,omitempty" jsonschema:"what stands in the place of personal data; a value finds a pseudonym by = or in alone"`
}

type sentCondition struct {
	Column      string `json:"column"`
	Operators   string `json:"operators"`
	Request     string `json:"request"`
	RowsThatAre string `json:"rows_that_arrive"`
}

type example struct {
	Title string `json:"title"`
	SQL   string `json:"sql"`
}

func (s *server) addDescribe() {
	add(s, &mcp.Tool{
		Name:  "describe",
		Title: "Describe the tables",
		Description: "Lists all tables in one line each or, with a table's name, describes one: its columns with types and meaning, the key columns, " +
			"which conditions are sent to Aircall, what reading it costs, and two queries to start from. It costs no request. Describe a table before you query it.",
		InputSchema:  schemaOf[describeInput](),
		OutputSchema: schemaOf[description](),
	}, func(ctx context.Context, c *call, in describeInput) (any, error) {
		if in.Table == "" {
			return c.listTables(ctx)
		}
		if d, err := c.describeArchived(ctx, in.Table); d != nil || err != nil {
			return d, err
		}
		table, err := c.DB.Table(shortened(in.Table[strings.LastIndex(in.Table, ".")+1:]))
		if err != nil {
			return nil, err
		}
		return c.describe(ctx, table)
	})
}

func (s *server) listTables(ctx context.Context) (*description, error) {
	d := &description{Schemas: s.Schemas, Notices: s.Notices}
	for _, t := range s.DB.Tables() {
		d.Tables = append(d.Tables, tableLine{t.Name, firstSentence(t.Description)})
	}
	var err error
	d.Archived, err = s.archived(ctx)
	return d, err
}

func (s *server) describe(ctx context.Context, t localsql.Table) (*description, error) {
	document, err := documentOf(t.Name)
	if err != nil {
		return nil, err
	}
	d := &description{Table: t.Name, About: t.Description, Cost: document.cost, SentTo: document.sent, Examples: s.answered(ctx, document.examples), Document: tableURI(t.Name)}
	for _, c := range t.Columns {
		var keys []string
		for _, k := range c.Keys {
			keys = append(keys, string(k.Kind)+" "+strings.Join(k.Operators, " "))
		}
		d.Columns = append(d.Columns, describedField{c.Name, c.Type, c.Description, strings.Join(keys, ", "), c.Pseudonym})
	}
	return d, nil
}

// examplesPerTable is how many queries describe gives.
const examplesPerTable = 2

// answered are the first examples that this server answers: some ask for what pseudonyms hide. None is run.
func (s *server) answered(ctx context.Context, examples []example) (some []example) {
	for _, e := range examples {
		if len(some) == examplesPerTable {
			break
		}
		rows, err := s.DB.Query(ctx, e.SQL) // which reads at its first row
		if err == nil {
			_ = rows.Close()
		}
		if err == nil || len(s.Schemas) > 0 { // where they lack the name of a company
			some = append(some, e)
		}
	}
	return some
}

// firstSentence of a description is what a list has room for.
func firstSentence(about string) string {
	sentence, _, more := strings.Cut(about, ". ")
	if more {
		sentence += "."
	}
	return sentence
}

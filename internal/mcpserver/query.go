package mcpserver

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/sqltoken"
)

// statement is the SQL of a call.
type statement struct {
	SQL    string     `json:"sql" jsonschema:"one statement in SQLite's dialect; what it needs before (create temp table) may stand before it"`
	Params parameters `json:"params,omitempty" jsonschema:"the values of :name in the SQL: texts, numbers, booleans or null"`
}

type parameters map[string]jsontext.Value

type queryInput struct {
	statement
	bounds
}

func (s *server) addQuery() {
	in := schemaOf[queryInput]()
	describeParams(in)
	bounds{}.describe(in)
	add(s, &mcp.Tool{
		Name:  "query",
		Title: "Answer a SQL query",
		Description: "Answers a SELECT in SQLite's dialect over the tables of a company's phone system: calls, contacts, users, lines, teams, tags and what was said. " +
			"It reads only. Conditions on key columns (see describe) are sent to Aircall and save requests: every list of calls needs a lower bound on time, " +
			"such as started_at >= datetime('now', '-7 days'). Aggregate in SQL rather than read rows. What was read answers later calls for ten minutes without a request.",
		InputSchema:  in,
		OutputSchema: schemaOf[answer](),
	}, func(ctx context.Context, c *call, in queryInput) (any, error) {
		sql, err := in.bound()
		if err != nil {
			return nil, err
		}
		return c.answer(ctx, sql, in.bounds)
	})
}

func describeParams(s *jsonschema.Schema) {
	s.Properties["params"].AdditionalProperties = &jsonschema.Schema{Types: []string{"string", "number", "boolean", "null"}}
}

// bound is the SQL with the values of its parameters, so that a condition on one is sent to Aircall as any other.
func (s statement) bound() (string, error) {
	if sqltoken.IsBlank(s.SQL) {
		return "", fmt.Errorf("sql is empty: write a select")
	}
	literals := map[string]string{}
	for name, value := range s.Params {
		literal, err := literalOf(value)
		if err != nil {
			return "", fmt.Errorf("params: %s %w", shortened(name), err)
		}
		literals[strings.TrimLeft(name, ":@$")] = literal
	}
	sql, unused := sqltoken.Bind(s.SQL, literals)
	if len(unused) > 0 {
		return "", fmt.Errorf("the SQL has no parameter :%s, to which params gives a value", shortened(unused[0]))
	}
	return sql, nil
}

// literalOf is a JSON value as SQL writes it. A text is one, whatever it looks like.
func literalOf(v jsontext.Value) (string, error) {
	switch v.Kind() {
	case '"':
		text, err := textOf(v)
		return sqltoken.Quote(text), err
	case '0':
		return "(" + string(v) + ")", nil // whose minus cannot become a comment's with what stands before it
	case 't', 'f', 'n':
		return string(v), nil
	}
	return "", fmt.Errorf("is no single value: write a text, a number, true, false or null")
}

package mcpserver

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

type askInput struct {
	Question   string     `json:"question,omitempty" jsonschema:"a question's name; without one all are listed"`
	Parameters parameters `json:"parameters,omitempty" jsonschema:"the question's parameters; each has a default"`
	bounds
}

// An asked is the answer to a question, or the list of all.
type asked struct {
	Questions []questionLine `json:"questions,omitempty"`
	Question  string         `json:"question,omitempty"`
	Title     string         `json:"title,omitempty"`
	HowToRead string         `json:"how_to_read,omitempty" jsonschema:"what the figures mean: tell it with them"`
	Document  string         `json:"document,omitempty" jsonschema:"the resource with the definitions"`
	SQL       string         `json:"sql,omitempty"`
	*answer
}

type questionLine struct {
	Name       string            `json:"name"`
	Title      string            `json:"title"`
	Parameters map[string]string `json:"parameters,omitempty" jsonschema:"with their defaults"`
}

func (s *server) addAsk() {
	in := schemaOf[askInput]()
	in.Properties["parameters"].AdditionalProperties = &jsonschema.Schema{Types: []string{"string", "integer"}}
	for _, line := range listQuestions() {
		in.Properties["question"].Enum = append(in.Properties["question"].Enum, line.Name)
	}
	bounds{}.describe(in)
	out := schemaOf[asked]()
	out.Required = nil // a list has no rows
	add(s, &mcp.Tool{
		Name:  "ask",
		Title: "Answer a question that is asked often",
		Description: "Answers a question that support leads ask, with Aircall's own definitions, such as answer-rate, service-level, heat-map, unreturned-missed-calls or agent-scoreboard. " +
			"Without a question it lists all, with their parameters. Prefer it to SQL of your own where it fits; its answer has the SQL, to start from.",
		InputSchema:  in,
		OutputSchema: out,
	}, func(ctx context.Context, c *call, in askInput) (any, error) {
		if in.Question == "" {
			return &asked{Questions: listQuestions()}, nil
		}
		return c.ask(ctx, in)
	})
}

func (c *call) ask(ctx context.Context, in askInput) (*asked, error) {
	f, err := questions.Find(shortened(in.Question))
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for name, value := range in.Parameters {
		if values[name], err = textOf(value); err != nil {
			return nil, fmt.Errorf("parameters: %s %w", shortened(name), err)
		}
	}
	sql, err := f.SQL(questions.SQLite, values)
	if err != nil {
		return nil, err
	}
	a, err := c.answer(ctx, sql, in.bounds)
	if err != nil {
		return nil, err
	}
	d := documentWith(f)
	return &asked{Question: f.Name, Title: f.Title, HowToRead: d.HowToRead, Document: questionURI(d.Name), SQL: strings.TrimSpace(sql), answer: a}, nil
}

// documentWith is the document that a figure stands in.
func documentWith(f questions.Figure) questions.Document {
	all := questions.All()
	i := slices.IndexFunc(all, func(d questions.Document) bool {
		return slices.ContainsFunc(d.Figures, func(other questions.Figure) bool { return other.Name == f.Name })
	})
	return all[i]
}

func listQuestions() (lines []questionLine) {
	for _, d := range questions.All() {
		for _, f := range d.Figures {
			line := questionLine{Name: f.Name, Title: f.Title, Parameters: map[string]string{}}
			for _, p := range f.Parameters {
				line.Parameters[p.Name] = p.Default
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// textOf is a parameter's value, a text or a number.
func textOf(v jsontext.Value) (string, error) {
	switch v.Kind() {
	case '"':
		var text string
		err := json.Unmarshal(v, &text)
		return text, err
	case '0':
		return string(v), nil
	}
	return "", fmt.Errorf("is neither a text nor a number")
}

//go:build !race || atomicsdk

package mcpserver_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/mcpserver"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

const lastDays = " from aircall_call where started_at >= datetime('now', '-7 days')"

func TestTheServerDescribesItself(t *testing.T) { bubble(t, theServerDescribesItself) }

func theServerDescribesItself(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db, Version: "1.2.3", Notices: []string{"Said with everything."}, Schemas: []string{"fr", "de"}}, nil)
	i := session.InitializeResult()
	if lines := strings.Count(i.Instructions, "\n") + 1; lines >= 40 || !strings.Contains(i.Instructions, "Said with everything.") || !strings.Contains(i.Instructions, "fr.aircall_call") {
		t.Errorf("%d lines of instructions: %s", lines, i.Instructions)
	}
	tools, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range tools.Tools {
		names = append(names, tool.Name)
		if a := tool.Annotations; a == nil || !a.ReadOnlyHint || tool.OutputSchema == nil || len(tool.Description) < 100 || tool.Title == "" {
			t.Errorf("%s: %+v", tool.Name, tool)
		}
	}
	if want := []string{"ask", "describe", "explain", "query"}; !slices.Equal(names, want) {
		t.Errorf("tools %q", names)
	}
	if n := len(fake.Requests()); n > 0 {
		t.Errorf("%d requests before anything was asked", n)
	}
}

// TestAnswersFitTheirSchemas: of every tool, in every form, by a validator of its own.
func TestAnswersFitTheirSchemas(t *testing.T) { bubble(t, answersFitTheirSchemas) }

func answersFitTheirSchemas(t *testing.T) {
	db, _ := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	tools, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for tool, calls := range map[string][]object{
		"query":    {{"sql": "select *" + lastDays}, {"sql": "select 1 where 1 = 0"}, {"sql": "select :a as a, :b, :c, :d", "params": object{"a": "it's", "b": -1.5, "c": nil, "d": true}, "max_rows": 1, "max_requests": 0}},
		"explain":  {{"sql": "select 1"}, {"sql": "select c.id from aircall_call c join aircall_user u on u.id = c.user_id where c.started_at >= datetime('now', '-1 day') limit 3"}},
		"describe": {{}, {"table": "aircall_call"}, {"table": "aircall_api_usage"}},
		"ask":      {{}, {"question": "answer-rate", "parameters": object{"days": 7}}, {"question": "answer-rate-by-day", "parameters": object{"days": "3", "time_zone": "Europe/Paris"}}},
	} {
		of := tools.Tools[slices.IndexFunc(tools.Tools, func(of *mcp.Tool) bool { return of.Name == tool })]
		for _, arguments := range calls {
			answer, failure := call(t, session, tool, arguments)
			if failure != "" {
				t.Errorf("%s %v: %s", tool, arguments, failure)
			}
			for value, schema := range map[any]any{&answer: of.OutputSchema, &arguments: of.InputSchema} {
				if err := validate(schema, value); err != nil {
					t.Errorf("%s %v: %v", tool, arguments, err)
				}
			}
		}
	}
}

func validate(schema, value any) error {
	encoded, err := json.Marshal(schema)
	if err != nil {
		return err
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(encoded, &s); err != nil {
		return err
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		return err
	}
	var plain any
	if encoded, err = json.Marshal(value); err == nil {
		err = json.Unmarshal(encoded, &plain)
	}
	if err != nil {
		return err
	}
	return resolved.Validate(plain)
}

func TestQueryGivesRowsAndTheirCost(t *testing.T) { bubble(t, queryGivesRowsAndTheirCost) }

func queryGivesRowsAndTheirCost(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db, Notices: []string{"Invented."}}, nil)
	sql := "select count(*) as calls, max(started_at) as latest, true as yes, 1.5 as half, null as no_value, '{\"a\":[1]}' -> '$' as document, 9007199254740993 as big, 'a<b' as text" + lastDays
	answer := query(t, session, sql)
	sent := len(fake.Requests())
	if answer["complete"] != true || answer["total_rows"] != 1.0 || answer["requests"] != float64(sent) || sent < 2 || answer["pages_from_memory"] != 0.0 {
		t.Errorf("%v, %d requests", answer, sent)
	}
	if !reflect.DeepEqual(answer["notices"], []any{"Invented."}) {
		t.Errorf("notices %v", answer["notices"])
	}
	types := map[string]any{}
	for _, c := range answer["columns"].([]any) {
		types[c.(object)["name"].(string)] = c.(object)["type"]
	}
	if types["latest"] != "timestamp with time zone" || types["document"] != "jsonb" || types["half"] != nil {
		t.Errorf("types %v", types)
	}
	cells := answer["rows"].([]any)[0].([]any)
	if !reflect.DeepEqual(cells[5], object{"a": []any{1.0}}) || cells[4] != nil || cells[7] != "a<b" {
		t.Errorf("cells %v", cells)
	}
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "query", Arguments: object{"sql": sql, "max_requests": 0}})
	if err != nil || result.IsError || len(fake.Requests()) != sent {
		t.Errorf("from memory: %v, %+v, %d requests", err, result, len(fake.Requests()))
	}
	if text := result.Content[0].(*mcp.TextContent).Text; !strings.Contains(text, "9007199254740993") || !strings.Contains(text, "a<b") {
		t.Errorf("a number or a sign is not exact: %s", text)
	}
}

// TestParametersAreValues: whatever a text looks like it is one, and a condition on it is sent.
func TestParametersAreValues(t *testing.T) { bubble(t, parametersAreValues) }

func parametersAreValues(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	answer, failure := call(t, session, "query", object{
		"sql":    "select typeof(:n), typeof(:t), :q, 1 - :n from aircall_tag limit 1",
		"params": object{"n": -5, "t": "5", "q": "' or 1=1; --"},
	})
	if failure != "" || !reflect.DeepEqual(answer["rows"], []any{[]any{"integer", "text", "' or 1=1; --", 6.0}}) {
		t.Errorf("%v, %s", answer, failure)
	}
	fake.ResetRequests()
	if _, failure := call(t, session, "query", object{"sql": "select id from aircall_call where id = :id", "params": object{":id": 4294967999}}); failure != "" || len(fake.Requests()) != 1 || !strings.HasSuffix(fake.Requests()[0].Path, "/4294967999") {
		t.Errorf("%s, %v", failure, fake.Requests())
	}
}

// TestDescribeCostsNothing: describe makes no request, and explain at most one for each table.
func TestDescribeCostsNothing(t *testing.T) { bubble(t, describeCostsNothing) }

func describeCostsNothing(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	list, _ := call(t, session, "describe", object{})
	tables := list["tables"].([]any)
	if len(tables) != len(db.Tables()) {
		t.Errorf("%d tables of %d", len(tables), len(db.Tables()))
	}
	for _, line := range tables {
		name := line.(object)["name"].(string)
		d, failure := call(t, session, "describe", object{"table": name})
		if failure != "" {
			t.Errorf("%s: %s", name, failure)
			continue
		}
		examples, _ := d["examples"].([]any)
		if d["cost"] == "" || d["about"] == "" || len(d["columns"].([]any)) == 0 || len(examples) != 2 || d["document"] != "aircall://tables/"+name {
			t.Errorf("%s: %v", name, d)
		}
		sent, _ := d["sent_to_aircall"].([]any)
		for _, c := range d["columns"].([]any) {
			column := c.(object)
			inList := slices.ContainsFunc(sent, func(s any) bool { return s.(object)["column"] == column["name"] })
			if key := column["key"] != nil; inList && !key || column["meaning"] == "" || column["type"] == "" {
				t.Errorf("%s.%s: a key: %v, sent: %v", name, column["name"], key, inList)
			}
		}
	}
	if n := len(fake.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
	if _, failure := call(t, session, "describe", object{"table": "calls"}); failure != "no such table: calls (did you mean aircall_call?)" {
		t.Errorf("%q", failure)
	}
}

func TestExplainReadsAFirstPageAlone(t *testing.T) { bubble(t, explainReadsAFirstPageAlone) }

func explainReadsAFirstPageAlone(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	for sql, tables := range map[string]int{"select id, raw_digits" + lastDays: 1, "select u.name, n.name from aircall_user u, aircall_number n": 2, "select 1": 0} {
		fake.ResetRequests()
		e, failure := call(t, session, "explain", object{"sql": sql})
		if got := len(e["tables"].([]any)); failure != "" || got != tables || len(fake.Requests()) > tables || e["requests_spent"] != float64(len(fake.Requests())) {
			t.Errorf("%s: %v, %s, requests %+v", sql, e, failure, fake.Requests())
		}
	}
	fake.ResetRequests()
	for _, sql := range []string{"select id" + lastDays, "select call_id from aircall_call_summary where call_started_at >= datetime('now', '-9 days')"} {
		first, failure := call(t, session, "explain", object{"sql": sql})
		sent := len(fake.Requests())
		again, failed := call(t, session, "explain", object{"sql": sql}) // the first page is in memory
		if failure+failed != "" || again["least_requests"] != first["least_requests"] || !reflect.DeepEqual(again["tables"], first["tables"]) || len(fake.Requests()) != sent {
			t.Errorf("%s: %v, %s, and again %v, %s", sql, first, failure, again, failed)
		}
	}
	fake.ResetRequests()
	e, _ := call(t, session, "explain", object{"sql": "select *" + lastDays})
	least := int(e["least_requests"].(float64)) // with the company's name, which explaining has read too
	answer, failure := call(t, session, "query", object{"sql": "select *" + lastDays})
	if failure != "" || least < 3 || len(fake.Requests()) != least || !strings.HasPrefix(e["summary"].(string), "At least ") {
		t.Errorf("explained: %v; then requests %+v: %v, %s", e, fake.Requests(), answer["cut"], failure)
	}
}

// TestExplainCostsARequestForEachTable: at most, and one more for the company's name, of whatever table.
func TestExplainCostsARequestForEachTable(t *testing.T) { bubble(t, explainCostsARequestForEachTable) }

func explainCostsARequestForEachTable(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	query(t, session, "select name from aircall_company")
	for _, table := range db.Tables() {
		fake.ResetRequests()
		e, failure := call(t, session, "explain", object{"sql": "select * from " + table.Name})
		if spent, isNumber := e["requests_spent"].(float64); len(fake.Requests()) > 1 || failure == "" && (!isNumber || int(spent) != len(fake.Requests())) {
			t.Errorf("%s: %v, %s, requests %+v", table.Name, e, failure, fake.Requests())
		}
	}
	e, _ := call(t, session, "explain", object{"sql": "select call_id from aircall_call_summary where call_started_at >= datetime('now', '-2 days')"})
	if summary, rows := e["summary"].(string), e["tables"].([]any)[0].(object)["rows"].(float64); !strings.HasPrefix(summary, fmt.Sprintf("At least 3 requests, and up to %v more, which shows only while it reads; ", rows)) {
		t.Errorf("of %v rows: %s", rows, summary)
	}
}

func TestAskAnswersTheDocumentsQuestions(t *testing.T) { bubble(t, askAnswersTheDocumentsQuestions) }

func askAnswersTheDocumentsQuestions(t *testing.T) {
	db, _ := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	list, _ := call(t, session, "ask", object{})
	lines := list["questions"].([]any)
	if len(lines) < 20 {
		t.Errorf("%d questions", len(lines))
	}
	for _, line := range lines {
		name := line.(object)["name"].(string)
		a, failure := call(t, session, "ask", object{"question": name})
		if failure != "" || a["sql"] == "" || a["how_to_read"] == "" || a["title"] != line.(object)["title"] {
			t.Errorf("%s: %v, %s", name, a, failure)
			continue
		}
		if again := query(t, session, a["sql"].(string)); !reflect.DeepEqual(again["rows"], a["rows"]) {
			t.Errorf("%s: its SQL gives %v, not %v", name, again["rows"], a["rows"])
		}
	}
	for want, arguments := range map[string]object{
		`there is no ready answer "nothing"`:            {"question": "nothing"},
		"answer-rate takes no parameter weeks":          {"question": "answer-rate", "parameters": object{"weeks": 1}},
		`days is "x": write a whole number of at least`: {"question": "answer-rate", "parameters": object{"days": "x"}},
		"days is neither a text nor a number":           {"question": "answer-rate", "parameters": object{"days": []int{1}}},
	} {
		if _, failure := call(t, session, "ask", arguments); !strings.Contains(failure, want) {
			t.Errorf("%v: %q, want %q", arguments, failure, want)
		}
	}
}

func TestResourcesAreTheDocuments(t *testing.T) { bubble(t, resourcesAreTheDocuments) }

func resourcesAreTheDocuments(t *testing.T) {
	db, fake := open(t, company(), fakeaircall.Options{}, 1000)
	session := connect(t, mcpserver.Options{DB: db}, nil)
	read := 0
	for r, err := range session.Resources(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		content, err := session.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: r.URI})
		if err != nil {
			t.Fatal(err)
		}
		text := content.Contents[0].Text
		if !strings.HasPrefix(text, "# ") || !strings.Contains(text, "```sql+sqlite\n") || strings.Contains(text, "sql+postgres") || strings.Count(text, "```")%2 != 0 || r.Description == "" {
			t.Errorf("%s: %.200s", r.URI, text)
		}
		read++
	}
	if want := len(db.Tables()) + len(questions.All()); read != want || len(fake.Requests()) > 0 {
		t.Errorf("%d resources, want %d; %d requests", read, want, len(fake.Requests()))
	}
	if _, err := session.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "aircall://tables/nothing"}); err == nil {
		t.Error("a resource that is not there is read")
	}
}

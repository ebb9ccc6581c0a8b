//go:build !race || atomicsdk

package aircall

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestCompanyNameIsAskedOnceForEachConnection(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany(), "cache_seconds = 0")
	for range 3 {
		for _, row := range c.rows(query{table: "aircall_user", columns: []string{"id", "company_name"}}) {
			if row["company_name"] != "Brightwater Tea" {
				t.Errorf("company_name is %v", row["company_name"])
			}
		}
	}
	if n := count(c.requests(), "GET /v1/company"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestConnectionsOfOneKeyShareWhatWasRead(t *testing.T) {
	t.Parallel()
	server, url := listen(t, smallCompany())
	first, second := uniqueName("first"), uniqueName("second")
	s := start(t, map[string]string{first: demoArguments(url), second: demoArguments(url)})
	for _, connection := range []string{first, second} {
		if rows, err := s.run(t.Context(), connection, query{table: "aircall_team", columns: []string{"id"}}); err != nil || len(rows) != 1 {
			t.Errorf("%s: %d rows, %v", connection, len(rows), err)
		}
	}
	if n := len(server.Requests()); n != 1 {
		t.Errorf("%d requests, want one for both", n)
	}
}

func TestAChangedConnectionIsAskedAnew(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany())
	c.rows(query{table: "aircall_team", columns: []string{"company_name"}})
	other, url := listen(t, &fakeaircall.Company{Name: "Elsewhere", Now: now, Teams: []fakeaircall.Team{{ID: 7, Name: "Other", CreatedAt: now}}})
	c.connect(c.connection, demoArguments(url), false)
	rows := c.rows(query{table: "aircall_team", columns: []string{"id", "company_name"}})
	if len(rows) != 1 || rows[0]["id"] != int64(7) || rows[0]["company_name"] != "Elsewhere" || len(other.Requests()) != 2 {
		t.Errorf("after the change: %v, %d requests", rows, len(other.Requests()))
	}
}

func TestErrorsNameTheTableAndTheRemedy(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for _, test := range []struct {
		name  string
		query query
		fault *fakeaircall.Fault
		says  []string
	}{
		{"a list", query{table: "aircall_tag", columns: []string{"id"}}, &fakeaircall.Fault{Path: "/v1/tags", Times: fakeaircall.Forever, Status: 403}, []string{"aircall_tag: GET /v1/tags: 403", "api_token"}},
		{"a get", query{table: "aircall_tag", columns: []string{"id"}, where: []*proto.Qual{where("id", "=", vip)}}, &fakeaircall.Fault{Path: "/v1/tags/31", Times: fakeaircall.Forever, Status: 403}, []string{"aircall_tag: GET /v1/tags/31: 403"}},
		{"a column of its own", query{table: "aircall_number", columns: []string{"users"}}, &fakeaircall.Fault{Path: "/v1/numbers/22", Times: fakeaircall.Forever, Status: 403}, []string{"aircall_number: GET /v1/numbers/22: 403"}},
		{"a lookup by a subquery", query{table: "aircall_call", columns: []string{"id"}, where: []*proto.Qual{where("tag_id", "=", unevaluatedInt)}}, nil, []string{"aircall_call: ", "tag_id", "subquery"}},
		{"a lookup by a pattern", query{table: "aircall_contact", columns: []string{"id"}, where: []*proto.Qual{where("phone_number", "~~", "+33%")}}, nil, []string{"aircall_contact: ", "phone_number in (…)"}},
		{"a lookup by what it is not", query{table: "aircall_contact", columns: []string{"id"}, where: []*proto.Qual{where("email", "<>", "zoe@hart.example")}}, nil, []string{"aircall_contact: ", "email = …"}},
		{"a lookup by whatever there is", query{table: "aircall_call", columns: []string{"id"}, where: []*proto.Qual{where("tag_id", "is not null", nil)}}, nil, []string{"aircall_call: ", "tag_id = …"}},
		{"a count of other users", query{table: "aircall_call_volume", columns: []string{"total"}, where: []*proto.Qual{where("started_at", ">", at(9, 0, 0)), where("user_id", ">", ada)}}, nil, []string{"aircall_call_volume: ", "user_id = …"}},
		{"a get by a subquery", query{table: "aircall_user", columns: []string{"id"}, where: []*proto.Qual{where("email", "=", unevaluatedText)}}, nil, []string{"aircall_user: ", "email in (select …)"}},
		{"a limit on a subquery", query{table: "aircall_call", columns: []string{"id"}, where: []*proto.Qual{where("started_at", ">", unevaluatedTime)}, limit: 2}, nil, []string{"aircall_call: ", "started_at", "LIMIT"}},
	} {
		c := plugin.serve(t, smallCompany())
		if test.fault != nil {
			c.Fault(*test.fault)
		}
		_, err := c.run(t.Context(), c.connection, test.query)
		if err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		for _, words := range test.says {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %q does not say %q", test.name, err, words)
			}
		}
	}
}

func TestAConnectionWithoutCredentialsFailsAtTheFirstQuery(t *testing.T) {
	for _, name := range []string{"AIRCALL_API_ID", "AIRCALL_API_TOKEN", "AIRCALL_ACCESS_TOKEN"} {
		t.Setenv(name, "")
	}
	name := uniqueName("aircall")
	_, err := start(t, map[string]string{name: ""}).run(t.Context(), name, query{table: "aircall_call", columns: []string{"id"}})
	if err == nil || !strings.Contains(err.Error(), "aircall_call: no Aircall credential") {
		t.Errorf("error %v", err)
	}
}

func TestEnvironmentIsRead(t *testing.T) {
	server, url := listen(t, smallCompany())
	t.Setenv("AIRCALL_BASE_URL", url)
	t.Setenv("AIRCALL_ACCESS_TOKEN", fakeaircall.DemoAccessToken)
	name := uniqueName("aircall")
	rows, err := start(t, map[string]string{name: ""}).run(t.Context(), name, query{table: "aircall_tag", columns: []string{"id"}})
	if err != nil || len(rows) != 2 || len(server.Requests()) != 1 {
		t.Errorf("%d rows, %d requests, %v", len(rows), len(server.Requests()), err)
	}
}

// TestAWebhooksTokenIsNeverShown: Aircall sends it in clear with every webhook.
func TestAWebhooksTokenIsNeverShown(t *testing.T) {
	t.Parallel()
	company := smallCompany()
	secret := company.Webhooks[0].Token
	c := serve(t, company, "cache_seconds = 0")
	columns := append(columnNames(tableAircallWebhook().Table), "_ctx")
	for _, terms := range [][]*proto.Qual{nil, {where("webhook_id", "=", company.Webhooks[0].WebhookID)}} {
		rows := c.rows(query{table: "aircall_webhook", columns: columns, where: terms})
		if shown, err := json.Marshal(rows); err != nil || len(rows) != 1 || strings.Contains(string(shown), secret) {
			t.Errorf("%s, %v: should be one row without %s", shown, err, secret)
		}
	}
	c.Fault(fakeaircall.Fault{Path: "/v1/webhooks", Status: 400})
	if _, err := c.run(t.Context(), c.connection, query{table: "aircall_webhook", columns: columns}); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("error %v: should be one without %s", err, secret)
	}
}

func count(lines []string, line string) int {
	return len(lines) - len(slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return l == line }))
}

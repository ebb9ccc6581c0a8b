//go:build !race || atomicsdk

// As scan_harness_test.go: the SDK's own race in a scan of several rows.

package aircall

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// refusingCompany serves a company whose /v1/company alone answers with that status.
func refusingCompany(t *testing.T, s *steampipe, status int) *companyUnderTest {
	t.Helper()
	c := s.serve(t, smallCompany(), "cache_seconds = 0")
	c.Fault(fakeaircall.Fault{Path: "/v1/company", Times: fakeaircall.Forever, Status: status})
	return c
}

// runNoticing runs a query and returns what it told its user of the company's name beside the rows.
func (c *companyUnderTest) runNoticing(q query) (rows []map[string]any, notices []string, err error) {
	var mu sync.Mutex
	ctx := api.WithTrace(c.t.Context(), &api.Trace{Notice: func(message string) {
		if mu.Lock(); strings.Contains(message, CompanyColumn) {
			notices = append(notices, message)
		}
		mu.Unlock()
	}})
	rows, err = c.run(ctx, c.connection, q)
	mu.Lock()
	defer mu.Unlock()
	return rows, notices, err
}

// TestARefusedCompanyNameIsNull: nothing else of the answer needs it. The refusal costs its request and
// a ping, and is remembered.
func TestARefusedCompanyNameIsNull(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for _, status := range []int{403, 404} {
		c := refusingCompany(t, plugin, status)
		for _, table := range ordinary() {
			if table.Name == "aircall_company" || table.Name == "aircall_integration" {
				continue
			}
			q := query{table: table.Name, columns: []string{CompanyColumn}}
			if table.Name == campaignContactTable {
				q.where = ofACampaign
			}
			rows, notices, err := c.runNoticing(q)
			if err != nil || len(notices) != 1 || !strings.Contains(notices[0], "The key is good") {
				t.Errorf("%d: %s gave the notices %q and error %v", status, table.Name, notices, err)
			}
			for _, row := range rows {
				if row[CompanyColumn] != nil {
					t.Errorf("%d: %s has the name %v", status, table.Name, row[CompanyColumn])
				}
			}
		}
		if n, pings := count(c.requests(), "GET /v1/company"), count(c.requests(), "GET /v1/ping"); n != 1 || pings != 1 {
			t.Errorf("%d: asked %d times with %d pings", status, n, pings)
		}
	}
}

// TestARefusedCompanyNameCannotBeCompared: rows would be missing without a word.
func TestARefusedCompanyNameCannotBeCompared(t *testing.T) {
	t.Parallel()
	c := refusingCompany(t, start(t, nil), 403)
	for _, table := range []string{"aircall_call", "aircall_tag", volume, "aircall_call_summary"} {
		for _, condition := range []*proto.Qual{
			where(CompanyColumn, "=", "Brightwater Tea"), where(CompanyColumn, "=", []any{"A", "B"}), where(CompanyColumn, "<>", "Somebody Else"),
		} {
			q := query{table: table, columns: []string{CompanyColumn}, where: []*proto.Qual{condition}}
			if table == volume {
				q.where = append(q.where, where("started_at", ">", at(0, 0, 0)))
			}
			rows, _, err := c.runNoticing(q)
			if err == nil || len(rows) > 0 {
				t.Fatalf("%s where %v: %d rows, error %v", table, condition, len(rows), err)
			}
			for _, words := range []string{table + ": company_name cannot be compared", "GET /v1/company: 403", "The key is good"} {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("%q does not say %q", err, words)
				}
			}
		}
	}
}

// TestACompanyOfAnotherNameIsNotAsked for anything more, in any table.
func TestACompanyOfAnotherNameIsNotAsked(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	for _, table := range []string{"aircall_call", "aircall_call_summary", "aircall_call_tag", "aircall_missed_call", "aircall_number", "aircall_tag", "aircall_user_availability", "aircall_user_number", "aircall_webhook"} {
		c := s.serve(t, smallCompany())
		for _, name := range []any{"Somebody Else", []any{"Somebody Else", ""}} {
			rows, _, err := c.runNoticing(query{table: table, columns: []string{CompanyColumn}, where: []*proto.Qual{where(CompanyColumn, "=", name)}})
			if err != nil || len(rows) > 0 {
				t.Errorf("%s of %v: %d rows, error %v", table, name, len(rows), err)
			}
		}
		if asked := c.requests(); len(asked) != 1 || count(asked, "GET /v1/company") != 1 {
			t.Errorf("%s: asked %q", table, asked)
		}
	}
}

// TestARefusedCompanyIsAnErrorOfItsOwnTable: where it is what the query asks for.
func TestARefusedCompanyIsAnErrorOfItsOwnTable(t *testing.T) {
	t.Parallel()
	c := refusingCompany(t, start(t, nil), 403)
	rows, _, err := c.runNoticing(query{table: "aircall_company", columns: []string{"name", CompanyColumn}})
	if err == nil || len(rows) > 0 || !strings.Contains(err.Error(), "aircall_company: GET /v1/company: 403") || !strings.Contains(err.Error(), "The key is good") {
		t.Errorf("%v, error %v", rows, err)
	}
}

// TestAWrongKeyIsNotReportedAsARefusedName: whatever is asked for, and however the columns are chosen.
func TestAWrongKeyIsNotReportedAsARefusedName(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for _, status := range []int{401, 403, 404} {
		c := plugin.serve(t, smallCompany())
		c.Fault(fakeaircall.Fault{Times: fakeaircall.Forever, Status: status})
		for _, table := range []string{"aircall_tag", "aircall_call", "aircall_company", "aircall_api_usage"} {
			rows, notices, err := c.runNoticing(query{table: table, columns: []string{CompanyColumn}})
			if err == nil || strings.Contains(err.Error(), "The key is good") || len(notices)+len(rows) > 0 {
				t.Errorf("%d: %s gave %v with the notices %q, error %v", status, table, rows, notices, err)
			}
		}
		if asked := slices.Compact(c.requests()); !slices.Contains(asked, "GET /v1/company") {
			t.Errorf("%d: %q were asked", status, asked)
		}
	}
}

//go:build e2e

package steampipe_test

import (
	"fmt"
	"strings"
	"testing"
)

// harness is a mod whose results are known: what the tests of the mods rely on, is relied on rightly.
const harness = mod("test/steampipe/testdata/mod")

var shown = declare(company{size: small}, "shown")

func TestADashboardShowsItsPanels(t *testing.T) {
	calls := len(shown.rows.Between(companiesNow.AddDate(0, 0, -7), companiesNow))
	shown.ResetRequests()
	s := harness.dashboard(t, shown.schema(), "works", "--arg", "days=7")
	if failed := s.failed(); failed != nil {
		t.Errorf("failed: %q", failed)
	}
	if cards := s.of("card"); len(cards) != 1 || fmt.Sprint(cards[0].Data.Rows) != fmt.Sprintf("[map[label:Calls value:%d]]", calls) {
		t.Errorf("the cards are %v, of %d calls", cards, calls)
	}
	tables := s.of("table")
	if len(tables) != 1 || len(tables[0].Data.Rows) != len(shown.rows.Tags) || tables[0].Data.Rows[0]["company_name"] != shown.rows.Name {
		t.Errorf("the tables are %v", tables)
	}
	if asked := readings(shown.Requests()); asked != "1 /v1/calls, 1 /v1/company, 1 /v1/tags" {
		t.Errorf("it asked %s", asked)
	}
}

func TestAPanelThatFailsIsSeen(t *testing.T) {
	failed := harness.dashboard(t, shown.schema(), "fails").failed()
	if !strings.Contains(strings.Join(failed, "\n"), "api_evaluations") {
		t.Errorf("failed: %q", failed)
	}
}

// TestABenchmarkOfAnAggregator: the rows of both companies, a variable that decides, and a control that fails.
func TestABenchmarkOfAnAggregator(t *testing.T) {
	for _, test := range []struct{ least, status string }{{"1", "ok"}, {"99999999", "alarm"}} {
		controls := harness.benchmark(t, "offices", "tags", "--var", "least="+test.least).controls()
		tag, broken := controls["tag"], controls["broken"]
		if want := len(french.rows.Tags) + len(danish.rows.Tags); len(tag.Results) != want || tag.Severity != "low" || tag.Tags["service"] != "Aircall/Tag" {
			t.Errorf("%d results for %d tags: %+v", len(tag.Results), want, tag)
		}
		companies := map[string]int{}
		for _, r := range tag.Results {
			if r.Status != test.status || r.Resource == "" || r.Reason != "Tag "+r.Resource+" exists." {
				t.Fatalf("a result is %+v", r)
			}
			companies[r.Dimensions[0].Value]++
		}
		if companies[french.rows.Name] != len(french.rows.Tags) || companies[danish.rows.Name] != len(danish.rows.Tags) {
			t.Errorf("the companies are %v", companies)
		}
		if !strings.Contains(broken.Error, "no_such_column") {
			t.Errorf("the control that fails says %q", broken.Error)
		}
	}
}

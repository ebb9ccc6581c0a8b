//go:build e2e

package steampipe_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

var (
	french = declare(company{seed: 11, size: small, arguments: []string{noMemory}}, "offices_fr")
	danish = declare(company{seed: 12, size: small, arguments: []string{noMemory}}, "offices_dk")
	_      = declare(company{seed: 13, size: small, options: fakeaircall.Options{Credentials: fakeaircall.Credentials{AccessToken: "another"}}}, "locked_out")
	// The answers of this company take so long that requests which may overlap do.
	shared = declare(company{seed: 14, size: small, arguments: []string{noMemory, "max_concurrent_requests = 1"},
		options: fakeaircall.Options{Latency: func(*http.Request) time.Duration { return slow }}}, "shared_one", "shared_two")
)

const slow = 20 * time.Millisecond

// aggregators are connections over several others.
const aggregators = `
connection "offices" {
  plugin      = "local/aircall"
  type        = "aggregator"
  connections = ["offices_*"]
}
connection "offices_and_locked" {
  plugin      = "local/aircall"
  type        = "aggregator"
  connections = ["offices_fr", "locked_out"]
}
connection "branches" {
  plugin      = "local/aircall"
  type        = "aggregator"
  connections = ["branches_*"]
}
connection "load" {
  plugin      = "local/aircall"
  type        = "aggregator"
  connections = ["load_*"]
}
connection "checked" {
  plugin      = "local/aircall"
  type        = "aggregator"
  connections = ["checked_*"]
}
`

func TestAnAggregatorHasTheRowsOfAll(t *testing.T) {
	conn := steampipe.session(t, "offices")
	for _, table := range []struct {
		name string
		rows func(*fakeaircall.Company) int
	}{
		{"aircall_call", func(c *fakeaircall.Company) int { return len(c.Calls) }},
		{"aircall_contact", func(c *fakeaircall.Company) int { return len(c.Contacts) }},
		{"aircall_user", func(c *fakeaircall.Company) int { return len(c.Users) }},
		{"aircall_tag", func(c *fakeaircall.Company) int { return len(c.Tags) }},
	} {
		want := []string{
			fmt.Sprintf("offices_dk | %s | %d", danish.rows.Name, table.rows(danish.rows)),
			fmt.Sprintf("offices_fr | %s | %d", french.rows.Name, table.rows(french.rows)),
		}
		got := ask(t, conn, "select sp_connection_name, company_name, count(*) from "+table.name+" group by 1, 2").sorted()
		equalLines(t, table.name, got, want)
	}
}

func TestACompanyIsChosenByItsName(t *testing.T) {
	conn := steampipe.session(t, "offices")
	ask(t, conn, "select company_name from aircall_company") // the names are known from here on
	for _, test := range []struct{ sql, french, danish string }{
		{"select count(*) from aircall_call where company_name = '%s'", "1 /v1/calls", ""},
		{"select count(*) from aircall_contact where company_name in ('%s', 'Nobody')", "1 /v1/contacts", ""},
		{"select count(*) from aircall_call_tag where company_name = '%s'", "1 /v1/calls", ""},
		{"select count(*) from aircall_tag where company_name = '%s'", "1 /v1/tags", ""},
	} {
		sql := fmt.Sprintf(test.sql, french.rows.Name)
		french.ResetRequests()
		danish.ResetRequests()
		a := ask(t, conn, sql)
		if fr, dk := readings(french.Requests()), readings(danish.Requests()); fr != test.french || dk != test.danish {
			t.Errorf("%s\nasked %q and %q, want %q and %q", sql, fr, dk, test.french, test.danish)
		}
		if n := *a.rows[0][0]; (n == "0") != (test.french == "") {
			t.Errorf("%s: %s rows", sql, n)
		}
	}
}

func TestConnectionsJoin(t *testing.T) {
	conn := steampipe.session(t, "public")
	tags := func(c *company) map[string]bool {
		names := map[string]bool{}
		for _, tag := range c.rows.Tags {
			names[tag.Name] = true
		}
		return names
	}
	var want []string
	for name := range tags(french) {
		if tags(danish)[name] {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	got := ask(t, conn, "select f.name from offices_fr.aircall_tag f join offices_dk.aircall_tag d on d.name = f.name").sorted()
	equalLines(t, "tags of both", got, want)
}

// TestABadKeyNamesItsConnection: also where another connection of the aggregator has a good one.
func TestABadKeyNamesItsConnection(t *testing.T) {
	for _, schema := range []string{"locked_out", "offices_and_locked"} {
		a, err := tryAsk(t, steampipe.session(t, schema), "select id, company_name from aircall_user")
		if err == nil {
			t.Errorf("%s: no error, but %d rows", schema, len(a.rows))
			continue
		}
		for _, word := range []string{"locked_out", "aircall_user", "api_token"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: the error does not mention %s: %v", schema, word, err)
			}
		}
		if strings.Contains(err.Error(), fakeaircall.DemoAPIToken) {
			t.Errorf("%s: the error has the token: %v", schema, err)
		}
	}
}

// TestConnectionsOfOneKeyShareALimiter: one request at a time, whichever connection asks.
func TestConnectionsOfOneKeyShareALimiter(t *testing.T) {
	var both sync.WaitGroup
	shared.ResetRequests()
	for _, schema := range shared.connections {
		conn := steampipe.session(t, schema)
		both.Go(func() {
			if _, err := tryAsk(t, conn, "select id from aircall_call"); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	requests := shared.Requests()
	if pages := len(shared.rows.Calls)/50 + 1; len(requests) != 2*pages {
		t.Errorf("%d requests, want %d pages by each connection", len(requests), pages)
	}
	for i, r := range requests[1:] {
		if gap := r.Time.Sub(requests[i].Time); gap < slow {
			t.Errorf("request %d came %s after the one before, which took %s", i+2, gap, slow)
		}
	}
	usage := func(schema string) []string {
		return ask(t, steampipe.session(t, schema), "select requests_limit, requests_total from aircall_api_usage").sorted()
	}
	if one, two := usage("shared_one"), usage("shared_two"); !slices.Equal(one, two) {
		t.Errorf("the connections see %q and %q of one limit", one, two)
	}
}

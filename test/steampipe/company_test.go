//go:build e2e

package steampipe_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// company is an invented company, served in this process, behind connections of its own. A test that counts requests
// or changes rows has one to itself.
type company struct {
	connections []string
	seed        int64
	size        democompany.Size
	perMinute   int      // requests that the connections allow; 0: as many as they may
	arguments   []string // of the connections, beside address and credential
	bearer      bool     // the connections have an OAuth token, not a key
	options     fakeaircall.Options
	prepare     func(*fakeaircall.Company) // before the first request

	*fakeaircall.Server
	url  string
	rows *fakeaircall.Company
}

// companies are those that the tests' files declare.
var companies []*company

// small is enough for most tests, and read with few requests.
var small = democompany.Size{Contacts: 60, CallsPerDay: 6, Days: 60}

// noMemory makes every query ask Aircall.
const noMemory = "cache_seconds = 0"

// declare adds a company whose connection has the first name; it may have more.
func declare(c company, connections ...string) *company {
	c.connections = connections
	c.seed = cmp.Or(c.seed, int64(len(companies)+2))
	companies = append(companies, &c)
	return &c
}

func (c *company) serve(now time.Time) (err error) {
	c.options.RateLimit = cmp.Or(c.options.RateLimit, -1)
	c.rows = democompany.New(c.seed, now, c.size)
	if c.prepare != nil {
		c.prepare(c.rows)
	}
	c.Server = fakeaircall.New(c.rows, c.options)
	c.url, _, err = c.ListenLoopback()
	return err
}

// config is the text of the company's .spc file.
func (c *company) config() string {
	var file strings.Builder
	for _, name := range c.connections {
		fmt.Fprintf(&file, "connection %q {\n  plugin = \"local/aircall\"\n  %s\n}\n", name, strings.ReplaceAll(c.bodyAt(c.url), "\n", "\n  "))
	}
	return file.String()
}

// bodyAt is what a connection to the company at that address says beside the plugin.
func (c *company) bodyAt(url string) string {
	lines := []string{fmt.Sprintf("base_url = %q", url)}
	if c.bearer {
		lines = append(lines, fmt.Sprintf("access_token = %q", fakeaircall.DemoAccessToken))
	} else {
		lines = append(lines, fmt.Sprintf("api_id = %q", fakeaircall.DemoAPIID), fmt.Sprintf("api_token = %q", fakeaircall.DemoAPIToken))
	}
	return strings.Join(append(append(lines, fmt.Sprintf("max_requests_per_minute = %d", cmp.Or(c.perMinute, 1000))), c.arguments...), "\n")
}

// schema is the company's first connection.
func (c *company) schema() string { return c.connections[0] }

// asked returns the requests that run causes, in words, sorted.
func (c *company) asked(t *testing.T, run func()) []string {
	t.Helper()
	c.ResetRequests()
	run()
	var asked []string
	for _, r := range c.Requests() {
		asked = append(asked, describe(r))
	}
	slices.Sort(asked)
	return asked
}

//go:build !race || atomicsdk

package faults_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// faults is everything that can go wrong with a page and may heal.
var faults = map[string]fakeaircall.Fault{
	"500":         {Status: 500},
	"502":         {Status: 502, Body: fakeaircall.HTMLBody},
	"503":         {Status: 503, Body: fakeaircall.HTMLBody},
	"504":         {Status: 504, Body: fakeaircall.GatewayBody},
	"429":         {Kind: fakeaircall.TooManyRequests},
	"no envelope": {Kind: fakeaircall.MissingEnvelope},
	"truncated":   {Kind: fakeaircall.TruncatedBody},
	"reset":       {Kind: fakeaircall.ConnectionReset},
	"timeout":     {Kind: fakeaircall.Slow, Delay: 2 * network.Patience},
}

// list is a table, the list that it reads, and how many rows it has.
type list struct {
	table, column, path string
	rows                int
}

func lists() (*fakeaircall.Company, []list) {
	c := democompany.New(11, present, democompany.Size{Users: 120, Contacts: 180, Tags: 110, Webhooks: 75, CallsPerDay: 40, Days: 6})
	return c, []list{
		{"aircall_call", "id", "/v1/calls", len(c.Calls)},
		{"aircall_contact", "id", "/v1/contacts", len(c.Contacts)},
		{"aircall_user", "id", "/v2/users", len(c.Users)},
		{"aircall_tag", "id", "/v1/tags", len(c.Tags)},
		{"aircall_webhook", "webhook_id", "/v1/webhooks", len(c.Webhooks)},
	}
}

// Each fault, at each place, once and for ever, for each list and in each engine: the answer is complete,
// or an error that says what failed. No cell is short.
func TestNoAnswerIsShort(t *testing.T) {
	t.Parallel()
	company, all := lists()
	for _, l := range all {
		for fault, f := range faults {
			t.Run(l.table+"/"+fault, func(t *testing.T) {
				t.Parallel()
				bubble(t, func(t *testing.T) {
					plugin := startSteampipe(t, load(t))
					l.readWith(t, company, f, "steampipe", func(body string) (int, error) {
						return plugin.scan(t.Context(), plugin.connect(t, body), l.table, l.column)
					})
					l.readWith(t, company, f, "embedded", func(body string) (int, error) { return query(t, body, l.table, l.column) })
				})
			})
		}
	}
}

// readWith reads a list with a fault at each place, once and for ever.
func (l list) readWith(t *testing.T, company *fakeaircall.Company, f fakeaircall.Fault, engine string, read func(body string) (int, error)) {
	t.Helper()
	last := (l.rows + 49) / 50
	if last < 2 {
		t.Fatalf("%s has only %d rows", l.table, l.rows)
	}
	for _, page := range []int{1, (last + 1) / 2, last} {
		for _, times := range []int{1, fakeaircall.Forever} {
			server, body := serve(t, company)
			f.Path, f.Page, f.Times = l.path, page, times
			server.Fault(f)
			rows, err := read(body)
			cell := fmt.Sprintf("%s: page %d of %d, %d times", engine, page, last, times)
			switch {
			case times == 1 && (err != nil || rows != l.rows):
				t.Errorf("%s: %d rows of %d, %v", cell, rows, l.rows, err)
			case times != 1 && err == nil:
				t.Errorf("%s: %d rows of %d and no error", cell, rows, l.rows)
			case times != 1 && !strings.Contains(err.Error(), l.path):
				t.Errorf("%s: the error does not say what failed: %v", cell, err)
			}
		}
	}
}

// An error that comes at once, while rows are still on their way, is not taken for their end: of any kind of table, and
// though the scan allows the SDK's query cache.
func TestErrorThatFollowsRowsIsNotLost(t *testing.T) {
	t.Parallel()
	company, all := lists()
	tests := map[string][]fakeaircall.Fault{
		"aircall_missed_call":  {{Path: "/v1/calls", Page: 3}},
		"aircall_user_number":  {{Path: "/v2/users", Page: 2}, {Path: "/v2/users/*/numbers", After: 60}},
		"aircall_call_summary": {{Path: "/v1/calls", Page: 2}, {Path: "/v1/calls/*/summary", After: 30}},
	}
	for _, l := range all {
		tests[l.table] = []fakeaircall.Fault{{Path: l.path, Page: 1}, {Path: l.path, Page: 2}}
	}
	p := load(t)
	allowCache(t, p)
	bubble(t, func(t *testing.T) {
		plugin := startSteampipe(t, p)
		for table, faults := range tests {
			for _, fault := range faults {
				fault.Times, fault.Status = fakeaircall.Forever, 400
				server, body := serve(t, company)
				server.Fault(fault)
				connection := plugin.connect(t, body)
				var scans sync.WaitGroup
				for range 25 {
					scans.Go(func() {
						rows, err := plugin.scan(t.Context(), connection, table, "company_name")
						if err == nil || !strings.Contains(err.Error(), ": 400") || !strings.Contains(err.Error(), connection+": "+table) {
							t.Errorf("%s: %+v, and the scan gave %d rows and %v", table, fault, rows, err)
						}
					})
				}
				scans.Wait()
			}
		}
	})
}

//go:build e2e

package steampipe_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

var (
	remembered = declare(company{size: small}, "remembered")
	forgetful  = declare(company{size: small, arguments: []string{noMemory}}, "forgetful")
)

// TestRepeatedStatementsAreAnsweredFromMemory shows what the plugin answers from memory when a statement is repeated, and that Steampipe's query cache,
// which could lose a late error, answers nothing.
func TestRepeatedStatementsAreAnsweredFromMemory(t *testing.T) {
	const none = ""
	for _, test := range []struct {
		name, first, again string // again: "" for the same statement
		asked              string // what the first one costs; and without the plugin's memory the second
		byPlugin           string // what the second one costs with it
	}{
		{"a small table", "select id, name from aircall_tag", "", "1 /v1/tags", none},
		{"a small table, other columns", "select id from aircall_team", "select name from aircall_team", "1 /v1/teams", none},
		{"users", "select id from aircall_user", "", "1 /v2/users", none},
		// Windows that are closed: of an open one the seconds that have passed since are asked for.
		{"a table with filters", "select id from aircall_call where started_at <= 'MOMENT'", "", "1 /v1/calls", none},
		{"a narrower window", "select id from aircall_call where started_at >= now() - interval '20 days'",
			"select id from aircall_call where started_at >= now() - interval '10 days' and started_at < now() - interval '5 days'", "1 /v1/calls", none},
		{"contacts", "select id from aircall_contact where created_at <= 'MOMENT'", "", "1 /v1/contacts", none},
		{"who is available", "select user_id, availability from aircall_user_availability", "", "1 /v1/users/availabilities", "1 /v1/users/availabilities"},
	} {
		t.Run(test.name, func(t *testing.T) {
			again := test.again
			if again == "" {
				again = test.first
			}
			for _, use := range []struct {
				name    string
				company *company
				conn    *pgx.Conn
				want    string
			}{
				{"the plugin's memory", remembered, steampipe.session(t, remembered.schema()), test.byPlugin},
				{"Steampipe's cache", forgetful, steampipe.cachingSession(t, forgetful.schema()), test.asked},
			} {
				use.company.ResetRequests()
				before := ask(t, use.conn, withMoment(test.first))
				if asked := readings(use.company.Requests()); asked != test.asked {
					t.Errorf("%s: the first time asked %q, want %q", use.name, asked, test.asked)
				}
				use.company.ResetRequests()
				after := ask(t, use.conn, withMoment(again))
				if asked := readings(use.company.Requests()); asked != use.want {
					t.Errorf("%s: again asked %q, want %q", use.name, asked, use.want)
				}
				if test.again == "" {
					equalLines(t, use.name, after.sorted(), before.sorted())
				}
			}
		})
	}
}

//go:build !race || atomicsdk

package aircall

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// secret stands for what must be in no error.
const secret = "+33699001122"

// odd is a value that does not fit, in the first row of what a table reads.
type odd struct {
	table, path, place, json string

	field string   // as the error names it
	fails []string // the columns that are made of it; all: every column, and none at all, as in count(*)
}

var every = []string{"every column"}

func oddValues() []odd {
	full := fixture.Filled(now)
	call := fmt.Sprintf("/v1/calls/%d/", full.Calls[0].ID)
	return []odd{
		{"aircall_call", "/v1/calls", "/calls/0/answered_at", `"no_available_agent"`, "answered_at", []string{"outcome", "answered_at", "time_to_answer", "in_call_duration"}},
		{"aircall_call", "/v1/calls", "/calls/0/ended_at", `253402300800`, "ended_at", []string{"outcome", "ended_at", "in_call_duration"}},
		{"aircall_call", "/v1/calls", "/calls/0/duration", `{"seconds":11}`, "duration", []string{"duration"}},
		{"aircall_call", "/v1/calls", "/calls/0/duration", `"11"`, "", nil},
		{"aircall_call", "/v1/calls", "/calls/0/status", `["done"]`, "status", []string{"status"}},
		{"aircall_call", "/v1/calls", "/calls/0/tags", `["` + secret + `"]`, "tags.0", []string{"tags"}},
		{"aircall_call", "/v1/calls", "/calls/0/tags/0/name", `{}`, "name", []string{"tags"}},
		{"aircall_call", "/v1/calls", "/calls/0/assigned_to", `5`, "assigned_to", []string{"assigned_to_id"}},
		{"aircall_call", "/v1/calls", "/calls/0/raw_digits", `["` + secret + `"]`, "raw_digits", []string{"phone_number", "raw_digits", "title"}},
		{"aircall_call", "/v1/calls", "/calls/0/user", `"` + secret + `"`, "user", []string{"user_id", "user_name", "user_email"}},
		{"aircall_call", "/v1/calls", "/calls/0/user/id", `"` + secret + `x"`, "user.id", []string{"user_id"}},
		{"aircall_call", "/v1/calls", "/calls/0/user/id", `9223372036854775808`, "user.id", []string{"user_id"}},
		{"aircall_call", "/v1/calls", "/calls/0/number/country", `[]`, "number.country", []string{"phone_number", "number_phone_number"}},
		{"aircall_call", "/v1/calls", "/calls/0/contact", `[]`, "contact", []string{"contact_id", "contact_name", "contact_company_name"}},
		{"aircall_call", "/v1/calls", "/calls/0/archived", `"` + secret + `"`, "archived", []string{"archived"}},
		{"aircall_call", "/v1/calls", "/calls/0/cost", `1.20`, "", nil},
		{"aircall_call", "/v1/calls", "/calls/0/comments", `[1e999999]`, "", []string{"comments"}},
		{"aircall_call", "/v1/calls", "/calls/0/started_at", `"` + secret + `"`, "started_at", every},
		{"aircall_call", "/v1/calls", "/calls/0/started_at", `253402300800`, "started_at", every},
		{"aircall_call", "/v1/calls", "/calls/0/id", `"x"`, "id", every},
		{"aircall_call", "/v1/calls", "/calls/0", `null`, "no id", every},
		{"aircall_call", "/v1/calls", "/calls/0/started_at", `null`, "no time", every},
		{"aircall_call_comment", "/v1/calls", "/calls/0/comments/0/content", `{}`, "content", []string{"content"}},
		{"aircall_call_comment", "/v1/calls", "/calls/0/comments/0/posted_by", `7`, "posted_by", []string{"posted_by_id", "posted_by_name"}},
		{"aircall_call_comment", "/v1/calls", "/calls/0/comments", `{}`, "comments", every},
		{"aircall_call_tag", "/v1/calls", "/calls/0/tags", `["x"]`, "tags.0", every},
		{"aircall_call_event", "/v1/calls", "/calls/0/comments/0/content", `{}`, "content", []string{"detail"}},
		{"aircall_call_event", "/v1/calls", "/calls/0/comments/0/posted_at", `true`, "posted_at", every},
		{"aircall_contact", "/v1/contacts", "/contacts/0/first_name", `{}`, "first_name", []string{"first_name", "title"}},
		{"aircall_contact", "/v1/contacts", "/contacts/0/updated_at", `"0000-01-01T00:00:00Z"`, "updated_at", []string{"updated_at"}},
		{"aircall_contact_email", "/v1/contacts", "/contacts/0/emails/0/value", `[]`, "value", []string{"value", "email"}},
		{"aircall_contact_phone_number", "/v1/contacts", "/contacts/0/phone_numbers", `"` + secret + `"`, "phone_numbers", every},
		{"aircall_user", "/v2/users", "/users/0/wrap_up_time", `"soon"`, "wrap_up_time", []string{"wrap_up_time"}},
		{"aircall_user", "/v2/users", "/users/0/created_at", `"soon"`, "created_at", every},
		{"aircall_number", "/v1/numbers", "/numbers/0/priority", `0.5`, "priority", []string{"priority"}},
		{"aircall_team", "/v1/teams", "/teams/0/created_at", `"soon"`, "created_at", []string{"created_at"}},
		{"aircall_team", "/v1/teams", "/teams/0/users", `{}`, "users", []string{"user_count"}},
		{"aircall_team_member", "/v1/teams", "/teams/0/users/0/name", `{}`, "name", []string{"user_name"}},
		{"aircall_webhook", "/v1/webhooks", "/webhooks/0/url", `false`, "", nil},
		{"aircall_webhook", "/v1/webhooks", "/webhooks/0/custom_name", `{}`, "custom_name", []string{"custom_name", "title"}},
		{"aircall_company", "/v1/company", "/company/users_count", `"many"`, "users_count", []string{"users_count"}},
		{"aircall_integration", "/v1/integrations/me", "/integration/user", `"` + secret + `"`, "user", []string{"user_id"}},
		{"aircall_sms_template", "/v1/sms/templates", "/templates/0/body", `[]`, "body", []string{"body"}},
		{"aircall_sms_template", "/v1/sms/templates", "/templates/0/id", `[]`, "id", every},
		{"aircall_call_summary", call + "summary", "/summary/content", `{"text":"a"}`, "", nil},
		{"aircall_call_summary", call + "summary", "/summary/created_at", `"soon"`, "created_at", []string{"created_at"}},
		{"aircall_call_topic", call + "topics", "/topic/content", `["a",{"b":1},null,2]`, "", nil},
		{"aircall_call_topic", call + "topics", "/topic/content", `"a"`, "content", every},
		{"aircall_call_predicted_csat", call + "predicted_csat", "/csat/score", `"75"`, "", nil},
		{"aircall_call_predicted_csat", call + "predicted_csat", "/csat/score", `{"of":100}`, "score", []string{"score"}},
		{"aircall_call_playbook_result", call + "playbook_result", "/playbook", `4`, "playbook", []string{"playbook_id", "playbook_name", "playbook_language"}},
		{"aircall_call_playbook_result", call + "playbook_result", "/playbook_result_topics/0/result", `{"covered":true}`, "", nil},
		{"aircall_call_custom_summary", call + "custom_summary_result", "/summary_template_results/0/content", `["a"]`, "", nil},
		{"aircall_call_evaluation", call + "evaluations", "/evaluations/0/score", `72`, "score", []string{"normalized_score"}},
		{"aircall_call_transcript", call + "transcription", "/transcription/content", `"words"`, "content", []string{"language", "utterance_count", "text", "utterances"}},
		{"aircall_call_transcript", call + "transcription", "/transcription/call_created_at", `"soon"`, "", nil},
		{"aircall_call_utterance", call + "transcription", "/transcription/content/utterances/0/start_time", `true`, "start_time", []string{"start_time"}},
	}
}

// TestAMalformedValueFailsTheColumnsMadeOfIt, and no others: each column is asked for alone, and none
// at all. The error names the field and the row, and nothing of the value.
func TestAMalformedValueFailsTheColumnsMadeOfIt(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for _, test := range oddValues() {
		t.Run(test.table+" "+test.place+" "+test.json, func(t *testing.T) {
			sound := plugin.serveAs(t, fixture.Filled(now), applicationArguments)
			c := plugin.serveAs(t, fixture.Filled(now), applicationArguments)
			t.Parallel() // from here on: the SDK adds one connection at a time
			c.Odd(fakeaircall.Odd{Path: test.path, Place: test.place, JSON: test.json})
			rows := len(sound.rows(query{table: test.table}))
			columns := append([]string{""}, columnNames(tableMap()[test.table])...)
			if slices.Equal(test.fails, every) {
				columns = columns[:2]
			}
			for _, column := range columns {
				q := query{table: test.table}
				if column != "" {
					q.columns = []string{column}
				}
				got, err := c.run(t.Context(), c.connection, q)
				fails := slices.Contains(test.fails, column) || slices.Equal(test.fails, every)
				switch {
				case fails && err == nil:
					t.Errorf("column %q has %d rows and no error", column, len(got))
				case !fails && err != nil:
					t.Errorf("column %q: %v", column, err)
				case !fails && len(got) < rows:
					t.Errorf("column %q has %d rows, want %d", column, len(got), rows)
				case fails && (!strings.Contains(err.Error(), test.field) || !strings.Contains(err.Error(), test.table) || strings.Contains(err.Error(), secret)):
					t.Errorf("column %q: %v, want an error that names %q and %q, and holds no value", column, err, test.table, test.field)
				case fails && !slices.Equal(test.fails, every) && !strings.Contains(err.Error(), "column "+column):
					t.Errorf("column %q: %v, want an error that names the column", column, err)
				}
			}
		})
	}
}

// TestAMalformedValueFailsTheConditionsThatReadIt: a row that may or may not meet a condition is not left out.
func TestAMalformedValueFailsTheConditionsThatReadIt(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	tag := fixture.Filled(now).Tags[0].ID
	for _, test := range []struct {
		place, json string
		where       *proto.Qual
		fails       bool
	}{
		{"/calls/0/direction", `{}`, where("direction", "=", "inbound"), true},
		{"/calls/0/user", `5`, where("user_id", "=", fixture.Filled(now).Users[0].ID), true},
		{"/calls/0/tags", `["x"]`, where("tag_id", "=", tag), true},
		{"/calls/0/tags", `["x"]`, where("direction", "=", "inbound"), false},
	} {
		c := plugin.serve(t, fixture.Filled(now))
		c.Odd(fakeaircall.Odd{Path: "/v1/calls/search", Place: test.place, JSON: test.json})
		rows, err := c.run(t.Context(), c.connection, query{table: "aircall_call", columns: []string{"id"}, where: []*proto.Qual{test.where}})
		if field := strings.Split(test.place, "/")[3]; test.fails != (err != nil && strings.Contains(err.Error(), field) && strings.Contains(err.Error(), "id ")) {
			t.Errorf("%s of %s by %s: %d rows and %v", test.json, test.place, test.where.FieldName, len(rows), err)
		}
	}
}

// TestTextThatNoDatabaseHoldsIsReplaced comes as something that it holds, or is an error of its column alone.
func TestTextThatNoDatabaseHoldsIsReplaced(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for _, test := range []struct {
		place, json, column, want string
	}{
		{"/calls/0/user/name", `"a\u0000b"`, "user_name", "a\uFFFDb"},
		{"/calls/0/user/name", `"a\ud800b"`, "user_name", "a\uFFFDb"},
		{"/calls/0/user/name", "\"a\xffb\"", "user_name", "a\uFFFDb"},
		{"/calls/0/comments", `["a\u0000b", "\ud800", {"c\u0000": 1e5}]`, "comments", "[\"a\uFFFDb\",\"\uFFFD\",{\"c\uFFFD\":1e5}]"},
		{"/calls/0/comments", "[\"a\xff\"]", "comments", "[\"a\uFFFD\"]"},
		{"/calls/0/comments", `[ "\u00e9\\u0000" ]`, "comments", `[ "\u00e9\\u0000" ]`},
	} {
		c := plugin.serve(t, fixture.Filled(now))
		c.Odd(fakeaircall.Odd{Path: "/v1/calls", Place: test.place, JSON: test.json})
		rows := c.rows(query{table: "aircall_call", columns: []string{test.column}})
		if got := values[string](rows, test.column); !slices.Contains(got, test.want) {
			t.Errorf("%s is %q, want %q", test.json, got, test.want)
		}
	}
}

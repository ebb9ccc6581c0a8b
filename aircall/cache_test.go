//go:build !race || atomicsdk

package aircall

import (
	"slices"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// TestARepeatedQueryIsAnsweredFromMemory: the client keeps lists and single resources for cache_seconds, which is all
// that answers a repetition. What is so only now is asked for each time.
func TestARepeatedQueryIsAnsweredFromMemory(t *testing.T) {
	t.Parallel()
	company := fixture.Filled(now)
	call := company.Calls[0].ID
	user, number := company.Users[0].ID, company.Numbers[0].ID
	of := func(column string, id int64) []*proto.Qual { return []*proto.Qual{where(column, "=", id)} }
	plugin := start(t, nil)
	for _, test := range []struct {
		name  string
		first query
		again query // without a table: the first one
		live  bool
	}{
		{name: "users", first: query{table: "aircall_user", columns: []string{"id", "name"}}},
		{name: "one user", first: query{table: "aircall_user", columns: []string{"name"}, where: of("id", user)}},
		{name: "tags", first: query{table: "aircall_tag", columns: []string{"id"}}, again: query{table: "aircall_tag", columns: []string{"name", "color"}}},
		{name: "teams", first: query{table: "aircall_team", columns: []string{"id"}}, again: query{table: "aircall_team_member", columns: []string{"user_id"}}},
		{name: "numbers", first: query{table: "aircall_number", columns: []string{"id"}}},
		{name: "the users of a number", first: query{table: "aircall_number", columns: []string{"users"}}},
		{name: "the registration of a number", first: query{table: "aircall_number", columns: []string{"registration_status"}, where: of("id", number)}},
		{name: "the numbers of users", first: query{table: "aircall_user_number", columns: []string{"number_id"}}, again: query{table: "aircall_user", columns: []string{"numbers"}}},
		{name: "webhooks", first: query{table: "aircall_webhook", columns: []string{"webhook_id"}}},
		{name: "SMS templates", first: query{table: "aircall_sms_template", columns: []string{"id"}}},
		{name: "one call", first: query{table: "aircall_call", columns: []string{"started_at"}, where: of("id", call)}},
		{name: "the tags of one call", first: query{table: "aircall_call", columns: []string{"id"}, where: of("id", call)},
			again: query{table: "aircall_call_tag", columns: []string{"tag_id"}, where: of("call_id", call)}},
		{name: "a transcript", first: query{table: "aircall_call_transcript", columns: []string{"call_id"}, where: of("call_id", call)},
			again: query{table: "aircall_call_utterance", columns: []string{"position"}, where: of("call_id", call)}},
		{name: "a summary", first: query{table: "aircall_call_summary", columns: []string{"call_id"}, where: of("call_id", call)}},
		{name: "topics", first: query{table: "aircall_call_topic", columns: []string{"call_id"}, where: of("call_id", call)}},
		{name: "sentiments", first: query{table: "aircall_call_sentiment", columns: []string{"call_id"}, where: of("call_id", call)}},
		{name: "a dialer campaign", first: query{table: "aircall_dialer_campaign", columns: []string{"id"}, where: of("user_id", user)}},
		{name: "who is available", first: query{table: "aircall_user_availability", columns: []string{"user_id"}}, live: true},
	} {
		if test.again.table == "" {
			test.again = test.first
		}
		t.Run(test.name, func(t *testing.T) {
			c, forgetful := plugin.serve(t, company), plugin.serve(t, company, "cache_seconds = 0")
			t.Parallel() // from here on: the SDK adds one connection at a time
			asked, rows := c.asked(test.first)
			if len(asked) == 0 || len(rows) == 0 {
				t.Fatalf("%q gave %d rows", asked, len(rows))
			}
			again, more := c.asked(test.again)
			if test.live && !slices.Equal(again, asked) || !test.live && len(again) > 0 || len(more) == 0 {
				t.Errorf("again %q was asked, and gave %d rows", again, len(more))
			}
			forgetful.asked(test.first)
			if again, _ := forgetful.asked(test.again); len(again) == 0 {
				t.Error("nothing was asked though nothing may be kept")
			}
		})
	}
}

//go:build !race || atomicsdk

package aircall

import (
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// answered are the columns of tables that tolerate a missing add-on: the call, missing_add_on, and what Aircall answers.
var answered = map[string][]string{
	"aircall_call_utterance":       strings.Fields("call_id missing_add_on transcript_id position start_time end_time text participant_type ai_voice_agent_id user_id phone_number"),
	"aircall_call_custom_summary":  strings.Fields("call_id missing_add_on id number_id language name section_name content"),
	"aircall_call_playbook_result": strings.Fields("call_id missing_add_on id user_id number_id adherence_score playbook_id playbook_name playbook_language created_at topic_name result"),
	"aircall_call_evaluation":      strings.Fields("call_id missing_add_on id ai_generated scorecard_name normalized_score categories questions reviewed_at created_at updated_at"),
}

// TestAMissingAddOnIsARowWhereTheQuerySaysSo: a row for each call that Aircall refuses to answer for, and none for one of
// which nothing was made. A key that has been revoked is an error all the same.
func TestAMissingAddOnIsARowWhereTheQuerySaysSo(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	tolerant := where("missing_add_on", "=", "row")
	read := query{table: "aircall_call_utterance", columns: []string{"call_id", "position", "text", "missing_add_on"}}
	for _, test := range []struct {
		name  string
		plan  fakeaircall.Plan
		table string
		where []*proto.Qual
		calls int  // that have rows
		empty bool // the rows say nothing of the call
	}{
		{"no add-on", fakeaircall.NoAddOn, read.table, []*proto.Qual{where("call_id", "=", []any{108, 109}), tolerant}, 2, true},
		{"no add-on, in other words", fakeaircall.NoAddOn, read.table, []*proto.Qual{where("call_id", "=", 109), where("missing_add_on", "=", []any{"row", "error"})}, 1, true},
		{"AI Assist", fakeaircall.AIAssist, read.table, []*proto.Qual{where("call_id", "=", []any{108, 999}), tolerant}, 1, false},
		{"summaries without Pro", fakeaircall.AIAssist, "aircall_call_custom_summary", []*proto.Qual{where("call_id", "=", []any{108, 109}), tolerant}, 2, true},
		{"playbooks without Pro", fakeaircall.AIAssist, "aircall_call_playbook_result", []*proto.Qual{where("call_id", "=", 108), tolerant}, 1, true},
		{"evaluations without Pro", fakeaircall.AIAssist, "aircall_call_evaluation", []*proto.Qual{where("call_id", "=", 108), tolerant}, 1, true},
		{"summaries with Pro", fakeaircall.AIAssistPro, "aircall_call_custom_summary", []*proto.Qual{where("call_id", "=", []any{108, 999}), tolerant}, 1, false},
		{"playbooks with Pro", fakeaircall.AIAssistPro, "aircall_call_playbook_result", []*proto.Qual{where("call_id", "=", []any{108, 999}), tolerant}, 1, false},
		{"evaluations with Pro", fakeaircall.AIAssistPro, "aircall_call_evaluation", []*proto.Qual{where("call_id", "=", []any{108, 999}), tolerant}, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := plugin.serveWith(t, analysedCompany(), fakeaircall.Options{Now: func() time.Time { return now }, Plan: test.plan})
			t.Parallel()
			rows := c.rows(query{table: test.table, columns: answered[test.table], where: test.where})
			calls := map[any]bool{}
			for _, row := range rows {
				calls[row["call_id"]] = true
				said := 0
				for _, name := range answered[test.table][2:] {
					if row[name] != nil {
						said++
					}
				}
				if (said == 0) != test.empty || row["missing_add_on"] != "row" {
					t.Errorf("a row is %v", row)
				}
			}
			if len(calls) != test.calls {
				t.Errorf("%d calls have rows: %v", len(calls), rows)
			}
		})
	}
	t.Run("a bad key", func(t *testing.T) {
		c := plugin.serveWith(t, analysedCompany(), fakeaircall.Options{Now: func() time.Time { return now }, Credentials: fakeaircall.Credentials{APIID: "other", APIToken: "other"}})
		t.Parallel()
		asked := read
		asked.where = []*proto.Qual{where("call_id", "=", 108), tolerant}
		if rows, err := c.run(t.Context(), c.connection, asked); err == nil || !strings.Contains(err.Error(), "api_id") {
			t.Errorf("%v and error %v; want one about the key", rows, err)
		}
	})
	t.Run("any other comparison", func(t *testing.T) {
		c := plugin.serveWith(t, analysedCompany(), fakeaircall.Options{Now: func() time.Time { return now }})
		t.Parallel()
		asked := read
		asked.where = []*proto.Qual{where("call_id", "=", 108), where("missing_add_on", "is not null", nil)}
		if rows, err := c.run(t.Context(), c.connection, asked); err == nil || !strings.Contains(err.Error(), "missing_add_on = …") {
			t.Errorf("%v and error %v; want one that says what to write", rows, err)
		}
	})
}

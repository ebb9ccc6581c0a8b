//go:build !race || atomicsdk

package aircall

import (
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// ordinary are the tables that have rows without a condition, of a company like any other. volume_test.go
// and missed_test.go fill those two.
func ordinary() []table.Definition {
	return slices.DeleteFunc(tables(), func(t table.Definition) bool { return t.Name == volume || t.Name == missed })
}

// columnNames are all columns of a table.
func columnNames(t *plugin.Table) []string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}

// ofACampaign is what names the rows of aircall_campaign_contact.
var ofACampaign = []*proto.Qual{where("campaign_id", "=", democompany.SpringCampaign)}

func TestEveryColumnIsFilledFromAFullCompany(t *testing.T) {
	t.Parallel()
	c := serveApplication(t, fixture.Filled(now))
	tag, number := fixture.Filled(now).Tags[0].ID, "+441614960417"
	tolerant := []*proto.Qual{where("missing_add_on", "=", "row")}
	lookups := map[string][]*proto.Qual{ // columns that repeat what is asked for, and a key that must be named
		campaignContactTable:     ofACampaign,
		"aircall_call":           {where("tag_id", "=", tag), where("search_phone_number", "=", number)},
		"aircall_contact":        {where("phone_number", "=", number), where("email", "=", "ada@okafor.example")},
		"aircall_call_utterance": tolerant, "aircall_call_custom_summary": tolerant, "aircall_call_playbook_result": tolerant, "aircall_call_evaluation": tolerant,
	}
	for _, table := range ordinary() {
		rows := c.rows(query{table: table.Name, columns: columnNames(table.Table), where: lookups[table.Name]})
		if len(rows) == 0 {
			t.Errorf("%s has no rows", table.Name)
		}
		for _, row := range rows {
			for _, name := range columnNames(table.Table) {
				if row[name] == nil && !slices.Contains(strings.Fields(mayBeNull[table.Name]), name) {
					t.Errorf("%s.%s is NULL", table.Name, name)
				}
			}
		}
	}
}

// mayBeNull are the columns that no row, or not every row, can fill.
var mayBeNull = map[string]string{
	"aircall_call_event": "occurred_at seconds_since_start user_id", // by the type of the event
	"aircall_api_usage":  "blocked_until",
}

// notNull are the columns that Aircall always fills, with those derived from them.
var notNull = map[string]string{
	"aircall_call": "id started_at direction status outcome duration raw_digits number_id number_name number_digits number_phone_number " +
		"number_flow_editor_enabled has_recording has_voicemail " +
		"teams tags tags_src comments ivr_options_selected ai_voice_agents archived direct_link title company_name",
	"aircall_company":           "name users_count numbers_count title company_name",
	"aircall_contact":           "id created_at updated_at is_shared phone_numbers emails direct_link company_name",
	"aircall_number":            "id created_at name digits phone_number country time_zone open availability_status is_ivr live_recording_activated messages users direct_link title company_name",
	"aircall_tag":               "id name color title company_name",
	"aircall_team":              "id name created_at users user_count direct_link title company_name",
	"aircall_user":              "id email created_at name available availability_status language time_zone wrap_up_time numbers direct_link title company_name",
	"aircall_user_availability": "user_id availability title company_name",
	"aircall_webhook":           "webhook_id id url active events created_at direct_link title company_name",

	"aircall_call_event": "call_id call_started_at occurred_at seconds_since_start type detail company_name",

	"aircall_integration":     "name status active number_ids numbers_count company_id company_name",
	"aircall_dialer_campaign": "user_id id created_at company_name",
	"aircall_sms_template":    "id name body company_name",
	"aircall_whatsapp_status": "number_id waba_id status company_name",
	"aircall_api_usage": "requests_last_minute requests_limit budget_is_shared requests_in_flight requests_waiting requests_total waits_total seconds_waited rate_limited_total " +
		"company_name",
}

// notNullInParts are the columns that a part always fills, however little it says.
var notNullInParts = map[string]string{
	"aircall_call_comment":         "call_id call_started_at comment_id content posted_at company_name",
	"aircall_call_tag":             "call_id call_started_at tag_id tag_name tagged_at company_name",
	"aircall_call_team":            "call_id call_started_at team_id team_name company_name",
	"aircall_call_participant":     "call_id call_started_at type company_name",
	"aircall_call_ivr_option":      "call_id call_started_at option_id key created_at transition_started_at transition_ended_at company_name",
	"aircall_call_ai_voice_agent":  "call_id call_started_at agent_id agent_name started_at ended_at company_name",
	"aircall_team_member":          "team_id team_name user_id user_name user_email company_name",
	"aircall_user_number":          "user_id number_id number_name digits phone_number company_name",
	"aircall_contact_phone_number": "contact_id contact_title phone_number_id label value company_name",
	"aircall_contact_email":        "contact_id email_id label value company_name",

	"aircall_dialer_campaign_number": "user_id id digits called created_at company_name",
	"aircall_campaign_contact":       "campaign_id phone_number digits company_name",
	"aircall_whatsapp_template":      "number_id id waba_id name category status language company_name",

	"aircall_call_transcript":      "call_id call_started_at id type language utterance_count text utterances company_name",
	"aircall_call_utterance":       "call_id call_started_at transcript_id position start_time end_time text participant_type company_name",
	"aircall_call_summary":         "call_id call_started_at id content created_at company_name",
	"aircall_call_topic":           "call_id call_started_at position topic created_at company_name",
	"aircall_call_sentiment":       "call_id call_started_at participant_type sentiment company_name",
	"aircall_call_action_item":     "call_id call_started_at id content ai_generated created_at company_name",
	"aircall_call_predicted_csat":  "call_id call_started_at score drivers company_name",
	"aircall_call_custom_summary":  "call_id call_started_at id number_id language name section_name content company_name",
	"aircall_call_playbook_result": "call_id call_started_at id number_id adherence_score playbook_id playbook_name playbook_language created_at topic_name result company_name",
	"aircall_call_evaluation": "call_id call_started_at id ai_generated scorecard_name normalized_score categories questions created_at updated_at " +
		"company_name",
}

// TestFieldsThatABareCompanyLeavesOutAreNull: in every table, of rows that say as little as they may. A real 0, false and [] are
// no absence.
func TestFieldsThatABareCompanyLeavesOutAreNull(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	bare := plugin.serveAs(t, fixture.Sparse(now), applicationArguments)
	parts := plugin.serveAs(t, fixture.SparseParts(now), applicationArguments)
	for _, table := range ordinary() {
		c, filled := bare, strings.Fields(notNull[table.Name])
		if ofParts, ok := notNullInParts[table.Name]; ok {
			c, filled = parts, strings.Fields(ofParts)
		}
		q := query{table: table.Name, columns: columnNames(table.Table)}
		if table.Name == campaignContactTable {
			q.where = ofACampaign
		}
		rows := c.rows(q)
		if len(rows) == 0 {
			t.Errorf("%s has no rows, so nothing is shown of it", table.Name)
		}
		for _, row := range rows {
			for _, name := range columnNames(table.Table) {
				if name == "ended_at" && table.Name == "aircall_call" { // one of the two calls has ended
					continue
				}
				if got, want := row[name] != nil, slices.Contains(filled, name); got != want {
					t.Errorf("%s.%s is %v; should it be filled, by notNull and notNullInParts in columns_test.go: %v", table.Name, name, row[name], want)
				}
			}
		}
	}
}

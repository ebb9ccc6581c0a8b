package aircall

import (
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
)

// contract is what documentation, mods and users rely on.
type contract struct {
	columns string // NAME TYPE, …
	get     string // columns of the get's key
	ranges  string // columns with = > >= < <=
	filters string // columns that are pushed without being declared
}

// contracts are those of all tables.
var contracts = map[string]contract{
	"aircall_call": {
		columns: `id INT, sid STRING, direction STRING, status STRING, started_at TIMESTAMP, answered_at TIMESTAMP, ended_at TIMESTAMP, duration INT, time_to_answer INT,
			in_call_duration INT, outcome STRING, missed_call_reason STRING, raw_digits STRING, phone_number STRING, search_phone_number STRING, number_id INT, number_name STRING, number_digits STRING,
			number_phone_number STRING, number_flow_editor_enabled BOOL, user_id INT, user_name STRING, user_email STRING, contact_id INT, contact_name STRING, contact_company_name STRING, contact JSON,
			assigned_to_id INT, assigned_to JSON, transferred_by_id INT, transferred_by JSON, transferred_to_id INT, transferred_to JSON, teams JSON, tag_id INT, tags JSON,
			tags_src JSON, comments JSON, participants JSON, ivr_options_selected JSON, ai_voice_agents JSON, recording STRING, voicemail STRING, asset STRING, has_recording BOOL, has_voicemail BOOL,
			recording_short_url STRING, voicemail_short_url STRING, archived BOOL, country_code_a2 STRING, cost STRING, pricing_type STRING, direct_link STRING,
			title STRING, company_name STRING`,
		get: "id", ranges: "started_at", filters: "company_name direction search_phone_number tag_id user_id",
	},
	"aircall_company": {columns: "name STRING, users_count INT, numbers_count INT, title STRING, company_name STRING"},
	"aircall_contact": {
		columns: `id INT, first_name STRING, last_name STRING, contact_company_name STRING, information STRING, is_shared BOOL, phone_numbers JSON, emails JSON,
			phone_number STRING, email STRING, created_at TIMESTAMP, updated_at TIMESTAMP, direct_link STRING, title STRING, company_name STRING`,
		get: "id", ranges: "created_at", filters: "company_name email phone_number",
	},
	"aircall_number": {
		columns: `id INT, name STRING, digits STRING, phone_number STRING, country STRING, time_zone STRING, open BOOL, availability_status STRING, is_ivr BOOL,
			live_recording_activated BOOL, flow_editor_enabled BOOL, priority INT, messages JSON, created_at TIMESTAMP, users JSON, registration_status JSON,
			messages_configuration JSON, direct_link STRING, title STRING, company_name STRING`,
		get: "id", ranges: "created_at",
	},
	"aircall_tag": {columns: "id INT, name STRING, color STRING, description STRING, direct_link STRING, title STRING, company_name STRING", get: "id"},
	"aircall_user": {
		columns: `id INT, email STRING, name STRING, available BOOL, availability_status STRING, substatus STRING, state STRING, default_number_id INT, extension STRING,
			language STRING, time_zone STRING, wrap_up_time INT, created_at TIMESTAMP, numbers JSON, direct_link STRING, title STRING, company_name STRING`,
		get: "email id", ranges: "created_at",
	},
	"aircall_user_availability": {columns: "user_id INT, availability STRING, title STRING, company_name STRING", get: "user_id"},
	"aircall_team":              {columns: "id INT, name STRING, created_at TIMESTAMP, users JSON, user_count INT, direct_link STRING, title STRING, company_name STRING", get: "id"},
	"aircall_webhook": {
		columns: "webhook_id STRING, id INT, custom_name STRING, url STRING, active BOOL, events JSON, created_at TIMESTAMP, direct_link STRING, title STRING, company_name STRING",
		get:     "webhook_id",
	},

	"aircall_call_comment": {
		columns: "call_id INT, call_started_at TIMESTAMP, comment_id INT, content STRING, posted_at TIMESTAMP, posted_by_id INT, posted_by_name STRING, company_name STRING",
		ranges:  "call_started_at", filters: "call_id company_name",
	},
	"aircall_call_tag": {
		columns: "call_id INT, call_started_at TIMESTAMP, tag_id INT, tag_name STRING, tagged_at TIMESTAMP, tagged_by_id INT, tagged_by_name STRING, company_name STRING",
		ranges:  "call_started_at", filters: "call_id company_name",
	},
	"aircall_call_team": {
		columns: "call_id INT, call_started_at TIMESTAMP, team_id INT, team_name STRING, company_name STRING",
		ranges:  "call_started_at", filters: "call_id company_name",
	},
	"aircall_call_participant": {
		columns: "call_id INT, call_started_at TIMESTAMP, participant_id STRING, type STRING, name STRING, phone_number STRING, company_name STRING",
		ranges:  "call_started_at", filters: "call_id company_name",
	},
	"aircall_call_ivr_option": {
		columns: `call_id INT, call_started_at TIMESTAMP, option_id STRING, title STRING, key STRING, branch STRING, created_at TIMESTAMP, transition_started_at TIMESTAMP,
			transition_ended_at TIMESTAMP, company_name STRING`,
		ranges: "call_started_at", filters: "call_id company_name",
	},
	"aircall_call_ai_voice_agent": {
		columns: `call_id INT, call_started_at TIMESTAMP, agent_id STRING, agent_name STRING, started_at TIMESTAMP, ended_at TIMESTAMP, end_reason STRING,
			escalation_reason STRING, escalation_target_type STRING, escalation_target STRING, company_name STRING`,
		ranges: "call_started_at", filters: "call_id company_name",
	},
	"aircall_call_event": {
		columns: "call_id INT, call_started_at TIMESTAMP, occurred_at TIMESTAMP, seconds_since_start INT, type STRING, detail STRING, user_id INT, company_name STRING",
		ranges:  "call_started_at", filters: "call_id company_name",
	},
	"aircall_team_member": {columns: "team_id INT, team_name STRING, user_id INT, user_name STRING, user_email STRING, company_name STRING", filters: "company_name team_id"},
	"aircall_user_number": {columns: "user_id INT, number_id INT, number_name STRING, digits STRING, phone_number STRING, company_name STRING", ranges: "user_id(=)"},
	"aircall_contact_phone_number": {
		columns: "contact_id INT, contact_title STRING, phone_number_id INT, label STRING, value STRING, phone_number STRING, company_name STRING",
		filters: "company_name contact_id",
	},
	"aircall_contact_email": {
		columns: "contact_id INT, contact_title STRING, email_id INT, label STRING, value STRING, email STRING, company_name STRING",
		filters: "company_name contact_id",
	},

	"aircall_integration": {
		columns: `name STRING, custom_name STRING, logo STRING, company_id INT, status STRING, active BOOL, number_ids JSON, numbers_count INT, user_id INT, installed_by JSON,
			company_name STRING`,
	},
	"aircall_dialer_campaign": {columns: "user_id INT, id INT, number_id INT, created_at TIMESTAMP, company_name STRING", filters: "company_name user_id"},
	"aircall_dialer_campaign_number": {
		columns: "user_id INT, id INT, digits STRING, phone_number STRING, called BOOL, created_at TIMESTAMP, company_name STRING",
		filters: "company_name user_id",
	},
	"aircall_campaign_contact": {
		columns: "campaign_id STRING, phone_number STRING, digits STRING, first_name STRING, last_name STRING, email STRING, contact_company_name STRING, note STRING, company_name STRING",
		ranges:  "campaign_id(=)", filters: "company_name phone_number",
	},
	"aircall_sms_template": {columns: "id STRING, name STRING, body STRING, company_name STRING"},
	"aircall_whatsapp_template": {
		columns: "number_id INT, id STRING, waba_id STRING, name STRING, category STRING, status STRING, language STRING, company_name STRING",
		filters: "company_name number_id",
	},
	"aircall_whatsapp_status": {
		columns: `number_id INT, waba_id STRING, status STRING, can_send_message BOOL, messaging_limit_tier STRING, quality_rating STRING,
			business_verification_status STRING, company_name STRING`,
		filters: "company_name number_id",
	},
	"aircall_api_usage": {
		columns: `requests_last_minute INT, requests_limit INT, budget_is_shared BOOL, requests_in_flight INT, requests_waiting INT, requests_total INT, waits_total INT, seconds_waited INT,
			rate_limited_total INT, blocked_until TIMESTAMP, company_name STRING`,
	},

	"aircall_call_transcript": {
		columns: "call_id INT, call_started_at TIMESTAMP, id INT, type STRING, language STRING, utterance_count INT, text STRING, utterances JSON, company_name STRING",
		ranges:  "call_id(=) call_started_at",
	},
	"aircall_call_utterance": {
		columns: `call_id INT, call_started_at TIMESTAMP, transcript_id INT, position INT, start_time DOUBLE, end_time DOUBLE, text STRING, participant_type STRING,
			ai_voice_agent_id STRING, user_id INT, phone_number STRING, missing_add_on STRING, company_name STRING`,
		ranges: "call_id(=) call_started_at", filters: "missing_add_on",
	},
	"aircall_call_summary": {
		columns: "call_id INT, call_started_at TIMESTAMP, id INT, content STRING, created_at TIMESTAMP, company_name STRING", ranges: "call_id(=) call_started_at",
	},
	"aircall_call_topic": {
		columns: "call_id INT, call_started_at TIMESTAMP, position INT, topic STRING, created_at TIMESTAMP, company_name STRING", ranges: "call_id(=) call_started_at",
	},
	"aircall_call_sentiment": {
		columns: "call_id INT, call_started_at TIMESTAMP, participant_type STRING, phone_number STRING, sentiment STRING, company_name STRING", ranges: "call_id(=) call_started_at",
	},
	"aircall_call_action_item": {
		columns: `call_id INT, call_started_at TIMESTAMP, id INT, content STRING, ai_generated BOOL, created_at TIMESTAMP, created_by_id INT, updated_at TIMESTAMP, updated_by_id INT,
			company_name STRING`,
		ranges: "call_id(=) call_started_at",
	},
	"aircall_call_predicted_csat": {
		columns: "call_id INT, call_started_at TIMESTAMP, call_uuid STRING, score DOUBLE, drivers JSON, company_name STRING", ranges: "call_id(=) call_started_at",
	},
	"aircall_call_custom_summary": {
		columns: `call_id INT, call_started_at TIMESTAMP, id INT, number_id INT, language STRING, name STRING, section_name STRING, content STRING, missing_add_on STRING, company_name STRING`,
		ranges:  "call_id(=) call_started_at", filters: "missing_add_on",
	},
	"aircall_call_playbook_result": {
		columns: `call_id INT, call_started_at TIMESTAMP, id INT, user_id INT, number_id INT, adherence_score DOUBLE, playbook_id INT, playbook_name STRING, playbook_language STRING,
			created_at TIMESTAMP, topic_name STRING, result STRING, missing_add_on STRING, company_name STRING`,
		ranges: "call_id(=) call_started_at", filters: "missing_add_on",
	},
	"aircall_call_evaluation": {
		columns: `call_id INT, call_started_at TIMESTAMP, id INT, ai_generated BOOL, scorecard_name STRING, normalized_score DOUBLE, categories JSON, questions JSON,
			reviewed_at TIMESTAMP, created_at TIMESTAMP, updated_at TIMESTAMP, missing_add_on STRING, company_name STRING`,
		ranges: "call_id(=) call_started_at", filters: "missing_add_on",
	},

	"aircall_call_volume": {
		columns: `started_at TIMESTAMP, bucket STRING, time_zone STRING, direction STRING, user_id INT, bucket_start TIMESTAMP, bucket_end TIMESTAMP, total INT,
			company_name STRING`,
		ranges: "started_at", filters: "bucket company_name direction time_zone user_id",
	},
	"aircall_missed_call": {
		columns: `call_id INT, started_at TIMESTAMP, number_id INT, number_name STRING, phone_number STRING, missed_call_reason STRING, is_real_miss BOOL, has_voicemail BOOL,
			attempt INT, returned_at TIMESTAMP, returned_by STRING, returned_call_id INT, returned_user_id INT, seconds_to_return INT, company_name STRING`,
		ranges: "started_at",
	},
}

// TestSchema also shows that the plugin can be inspected without credentials, configuration or network.
func TestSchema(t *testing.T) {
	t.Parallel()
	name := uniqueName("aircall")
	schema := start(t, map[string]string{name: ""}).schema(name)
	filters := Filters()
	for _, table := range slices.Sorted(maps.Keys(schema)) {
		if _, known := contracts[table]; !known {
			t.Errorf("%s has no contract: add its columns and their types to schema_test.go", table)
		}
	}
	for table, want := range contracts {
		if schema[table] == nil {
			t.Errorf("there is no %s", table)
			continue
		}
		columns := map[string]string{}
		for _, column := range strings.Split(want.columns, ",") {
			name, kind, _ := strings.Cut(strings.TrimSpace(column), " ")
			columns[name] = kind
		}
		for _, c := range ours(schema[table]) {
			if kind := strings.TrimPrefix(c.Type.String(), "ColumnType_"); kind != columns[c.Name] {
				t.Errorf("%s.%s is a %s, want %q", table, c.Name, kind, columns[c.Name])
			}
			delete(columns, c.Name)
		}
		if len(columns) > 0 {
			t.Errorf("%s lacks %v", table, columns)
		}
		if got := keys(schema[table].GetCallKeyColumnList, "="); got != want.get {
			t.Errorf("%s is got by %q, want %q", table, got, want.get)
		}
		if got := keys(schema[table].ListCallKeyColumnList, "=,>,>=,<,<="); got != want.ranges {
			t.Errorf("%s has ranges %q, want %q", table, got, want.ranges)
		}
		if got := strings.Join(slices.Sorted(slices.Values(filters[table])), " "); got != want.filters {
			t.Errorf("%s filters by %q, want %q", table, got, want.filters)
		}
	}
}

// ours leaves out the columns that the SDK adds to every table.
func ours(t *proto.TableSchema) []*proto.ColumnDefinition {
	return slices.DeleteFunc(slices.Clone(t.Columns), func(c *proto.ColumnDefinition) bool {
		return strings.HasPrefix(c.Name, "sp_") || c.Name == "_ctx"
	})
}

// keys are the key columns with these operators; others show up with theirs.
func keys(list []*proto.KeyColumn, operators string) string {
	var names []string
	for _, k := range list {
		if strings.HasPrefix(k.Name, "sp_") {
			continue
		}
		name := k.Name
		if got := strings.Join(k.Operators, ","); got != operators {
			name += "(" + got + ")"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestTablesAndColumnsAreDescribedInSentences(t *testing.T) {
	t.Parallel()
	sentence := func(name, text string) {
		if text == "" || !unicode.IsUpper([]rune(text)[0]) || !strings.HasSuffix(text, ".") {
			t.Errorf("%s is described as %q, which is no sentence", name, text)
		}
	}
	for _, table := range tables() {
		sentence(table.Name, table.Description)
		for _, c := range table.Columns {
			sentence(table.Name+"."+c.Name, c.Description)
		}
		if last := table.Columns[len(table.Columns)-1].Name; last != CompanyColumn {
			t.Errorf("%s ends with %s, want %s", table.Name, last, CompanyColumn)
		}
		title := table.Columns[len(table.Columns)-2].Name == "title"
		if want := strings.Contains(contracts[table.Name].columns, "title STRING, company_name STRING"); title != want {
			t.Errorf("%s has a title before it: %v, want %v", table.Name, title, want)
		}
	}
}

// TestTheQueryCacheIsOff: with it a scan's error does not reach its sink, and undeclared filters are not seen.
func TestTheQueryCacheIsOff(t *testing.T) {
	t.Parallel()
	for name, table := range Plugin(t.Context()).TableMap {
		if table.Cache == nil || table.Cache.Enabled {
			t.Errorf("%s has the SDK's query cache", name)
		}
	}
}

// TestHydrateFunctionsHaveUniqueNames: the SDK keeps their results by bare name, so that two of
// one name, closures and generic functions would take each other's.
func TestHydrateFunctionsHaveUniqueNames(t *testing.T) {
	t.Parallel()
	seen := map[string]uintptr{}
	use := func(f plugin.HydrateFunc) {
		if f == nil {
			return
		}
		pointer := reflect.ValueOf(f).Pointer()
		full := runtime.FuncForPC(pointer).Name()
		name := full[strings.LastIndex(full, ".")+1:]
		if strings.ContainsAny(name, "[]-") || strings.HasPrefix(name, "func") {
			t.Errorf("%s is no top-level function", full)
		}
		if other, ok := seen[name]; ok && other != pointer {
			t.Errorf("two functions are called %s", name)
		}
		seen[name] = pointer
	}
	for _, table := range tables() {
		use(table.List.Hydrate)
		if table.Get != nil {
			use(table.Get.Hydrate)
		}
		for _, c := range table.Columns {
			use(c.Hydrate)
		}
	}
}

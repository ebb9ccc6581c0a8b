package aircall

import (
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func decoded[T any](t *testing.T, document string) *T {
	t.Helper()
	value := new(T)
	if err := json.Unmarshal([]byte(document), value); err != nil {
		t.Fatal(err)
	}
	return value
}

// shown is what a pointer points to; nil for nil.
func shown[V any](value *V) any {
	if value == nil {
		return nil
	}
	return *value
}

func TestCallOutcome(t *testing.T) {
	t.Parallel()
	for call, want := range map[string]string{
		`{"status":"initial","direction":"inbound"}`:                                                                      "ongoing",
		`{"status":"answered","direction":"inbound","answered_at":1}`:                                                     "ongoing",
		`{"status":"done","direction":"outbound","answered_at":1}`:                                                        "answered",
		`{"status":"done","direction":"outbound","missed_call_reason":"short_abandoned"}`:                                 "unanswered",
		`{"status":"done","direction":"inbound","answered_at":1,"voicemail":"https://x.example"}`:                         "answered",
		`{"status":"done","direction":"inbound","voicemail":"https://x.example","missed_call_reason":"abandoned_in_ivr"}`: "voicemail",
		`{"status":"done","direction":"inbound","missed_call_reason":"short_abandoned"}`:                                  "abandoned",
		`{"status":"done","direction":"inbound","missed_call_reason":"abandoned_in_ivr"}`:                                 "abandoned",
		`{"status":"done","direction":"inbound","missed_call_reason":"abandoned_in_classic"}`:                             "abandoned",
		`{"status":"done","direction":"inbound","missed_call_reason":"out_of_opening_hours"}`:                             "out_of_hours",
		`{"status":"done","direction":"inbound","missed_call_reason":"no_available_agent"}`:                               "missed",
		`{"status":"done","direction":"inbound"}`:                                                                         "missed",
		`{"status":"answered","direction":"inbound","answered_at":1,"ended_at":9}`:                                        "answered",
		`{"status":"answered","direction":"outbound","answered_at":1,"ended_at":9}`:                                       "answered",
		`{"status":"initial","direction":"inbound","ended_at":9,"missed_call_reason":"short_abandoned"}`:                  "abandoned",
		`{"status":"initial","direction":"outbound","ended_at":9}`:                                                        "unanswered",
		`{"direction":"inbound","ended_at":9,"voicemail":"https://x.example"}`:                                            "voicemail",
		`{"status":"done"}`:       "",
		`{"direction":"inbound"}`: "",
	} {
		got := callOutcome(decoded[api.Call](t, call))
		if got == nil && want != "" || got != nil && *got != want {
			t.Errorf("%s is %v, want %q", call, shown(got), want)
		}
	}
}

func TestCallSecondsAndTags(t *testing.T) {
	t.Parallel()
	call := decoded[api.Call](t, `{"started_at":100,"answered_at":100,"ended_at":160,"tags":[{"id":1,"name":"vip"},{"id":2,"name":"late \"again\""}]}`)
	if got := secondsBetween(call.StartedAt, call.AnsweredAt.Value()); got == nil || *got != 0 {
		t.Errorf("a call answered at once took %v seconds to answer, want 0", shown(got))
	}
	if got := secondsBetween(call.AnsweredAt.Value(), call.EndedAt.Value()); got == nil || *got != 60 {
		t.Errorf("it went on for %v seconds, want 60", shown(got))
	}
	for document, want := range map[string]any{
		`{"tags":[{"name":"vip"},{"name":"a \"b\""}]}`: `{"a \"b\"":true,"vip":true}`,
		`{"tags":[]}`:   `{}`,
		`{"tags":null}`: nil,
		`{}`:            nil,
	} {
		if got := callTagMap(decoded[api.Call](t, document)); (got == nil) != (want == nil) || got != nil && string(got) != want {
			t.Errorf("tags of %s are %v, want %v", document, got, want)
		}
	}
}

func TestContactTitle(t *testing.T) {
	t.Parallel()
	for contact, want := range map[string]any{
		`{"first_name":"Zoe","last_name":"Hart","company_name":"Hart Ltd"}`:               "Zoe Hart",
		`{"first_name":"","last_name":"Hart"}`:                                            "Hart",
		`{"first_name":" ","company_name":"Hart Ltd","phone_numbers":[{"value":"+331"}]}`: "Hart Ltd",
		`{"phone_numbers":[{"value":"+331"},{"value":"+332"}]}`:                           "+331",
		`{"phone_numbers":[]}`: nil,
		`{}`:                   nil,
	} {
		if got := shown(contactTitle(decoded[api.Contact](t, contact))); got != want {
			t.Errorf("title of %s is %v, want %v", contact, got, want)
		}
	}
}

package fakeaircall_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// readablePaths is each readable path of a company with one of each.
func readablePaths() []string {
	call := fmt.Sprintf("/v1/calls/%d", int64(democompany.FirstCallID))
	const all = "?fetch_contact=true&fetch_short_urls=true&fetch_call_timeline=true&fetch_aiva_conv=true"
	paths := strings.Fields(`/v1/ping /v1/company /v1/users /v1/users/884021 /v2/users /v2/users/884021 /v2/users/884021/numbers
		/v1/users/availabilities /v1/users/884021/availability /v1/teams /v1/teams/30117 /v1/contacts /v1/contacts/search /v1/contacts/1203345671
		/v1/numbers /v1/numbers/512207 /v1/numbers/512207/registration_status /v1/numbers/512207/messages/configuration
		/v1/numbers/512207/templates /v1/numbers/512207/whatsapp_status /v1/sms/templates /v1/tags /v1/tags/61002 /v1/webhooks /v1/webhooks/73409912
		/v1/integrations/me /v1/users/884021/dialer_campaign /v1/users/884021/dialer_campaign/phone_numbers
		/v1/campaigns/0192f0c4-7a1e-7b3d-9c2f-5d8e1a6b4c70/contacts`)
	paths = append(paths, "/v1/calls"+all, "/v1/calls/search"+all, call+all)
	for _, part := range artefacts {
		paths = append(paths, call+"/"+part.path+"?fetch_playbook=true")
	}
	return paths
}

// emptyFields walks a document and returns the paths of readablePaths null or empty.
func emptyFields(where string, value any) (found []string) {
	switch v := value.(type) {
	case nil:
		return []string{where}
	case string:
		if v == "" {
			return []string{where}
		}
	case []any:
		if len(v) == 0 {
			return []string{where}
		}
		for i, item := range v {
			found = append(found, emptyFields(fmt.Sprintf("%s[%d]", where, i), item)...)
		}
	case map[string]any:
		if len(v) == 0 {
			return []string{where}
		}
		for key, item := range v {
			// A nested number has no priority and a one-page list no links, however full a company is.
			if key == "meta" || key == "pageInfo" || key == "priority" && strings.HasSuffix(where, ".number") {
				continue
			}
			found = append(found, emptyFields(where+"."+key, item)...)
		}
	}
	return found
}

func TestFilledCompanyHasNoEmptyField(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Filled(noon), fakeaircall.Options{Now: at(noon), RateLimit: -1})
	for _, path := range readablePaths() {
		var body any
		if err := json.Unmarshal([]byte(bearer(t, s, path)), &body); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if found := emptyFields("", body); len(found) > 0 {
			t.Errorf("%s: empty are %v", path, found)
		}
	}
	for _, request := range s.Requests() {
		if request.Status != 200 {
			t.Errorf("%s: %d", request.Path, request.Status)
		}
	}
}

// A bare company answers everywhere too, with null where a full one has something.
func TestSparseCompanyHasNullForWhatMayBe(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: at(noon), RateLimit: -1})
	want := map[string][]string{
		"/v1/calls?fetch_contact=true": {"sid", "missed_call_reason", "answered_at", "ended_at", "voicemail", "recording", "asset", "recording_short_url",
			"voicemail_short_url", "cost", "pricing_type", "country_code_a2", "user", "assigned_to", "transferred_by", "transferred_to", "contact"},
		"/v2/users":    {"substatus", "state", "default_number_id", "extension"},
		"/v1/contacts": {"first_name", "last_name", "company_name", "information"},
		"/v1/numbers":  {"priority"},
		"/v1/tags":     {"description"},
	}
	for _, path := range readablePaths() {
		if body := bearer(t, s, path); !json.Valid([]byte(body)) {
			t.Errorf("%s: %s", path, body)
		}
	}
	for path, nulls := range want {
		key := strings.Split(path[4:], "?")[0]
		row := rows(t, s, path, key)[0]
		for _, name := range nulls {
			if value, there := row[name]; !there || value != nil {
				t.Errorf("%s: %s is %v, there %v", path, name, value, there)
			}
		}
		for _, name := range []string{"conference_participants", "phone_number"} {
			if _, there := row[name]; there {
				t.Errorf("%s: %s is there", path, name)
			}
		}
	}
}

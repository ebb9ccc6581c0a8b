package fakeaircall_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func keys(row map[string]any) string {
	var names []string
	for name := range row {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// The keys of each object, as measured or documented for that form of it.
func TestObjectsHaveTheDocumentedKeys(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	first := func(path, key string) map[string]any { return rows(t, s, path+"?per_page=1", key)[0] }
	one := func(path, key string) map[string]any { return read(t, s, path)[key].(map[string]any) }
	const userV1 = "availability_status available created_at direct_link email extension id language name state time_zone wrap_up_time"
	const number = "availability_status country created_at digits direct_link id is_ivr live_recording_activated messages name open priority time_zone"
	for _, test := range []struct {
		what string
		row  map[string]any
		want string
	}{
		{"user", first("/v2/users", "users"), "availability_status available created_at default_number_id direct_link email extension id " +
			"language name state substatus time_zone wrap_up_time"},
		{"user alone", one(fmt.Sprintf("/v2/users/%d", c.Users[0].ID), "user"), "availability_status available created_at default_number_id direct_link email extension id " +
			"language name state substatus time_zone wrap_up_time"},
		{"v1 user", first("/v1/users", "users"), userV1},
		{"v1 user alone", one(fmt.Sprintf("/v1/users/%d", c.Users[0].ID), "user"), strings.Replace(userV1, "name ", "name numbers ", 1)},
		{"availability", first("/v1/users/availabilities", "users"), "availability id"},
		{"team", first("/v1/teams", "teams"), "created_at direct_link id name users"},
		{"team's user", first("/v1/teams", "teams")["users"].([]any)[0].(map[string]any),
			"availability_status created_at default_number_id direct_link email id language name time_zone wrap_up_time"},
		{"user of a team alone", one(fmt.Sprintf("/v1/teams/%d", c.Teams[0].ID), "team")["users"].([]any)[0].(map[string]any),
			"availability_status created_at default_number_id direct_link email id language name time_zone wrap_up_time"},
		{"number", first("/v1/numbers", "numbers"), number},
		{"number alone", one(fmt.Sprintf("/v1/numbers/%d", c.Numbers[0].ID), "number"), number + " users"},
		{"user's number", first(fmt.Sprintf("/v2/users/%d/numbers", c.Users[0].ID), "numbers"),
			strings.Replace(number, "direct_link ", "direct_link flow_editor_enabled ", 1)},
		{"contact", first("/v1/contacts", "contacts"), "company_name created_at direct_link emails first_name id information is_shared last_name phone_numbers updated_at"},
		{"tag", first("/v1/tags", "tags"), "color description id name"},
		{"tag alone", one("/v1/tags/61002", "tag"), "color description id name"},
		{"webhook", first("/v1/webhooks", "webhooks"), "active created_at direct_link events id token url webhook_id"},
		{"call", first("/v1/calls", "calls"), "answered_at archived asset assigned_to comments contact cost country_code_a2 direct_link direction " +
			"duration ended_at id missed_call_reason number pricing_type raw_digits recording recording_short_url sid started_at status tags teams " +
			"transferred_by transferred_to user voicemail voicemail_short_url"},
	} {
		if got := keys(test.row); got != test.want {
			t.Errorf("%s has the keys\n%s\nwant\n%s", test.what, got, test.want)
		}
	}
}

// Measured: contacts have Unix times; users, teams, numbers and webhooks ISO texts in UTC with milliseconds.
func TestTimesAreUnixOrISO(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	for path, key := range map[string]string{"/v2/users": "users", "/v1/teams": "teams", "/v1/numbers": "numbers", "/v1/webhooks": "webhooks"} {
		text := rows(t, s, path, key)[0]["created_at"].(string)
		if _, err := time.Parse("2006-01-02T15:04:05.000Z", text); err != nil || len(text) != 24 {
			t.Errorf("%s: %s", path, text)
		}
	}
	if created := rows(t, s, "/v1/contacts", "contacts")[0]["created_at"].(float64); created < 1_600_000_000 {
		t.Errorf("a contact was created at %v", created)
	}
}

// Documented: users and numbers can be narrowed by creation, teams and tags cannot. Whether from is inclusive is an option.
func TestUsersAndNumbersAreFilteredByCreation(t *testing.T) {
	t.Parallel()
	c, _ := demo(t)
	for exclusive, less := range map[bool]int{false: 0, true: 1} {
		s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), RateLimit: -1, ExclusiveFrom: exclusive})
		user, number := c.Users[4].CreatedAt.Unix(), c.Numbers[2].CreatedAt.Unix()
		for target, want := range map[string]int{
			fmt.Sprintf("/v2/users?from=%d", user):                13 - less,
			fmt.Sprintf("/v2/users?to=%d", user):                  5,
			fmt.Sprintf("/v1/users/availabilities?from=%d", user): 13 - less,
			fmt.Sprintf("/v1/numbers?from=%d", number):            7 - less,
			fmt.Sprintf("/v1/teams?from=%d", noon.Unix()):         3,
			fmt.Sprintf("/v1/tags?from=%d", noon.Unix()):          16,
		} {
			if got := total(t, s, target); got != want {
				t.Errorf("%s: %d, want %d (exclusive %v)", target, got, want, exclusive)
			}
		}
	}
}

// Documented: one user by id or by address, whose @ must stand as it is. An unknown id has this body.
func TestSingleObjectsAreFoundByID(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	u := c.Users[2]
	for path, status := range map[string]int{
		fmt.Sprintf("/v2/users/%d", u.ID):                                     200,
		"/v2/users/" + u.Email:                                                200,
		"/v2/users/" + strings.Replace(u.Email, "@", "%40", 1):                404,
		"/v2/users/nobody@nowhere.example":                                    404,
		"/v2/users/1":                                                         404,
		fmt.Sprintf("/v1/users/%d/availability", u.ID):                        200,
		"/v1/users/1/availability":                                            404,
		"/v2/users/1/numbers":                                                 404,
		"/v1/teams/1":                                                         404,
		"/v1/numbers/1":                                                       404,
		"/v1/contacts/x":                                                      404,
		"/v1/calls/1":                                                         404,
		"/v1/webhooks/" + c.Webhooks[1].WebhookID:                             200,
		fmt.Sprintf("/v1/webhooks/%d", c.Webhooks[1].ID):                      200, // the deprecated number still works
		"/v1/webhooks/00000000-0000-4000-8000-000000000000":                   404,
		fmt.Sprintf("/v1/numbers/%d/whatsapp_status", c.Numbers[0].ID):        200,
		fmt.Sprintf("/v1/numbers/%d/whatsapp_status", c.Numbers[1].ID):        404,
		fmt.Sprintf("/v1/numbers/%d/registration_status", c.Numbers[0].ID):    200,
		fmt.Sprintf("/v1/numbers/%d/messages/configuration", c.Numbers[1].ID): 200,
		fmt.Sprintf("/v1/users/%d/dialer_campaign", c.Users[0].ID):            200,
		fmt.Sprintf("/v1/users/%d/dialer_campaign", c.Users[1].ID):            404,
	} {
		w := ask(t, s, path)
		if w.Code != status || status == 404 && w.Body.String() != `{"error":"Not Found","troubleshoot":"Check ID of the resource"}` {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if got := read(t, s, "/v2/users/"+u.Email)["user"].(map[string]any)["id"]; got != float64(u.ID) {
		t.Errorf("%s is user %v", u.Email, got)
	}
	if got := ask(t, s, fmt.Sprintf("/v1/users/%d/availability", u.ID)).Body.String(); got != fmt.Sprintf(`{"availability":%q}`, u.Availability) {
		t.Errorf("availability is %s", got)
	}
}

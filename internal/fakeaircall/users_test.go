package fakeaircall_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// Measured: availability_status is the setting of the working hours. An idle user is not available, and offline, while
// the setting says available and always_opened. Measured in webhooks: the codes of what a user chose, and companies' labels.
func TestAvailabilityStatusIsNotPresence(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	presence := map[any]any{}
	for _, row := range rows(t, s, "/v1/users/availabilities?per_page=50", "users") {
		presence[row["id"]] = row["availability"]
	}
	idle := 0
	codes := strings.Fields("on_a_break out_for_lunch doing_back_office in_training other always_opened always_closed Lunch")
	for _, user := range rows(t, s, "/v2/users?per_page=50", "users") {
		if presence[user["id"]] == "offline" {
			if user["available"] != false {
				t.Errorf("%v is offline and available", user["name"])
			}
			if user["availability_status"] == "available" && user["substatus"] == "always_opened" {
				idle++
			}
		}
		if !slices.Contains(codes, user["substatus"].(string)) {
			t.Errorf("the substatus %v was never seen", user["substatus"])
		}
	}
	if idle == 0 {
		t.Error("nobody is idle with the setting available")
	}
}

// What v1 users answer after their announced end is not established: live by default, 404 or 410 by option.
func TestV1UsersMayHaveEnded(t *testing.T) {
	t.Parallel()
	for option, status := range map[int]int{0: 200, 200: 200, 404: 404, 410: 410} {
		s := fakeaircall.New(fixture.Sparse(noon), fakeaircall.Options{Now: at(noon), V1Users: option})
		if got := ask(t, s, "/v1/users").Code; got != status {
			t.Errorf("option %d: %d", option, got)
		}
		if got := ask(t, s, "/v1/users/availabilities").Code; got != http.StatusOK {
			t.Errorf("availabilities ended with the users: %d", got)
		}
	}
}

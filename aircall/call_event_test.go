package aircall

import (
	"fmt"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// TestACallsTimelineIsInOrder: as Aircall sends calls, which it does with whole seconds for some times and
// ISO texts for others.
func TestACallsTimelineIsInOrder(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call   string
		events []string // type, seconds since the start, detail, user
	}{
		"everything, mixed up": {
			`{"started_at":1000,"answered_at":1030,"ended_at":1100,"direction":"inbound","status":"done","user":{"id":1,"name":"Ada"},
			"transferred_by":{"id":1},"transferred_to":{"id":2,"name":"Ben"},
			"tags":[{"name":"late","created_at":1200,"tagged_by":{"id":2}},{"name":"early","created_at":1050}],
			"comments":[{"content":"during","posted_at":1060,"posted_by":{"id":1}},{"content":"by API","posted_at":1100}],
			"ivr_options_selected":[{"title":"Billing","created_at":"1970-01-01T00:17:10.500Z"},{"title":"Sales","created_at":"1970-01-01T00:16:45.000Z"}]}`,
			[]string{"started 0 inbound -", "ivr_option 5 Sales -", "answered 30 Ada 1", "transferred - Ben 2", "ivr_option 30 Billing -", "tag 50 early -",
				"comment 60 during 1", "ended 100 answered -", "comment 100 by API -", "tag 200 late 2"},
		},
		"transferred before it was answered": {
			`{"started_at":1000,"ended_at":1040,"direction":"inbound","status":"done","transferred_by":{"id":1}}`,
			[]string{"started 0 inbound -", "transferred - - -", "ended 40 missed -"},
		},
		"going on": {`{"started_at":1000,"direction":"outbound","status":"initial"}`, []string{"started 0 outbound -"}},
	} {
		var call api.Call
		if err := json.Unmarshal([]byte(test.call), &call); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range callEvents(&call) {
			got = append(got, fmt.Sprintf("%s %s %s %s", e.kind, dash(secondsBetween(call.StartedAt, e.at)), dash(e.detail()), dash(e.userID())))
		}
		if !slices.Equal(got, test.events) {
			t.Errorf("%s:\n%q, want\n%q", name, got, test.events)
		}
	}
}

func dash[V any](value *V) string {
	if value == nil {
		return "-"
	}
	return fmt.Sprint(*value)
}

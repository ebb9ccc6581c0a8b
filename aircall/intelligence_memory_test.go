//go:build !race || atomicsdk

package aircall

import (
	"slices"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// TestCallsInMemoryThatHaveNothingAreNotAskedFor: a join and exists (…) name calls one by one. A call that was read before, has
// ended and had no conversation costs a request only until an answer has shown that the company has the add-on.
func TestCallsInMemoryThatHaveNothingAreNotAskedFor(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	named := []int64{missedOne, underWay, leftVoicemail, missedOne, 108}
	calls := func(conditions ...*proto.Qual) *query {
		return &query{table: "aircall_call", columns: []string{"id", "started_at"}, where: conditions}
	}
	for _, test := range []struct {
		name      string
		before    *query
		arguments []string
		asked     []int64
	}{
		{"a list in memory", calls(), nil, []int64{missedOne, underWay, 108}},
		{"a search in memory", calls(where("direction", "=", "inbound")), nil, []int64{missedOne, underWay, 108}},
		{"one call in memory", calls(where("id", "=", missedOne)), nil, []int64{missedOne, underWay, leftVoicemail, 108}},
		{"others in memory", calls(where("started_at", "<", at(12, 0, 0))), nil, named},
		{"nothing in memory", nil, nil, named},
		{"no memory", calls(), []string{"cache_seconds = 0"}, named},
	} {
		for table, a := range artefacts {
			c := plugin.serve(t, analysedCompany(), test.arguments...)
			if test.before != nil {
				c.rows(*test.before)
			}
			c.ResetRequests()
			var rows []int64
			for _, id := range named {
				rows = append(rows, values[int64](c.rows(query{table: table, columns: []string{"call_id"}, where: []*proto.Qual{where("call_id", "=", id)}}), "call_id")...)
			}
			want, ids := []string{}, []int64{108}
			for _, id := range test.asked {
				want = append(want, a.request(id))
			}
			if a.ofVoicemails {
				ids = []int64{leftVoicemail, 108}
				if !slices.Contains(test.asked, leftVoicemail) {
					want = append(want, a.request(leftVoicemail))
				}
			}
			slices.Sort(want)
			if got := c.requests(); !slices.Equal(got, want) {
				t.Errorf("%s, %s: requests\n%q\nwant\n%q", test.name, table, got, want)
			}
			if !slices.Equal(slices.Compact(rows), ids) {
				t.Errorf("%s, %s: rows of %d, want %d", test.name, table, rows, ids)
			}
		}
	}
}

// TestCallsInMemoryDoNotHideAMissingAddOn: each query gets the error, or its row, as if nothing had been read before.
func TestCallsInMemoryDoNotHideAMissingAddOn(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for table := range artefacts {
		c := plugin.serveWith(t, analysedCompany(), fakeaircall.Options{Now: func() time.Time { return now }, Plan: fakeaircall.NoAddOn})
		c.rows(query{table: "aircall_call", columns: []string{"id"}})
		for _, id := range []int64{missedOne, 108, missedOne} {
			asked := query{table: table, columns: []string{"call_id"}, where: []*proto.Qual{where("call_id", "=", id)}}
			if rows, err := c.run(t.Context(), c.connection, asked); err == nil {
				t.Errorf("%s, call %d: %v, want an error that names the add-on", table, id, rows)
			}
			if answered[table] == nil {
				continue
			}
			asked.where = append(asked.where, where("missing_add_on", "=", "row"))
			if rows := c.rows(asked); len(rows) != 1 {
				t.Errorf("%s, call %d: %v, want one row", table, id, rows)
			}
		}
	}
}

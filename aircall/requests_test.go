//go:build !race || atomicsdk

package aircall

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// TestColumnsCostRequestsOnlyWhenSelected: on companies of two numbers and two users.
func TestColumnsCostRequestsOnlyWhenSelected(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	const calls, numbers, users = "GET /v1/calls?", "GET /v1/numbers?order=desc&page=1&per_page=50", "GET /v2/users?order=desc&page=1&per_page=50"
	byID := []*proto.Qual{where("id", "=", 108)}
	number := []*proto.Qual{where("id", "=", london)}
	for _, test := range []struct {
		table, columns string
		where          []*proto.Qual
		requests       []string
	}{
		{"aircall_call", "id title tags participants comments recording voicemail", nil, []string{calls + "order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "contact_id", nil, []string{calls + "fetch_contact=true&order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "contact_name", nil, []string{calls + "fetch_contact=true&order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "contact_company_name", nil, []string{calls + "fetch_contact=true&order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "contact", nil, []string{calls + "fetch_contact=true&order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "recording_short_url", nil, []string{calls + "fetch_short_urls=true&order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "voicemail_short_url", nil, []string{calls + "fetch_short_urls=true&order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "ivr_options_selected", nil, []string{calls + "fetch_call_timeline=true&order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "ai_voice_agents", nil, []string{calls + "fetch_aiva_conv=true&order=desc&page=1&per_page=50&to=now"}},
		{"aircall_call", "id", byID, []string{"GET /v1/calls/108"}},
		{"aircall_call", "contact ai_voice_agents", byID, []string{"GET /v1/calls/108?fetch_aiva_conv=true&fetch_contact=true"}},
		{"aircall_call", "ivr_options_selected voicemail_short_url", byID, []string{"GET /v1/calls/108?fetch_call_timeline=true&fetch_short_urls=true"}},
		{"aircall_call", "id company_name", byID, []string{"GET /v1/calls/108", "GET /v1/company"}},
		{"aircall_company", "name company_name", nil, []string{"GET /v1/company"}},
		{"aircall_number", "id messages", nil, []string{numbers}},
		{"aircall_number", "users", nil, []string{"GET /v1/numbers/21", "GET /v1/numbers/22", numbers}},
		{"aircall_number", "registration_status", nil, []string{"GET /v1/numbers/21/registration_status", "GET /v1/numbers/22/registration_status", numbers}},
		{"aircall_number", "messages_configuration", nil, []string{"GET /v1/numbers/21/messages/configuration", "GET /v1/numbers/22/messages/configuration", numbers}},
		{"aircall_number", "users", number, []string{"GET /v1/numbers/22"}},
		{"aircall_number", "company_name", nil, []string{"GET /v1/company", numbers}},
		{"aircall_user", "id", nil, []string{users}},
		{"aircall_user", "numbers", nil, []string{"GET /v2/users/11/numbers?page=1&per_page=50", "GET /v2/users/12/numbers?page=1&per_page=50", users}},
	} {
		c := plugin.serve(t, smallCompany())
		requests, rows := c.asked(query{table: test.table, columns: strings.Fields(test.columns), where: test.where})
		if !slices.Equal(requests, test.requests) {
			t.Errorf("%s: %s cost\n%q, want\n%q", test.table, test.columns, requests, test.requests)
		}
		if len(rows) == 0 {
			t.Errorf("%s has no rows", test.table)
		}
	}
}

func TestLimitMakesPagesSmallAndEndsTheReading(t *testing.T) {
	t.Parallel()
	company := democompany.New(1, now, democompany.Size{Days: 30})
	plugin := start(t, nil)
	for limit, requests := range map[int64][]string{
		3:  {"GET /v1/calls?order=desc&page=1&per_page=3&to=now"},
		50: {"GET /v1/calls?order=desc&page=1&per_page=50&to=now"},
		60: {"GET /v1/calls?order=desc&page=1&per_page=50&to=now", "GET /v1/calls?order=desc&page=2&per_page=50&to=now"},
	} {
		c := plugin.serve(t, company)
		got, rows := c.asked(query{table: "aircall_call", columns: []string{"id"}, limit: limit})
		if !slices.Equal(got, requests) || int64(len(rows)) != limit {
			t.Errorf("LIMIT %d cost %q and gave %d rows; want %q", limit, got, len(rows), requests)
		}
	}
}

func TestCancellingAQueryEndsItsRequests(t *testing.T) {
	t.Parallel()
	company := fixture.Calls(100_000, now.AddDate(0, -3, 0), now, 1)
	c := serve(t, company, "max_query_requests = 0")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := c.run(ctx, c.connection, query{table: "aircall_call", columns: []string{"id"}, onRow: cancel})
	if requests := len(c.Requests()); requests == 0 || requests > 100 {
		t.Errorf("%d requests for 100,000 calls after a cancel at the first row; error %v", requests, err)
	}
}

// TestLimitCountsOnlyRowsThatMeetTheConditions: Postgres trusts that pushed conditions are exact.
func TestLimitCountsOnlyRowsThatMeetTheConditions(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany())
	rows := c.rows(query{table: "aircall_user", columns: []string{"id"}, where: []*proto.Qual{where("created_at", ">", at(6, 0, 0).Add(600e6))}, limit: 1})
	if ids := values[int64](rows, "id"); !slices.Equal(ids, []int64{ben}) {
		t.Errorf("LIMIT 1 gave %d, want the first user after the bound, %d", ids, ben)
	}
}

func TestAListOfTimesIsReadTimeByTime(t *testing.T) {
	check(t, "aircall_call", "id", []pushdown{
		{"two times", []*proto.Qual{where("started_at", "=", []any{at(9, 0, 0), at(11, 0, 0)})},
			[]string{"GET /v1/calls?from=08:59:59&order=desc&page=1&per_page=50&to=09:00:00", "GET /v1/calls?from=10:59:59&order=desc&page=1&per_page=50&to=11:00:00"}, []int64{109, 111}},
		{"two times and a bound", []*proto.Qual{where("started_at", "=", []any{at(9, 0, 0), at(11, 0, 0)}), where("started_at", ">", at(9, 0, 0))},
			[]string{"GET /v1/calls?from=10:59:59&order=desc&page=1&per_page=50&to=11:00:00"}, []int64{111}},
	})
}

func TestStartDateIsTheFloorOfCalls(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for _, test := range []struct {
		name     string
		where    []*proto.Qual
		requests []string
		ids      []int64
	}{
		{"all", nil, []string{"GET /v1/calls?from=11:29:59&order=desc&page=1&per_page=50&to=now"}, []int64{112, 113}},
		{"later", []*proto.Qual{where("started_at", ">=", at(13, 0, 0))}, []string{"GET /v1/calls?from=12:59:59&order=desc&page=1&per_page=50&to=now"}, []int64{113}},
		{"earlier", []*proto.Qual{where("started_at", "<", at(11, 0, 0))}, none, noRows},
		{"an earlier call by its id", []*proto.Qual{where("id", "=", 110)}, []string{"GET /v1/calls/110"}, noRows},
		{"a later call by its id", []*proto.Qual{where("id", "=", 113)}, []string{"GET /v1/calls/113"}, []int64{113}},
	} {
		c := plugin.serve(t, smallCompany(), `start_date = "2026-06-14T11:30:00Z"`)
		requests, rows := c.asked(query{table: "aircall_call", columns: []string{"id"}, where: test.where})
		if ids := values[int64](rows, "id"); !slices.Equal(requests, test.requests) || !slices.Equal(ids, test.ids) {
			t.Errorf("%s: %q gave %d, want %q and %d", test.name, requests, ids, test.requests, test.ids)
		}
	}
	c := plugin.serve(t, smallCompany(), `start_date = "2026-06-14T11:30:00Z"`)
	if _, rows := c.asked(query{table: "aircall_contact", columns: []string{"id"}}); len(rows) != 2 {
		t.Errorf("start_date left %d of 2 contacts", len(rows))
	}
}

// Aircall finds a transferred call by the number that it went to. phone_number means the caller all the same, and what
// Aircall finds is another column's business.
func TestTransferredCallsKeepTheirNumber(t *testing.T) {
	t.Parallel()
	company := smallCompany()
	company.Calls[2].Details.TransferredAway = true // 110, of Yan's
	c := serve(t, company)
	for _, test := range []struct {
		name  string
		where []*proto.Qual
		yans  []int64
	}{
		{"by the caller", []*proto.Qual{where("phone_number", "=", yanNumber)}, []int64{110, 111}},
		{"by the caller, of a user", []*proto.Qual{where("phone_number", "=", yanNumber), where("user_id", "=", ben)}, []int64{110, 111}},
		{"by the search", []*proto.Qual{where("search_phone_number", "=", yanNumber)}, []int64{111}},
		{"by the search and the id that it finds", []*proto.Qual{where("search_phone_number", "=", yanNumber), where("id", "=", 111)}, []int64{111}},
		{"by the search and another id", []*proto.Qual{where("search_phone_number", "=", yanNumber), where("id", "=", 110)}, nil},
	} {
		var yans []int64
		for _, row := range c.rows(query{table: "aircall_call", columns: []string{"id", "phone_number"}, where: test.where}) {
			if row["phone_number"] == yanNumber { // as Steampipe checks every row again
				yans = append(yans, row["id"].(int64))
			}
		}
		slices.Sort(yans) // several readings, of which any may end first
		if !slices.Equal(yans, test.yans) {
			t.Errorf("%s: calls %d, want %d", test.name, yans, test.yans)
		}
	}
}

func TestQualColumnsRepeatTheSearchedValue(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany())
	for _, test := range []struct {
		table, column string
		where         []*proto.Qual
		want          any
	}{
		{"aircall_call", "tag_id", []*proto.Qual{where("tag_id", "=", refund), where("started_at", "=", at(9, 0, 0))}, int64(refund)},
		{"aircall_call", "tag_id", []*proto.Qual{where("tag_id", "=", []any{refund, vip}), where("started_at", "=", at(9, 0, 0))}, int64(refund)},
		{"aircall_call", "tag_id", []*proto.Qual{where("id", "=", 109), where("tag_id", "=", vip)}, int64(vip)},
		{"aircall_call", "tag_id", []*proto.Qual{where("id", "=", 109)}, nil},
		{"aircall_call", "search_phone_number", []*proto.Qual{where("search_phone_number", "=", yanNumber), where("direction", "=", "inbound")}, yanNumber},
		{"aircall_call", "search_phone_number", []*proto.Qual{where("id", "=", 109), where("search_phone_number", "=", []any{yanNumber, zoesNumber})}, zoesNumber},
		{"aircall_call", "search_phone_number", []*proto.Qual{where("id", "=", 109)}, nil},
		{"aircall_contact", "phone_number", []*proto.Qual{where("phone_number", "=", yanNumber)}, yanNumber},
		{"aircall_contact", "email", []*proto.Qual{where("id", "=", zoe), where("email", "=", "ZOE@hart.example")}, "ZOE@hart.example"},
		{"aircall_contact", "email", []*proto.Qual{where("id", "=", zoe)}, nil},
	} {
		rows := c.rows(query{table: test.table, columns: []string{"id", test.column}, where: test.where})
		if len(rows) != 1 || rows[0][test.column] != test.want {
			t.Errorf("%s where %v: %v, want one row with %v", test.table, test.where, rows, test.want)
		}
	}
}

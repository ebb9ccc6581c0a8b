//go:build !race || atomicsdk

package aircall

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// TestChildrenOfCallsCostTheRequestsOfTheirCalls: one list, or one request for each call that is named.
func TestChildrenOfCallsCostTheRequestsOfTheirCalls(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	company := fixture.Filled(now)
	call := company.Calls[1].ID
	for table, flag := range map[string]string{
		"aircall_call_comment":        "",
		"aircall_call_tag":            "",
		"aircall_call_team":           "",
		"aircall_call_participant":    "",
		"aircall_call_ivr_option":     "fetch_call_timeline=true",
		"aircall_call_ai_voice_agent": "fetch_aiva_conv=true",
		"aircall_call_event":          "fetch_call_timeline=true",
	} {
		c := plugin.serve(t, company)
		requests, all := c.asked(query{table: table, columns: []string{"call_id"}})
		list := "GET /v1/calls?" + strings.TrimPrefix(flag+"&order=desc&page=1&per_page=50&to=now", "&")
		if !slices.Equal(requests, []string{list}) {
			t.Errorf("%s cost %q, want %q", table, requests, list)
		}
		c = plugin.serve(t, company)
		requests, one := c.asked(query{table: table, columns: []string{"call_id"}, where: []*proto.Qual{where("call_id", "=", call)}})
		single := strings.TrimSuffix(fmt.Sprintf("GET /v1/calls/%d?%s", call, flag), "?")
		if !slices.Equal(requests, []string{single}) {
			t.Errorf("%s of one call cost %q, want %q", table, requests, single)
		}
		if ids := slices.Compact(values[int64](one, "call_id")); len(all) != 2*len(one) || !slices.Equal(ids, []int64{call}) {
			t.Errorf("%s has %d rows, %d of them of call %d", table, len(all), len(one), ids)
		}
	}
}

func TestChildrenOfACallAreReadByItsID(t *testing.T) {
	check(t, "aircall_call_tag", "call_id", []pushdown{
		{"nothing", nil, listAll, []int64{108, 109, 109, 110}},
		{"at or after", []*proto.Qual{where("call_started_at", ">=", at(9, 0, 0))},
			[]string{"GET /v1/calls?from=08:59:59&order=desc&page=1&per_page=50&to=now"}, []int64{109, 109, 110}},
		{"between, within a second", []*proto.Qual{where("call_started_at", ">", at(8, 0, 0)), where("call_started_at", "<=", at(10, 0, 0).Add(-time.Microsecond))},
			[]string{"GET /v1/calls?from=08:00:00&order=desc&page=1&per_page=50&to=09:59:59"}, []int64{109, 109}},
		{"equal", []*proto.Qual{where("call_started_at", "=", at(10, 0, 0))},
			[]string{"GET /v1/calls?from=09:59:59&order=desc&page=1&per_page=50&to=10:00:00"}, []int64{110}},
		{"contradictory bounds", []*proto.Qual{where("call_started_at", ">", at(10, 0, 0)), where("call_started_at", "<", at(9, 0, 0))}, none, noRows},
		{"unevaluated", []*proto.Qual{where("call_started_at", ">", unevaluatedTime), where("call_id", "=", unevaluatedInt)}, listAll, []int64{108, 109, 109, 110}},
		{"one call", []*proto.Qual{where("call_id", "=", 109)}, []string{"GET /v1/calls/109"}, []int64{109, 109}},
		{"a list of calls", []*proto.Qual{where("call_id", "=", []any{109, 110, 109})}, []string{"GET /v1/calls/109", "GET /v1/calls/110"}, []int64{109, 109, 110}},
		{"one call within a range", []*proto.Qual{where("call_id", "=", 109), where("call_started_at", ">=", at(9, 0, 0))}, []string{"GET /v1/calls/109"}, []int64{109, 109}},
		{"one call outside a range", []*proto.Qual{where("call_id", "=", 109), where("call_started_at", ">", at(9, 0, 0))}, []string{"GET /v1/calls/109"}, noRows},
		{"a call without any", []*proto.Qual{where("call_id", "=", 111)}, []string{"GET /v1/calls/111"}, noRows},
		{"a call that is not there", []*proto.Qual{where("call_id", "=", 99)}, []string{"GET /v1/calls/99"}, noRows},
		{"no id", []*proto.Qual{where("call_id", "=", -1)}, none, noRows},
		{"another company", []*proto.Qual{where("company_name", "=", "Somebody Else")}, []string{"GET /v1/company"}, noRows},
	})
}

func TestStartDateIsTheFloorOfChildrenOfCalls(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for _, test := range []struct {
		where    []*proto.Qual
		requests []string
		calls    []int64
	}{
		{nil, []string{"GET /v1/calls?from=09:29:59&order=desc&page=1&per_page=50&to=now"}, []int64{110}},
		{[]*proto.Qual{where("call_id", "=", []any{109, 110})}, []string{"GET /v1/calls/109", "GET /v1/calls/110"}, []int64{110}},
	} {
		c := plugin.serve(t, smallCompany(), `start_date = "2026-06-14T09:30:00Z"`)
		requests, rows := c.asked(query{table: "aircall_call_tag", columns: []string{"tag_id", "call_id"}, where: test.where})
		if calls := values[int64](rows, "call_id"); !slices.Equal(requests, test.requests) || !slices.Equal(calls, test.calls) {
			t.Errorf("%q gave tags of %d, want %q and %d", requests, calls, test.requests, test.calls)
		}
	}
}

// TestALimitOnChildrenIsNotPassedOnToCalls: the newest calls have no participants.
func TestALimitOnChildrenIsNotPassedOnToCalls(t *testing.T) {
	t.Parallel()
	company := fixture.Calls(500, now.AddDate(0, -1, 0), now, 1)
	for _, nth := range []int{378, 379} { // 120 calls are newer
		company.Calls[nth].Details = &fakeaircall.Details{Participants: []fakeaircall.Participant{{ID: "7", Type: "external"}}}
	}
	c := serve(t, company, "max_concurrent_requests = 1")
	requests, rows := c.asked(query{table: "aircall_call_participant", columns: []string{"call_id"}, limit: 1})
	if ids := values[int64](rows, "call_id"); !slices.Equal(ids, []int64{company.Calls[379].ID}) {
		t.Errorf("LIMIT 1 gave %d", ids)
	}
	if len(requests) > 4 || !strings.Contains(requests[0], "per_page=50") {
		t.Errorf("LIMIT 1 cost %q; should be three pages of 50, and one ahead", requests)
	}
}

func TestChildrenOfContactsAndTeamsReachAircall(t *testing.T) {
	t.Parallel()
	const contacts, teams = "GET /v1/contacts?order=desc&page=1&per_page=50&to=now", "GET /v1/teams?order=desc&page=1&per_page=50"
	t.Run("phone numbers", func(t *testing.T) {
		check(t, "aircall_contact_phone_number", "contact_id", []pushdown{
			{"all", nil, []string{contacts}, []int64{zoe, yan}},
			{"of a contact", []*proto.Qual{where("contact_id", "=", yan)}, []string{"GET /v1/contacts/42"}, []int64{yan}},
			{"of several", []*proto.Qual{where("contact_id", "=", []any{yan, zoe, 43})}, []string{"GET /v1/contacts/41", "GET /v1/contacts/42", "GET /v1/contacts/43"}, []int64{zoe, yan}},
			{"another operator", []*proto.Qual{where("contact_id", ">", zoe)}, []string{contacts}, []int64{zoe, yan}},
		})
	})
	t.Run("addresses", func(t *testing.T) {
		check(t, "aircall_contact_email", "contact_id", []pushdown{
			{"all", nil, []string{contacts}, []int64{zoe}},
			{"of a contact without any", []*proto.Qual{where("contact_id", "=", yan)}, []string{"GET /v1/contacts/42"}, noRows},
			{"of none", []*proto.Qual{where("contact_id", "=", 43)}, []string{"GET /v1/contacts/43"}, noRows},
		})
	})
	t.Run("members", func(t *testing.T) {
		check(t, "aircall_team_member", "user_id", []pushdown{
			{"all", nil, []string{teams}, []int64{ada, ben}},
			{"of a team", []*proto.Qual{where("team_id", "=", 51)}, []string{"GET /v1/teams/51"}, []int64{ada, ben}},
			{"of none", []*proto.Qual{where("team_id", "=", 52)}, []string{"GET /v1/teams/52"}, noRows},
		})
	})
}

// TestMembersOfATeamReadByItsIDHaveNames: Aircall says less of a user there than in the list.
func TestMembersOfATeamReadByItsIDHaveNames(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany())
	list := c.rows(query{table: "aircall_team_member", columns: columnNames(tableAircallTeamMember().Table)})
	single := c.rows(query{table: "aircall_team_member", columns: columnNames(tableAircallTeamMember().Table), where: []*proto.Qual{where("team_id", "=", 51)}})
	for _, column := range []string{"team_name", "user_name", "user_email"} {
		if got, want := values[string](single, column), values[string](list, column); len(got) != 2 || !slices.Equal(got, want) {
			t.Errorf("%s is %q in the team alone and %q in the list", column, got, want)
		}
	}
}

func TestContactDetailsAreNormalised(t *testing.T) {
	t.Parallel()
	company := smallCompany()
	company.Contacts[0].Emails[0].Value = " Zoe@Hart.Example"
	c := serve(t, company)
	for _, test := range []struct {
		table, column string
		want          []string
	}{
		{"aircall_contact_email", "email", []string{"zoe@hart.example"}},
		{"aircall_contact_email", "value", []string{" Zoe@Hart.Example"}},
		{"aircall_contact_email", "contact_title", []string{"Zoe Hart"}},
		{"aircall_contact_phone_number", "contact_title", []string{"Yan Ltd", "Zoe Hart"}},
		{"aircall_contact_phone_number", "phone_number", []string{zoesNumber}}, // the other one lacks its plus
		{"aircall_contact_phone_number", "value", []string{zoesNumber, "447700900123"}},
	} {
		if got := values[string](c.rows(query{table: test.table, columns: []string{test.column}}), test.column); !slices.Equal(got, test.want) {
			t.Errorf("%s.%s is %q, want %q", test.table, test.column, got, test.want)
		}
	}
}

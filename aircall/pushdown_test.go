//go:build !race || atomicsdk

package aircall

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// pushdown is what a WHERE clause must cost and find.
type pushdown struct {
	name     string
	where    []*proto.Qual
	requests []string
	ids      []int64
}

// check runs each clause on a company and a connection of its own: nothing is remembered between them.
func check(t *testing.T, table, id string, cases []pushdown) {
	t.Parallel()
	plugin := start(t, nil)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			c := plugin.serve(t, smallCompany())
			requests, rows := c.asked(query{table: table, columns: []string{id}, where: test.where})
			if !slices.Equal(requests, test.requests) {
				t.Errorf("requests\n%q\nwant\n%q", requests, test.requests)
			}
			if ids := values[int64](rows, id); !slices.Equal(ids, test.ids) {
				t.Errorf("rows %d, want %d", ids, test.ids)
			}
		})
	}
}

var (
	allCalls = []int64{108, 109, 110, 111, 112, 113}
	noRows   = []int64{}
	none     = []string{}
	listAll  = []string{"GET /v1/calls?order=desc&page=1&per_page=50&to=now"}
)

func TestCallTimesReachAircall(t *testing.T) {
	half, micro := 500*time.Millisecond, time.Microsecond
	check(t, "aircall_call", "id", []pushdown{
		{"nothing", nil, listAll, allCalls},
		{"at or after", []*proto.Qual{where("started_at", ">=", at(10, 0, 0))},
			[]string{"GET /v1/calls?from=09:59:59&order=desc&page=1&per_page=50&to=now"}, []int64{110, 111, 112, 113}},
		{"after", []*proto.Qual{where("started_at", ">", at(10, 0, 0))},
			[]string{"GET /v1/calls?from=10:00:00&order=desc&page=1&per_page=50&to=now"}, []int64{111, 112, 113}},
		{"at or before", []*proto.Qual{where("started_at", "<=", at(10, 0, 0))},
			[]string{"GET /v1/calls?order=desc&page=1&per_page=50&to=10:00:00"}, []int64{108, 109, 110}},
		{"before", []*proto.Qual{where("started_at", "<", at(10, 0, 0))},
			[]string{"GET /v1/calls?order=desc&page=1&per_page=50&to=09:59:59"}, []int64{108, 109}},
		{"just after, within a second", []*proto.Qual{where("started_at", ">=", at(10, 0, 0).Add(micro))},
			[]string{"GET /v1/calls?from=10:00:00&order=desc&page=1&per_page=50&to=now"}, []int64{111, 112, 113}},
		{"just before, within a second", []*proto.Qual{where("started_at", "<=", at(10, 0, 0).Add(-micro))},
			[]string{"GET /v1/calls?order=desc&page=1&per_page=50&to=09:59:59"}, []int64{108, 109}},
		{"equal", []*proto.Qual{where("started_at", "=", at(10, 0, 0))},
			[]string{"GET /v1/calls?from=09:59:59&order=desc&page=1&per_page=50&to=10:00:00"}, []int64{110}},
		{"between", []*proto.Qual{where("started_at", ">=", at(9, 0, 0)), where("started_at", "<=", at(11, 0, 0))},
			[]string{"GET /v1/calls?from=08:59:59&order=desc&page=1&per_page=50&to=11:00:00"}, []int64{109, 110, 111}},
		{"between, within a second", []*proto.Qual{where("started_at", ">=", at(9, 0, 0).Add(-half)), where("started_at", "<", at(9, 0, 0).Add(half))},
			[]string{"GET /v1/calls?from=08:59:59&order=desc&page=1&per_page=50&to=09:00:00"}, []int64{109}},
		{"several bounds", []*proto.Qual{where("started_at", ">", at(8, 0, 0)), where("started_at", ">=", at(10, 0, 0)), where("started_at", "<", at(13, 0, 0)), where("started_at", "<=", at(11, 0, 0))},
			[]string{"GET /v1/calls?from=09:59:59&order=desc&page=1&per_page=50&to=11:00:00"}, []int64{110, 111}},
		{"equal within bounds", []*proto.Qual{where("started_at", "=", at(10, 0, 0)), where("started_at", ">", at(9, 0, 0))},
			[]string{"GET /v1/calls?from=09:59:59&order=desc&page=1&per_page=50&to=10:00:00"}, []int64{110}},
		{"contradictory bounds", []*proto.Qual{where("started_at", ">", at(11, 0, 0)), where("started_at", "<", at(9, 0, 0))}, none, noRows},
		{"contradictory at one instant", []*proto.Qual{where("started_at", ">", at(9, 0, 0)), where("started_at", "<=", at(9, 0, 0))}, none, noRows},
		{"equal to two instants", []*proto.Qual{where("started_at", "=", at(9, 0, 0)), where("started_at", "=", at(10, 0, 0))}, none, noRows},
		{"unevaluated", []*proto.Qual{where("started_at", ">=", unevaluatedTime)}, listAll, allCalls},
		{"unevaluated equality", []*proto.Qual{where("started_at", "=", unevaluatedTime)}, listAll, allCalls},
		{"unevaluated beside a bound", []*proto.Qual{where("started_at", "<", unevaluatedTime), where("started_at", ">=", at(13, 0, 0))},
			[]string{"GET /v1/calls?from=12:59:59&order=desc&page=1&per_page=50&to=now"}, []int64{113}},
		{"another operator is Postgres' own", []*proto.Qual{where("started_at", "<>", at(9, 0, 0))}, listAll, allCalls},
	})
}

func numbered(first, last int) (all []any) {
	for n := first; n <= last; n++ {
		all = append(all, n)
	}
	return all
}

// searchesByTag are the requests for the calls with each of the tags.
func searchesByTag(tags []any) (all []string) {
	for _, tag := range tags {
		all = append(all, fmt.Sprintf("GET /v1/calls/search?order=desc&page=1&per_page=50&tags%%5B%%5D=%v&to=now", tag))
	}
	slices.Sort(all)
	return all
}

func TestCallFiltersReachAircall(t *testing.T) {
	check(t, "aircall_call", "id", []pushdown{
		{"direction", []*proto.Qual{where("direction", "=", "inbound")},
			[]string{"GET /v1/calls/search?direction=inbound&order=desc&page=1&per_page=50&to=now"}, []int64{108, 110, 112, 113}},
		{"user", []*proto.Qual{where("user_id", "=", ben)},
			[]string{"GET /v1/calls/search?order=desc&page=1&per_page=50&to=now&user_id=12"}, []int64{110, 111, 113}},
		{"phone number that is searched", []*proto.Qual{where("search_phone_number", "=", yanNumber)},
			[]string{"GET /v1/calls/search?order=desc&page=1&per_page=50&phone_number=%2B447700900123&to=now"}, []int64{110, 111}},
		{"phone number: a search would lose transferred calls", []*proto.Qual{where("phone_number", "=", yanNumber)}, listAll, allCalls},
		{"tag", []*proto.Qual{where("tag_id", "=", vip)},
			[]string{"GET /v1/calls/search?order=desc&page=1&per_page=50&tags%5B%5D=31&to=now"}, []int64{108, 109}},
		{"all together", []*proto.Qual{where("direction", "=", "outbound"), where("user_id", "=", ada), where("search_phone_number", "=", zoesNumber), where("tag_id", "=", refund), where("started_at", ">=", at(9, 0, 0))},
			[]string{"GET /v1/calls/search?direction=outbound&from=08:59:59&order=desc&page=1&per_page=50&phone_number=%2B33612345678&tags%5B%5D=32&to=now&user_id=11"}, []int64{109}},
		{"a list of tags, each call once", []*proto.Qual{where("tag_id", "=", []any{vip, refund})},
			[]string{"GET /v1/calls/search?order=desc&page=1&per_page=50&tags%5B%5D=31&to=now", "GET /v1/calls/search?order=desc&page=1&per_page=50&tags%5B%5D=32&to=now"}, []int64{108, 109, 110}},
		{"a long list of tags, each asked for", []*proto.Qual{where("tag_id", "=", append(numbered(91, 101), vip))}, searchesByTag(append(numbered(91, 101), vip)), []int64{108, 109}},
		{"two lists", []*proto.Qual{where("user_id", "=", []any{ada, ben}), where("direction", "=", []any{"outbound", "sideways"})},
			[]string{"GET /v1/calls/search?direction=outbound&order=desc&page=1&per_page=50&to=now&user_id=11", "GET /v1/calls/search?direction=outbound&order=desc&page=1&per_page=50&to=now&user_id=12"}, []int64{109, 111}},
		{"a list and one of its values", []*proto.Qual{where("user_id", "=", []any{ada, ben, ben}), where("user_id", "=", ben)},
			[]string{"GET /v1/calls/search?order=desc&page=1&per_page=50&to=now&user_id=12"}, []int64{110, 111, 113}},
		{"a list too long to ask for one by one", []*proto.Qual{where("user_id", "=", []any{91, 92, 93, 94, 95, 96, 97, 98, 99, 100, ben})},
			[]string{"GET /v1/calls?order=desc&page=1&per_page=50&to=now"}, []int64{110, 111, 113}},
		{"a long list and a direction", []*proto.Qual{where("user_id", "=", []any{91, 92, 93, 94, 95, 96, 97, 98, 99, 100, ben}), where("direction", "=", "outbound")},
			[]string{"GET /v1/calls/search?direction=outbound&order=desc&page=1&per_page=50&to=now"}, []int64{111}},
		{"contradictory values", []*proto.Qual{where("user_id", "=", ada), where("user_id", "=", ben)}, none, noRows},
		{"an empty list", []*proto.Qual{where("user_id", "=", []any{})}, none, noRows},
		{"a direction that Aircall does not have", []*proto.Qual{where("direction", "=", "sideways")}, none, noRows},
		{"an id that Aircall cannot have", []*proto.Qual{where("user_id", "=", -5)}, none, noRows},
		{"an id with a fraction", []*proto.Qual{where("user_id", "=", 11.5)}, none, noRows},
		{"a whole number with a point", []*proto.Qual{where("user_id", "=", 11.0)},
			[]string{"GET /v1/calls/search?order=desc&page=1&per_page=50&to=now&user_id=11"}, []int64{108, 109}},
		{"a number that is not E.164, as the column is", []*proto.Qual{where("search_phone_number", "=", "06 12 34 56 78")}, none, noRows},
		{"an empty number", []*proto.Qual{where("search_phone_number", "=", "")}, none, noRows},
		{"unevaluated values", []*proto.Qual{where("user_id", "=", unevaluatedInt), where("direction", "=", unevaluatedText), where("phone_number", "=", unevaluatedText)}, listAll, allCalls},
		{"unevaluated beside a value", []*proto.Qual{where("user_id", "=", unevaluatedInt), where("direction", "=", "outbound")},
			[]string{"GET /v1/calls/search?direction=outbound&order=desc&page=1&per_page=50&to=now"}, []int64{109, 111}},
		{"null and other operators are Postgres' own", []*proto.Qual{where("user_id", "is null", nil), where("direction", "<>", "inbound"), where("phone_number", "=", nil)}, listAll, allCalls},
		{"our company", []*proto.Qual{where("company_name", "=", "Brightwater Tea"), where("started_at", "=", at(9, 0, 0))},
			[]string{"GET /v1/calls?from=08:59:59&order=desc&page=1&per_page=50&to=09:00:00", "GET /v1/company"}, []int64{109}},
		{"another company", []*proto.Qual{where("company_name", "=", "Somebody Else")}, []string{"GET /v1/company"}, noRows},
		{"another company and nothing to read", []*proto.Qual{where("company_name", "=", "Somebody Else"), where("direction", "=", "sideways")}, none, noRows},
	})
}

func TestContactsReachAircall(t *testing.T) {
	listAll := []string{"GET /v1/contacts?order=desc&page=1&per_page=50&to=now"}
	check(t, "aircall_contact", "id", []pushdown{
		{"nothing", nil, listAll, []int64{zoe, yan}},
		{"at or after", []*proto.Qual{where("created_at", ">=", at(7, 0, 0))},
			[]string{"GET /v1/contacts?from=07:00:00&order=desc&page=1&per_page=50&to=now"}, []int64{yan}},
		{"after", []*proto.Qual{where("created_at", ">", at(6, 0, 0))},
			[]string{"GET /v1/contacts?from=06:00:01&order=desc&page=1&per_page=50&to=now"}, []int64{yan}},
		{"before", []*proto.Qual{where("created_at", "<", at(7, 0, 0))},
			[]string{"GET /v1/contacts?order=desc&page=1&per_page=50&to=06:59:59"}, []int64{zoe}},
		{"phone number", []*proto.Qual{where("phone_number", "=", zoesNumber)},
			[]string{"GET /v1/contacts/search?order=desc&page=1&per_page=50&phone_number=%2B33612345678&to=now"}, []int64{zoe}},
		{"phone number stored without its plus", []*proto.Qual{where("phone_number", "=", yanNumber)},
			[]string{"GET /v1/contacts/search?order=desc&page=1&per_page=50&phone_number=%2B447700900123&to=now"}, []int64{yan}},
		{"e-mail address", []*proto.Qual{where("email", "=", "zoe@hart.example")},
			[]string{"GET /v1/contacts/search?email=zoe%40hart.example&order=desc&page=1&per_page=50&to=now"}, []int64{zoe}},
		{"two numbers and an address", []*proto.Qual{where("phone_number", "=", []any{zoesNumber, yanNumber}), where("email", "=", "zoe@hart.example")},
			[]string{"GET /v1/contacts/search?email=zoe%40hart.example&order=desc&page=1&per_page=50&phone_number=%2B33612345678&to=now",
				"GET /v1/contacts/search?email=zoe%40hart.example&order=desc&page=1&per_page=50&phone_number=%2B447700900123&to=now"}, []int64{zoe}},
		{"no address", []*proto.Qual{where("email", "=", "zoe")}, none, noRows},
		{"not E.164", []*proto.Qual{where("phone_number", "=", "447700900123")}, none, noRows},
		{"unevaluated", []*proto.Qual{where("created_at", "=", unevaluatedTime)}, listAll, []int64{zoe, yan}},
		{"by id", []*proto.Qual{where("id", "=", yan)}, []string{"GET /v1/contacts/42"}, []int64{yan}},
	})
}

func TestUsersReachAircall(t *testing.T) {
	whole := at(7, 0, 0)
	check(t, "aircall_user", "id", []pushdown{
		{"nothing", nil, []string{"GET /v2/users?order=desc&page=1&per_page=50"}, []int64{ada, ben}},
		{"equal, with its milliseconds", []*proto.Qual{where("created_at", "=", whole.Add(250*time.Millisecond))},
			[]string{"GET /v2/users?from=06:59:59&order=desc&page=1&per_page=50&to=07:00:01"}, []int64{ben}},
		{"equal, without", []*proto.Qual{where("created_at", "=", whole)},
			[]string{"GET /v2/users?from=06:59:59&order=desc&page=1&per_page=50&to=07:00:01"}, noRows},
		{"after its very millisecond", []*proto.Qual{where("created_at", ">", whole.Add(250*time.Millisecond))},
			[]string{"GET /v2/users?from=06:59:59&order=desc&page=1&per_page=50"}, noRows},
		{"by id", []*proto.Qual{where("id", "=", ada)}, []string{"GET /v2/users/11"}, []int64{ada}},
		{"by address", []*proto.Qual{where("email", "=", "ben@brightwater.example")}, []string{"GET /v2/users/ben@brightwater.example"}, []int64{ben}},
		{"by what is no address", []*proto.Qual{where("email", "=", "11")}, none, noRows},
		{"by id and address", []*proto.Qual{where("id", "=", ada), where("email", "=", "ada@brightwater.example")}, []string{"GET /v2/users/11"}, []int64{ada}},
		{"unknown", []*proto.Qual{where("id", "=", 99)}, []string{"GET /v2/users/99"}, noRows},
	})
}

func TestSmallTablesReachAircall(t *testing.T) {
	t.Run("numbers", func(t *testing.T) {
		check(t, "aircall_number", "id", []pushdown{
			{"nothing", nil, []string{"GET /v1/numbers?order=desc&page=1&per_page=50"}, []int64{paris, london}},
			{"before", []*proto.Qual{where("created_at", "<", at(7, 0, 0))}, []string{"GET /v1/numbers?order=desc&page=1&per_page=50&to=07:00:00"}, []int64{paris}},
			{"by id", []*proto.Qual{where("id", "=", london)}, []string{"GET /v1/numbers/22"}, []int64{london}},
		})
	})
	t.Run("teams", func(t *testing.T) {
		check(t, "aircall_team", "id", []pushdown{
			{"nothing", nil, []string{"GET /v1/teams?order=desc&page=1&per_page=50"}, []int64{51}},
			{"by id", []*proto.Qual{where("id", "=", 51)}, []string{"GET /v1/teams/51"}, []int64{51}},
		})
	})
	t.Run("tags", func(t *testing.T) {
		check(t, "aircall_tag", "id", []pushdown{
			{"nothing", nil, []string{"GET /v1/tags?page=1&per_page=50"}, []int64{vip, refund}},
			{"by id", []*proto.Qual{where("id", "=", vip)}, []string{"GET /v1/tags/31"}, []int64{vip}},
		})
	})
	t.Run("availabilities", func(t *testing.T) {
		check(t, "aircall_user_availability", "user_id", []pushdown{
			{"nothing", nil, []string{"GET /v1/users/availabilities?order=desc&page=1&per_page=50"}, []int64{ada, ben}},
			{"by id", []*proto.Qual{where("user_id", "=", ben)}, []string{"GET /v1/users/12/availability"}, []int64{ben}},
		})
	})
	t.Run("webhooks", func(t *testing.T) {
		id := smallCompany().Webhooks[0].WebhookID
		check(t, "aircall_webhook", "id", []pushdown{
			{"nothing", nil, []string{"GET /v1/webhooks?order=desc&page=1&per_page=50"}, []int64{61}},
			{"by id", []*proto.Qual{where("webhook_id", "=", id)}, []string{"GET /v1/webhooks/" + id}, []int64{61}},
			{"by what is no id", []*proto.Qual{where("webhook_id", "=", "../company")}, none, noRows},
		})
	})
	t.Run("company", func(t *testing.T) {
		check(t, "aircall_company", "users_count", []pushdown{{"nothing", nil, []string{"GET /v1/company"}, []int64{2}}})
	})
}

func TestCallsAreReadByID(t *testing.T) {
	check(t, "aircall_call", "id", []pushdown{
		{"one", []*proto.Qual{where("id", "=", 109)}, []string{"GET /v1/calls/109"}, []int64{109}},
		{"several", []*proto.Qual{where("id", "=", []any{109, 110, 0})}, []string{"GET /v1/calls/109", "GET /v1/calls/110"}, []int64{109, 110}},
		{"unknown", []*proto.Qual{where("id", "=", 999)}, []string{"GET /v1/calls/999"}, noRows},
		{"no id", []*proto.Qual{where("id", "=", -1)}, none, noRows},
		{"null", []*proto.Qual{where("id", "=", nil)}, none, noRows},
		{"excluded by its time", []*proto.Qual{where("id", "=", 109), where("started_at", ">", at(9, 0, 0))}, []string{"GET /v1/calls/109"}, noRows},
		{"excluded by a filter", []*proto.Qual{where("id", "=", 109), where("direction", "=", "inbound")}, []string{"GET /v1/calls/109"}, noRows},
		{"excluded before it is asked for", []*proto.Qual{where("id", "=", 109), where("direction", "=", "sideways")}, none, noRows},
	})
}

func TestSMSTemplatesAreListed(t *testing.T) {
	t.Parallel()
	c := serve(t, fixture.Filled(now))
	requests, rows := c.asked(query{table: "aircall_sms_template", columns: []string{"id", "name"}})
	if ids := values[string](rows, "id"); !slices.Equal(requests, []string{"GET /v1/sms/templates?page=1&per_page=50"}) || !slices.Equal(ids, []string{"501"}) {
		t.Errorf("%q gave %q", requests, ids)
	}
}

//go:build e2e

package steampipe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
)

// pushed has so few calls that each reading is one request.
var pushed = declare(company{
	size:      democompany.Size{Users: 3, Contacts: 5, CallsPerDay: 2, Days: 12},
	arguments: []string{noMemory},
}, "pushed")

// searchesForTags are the requests for the calls with each tag: a FromQual column is never looked for among all rows.
func searchesForTags(n int) (all []string) {
	for tag := range n {
		all = append(all, fmt.Sprintf("/v1/calls/search tags[]=%d", tag+1))
	}
	return all
}

// TestConditionsReachAircallThroughPostgres shows what Postgres lets through to Aircall.
func TestConditionsReachAircallThroughPostgres(t *testing.T) {
	const (
		everything = "/v1/calls"
		search     = "/v1/calls/search"
	)
	user, other, third := pushed.rows.Users[0].ID, pushed.rows.Users[1].ID, pushed.rows.Users[2].ID
	call := pushed.rows.Calls[len(pushed.rows.Calls)-1].ID
	contact := pushed.rows.Contacts[0]
	words := strings.NewReplacer("MOMENT", moment.Format(time.RFC3339), "LATER", moment.Add(time.Hour).Format(time.RFC3339),
		"USER", fmt.Sprint(user), "OTHER", fmt.Sprint(other), "THIRD", fmt.Sprint(third), "CALL", fmt.Sprint(call), "CONTACT", fmt.Sprint(contact.ID),
		"COMPANY", pushed.rows.Name)
	for _, test := range []struct {
		name, sql string
		args      []any
		want      []string // without what follows of itself: to=now, order, the first page, 50 a page
	}{
		{"nothing", "select id from aircall_call", nil, []string{everything}},
		{"text literal", "select id from aircall_call where started_at >= 'MOMENT'", nil, []string{everything + " from=moment-1s"}},
		{"typed literal", "select id from aircall_call where started_at > timestamptz 'MOMENT'", nil, []string{everything + " from=moment"}},
		{"now less an interval", "select id from aircall_call where started_at >= now() - interval '7 days'", nil, []string{everything + " from=now-7d"}},
		{"parameter", "select id from aircall_call where started_at <= $1", []any{moment}, []string{everything + " to=moment"}},
		{"between", "select id from aircall_call where started_at between 'MOMENT' and 'LATER'", nil, []string{everything + " from=moment-1s to=moment+3600s"}},
		{"half open", "select id from aircall_call where started_at >= 'MOMENT' and started_at < 'LATER'", nil, []string{everything + " from=moment-1s to=moment+3599s"}},
		{"reversed", "select id from aircall_call where 'MOMENT' < started_at", nil, []string{everything + " from=moment"}},
		{"equal", "select id from aircall_call where started_at = 'MOMENT'", nil, []string{everything + " from=moment-1s to=moment"}},
		{"a function of a constant", "select id from aircall_call where started_at >= date_trunc('day', now())", nil, []string{everything}},
		{"a cast of the column", "select id from aircall_call where started_at::date = 'MOMENT'", nil, []string{everything}},

		{"one user", "select id from aircall_call where user_id = USER", nil, []string{search + " user_id=USER"}},
		{"one user, as parameter", "select id from aircall_call where user_id = $1", []any{user}, []string{search + " user_id=USER"}},
		{"a list", "select id from aircall_call where user_id in (USER, OTHER)", nil, []string{search + " user_id=USER", search + " user_id=OTHER"}},
		{"any of an array", "select id from aircall_call where user_id = any(array[USER, OTHER]::bigint[])", nil, []string{search + " user_id=USER", search + " user_id=OTHER"}},
		{"any of an array, as parameter", "select id from aircall_call where user_id = any($1::bigint[])", []any{[]int64{user, other}}, []string{search + " user_id=USER", search + " user_id=OTHER"}},
		{"or on one column", "select id from aircall_call where user_id = USER or user_id = OTHER", nil, []string{search + " user_id=USER", search + " user_id=OTHER"}},
		{"or on two columns", "select id from aircall_call where user_id = USER or direction = 'inbound'", nil, []string{everything}},
		{"not in a list", "select id from aircall_call where user_id not in (USER, OTHER)", nil, []string{everything}},
		{"several filters", "select id from aircall_call where direction = 'inbound' and user_id = USER and started_at >= 'MOMENT'", nil, []string{search + " direction=inbound from=moment-1s user_id=USER"}},
		{"a direction that does not exist", "select id from aircall_call where direction = 'sideways'", nil, nil},
		{"by id", "select id from aircall_call where id = CALL", nil, []string{"/v1/calls/CALL"}},
		{"by ids", "select id from aircall_call where id in (CALL, 17)", nil, []string{"/v1/calls/CALL", "/v1/calls/17"}},
		{"by the id of a subquery", "select id from aircall_call where id in (select max(id) from aircall_call)", nil, []string{everything, everything}},
		{"by the user of a subquery", "select id from aircall_call where user_id in (select id from aircall_user where name = 'Nobody')", nil, []string{everything, "/v2/users"}},
		{"by the result of a subquery", "select id from aircall_call where user_id = (select max(id) from aircall_user)", nil, []string{everything, "/v2/users"}},

		{"limit", "select id from aircall_call limit 3", nil, []string{everything + " per_page=3"}},
		{"limit and offset", "select id from aircall_call limit 3 offset 2", nil, []string{everything + " per_page=5"}},
		{"limit after an order", "select id from aircall_call order by started_at desc limit 3", nil, []string{everything}},
		{"limit after a range", "select id from aircall_call where started_at >= 'MOMENT' limit 3", nil, []string{everything + " from=moment-1s per_page=3"}},
		{"limit after an undeclared filter", "select id from aircall_call where user_id = USER limit 3", nil, []string{search + " user_id=USER"}},
		{"aggregate", "select direction, count(*) from aircall_call where started_at >= 'MOMENT' group by 1", nil, []string{everything + " from=moment-1s"}},
		{"aggregate and limit", "select count(*) from aircall_call limit 1", nil, []string{everything}},
		{"in a CTE", "with recent as (select * from aircall_call where started_at >= 'MOMENT') select count(*) from recent", nil, []string{everything + " from=moment-1s"}},
		{"outside a CTE", "with c as (select id, started_at from aircall_call) select id from c where started_at >= 'MOMENT'", nil, []string{everything + " from=moment-1s"}},
		{"lateral", "select u.id, last.id from aircall_user as u cross join lateral (select c.id from aircall_call as c where c.user_id = u.id and c.started_at >= 'MOMENT' order by c.started_at desc limit 1) as last", nil,
			[]string{search + " from=moment-1s user_id=USER", search + " from=moment-1s user_id=OTHER", search + " from=moment-1s user_id=THIRD", "/v2/users"}},

		{"a column on demand", "select contact_name from aircall_call where started_at >= 'MOMENT'", nil, []string{everything + " fetch_contact=true from=moment-1s"}},
		{"our company", "select id from aircall_call where company_name = 'COMPANY' and started_at >= 'MOMENT'", nil, []string{"/v1/company", everything + " from=moment-1s"}},
		{"another company", "select id from aircall_call where company_name = 'Somebody Else'", nil, nil}, // the name is known by now
		{"a call's number", "select id from aircall_call where phone_number = '+33612345678'", nil, []string{everything}},
		{"a call's number that is searched", "select id from aircall_call where search_phone_number = '+33612345678'", nil, []string{search + " phone_number=+33612345678"}},
		{"many tags", "select id from aircall_call where tag_id in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)", nil, searchesForTags(11)},
		{"a contact's number", "select id from aircall_contact where phone_number = '+33612345678'", nil, []string{"/v1/contacts/search phone_number=+33612345678"}},
		{"a contact's address", "select id from aircall_contact where email = 'zoe@hart.example'", nil, []string{"/v1/contacts/search email=zoe@hart.example"}},
		{"a contact by id", "select first_name from aircall_contact where id = CONTACT", nil, []string{"/v1/contacts/CONTACT"}},
		{"contacts since", "select id from aircall_contact where created_at >= 'MOMENT'", nil, []string{"/v1/contacts from=moment"}},
		{"a user by address", "select id from aircall_user where email = 'nobody@hart.example'", nil, []string{"/v2/users/nobody@hart.example"}},
		{"parts of one call", "select tag_name from aircall_call_tag where call_id = CALL", nil, []string{"/v1/calls/CALL"}},
		{"parts of a window", "select tag_name from aircall_call_tag where call_started_at >= 'MOMENT'", nil, []string{everything + " from=moment-1s"}},
		{"a summary by call", "select content from aircall_call_summary where call_id = CALL", nil, []string{"/v1/calls/CALL/summary"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			conn := steampipe.session(t, pushed.schema())
			got := pushed.asked(t, func() { ask(t, conn, words.Replace(test.sql), test.args...) })
			want := make([]string, len(test.want))
			for i, request := range test.want {
				want[i] = words.Replace(request)
			}
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s\nasked %q\nwant  %q", words.Replace(test.sql), got, want)
			}
		})
	}
}

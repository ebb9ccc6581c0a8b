//go:build !race || atomicsdk

// As scan_harness_test.go: the SDK's own race in a scan of several rows.

package aircall

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

const missed = "aircall_missed_call"

// compareMissed compares columns of the rows that a query gives with what must be there, by call.
func compareMissed(t *testing.T, name string, columns []string, rows []map[string]any, want map[int64]map[string]any) {
	t.Helper()
	want = maps.Clone(want)
	for _, row := range rows {
		id := row["call_id"].(int64)
		expected, ok := want[id]
		if !ok {
			t.Errorf("%s: call %d is there, and should not be, or comes twice", name, id)
			continue
		}
		delete(want, id)
		for _, column := range columns {
			if row[column] != expected[column] {
				t.Errorf("%s: %s of call %d is %v, want %v", name, column, id, row[column], expected[column])
			}
		}
	}
	for id := range want {
		t.Errorf("%s: call %d is not there", name, id)
	}
}

// recount finds the missed calls anew, each by looking at all calls.
func recount(c *fakeaircall.Company, in func(time.Time) bool) map[int64]map[string]any {
	number := func(call *fakeaircall.Call) string {
		if digits := strings.NewReplacer(" ", "", "-", "").Replace(call.RawDigits); len(digits) > 8 && digits[0] == '+' {
			return digits
		}
		return ""
	}
	isMissed := func(call *fakeaircall.Call) bool {
		return call.Direction == fakeaircall.Inbound && call.AnsweredAt == 0 && call.EndedAt != 0
	}
	all := map[int64]map[string]any{}
	for i := range c.Calls {
		call := &c.Calls[i]
		startedAt := time.Unix(call.StartedAt, 0).UTC()
		if !isMissed(call) || !in(startedAt) {
			continue
		}
		line := c.Number(call.NumberID)
		row := map[string]any{
			"call_id": call.ID, "started_at": startedAt, "number_id": line.ID, "number_name": line.Name, "missed_call_reason": call.MissedCallReason,
			"is_real_miss":  call.MissedCallReason == fakeaircall.AgentsDidNotAnswer || call.MissedCallReason == fakeaircall.NoAvailableAgent,
			"has_voicemail": call.HasVoicemail,
		}
		all[call.ID] = row
		caller := number(call)
		if caller == "" {
			continue
		}
		row["phone_number"] = caller
		zone, _ := time.LoadLocation(line.TimeZone)
		local := func(at int64) string { return time.Unix(at, 0).In(zone).Format(time.DateOnly) }
		attempt := int64(0)
		for j := range c.Calls[:i+1] {
			if other := &c.Calls[j]; isMissed(other) && number(other) == caller && local(other.StartedAt) == local(call.StartedAt) {
				attempt++
			}
		}
		row["attempt"] = attempt
		for j := range c.Calls {
			answer := &c.Calls[j]
			if answer.AnsweredAt == 0 || answer.StartedAt <= call.StartedAt || number(answer) != caller {
				continue
			}
			row["returned_at"], row["returned_call_id"], row["seconds_to_return"] = time.Unix(answer.StartedAt, 0).UTC(), answer.ID, answer.StartedAt-call.StartedAt
			row["returned_by"] = map[string]string{fakeaircall.Inbound: "retry", fakeaircall.Outbound: "callback"}[answer.Direction]
			if c.User(answer.UserID) != nil {
				row["returned_user_id"] = answer.UserID
			}
			break
		}
	}
	return all
}

func TestMissedCallsEqualARecount(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	columns := slices.DeleteFunc(columnNames(tableAircallMissedCall().Table), func(c string) bool { return c == CompanyColumn })
	for seed := range int64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			company := democompany.New(seed, now, democompany.Size{Days: 12, CallsPerDay: 50, Contacts: 20, Numbers: 6})
			c := plugin.serve(t, company)
			t.Parallel() // from here on: the SDK adds one connection at a time
			noon := now.AddDate(0, 0, -7)
			for name, window := range map[string][]*proto.Qual{
				"all":                    nil,
				"from a noon on":         {where("started_at", ">=", noon)},
				"between two noons":      {where("started_at", ">", noon), where("started_at", "<=", noon.AddDate(0, 0, 1))},
				"a few days to midnight": {where("started_at", ">=", noon.Add(-12*time.Hour)), where("started_at", "<", noon.Add(60*time.Hour))},
			} {
				want := recount(company, func(at time.Time) bool { return holds(at, window) })
				returned, again := 0, 0
				for _, row := range want {
					if row["returned_at"] != nil {
						returned++
					}
					if row["attempt"] != nil && row["attempt"] != int64(1) {
						again++
					}
				}
				if name == "all" && (len(want) < 40 || returned < 10 || returned == len(want) || again < 3) {
					t.Fatalf("the company has %d missed calls, %d returned, %d repeated: too few to show anything", len(want), returned, again)
				}
				compareMissed(t, name, columns, c.rows(query{table: missed, columns: columns, where: window}), want)
			}
		})
	}
}

// ring is a call of a company of hand-made calls: who, when, on which line, answered or not.
type ring struct {
	id        int64
	at        time.Time
	direction string
	digits    string
	line      int64
	answered  bool
}

func ringing(rings ...ring) *fakeaircall.Company {
	c := smallCompany()
	c.Numbers = append(c.Numbers, fakeaircall.Number{ID: 23, Name: "Sydney", Digits: "+61 2 5550 0102", Country: "AU", TimeZone: "Australia/Sydney", CreatedAt: at(6, 0, 0)})
	c.Calls = nil
	for _, r := range rings {
		call := fakeaircall.Call{ID: r.id, Direction: r.direction, StartedAt: r.at.Unix(), EndedAt: r.at.Unix() + 30, RawDigits: r.digits, NumberID: r.line, MissedCallReason: fakeaircall.AgentsDidNotAnswer}
		if r.answered {
			call.AnsweredAt, call.UserID, call.MissedCallReason = call.StartedAt+5, ada, ""
		}
		c.Calls = append(c.Calls, call)
	}
	return c
}

func TestMissedCallsFindTheirReturns(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	const in, out, zoe, yan, sydney = fakeaircall.Inbound, fakeaircall.Outbound, "+33 6 12 34 56 78", "+44 7700 900123", 23
	columns := []string{"call_id", "attempt", "returned_by", "returned_call_id", "returned_user_id", "seconds_to_return"}
	ten := at(10, 0, 0)
	after := ten.Add
	type outcome struct {
		attempt int64 // 0: NULL
		by      string
		callID  int64
		seconds int64
	}
	for _, test := range []struct {
		name  string
		rings []ring
		where []*proto.Qual
		want  map[int64]outcome
	}{
		{"a call-back", []ring{{1, ten, in, zoe, paris, false}, {2, after(time.Minute), out, zoe, paris, true}}, nil,
			map[int64]outcome{1: {1, "callback", 2, 60}}},
		{"another line, and the number as it is dialled at home", []ring{{1, ten, in, "06 12 34 56 78", paris, false}, {2, after(time.Minute), out, zoe, london, true}}, nil,
			map[int64]outcome{1: {1, "callback", 2, 60}}},
		{"a call-back that nobody answered, and a later one", []ring{{1, ten, in, zoe, paris, false}, {2, after(time.Minute), out, zoe, paris, false}, {3, after(time.Hour), out, zoe, paris, true}}, nil,
			map[int64]outcome{1: {1, "callback", 3, 3600}}},
		{"several tries, one return", []ring{{1, ten, in, zoe, paris, false}, {2, after(time.Minute), in, zoe, london, false}, {3, after(time.Hour), in, zoe, paris, true}, {4, after(2 * time.Hour), out, zoe, paris, true}}, nil,
			map[int64]outcome{1: {1, "retry", 3, 3600}, 2: {2, "retry", 3, 3540}}},
		{"another miss after the return", []ring{{1, ten, in, zoe, paris, false}, {2, after(time.Minute), out, zoe, paris, true}, {3, after(time.Hour), in, zoe, paris, false}}, nil,
			map[int64]outcome{1: {1, "callback", 2, 60}, 3: {2, "", 0, 0}}},
		{"somebody else", []ring{{1, ten, in, zoe, paris, false}, {2, after(time.Minute), out, yan, paris, true}}, nil,
			map[int64]outcome{1: {1, "", 0, 0}}},
		{"an answer before", []ring{{1, after(-time.Minute), in, zoe, paris, true}, {2, ten, in, zoe, paris, false}}, nil,
			map[int64]outcome{2: {1, "", 0, 0}}},
		{"an answer in the same second is not after", []ring{{1, ten, in, zoe, paris, false}, {2, ten, in, zoe, london, true}, {3, after(time.Second), in, zoe, london, true}}, nil,
			map[int64]outcome{1: {1, "retry", 3, 1}}},
		{"two answers in one second: the first of the list", []ring{{1, ten, in, zoe, paris, false}, {2, after(time.Minute), out, zoe, paris, true}, {3, after(time.Minute), in, zoe, london, true}}, nil,
			map[int64]outcome{1: {1, "callback", 2, 60}}},
		{"misses in one second", []ring{{1, ten, in, zoe, paris, false}, {2, ten, in, zoe, london, false}, {3, after(time.Minute), in, zoe, london, true}}, nil,
			map[int64]outcome{1: {1, "retry", 3, 60}, 2: {2, "retry", 3, 60}}},
		{"anonymous callers are never returned", []ring{{1, ten, in, "anonymous", paris, false}, {2, after(time.Minute), in, "anonymous", paris, false}, {3, after(time.Hour), in, "anonymous", paris, true}}, nil,
			map[int64]outcome{1: {}, 2: {}}},
		{"nor what is no number", []ring{{1, ten, in, "restricted", paris, false}, {2, after(time.Hour), in, "restricted", paris, true}}, nil,
			map[int64]outcome{1: {}}},
		{"outbound calls are not missed", []ring{{1, ten, out, zoe, paris, false}}, nil, nil},
		{"a return after the window", []ring{{1, ten, in, zoe, paris, false}, {2, after(time.Hour), in, yan, paris, false}, {3, after(90 * time.Minute), out, zoe, paris, true}},
			[]*proto.Qual{where("started_at", "<", after(time.Hour))}, map[int64]outcome{1: {1, "callback", 3, 5400}}},
		{"tries before the window, on the same day", []ring{{1, at(7, 0, 0), in, zoe, paris, false}, {2, at(8, 0, 0), in, zoe, paris, true}, {3, ten, in, zoe, paris, false}},
			[]*proto.Qual{where("started_at", ">", at(9, 0, 0))}, map[int64]outcome{3: {2, "", 0, 0}}},
		{"the day is the line's", []ring{ // 22:30 in London and 23:30 in Paris; then 23:10 and past midnight
			{1, at(21, 30, 0), in, zoe, paris, false}, {2, at(22, 10, 0), in, zoe, london, false}, {3, at(22, 20, 0), in, zoe, paris, false}, {4, at(22, 30, 0), in, zoe, london, false}}, nil,
			map[int64]outcome{1: {1, "", 0, 0}, 2: {2, "", 0, 0}, 3: {2, "", 0, 0}, 4: {4, "", 0, 0}}},
		{"and begins there the day before", []ring{{1, at(13, 30, 0), in, zoe, sydney, false}, {2, at(14, 30, 0), in, zoe, sydney, false}, {3, at(26, 0, 0), in, zoe, sydney, false}},
			[]*proto.Qual{where("started_at", ">", at(25, 0, 0))}, map[int64]outcome{3: {2, "", 0, 0}}},
	} {
		c := plugin.serve(t, ringing(test.rings...))
		rows := c.rows(query{table: missed, columns: columns, where: test.where})
		want := map[int64]map[string]any{}
		for id, o := range test.want {
			want[id] = map[string]any{"call_id": id}
			if o.attempt > 0 {
				want[id]["attempt"] = o.attempt
			}
			if o.by != "" {
				maps.Copy(want[id], map[string]any{"returned_by": o.by, "returned_call_id": o.callID, "returned_user_id": int64(ada), "seconds_to_return": o.seconds})
			}
		}
		compareMissed(t, test.name, columns, rows, want)
	}
}

// TestMissedCallsReachAircall: the reading goes on behind the window a day, then longer, until nothing waits for a return or the present is reached.
func TestMissedCallsReachAircall(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	company := fixture.Calls(400, now.AddDate(0, 0, -10), now, 0)
	for i := range company.Calls { // all are answered calls of one caller, but for one
		call := &company.Calls[i]
		call.Direction, call.RawDigits, call.AnsweredAt, call.EndedAt = fakeaircall.Inbound, "+33 6 12 34 56 78", call.StartedAt+5, call.StartedAt+9
	}
	company.Calls[20].AnsweredAt = 0
	miss := time.Unix(company.Calls[20].StartedAt, 0).UTC()
	window := func(from, to string) string {
		return "GET /v1/calls?" + strings.TrimPrefix("&"+from, "&") + "order=desc&page=1&per_page=50&to=" + to
	}
	for _, test := range []struct {
		name     string
		column   string
		where    []*proto.Qual
		windows  []string // the first pages
		requests int      // in all
		rows     int
	}{
		{"no bounds", "call_id", nil, []string{window("", "now")}, 8, 1},
		{"a lower bound", "call_id", []*proto.Qual{where("started_at", ">=", miss)}, []string{window("from=23:59:59&", "now")}, 8, 1},
		{"a lower bound, with the attempts of the day", "attempt", []*proto.Qual{where("started_at", ">=", miss)}, []string{window("from=22:59:59&", "now")}, 8, 1},
		{"an upper bound", "call_id", []*proto.Qual{where("started_at", "<=", miss)}, []string{window("from=00:00:00&", "00:00:00"), window("", "00:00:00")}, 2, 1},
		{"returned soon after the window", "call_id", []*proto.Qual{where("started_at", ">=", miss), where("started_at", "<=", miss)},
			[]string{window("from=00:00:00&", "00:00:00"), window("from=23:59:59&", "00:00:00")}, 2, 1},
		{"nothing in the window", "call_id", []*proto.Qual{where("started_at", ">", miss), where("started_at", "<", miss.Add(time.Minute))},
			[]string{window("from=00:00:00&", "00:00:59")}, 1, 0},
		{"an empty window", "call_id", []*proto.Qual{where("started_at", ">", miss), where("started_at", "<", miss)}, nil, 0, 0},
		{"a number does not narrow the reading", "call_id", []*proto.Qual{where("phone_number", "=", zoesNumber), where("number_id", "=", company.Numbers[0].ID)},
			[]string{window("", "now")}, 8, 1},
	} {
		c := plugin.serve(t, company)
		requests, rows := c.asked(query{table: missed, columns: []string{test.column}, where: test.where})
		if len(requests) != test.requests || len(rows) != test.rows {
			t.Errorf("%s: %d requests and %d rows, want %d and %d", test.name, len(requests), len(rows), test.requests, test.rows)
		}
		first := slices.DeleteFunc(requests, func(line string) bool {
			return !strings.Contains(line, "&page=1&") && !strings.Contains(line, "?page=1&")
		})
		if !slices.Equal(first, test.windows) {
			t.Errorf("%s: asked\n%q\nwant\n%q", test.name, first, test.windows)
		}
	}
	c := plugin.serve(t, company, fmt.Sprintf("start_date = %q", miss.Add(time.Second).Format(time.RFC3339)))
	if rows := c.rows(query{table: missed, columns: []string{"attempt"}}); len(rows) != 0 {
		t.Errorf("%v, which is before start_date", rows)
	}
}

func TestMissedCallsFillEveryColumn(t *testing.T) {
	t.Parallel()
	full := fixture.Filled(now)
	full.Calls[0].AnsweredAt = 0 // the other one is the call-back
	columns := columnNames(tableAircallMissedCall().Table)
	rows := serve(t, full).rows(query{table: missed, columns: columns})
	if len(rows) != 1 {
		t.Fatalf("%d rows, want 1", len(rows))
	}
	for _, column := range columns {
		if rows[0][column] == nil {
			t.Errorf("%s is NULL", column)
		}
	}
	filled := []string{"call_id", "started_at", "number_id", "number_name", "has_voicemail", CompanyColumn}
	rows = serve(t, fixture.Sparse(now)).rows(query{table: missed, columns: columns})
	if len(rows) != 1 {
		t.Fatalf("%d rows of a bare company, want 1", len(rows))
	}
	for _, column := range columns {
		if got, want := rows[0][column] != nil, slices.Contains(filled, column); got != want {
			t.Errorf("%s of a bare company is %v; should it be filled: %v", column, rows[0][column], want)
		}
	}
}

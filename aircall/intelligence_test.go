//go:build !race || atomicsdk

// As scan_harness_test.go: the SDK's own race in a scan of several rows.

package aircall

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// artefact is a table of conversation intelligence.
type artefact struct {
	path          string // after /v1/calls/:id/
	pro           bool   // needs AI Assist Pro
	ofVoicemails  bool
	saysCallStart bool
}

var artefacts = map[string]artefact{
	"aircall_call_transcript":      {path: "transcription", ofVoicemails: true, saysCallStart: true},
	"aircall_call_utterance":       {path: "transcription", ofVoicemails: true, saysCallStart: true},
	"aircall_call_summary":         {path: "summary"},
	"aircall_call_topic":           {path: "topics"},
	"aircall_call_sentiment":       {path: "sentiments"},
	"aircall_call_action_item":     {path: "action_items"},
	"aircall_call_predicted_csat":  {path: "predicted_csat"},
	"aircall_call_custom_summary":  {path: "custom_summary_result", pro: true},
	"aircall_call_playbook_result": {path: "playbook_result?fetch_playbook=true", pro: true},
	"aircall_call_evaluation":      {path: "evaluations", pro: true},
}

func (a artefact) request(call int64) string { return fmt.Sprintf("GET /v1/calls/%d/%s", call, a.path) }

// Ids of calls that analysedCompany adds to smallCompany's.
const leftVoicemail, missedOne, underWay, forgotten = 114, 115, 116, 90

// analysedCompany has something of each kind for the calls 108 and 110, a voicemail, and a call that
// is so old that only what was made of it is left.
func analysedCompany() *fakeaircall.Company {
	c := smallCompany()
	start := at(14, 0, 0).Unix()
	c.Calls = append(c.Calls,
		fakeaircall.Call{ID: leftVoicemail, Direction: fakeaircall.Inbound, StartedAt: start, EndedAt: start + 40, HasVoicemail: true, NumberID: paris, RawDigits: zoesNumber},
		fakeaircall.Call{ID: missedOne, Direction: fakeaircall.Inbound, StartedAt: start + 1, EndedAt: start + 40, NumberID: paris, RawDigits: zoesNumber},
		fakeaircall.Call{ID: underWay, Direction: fakeaircall.Inbound, StartedAt: start + 2, AnsweredAt: start + 9, NumberID: paris, RawDigits: zoesNumber},
		fakeaircall.Call{ID: forgotten, Direction: fakeaircall.Inbound, StartedAt: now.AddDate(0, -8, 0).Unix(), AnsweredAt: 1, EndedAt: 2, NumberID: paris},
	)
	full := fixture.Filled(now)
	made := full.Conversations[full.Calls[0].ID]
	c.Conversations = map[int64]*fakeaircall.Conversation{108: made, 110: made, forgotten: made, leftVoicemail: {Transcription: made.Transcription}}
	return c
}

// serveWith starts a company under other circumstances and connects the plugin to it.
func (s *steampipe) serveWith(t *testing.T, c *fakeaircall.Company, o fakeaircall.Options, arguments ...string) *companyUnderTest {
	t.Helper()
	o.RateLimit = -1
	server := fakeaircall.New(c, o)
	url, stop := network.Connect(server)
	t.Cleanup(stop)
	name := uniqueName("aircall")
	s.connect(name, demoArguments(url, arguments...), true)
	return &companyUnderTest{&steampipe{t, s.plugin}, server, name}
}

func TestIntelligenceCostsOneRequestForEachCall(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	for table, a := range artefacts {
		t.Run(table, func(t *testing.T) {
			startCosts := func(requests []string, call int64) []string {
				if !a.saysCallStart {
					requests = append(requests, fmt.Sprintf("GET /v1/calls/%d", call))
				}
				return requests
			}
			window := []string{"GET /v1/calls?order=desc&page=1&per_page=50&to=now"}
			for id := range int64(6) {
				window = append(window, a.request(108+id))
			}
			rows := []int64{108, 110}
			if a.ofVoicemails {
				window, rows = append(window, a.request(leftVoicemail)), append(rows, leftVoicemail)
			}
			for _, test := range []struct {
				name     string
				columns  string
				where    []*proto.Qual
				requests []string
				ids      []int64
			}{
				{"a call", "call_id", []*proto.Qual{where("call_id", "=", 108)}, []string{a.request(108)}, []int64{108}},
				{"a call and its start", "call_id call_started_at", []*proto.Qual{where("call_id", "=", 108)}, startCosts([]string{a.request(108)}, 108), []int64{108}},
				{"a call for which nothing was made", "call_id call_started_at", []*proto.Qual{where("call_id", "=", 109)}, []string{a.request(109)}, noRows},
				{"several calls", "call_id", []*proto.Qual{where("call_id", "=", []any{110, 109, 108, 110})}, []string{a.request(108), a.request(109), a.request(110)}, rows[:2]},
				{"all calls", "call_id call_started_at", nil, window, rows},
			} {
				c := plugin.serve(t, analysedCompany())
				requests, got := c.asked(query{table: table, columns: strings.Fields(test.columns), where: test.where})
				slices.Sort(test.requests)
				if !slices.Equal(requests, test.requests) {
					t.Errorf("%s: requests\n%q\nwant\n%q", test.name, requests, test.requests)
				}
				ids := values[int64](got, "call_id")
				if distinct := slices.Compact(slices.Clone(ids)); !slices.Equal(distinct, test.ids) {
					t.Errorf("%s: rows of %d, want %d", test.name, distinct, test.ids)
				}
				if perCall := rowsPerCall(table); len(ids) != perCall*len(test.ids) {
					t.Errorf("%s: %d rows of %d calls, want %d of each", test.name, len(ids), len(test.ids), perCall)
				}
				for _, row := range got {
					if strings.Contains(test.columns, "call_started_at") && row["call_started_at"] != startOf(row["call_id"].(int64)) {
						t.Errorf("%s: call %d started at %v", test.name, row["call_id"], row["call_started_at"])
					}
				}
			}
		})
	}
}

// rowsPerCall: the calls of analysedCompany have two topics and one of everything else.
func rowsPerCall(table string) int {
	if table == "aircall_call_topic" {
		return 2
	}
	return 1
}

func startOf(call int64) any {
	for _, c := range analysedCompany().Calls {
		if c.ID == call {
			return time.Unix(c.StartedAt, 0).UTC()
		}
	}
	return nil
}

func TestIntelligenceReachesAircall(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	summary := artefacts["aircall_call_summary"].request
	id := func(value any) *proto.Qual { return where("call_id", "=", value) }
	from := func(hour int) *proto.Qual { return where("call_started_at", ">=", at(hour, 0, 0)) }
	for _, test := range []struct {
		name      string
		where     []*proto.Qual
		arguments []string
		requests  []string
		ids       []int64
	}{
		{"calls of a window", []*proto.Qual{from(9), where("call_started_at", "<", at(11, 0, 0))}, nil,
			[]string{"GET /v1/calls/109/summary", "GET /v1/calls/110/summary", "GET /v1/calls?from=08:59:59&order=desc&page=1&per_page=50&to=10:59:59"}, []int64{110}},
		{"an empty window", []*proto.Qual{from(9), where("call_started_at", "<", at(9, 0, 0))}, nil, none, noRows},
		{"a call within a window", []*proto.Qual{id(108), from(8)}, nil, []string{"GET /v1/calls/108", summary(108)}, []int64{108}},
		{"a call before a window", []*proto.Qual{id(108), from(9)}, nil, []string{"GET /v1/calls/108", summary(108)}, noRows},
		{"a call without any, within a window", []*proto.Qual{id(111), from(8)}, nil, []string{summary(111)}, noRows},
		{"two lists", []*proto.Qual{id([]any{108, 110}), where("call_started_at", "=", []any{at(8, 0, 0), at(9, 0, 0)})}, nil,
			[]string{"GET /v1/calls/108", summary(108), "GET /v1/calls/110", summary(110)}, []int64{108}},
		{"a list and one of its values", []*proto.Qual{id([]any{108, 110}), id(110)}, nil, []string{summary(110)}, []int64{110}},
		{"values that exclude each other", []*proto.Qual{id(108), id(110)}, nil, none, noRows},
		{"an empty list", []*proto.Qual{id([]any{})}, nil, none, noRows},
		{"a list with what is no id", []*proto.Qual{id([]any{0, 108, -3, nil})}, nil, []string{summary(108)}, []int64{108}},
		{"no id", []*proto.Qual{id(-1)}, nil, none, noRows},
		{"null, as an outer row of a join may be", []*proto.Qual{id(nil)}, nil, none, noRows},
		{"an unknown call", []*proto.Qual{id(999)}, nil, []string{summary(999)}, noRows},
		{"an unevaluated time", []*proto.Qual{where("call_started_at", ">=", unevaluatedTime), from(13)}, nil,
			[]string{summary(113), "GET /v1/calls?from=12:59:59&order=desc&page=1&per_page=50&to=now"}, noRows},
		{"the calls since start_date", nil, []string{`start_date = "2026-06-14T12:30:00Z"`},
			[]string{summary(113), "GET /v1/calls?from=12:29:59&order=desc&page=1&per_page=50&to=now"}, noRows},
		{"a call before start_date", []*proto.Qual{id(108)}, []string{`start_date = "2026-06-14T12:30:00Z"`}, []string{summary(108)}, []int64{108}},
		{"a call that Aircall has forgotten", []*proto.Qual{id(forgotten)}, nil, []string{summary(forgotten)}, []int64{forgotten}},
		{"a call that Aircall has forgotten, within a window", []*proto.Qual{id(forgotten), from(8)}, nil, []string{"GET /v1/calls/90", summary(forgotten)}, noRows},
	} {
		c := plugin.serve(t, analysedCompany(), test.arguments...)
		requests, rows := c.asked(query{table: "aircall_call_summary", columns: []string{"call_id"}, where: test.where})
		slices.Sort(test.requests)
		if !slices.Equal(requests, test.requests) {
			t.Errorf("%s: requests\n%q\nwant\n%q", test.name, requests, test.requests)
		}
		if ids := values[int64](rows, "call_id"); !slices.Equal(ids, test.ids) {
			t.Errorf("%s: rows of %d, want %d", test.name, ids, test.ids)
		}
	}
	c := plugin.serve(t, analysedCompany())
	rows := c.rows(query{table: "aircall_call_summary", columns: []string{"call_started_at", "content"}, where: []*proto.Qual{id(forgotten)}})
	if len(rows) != 1 || rows[0]["call_started_at"] != nil || rows[0]["content"] == nil {
		t.Errorf("of a forgotten call there is %v; want its summary, and no start", rows)
	}
}

func TestIntelligenceOfAnUnevaluatedCallIsRefused(t *testing.T) {
	t.Parallel()
	c := serve(t, analysedCompany())
	_, err := c.run(t.Context(), c.connection, query{table: "aircall_call_topic", columns: []string{"topic"}, where: []*proto.Qual{where("call_id", "=", unevaluatedInt)}})
	if err == nil || !strings.Contains(err.Error(), "call_id in (select …)") || len(c.requests()) > 0 {
		t.Errorf("error %v after %q; want one that says what to write", err, c.requests())
	}
}

// TestAMissingAddOnIsAnErrorThatNamesIt: and what was not made is none, in whatever form Aircall says it.
func TestAMissingAddOnIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	list := []any{}
	for id := range 30 {
		list = append(list, 108+id)
	}
	for _, test := range []struct {
		name          string
		plan          fakeaircall.Plan
		shape         fakeaircall.BodyShape
		missing       string
		missingForPro string
	}{
		{"no add-on", fakeaircall.NoAddOn, fakeaircall.AppBody, "AI Assist", "AI Assist Pro"},
		{"AI Assist", fakeaircall.AIAssist, fakeaircall.HTMLBody, "", "AI Assist Pro"},
		{"AI Assist Pro", fakeaircall.AIAssistPro, fakeaircall.GatewayBody, "", ""},
	} {
		for table, a := range artefacts {
			missing := test.missing
			if a.pro {
				missing = test.missingForPro
			}
			t.Run(test.name+" "+table, func(t *testing.T) {
				c := plugin.serveWith(t, analysedCompany(), fakeaircall.Options{Now: func() time.Time { return now }, Plan: test.plan, UnknownBodies: test.shape})
				t.Parallel() // from here on: the SDK adds one connection at a time
				for name, conditions := range map[string][]*proto.Qual{
					"a call": {where("call_id", "=", 109)}, "a list": {where("call_id", "=", list)}, "all": nil,
				} {
					c.ResetRequests()
					_, err := c.run(t.Context(), c.connection, query{table: table, columns: []string{"call_id"}, where: conditions})
					if missing == "" {
						if err != nil {
							t.Errorf("%s: %v", name, err)
						}
						continue
					}
					if err == nil || !strings.Contains(err.Error(), table+": ") || !strings.Contains(err.Error(), missing+" add-on") || strings.Count(err.Error(), "403 Forbidden") != 1 {
						t.Errorf("%s: error %v; it should name %s, once", name, err, missing)
					}
					if len(c.Requests()) > 3 { // the list of calls, one of them, and whether the key is good
						t.Errorf("%s: %q for one error", name, c.requests())
					}
				}
			})
		}
	}
}

func TestABadKeyIsNotReportedAsAMissingAddOn(t *testing.T) {
	t.Parallel()
	c := start(t, nil).serveWith(t, analysedCompany(), fakeaircall.Options{Now: func() time.Time { return now }, Credentials: fakeaircall.Credentials{APIID: "other", APIToken: "other"}})
	_, err := c.run(t.Context(), c.connection, query{table: "aircall_call_summary", columns: []string{"id"}, where: []*proto.Qual{where("call_id", "=", 108)}})
	if err == nil || strings.Contains(err.Error(), "add-on") || !strings.Contains(err.Error(), "api_id") {
		t.Errorf("error %v; want one about the key", err)
	}
}

// TestIntelligenceFieldsThatAreLeftOutAreNull: what Aircall leaves out is NULL, and ids may be strings.
func TestIntelligenceFieldsThatAreLeftOutAreNull(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	type row = map[string]any
	for _, test := range []struct {
		table, body string
		rows        []row
	}{
		{"aircall_call_transcript", `{"transcription":{}}`, []row{{}}},
		{"aircall_call_transcript", `{"transcription":{"id":"12","call_id":"7","call_created_at":null,"content":{"language":null,"utterances":[]}}}`,
			[]row{{"id": int64(12), "utterance_count": int64(0), "utterances": "[]"}}},
		{"aircall_call_transcript", `{"transcription":{"content":{"utterances":[{"text":"Hello?"},{"text":null},{"text":"Yes."}]}}}`,
			[]row{{"text": "Hello?\nYes.", "utterance_count": int64(3), "utterances": `[{"text":"Hello?"},{"text":null},{"text":"Yes."}]`}}},
		{"aircall_call_utterance", `{"transcription":{"content":null}}`, nil},
		{"aircall_call_utterance", `{"transcription":{"id":"12","content":{"utterances":[{},{"start_time":0,"user_id":"31","phone_number":"447700900417"}]}}}`,
			[]row{{"transcript_id": int64(12), "position": int64(1)}, {"transcript_id": int64(12), "position": int64(2), "start_time": 0.0, "user_id": int64(31)}}},
		{"aircall_call_summary", `{"summary":{"id":"13"}}`, []row{{"id": int64(13)}}},
		{"aircall_call_topic", `{"topic":{"id":"14","content":null}}`, nil},
		{"aircall_call_topic", `{"topic":{"content":["Refund"]}}`, []row{{"position": int64(1), "topic": "Refund"}}},
		{"aircall_call_sentiment", `{"sentiment":{"participants":[{},{"phone_number":"anonymous"}]}}`, []row{{}, {}}},
		{"aircall_call_action_item", `{"action_items":[{"id":"15","ai_generated":false,"created_by":"31"}]}`,
			[]row{{"id": int64(15), "ai_generated": false, "created_by_id": int64(31)}}},
		{"aircall_call_action_item", `{}`, nil},
		{"aircall_call_predicted_csat", `{"csat":{"score":0,"drivers":null}}`, []row{{"score": 0.0}}},
		{"aircall_call_custom_summary", `{"id":"16","custom_summary":null,"summary_template_results":[{}]}`, []row{{"id": int64(16)}}},
		{"aircall_call_playbook_result", `{"user_id":null,"adherence_score":0,"playbook":null,"playbook_result_topics":[{"name":"Greeting"}]}`,
			[]row{{"adherence_score": 0.0, "topic_name": "Greeting"}}},
		{"aircall_call_evaluation", `{"id":"17","evaluations":[{"score":null,"scorecard":null,"categories":[]}]}`, []row{{"id": int64(17), "categories": "[]"}}},
	} {
		aircall := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			path, _, _ := strings.Cut(artefacts[test.table].path, "?")
			if r.URL.Path != "/v1/calls/7/"+path {
				http.NotFound(w, r)
				return
			}
			_, _ = w.Write([]byte(test.body))
		}))
		name := uniqueName("aircall")
		plugin.connect(name, demoArguments(aircall.URL), true)
		columns := slices.DeleteFunc(columnNames(tableMap()[test.table]), func(c string) bool { return c == CompanyColumn })
		rows, err := plugin.run(t.Context(), name, query{table: test.table, columns: columns, where: []*proto.Qual{where("call_id", "=", 7)}})
		aircall.Close()
		if err != nil || len(rows) != len(test.rows) {
			t.Errorf("%s of %s: %v, %v; want %v", test.table, test.body, rows, err, test.rows)
			continue
		}
		slices.SortFunc(rows, func(a, b row) int { return strings.Compare(fmt.Sprint(a["position"]), fmt.Sprint(b["position"])) })
		for i, want := range test.rows {
			want["call_id"] = int64(7)
			for _, column := range columns {
				if rows[i][column] != want[column] {
					t.Errorf("%s of %s: %s is %v, want %v", test.table, test.body, column, rows[i][column], want[column])
				}
			}
		}
	}
}

func TestIntelligenceEndsWithTheQuery(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	company := fixture.Calls(2_000, now.AddDate(0, -1, 0), now, 0)
	full := fixture.Filled(now)
	for i := range company.Calls {
		company.Conversations[company.Calls[i].ID] = full.Conversations[full.Calls[0].ID]
	}
	t.Run("at a limit", func(t *testing.T) {
		c := plugin.serve(t, company)
		requests, rows := c.asked(query{table: "aircall_call_summary", columns: []string{"id"}, limit: 3})
		if len(rows) != 3 || len(requests) > 3+2*table.FanOutWidth {
			t.Errorf("LIMIT 3 gave %d rows for %d requests", len(rows), len(requests))
		}
	})
	t.Run("at a cancel", func(t *testing.T) {
		c := plugin.serve(t, company)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		_, _ = c.run(ctx, c.connection, query{table: "aircall_call_summary", columns: []string{"id"}, onRow: cancel})
		if requests := len(c.Requests()); requests > 300 {
			t.Errorf("%d requests after a cancel at the first row", requests)
		}
	})
	t.Run("at an error", func(t *testing.T) {
		c := plugin.serve(t, company)
		c.Fault(fakeaircall.Fault{Path: "/v1/calls/*/summary", After: 30, Times: fakeaircall.Forever, Status: http.StatusBadRequest})
		rows, err := c.run(t.Context(), c.connection, query{table: "aircall_call_summary", columns: []string{"id"}})
		if err == nil || len(rows) > 30 || len(c.Requests()) > 40+2*table.FanOutWidth {
			t.Errorf("%d rows for %d requests, error %v", len(rows), len(c.Requests()), err)
		}
	})
}

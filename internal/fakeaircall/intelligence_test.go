package fakeaircall_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// The artefacts, with the plan that each needs and the envelope that each comes in ("" is none).
var artefacts = []struct {
	path, envelope string
	pro            bool
}{
	{"transcription", "transcription", false}, {"sentiments", "sentiment", false}, {"topics", "topic", false}, {"summary", "summary", false},
	{"action_items", "", false}, {"predicted_csat", "csat", false}, {"custom_summary_result", "", true}, {"playbook_result", "", true},
	{"evaluations", "", true},
}

// Documented: which add-on gives what. Seen by clients: 403 without it, 404 when nothing was generated.
func TestConversationIntelligenceNeedsItsPlan(t *testing.T) {
	t.Parallel()
	c := fixture.Filled(noon)
	c.Calls = append(c.Calls, fakeaircall.Call{ID: democompany.FirstCallID + 50, Direction: fakeaircall.Inbound, StartedAt: noon.Unix() - 60, NumberID: democompany.FirstNumberID})
	for plan, status := range map[fakeaircall.Plan][2]int{fakeaircall.AIAssistPro: {200, 200}, fakeaircall.AIAssist: {200, 403}, fakeaircall.NoAddOn: {403, 403}} {
		s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), Plan: plan, RateLimit: -1})
		for _, part := range artefacts {
			want := status[0]
			if part.pro {
				want = status[1]
			}
			if got := ask(t, s, fmt.Sprintf("/v1/calls/%d/%s", int64(democompany.FirstCallID), part.path)).Code; got != want {
				t.Errorf("%s on plan %d: %d, want %d", part.path, plan, got, want)
			}
			if want == http.StatusOK {
				want = http.StatusNotFound
			}
			for _, id := range []int64{democompany.FirstCallID + 50, 1} {
				if got := ask(t, s, fmt.Sprintf("/v1/calls/%d/%s", id, part.path)).Code; got != want {
					t.Errorf("%s of call %d, which has none, on plan %d: %d, want %d", part.path, id, plan, got, want)
				}
			}
		}
	}
	// Documented: a call id that is none.
	if got := ask(t, fakeaircall.New(c, fakeaircall.Options{Now: at(noon)}), "/v1/calls/abc/summary").Code; got != http.StatusBadRequest {
		t.Errorf("summary of abc: %d", got)
	}
}

// Documented: some artefacts have an envelope, in the singular though the path is a plural, and some have none.
func TestConversationIntelligenceHasItsEnvelopes(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Filled(noon), fakeaircall.Options{Now: at(noon)})
	for _, part := range artefacts {
		body := read(t, s, fmt.Sprintf("/v1/calls/%d/%s", int64(democompany.FirstCallID), part.path))
		if part.envelope != "" {
			body, _ = body[part.envelope].(map[string]any)
		}
		if body["call_id"] != float64(democompany.FirstCallID) {
			t.Errorf("%s: %v", part.path, body)
		}
	}
	playbook := fmt.Sprintf("/v1/calls/%d/playbook_result", int64(democompany.FirstCallID))
	if body := read(t, s, playbook); body["playbook"] != nil {
		t.Errorf("the playbook is named though not asked for: %v", body)
	}
	if body := read(t, s, playbook+"?fetch_playbook=true"); body["playbook"] == nil {
		t.Errorf("the playbook is not named though asked for: %v", body)
	}
	// Documented: the path of its own that live transcripts had was removed.
	if got := ask(t, s, fmt.Sprintf("/v1/calls/%d/realtime_transcription", int64(democompany.FirstCallID))); got.Code != 404 || got.Body.String() != `{"message":"Not Found"}` {
		t.Errorf("realtime_transcription: %d %s", got.Code, got.Body)
	}
	live := read(t, s, fmt.Sprintf("/v1/calls/%d/transcription?mode=realtime", int64(democompany.FirstCallID)))["content"].(map[string]any)["utterances"].([]any)[0]
	if live.(map[string]any)["duration_ms"] != 3700.0 {
		t.Errorf("realtime utterance %v", live)
	}
}

// What a demo company's conversations say fits their calls.
func TestConversationIntelligenceIsOfItsCall(t *testing.T) {
	t.Parallel()
	c, _ := demo(t)
	seen := map[string]int{}
	for i := range c.Calls {
		call := &c.Calls[i]
		talk := c.Conversations[call.ID]
		if talk == nil {
			continue
		}
		if talk.Transcription.Type == "call" && (!call.HasRecording || talk.Summary == "" || len(talk.Sentiments) != 1) ||
			talk.Transcription.Type == "voicemail" && !call.HasVoicemail {
			t.Fatalf("call %d has the conversation %+v", call.ID, talk)
		}
		for _, u := range talk.Transcription.Utterances {
			if u.End <= u.Start || talk.Transcription.Type == "call" && u.End > float64(call.EndedAt-call.AnsweredAt)+2 {
				t.Fatalf("call %d of %d s has the utterance %+v", call.ID, call.Duration, u)
			}
			seen[u.ParticipantType]++
		}
		seen[talk.Transcription.Type]++
		for part, there := range map[string]bool{"custom": talk.CustomSummary != nil, "playbook": talk.Playbook != nil, "evaluation": talk.Evaluations != nil} {
			if there {
				seen[part]++
			}
		}
	}
	for _, what := range strings.Fields("call voicemail internal external custom playbook evaluation") {
		if seen[what] == 0 {
			t.Errorf("no %s in %v", what, seen)
		}
	}
}

// Documented: a score may be far above 5, polarities are in capitals, and an AI agent who speaks has an id of its own kind.
func TestScoresPolaritiesAndAIAgentsAreAsDocumented(t *testing.T) {
	t.Parallel()
	c, s := demo(t)
	scores, agents := 0, 0
	for id, talk := range c.Conversations {
		if talk.CSAT != nil && scores == 0 {
			csat := read(t, s, fmt.Sprintf("/v1/calls/%d/predicted_csat", id))["csat"].(map[string]any)
			driver := csat["drivers"].([]any)[0].(map[string]any)
			if polarity := driver["polarity"].(string); polarity != strings.ToUpper(polarity) || csat["score"].(float64) <= 5 {
				t.Errorf("csat %v", csat)
			}
			scores++
		}
		spoken := slices.ContainsFunc(talk.Transcription.Utterances, func(u fakeaircall.Utterance) bool { return u.ParticipantType == "ai_voice_agent" })
		if !spoken || agents > 0 {
			continue
		}
		var answer struct {
			Transcription struct {
				Content struct{ Utterances []map[string]any }
			}
		}
		if err := json.Unmarshal(ask(t, s, fmt.Sprintf("/v1/calls/%d/transcription", id)).Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		for _, u := range answer.Transcription.Content.Utterances {
			_, isUser := u["user_id"]
			if u["participant_type"] == "ai_voice_agent" && (u["ai_voice_agent_id"] == nil || isUser) {
				t.Errorf("an AI agent's utterance is %v", u)
			} else if u["participant_type"] != "ai_voice_agent" && u["ai_voice_agent_id"] != nil {
				t.Errorf("another's utterance is %v", u)
			}
			agents++
		}
	}
	if scores == 0 || agents == 0 {
		t.Errorf("%d scores and %d utterances beside an AI agent", scores, agents)
	}
}

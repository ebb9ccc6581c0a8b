package fakeaircall

import (
	"net/http"
	"time"
)

// analysedCall is a call with its conversation intelligence.
type analysedCall struct {
	*Conversation
	call *Call
}

// intelligence answers one artefact of a call. Seen by clients: 403 without the add-on, 404 when nothing was generated.
// Which add-on predicts satisfaction is not established.
func intelligence(needs Plan, part func(*exchange, analysedCall) (response, bool)) endpoint {
	return func(x *exchange) response {
		if x.o.Plan > needs {
			return errorOfShape(x.o.UnknownBodies, http.StatusForbidden, "This feature is not part of your plan")
		}
		id := x.id()
		if id <= 0 {
			return applicationError(http.StatusBadRequest, "Bad Request", "call_id is invalid")
		}
		if c := x.call(id); c != nil && x.c.Conversations[id] != nil {
			if answer, made := part(x, analysedCall{x.c.Conversations[id], c}); made {
				return answer
			}
		}
		return errorOfShape(x.o.UnknownBodies, http.StatusNotFound, "Nothing was generated for this call")
	}
}

// transcription is of the whole call, or with mode=realtime as it was heard, which had a path of its own once.
func transcription(x *exchange, t analysedCall) (response, bool) {
	if x.r.URL.Query().Get("mode") == "realtime" {
		return realtimeTranscription(x, t)
	}
	if t.Transcription == nil {
		return response{}, false
	}
	return x.single("transcription", func(w *jsonWriter) {
		w.int("id", t.ID)
		w.int("call_id", t.call.ID)
		isoSeconds(w, "call_created_at", t.call.StartedAt)
		w.text("type", t.Transcription.Type)
		w.object("content", func() {
			w.text("language", t.Transcription.Language)
			list(w, "utterances", t.Transcription.Utterances, func(u *Utterance) {
				w.object("", func() {
					w.float("start_time", u.Start)
					w.float("end_time", u.End)
					w.text("text", u.Text)
					w.text("participant_type", u.ParticipantType)
					if u.UserID != 0 {
						w.int("user_id", u.UserID)
					}
					if u.PhoneNumber != "" {
						w.text("phone_number", u.PhoneNumber)
					}
					if u.AIVoiceAgentID != "" {
						w.text("ai_voice_agent_id", u.AIVoiceAgentID)
					}
				})
			})
		})
	}), true
}

func realtimeTranscription(x *exchange, t analysedCall) (response, bool) {
	if t.Transcription == nil {
		return response{}, false
	}
	return x.bare(func(w *jsonWriter) {
		w.int("call_id", t.call.ID)
		w.textOrNull("call_uuid", t.call.SID)
		w.object("content", func() {
			w.text("language", t.Transcription.Language)
			list(w, "utterances", t.Transcription.Utterances, func(u *Utterance) {
				w.object("", func() {
					w.int("timestamp", t.call.StartedAt*1000+int64(u.Start*1000))
					w.int("duration_ms", int64((u.End-u.Start)*1000))
					w.text("text", u.Text)
					w.text("participant_type", u.ParticipantType)
					w.intOrNull("user_id", u.UserID)
				})
			})
		})
	}), true
}

// sentiments has a path in the plural and an envelope in the singular, as topics.
func sentiments(x *exchange, t analysedCall) (response, bool) {
	return x.single("sentiment", func(w *jsonWriter) {
		w.int("id", t.ID+1)
		w.int("call_id", t.call.ID)
		list(w, "participants", t.Sentiments, func(s *Sentiment) {
			w.object("", func() {
				w.textOrNull("phone_number", s.PhoneNumber)
				w.text("value", s.Value)
				w.text("type", s.Type)
			})
		})
	}), len(t.Sentiments) > 0
}

func topics(x *exchange, t analysedCall) (response, bool) {
	return x.single("topic", func(w *jsonWriter) {
		w.int("id", t.ID+2)
		w.int("call_id", t.call.ID)
		w.iso("created_at", t.CreatedAt)
		texts(w, "content", t.Topics)
	}), len(t.Topics) > 0
}

func summary(x *exchange, t analysedCall) (response, bool) {
	return x.single("summary", func(w *jsonWriter) {
		w.int("id", t.ID+3)
		w.int("call_id", t.call.ID)
		w.iso("created_at", t.CreatedAt)
		w.text("content", t.Summary)
	}), t.Summary != ""
}

func actionItems(x *exchange, t analysedCall) (response, bool) {
	return x.bare(func(w *jsonWriter) {
		w.int("call_id", t.call.ID)
		list(w, "action_items", t.ActionItems, func(item *ActionItem) {
			w.object("", func() {
				w.int("id", item.ID)
				w.bool("ai_generated", item.AIGenerated)
				w.text("content", item.Content)
				w.iso("created_at", item.CreatedAt)
				w.intOrNull("created_by", item.CreatedBy)
				w.isoOrNull("updated_at", item.UpdatedAt)
				w.intOrNull("updated_by", item.UpdatedBy)
			})
		})
	}), len(t.ActionItems) > 0
}

func predictedCSAT(x *exchange, t analysedCall) (response, bool) {
	if t.CSAT == nil {
		return response{}, false
	}
	return x.single("csat", func(w *jsonWriter) {
		w.int("call_id", t.call.ID)
		w.textOrNull("call_uuid", t.call.SID)
		w.int("score", int64(t.CSAT.Score))
		list(w, "drivers", t.CSAT.Drivers, func(d *Driver) {
			w.object("", func() {
				w.text("polarity", d.Polarity)
				w.text("label", d.Label)
			})
		})
	}), true
}

func customSummary(x *exchange, t analysedCall) (response, bool) {
	if t.CustomSummary == nil {
		return response{}, false
	}
	return x.bare(func(w *jsonWriter) {
		w.int("id", t.ID+4)
		w.int("call_id", t.call.ID)
		w.int("number_id", t.call.NumberID)
		w.text("language", t.CustomSummary.Language)
		w.object("custom_summary", func() { w.text("name", t.CustomSummary.Name) })
		list(w, "summary_template_results", t.CustomSummary.Sections, func(s *Section) {
			w.object("", func() {
				w.text("name", s.Name)
				w.text("content", s.Content)
			})
		})
	}), true
}

// playbookResult names the playbook only when it is asked to.
func playbookResult(x *exchange, t analysedCall) (response, bool) {
	p := t.Playbook
	if p == nil {
		return response{}, false
	}
	return x.bare(func(w *jsonWriter) {
		w.int("id", t.ID+5)
		w.int("call_id", t.call.ID)
		w.intOrNull("user_id", p.UserID)
		w.int("number_id", t.call.NumberID)
		w.float("adherence_score", p.AdherenceScore)
		w.iso("created_at", t.CreatedAt)
		if x.r.URL.Query().Get("fetch_playbook") == "true" {
			w.object("playbook", func() {
				w.int("id", p.PlaybookID)
				w.text("name", p.Name)
				w.text("language", p.Language)
			})
		}
		list(w, "playbook_result_topics", p.Topics, func(topic *PlaybookTopic) {
			w.object("", func() {
				w.text("name", topic.Name)
				w.text("result", topic.Result)
			})
		})
	}), true
}

// evaluations has categories and questions whose elements are not established; here they are names.
func evaluations(x *exchange, t analysedCall) (response, bool) {
	e := t.Evaluations
	if e == nil {
		return response{}, false
	}
	created := t.CreatedAt.Add(3 * time.Minute)
	return x.bare(func(w *jsonWriter) {
		w.int("id", t.ID+6)
		w.int("call_id", t.call.ID)
		w.bool("ai_generated", e.AIGenerated)
		list(w, "evaluations", e.Scorecards, func(card *Scorecard) {
			w.object("", func() {
				w.object("score", func() { w.float("normalized_score", card.NormalizedScore) })
				w.object("scorecard", func() { w.text("name", card.Name) })
				named(w, "categories", card.Categories)
				named(w, "questions", card.Questions)
			})
		})
		w.isoOrNull("reviewed_at", e.ReviewedAt)
		w.iso("created_at", created)
		w.iso("updated_at", created)
	}), true
}

func named(w *jsonWriter, key string, names []string) {
	list(w, key, names, func(name *string) { w.object("", func() { w.text("name", *name) }) })
}

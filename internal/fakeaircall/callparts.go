package fakeaircall

import (
	"fmt"
	"strconv"
)

// RecordingURL looks like the presigned address of the recording; "" without one.
func (c *Call) RecordingURL() string { return assetFile(c.HasRecording, "", c.ID) }

// VoicemailURL looks like the presigned address of the voicemail; "" without one.
func (c *Call) VoicemailURL() string { return assetFile(c.HasVoicemail, "vm", c.ID) }

// AssetURL is the page of the recording or the voicemail in Aircall's own application; "" without one.
func (c *Call) AssetURL() string {
	base := "https://assets.aircall.io/calls/" + strconv.FormatInt(c.ID, 10)
	switch {
	case c.HasRecording:
		return base + "/recording"
	case c.HasVoicemail:
		return base + "/voicemail"
	}
	return ""
}

func assetFile(there bool, prefix string, id int64) string {
	if !there {
		return ""
	}
	text := strconv.FormatInt(id, 10)
	return "https://recordings.example/" + prefix + text + ".mp3?X-Amz-Expires=3600&X-Amz-Signature=invented" + text
}

func shortURL(there bool, id int64, kind int) string {
	if !there {
		return ""
	}
	return fmt.Sprintf("https://short-urls.aircall.io/v1/%08x-0000-4000-8000-%012x", kind, id)
}

// callTags writes the tags of a call, which are not Tag objects. A deleted tag is stripped from past calls.
func (x *exchange) callTags(w *jsonWriter, tags []CallTag) {
	list(w, "tags", tags, func(t *CallTag) {
		known := x.tag(t.TagID)
		if known == nil {
			return
		}
		w.object("", func() {
			w.int("id", known.ID)
			w.text("name", known.Name)
			w.int("created_at", t.TaggedAt)
			x.nestedUser(w, "tagged_by", t.TaggedBy, true)
		})
	})
}

func (x *exchange) callComments(w *jsonWriter, comments []Comment) {
	list(w, "comments", comments[:min(len(comments), MaxComments)], func(c *Comment) {
		w.object("", func() {
			w.int("id", c.ID)
			w.text("content", c.Content)
			w.int("posted_at", c.PostedAt)
			x.nestedUser(w, "posted_by", c.PostedBy, false)
		})
	})
}

// callParticipants is left out of a call that was no conference. Documented: who is external has neither id nor name,
// and a user has no phone number.
func callParticipants(w *jsonWriter, participants []Participant) {
	if len(participants) == 0 {
		return
	}
	list(w, "conference_participants", participants, func(p *Participant) {
		w.object("", func() {
			if p.Type != "external" {
				w.text("id", p.ID)
			}
			w.text("type", p.Type)
			if p.Type != "external" {
				w.textOrNull("name", p.Name)
			}
			if p.Type != "user" {
				w.textOrNull("phone_number", p.PhoneNumber)
			}
		})
	})
}

func callTimeline(w *jsonWriter, options []IVROption) {
	list(w, "ivr_options_selected", options, func(o *IVROption) {
		w.object("", func() {
			w.text("id", o.ID)
			w.textOrNull("title", o.Title)
			w.text("key", o.Key)
			w.textOrNull("branch", o.Branch)
			isoSeconds(w, "created_at", o.CreatedAt)
			isoSeconds(w, "transition_started_at", o.TransitionStarted)
			isoSeconds(w, "transition_ended_at", o.TransitionEnded)
		})
	})
}

func callAgents(w *jsonWriter, agents []AIVoiceAgent) {
	list(w, "ai_voice_agents", agents, func(a *AIVoiceAgent) {
		w.object("", func() {
			w.text("agent_id", a.AgentID)
			w.text("agent_name", a.AgentName)
			w.textOrNull("end_reason", a.EndReason)
			isoSeconds(w, "started_at", a.StartedAt)
			isoSeconds(w, "ended_at", a.EndedAt)
			w.textOrNull("escalation_reason", a.EscalationReason)
			if a.TargetType == "" {
				w.null("escalation_target")
				return
			}
			w.object("escalation_target", func() {
				w.text("type", a.TargetType)
				w.textOrNull("destination", a.TargetDestination)
			})
		})
	})
}

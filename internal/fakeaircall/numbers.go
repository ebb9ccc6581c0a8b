package fakeaircall

import "time"

// numberForm is one of the shapes that a number has on the wire.
type numberForm int

const (
	numberListed numberForm = iota
	numberAlone             // with its users
	numberOfUser            // with flow_editor_enabled
	numberNested            // as numberOfUser; measured: its priority is null whatever the list says
)

func numbers(q *question) response {
	at := inWindow(q, q.c.Numbers, func(n *Number) time.Time { return n.CreatedAt })
	return q.list(listing{key: "numbers", total: len(at), ordered: true, echo: []string{"from", "to"},
		row: func(w *jsonWriter, i int) {
			w.object("", func() { q.numberFields(w, &q.c.Numbers[at[i]], numberListed) })
		}})
}

func number(q *question) response {
	n := q.number(q.id())
	if n == nil {
		return notFound()
	}
	return q.single("number", func(w *jsonWriter) { q.numberFields(w, n, numberAlone) })
}

func (q *question) numberFields(w *jsonWriter, n *Number, form numberForm) {
	w.int("id", n.ID)
	w.directLink(linkV1+"numbers/", n.ID)
	w.text("name", n.Name)
	w.text("digits", n.Digits)
	w.iso("created_at", n.CreatedAt)
	w.text("country", n.Country)
	w.text("time_zone", n.TimeZone)
	w.bool("open", n.Open)
	w.text("availability_status", n.AvailabilityStatus)
	w.bool("is_ivr", n.IsIVR)
	w.bool("live_recording_activated", n.LiveRecording)
	if n.Priority == nil || form == numberNested {
		w.null("priority")
	} else {
		w.int("priority", int64(*n.Priority))
	}
	if form == numberOfUser || form == numberNested || q.c.Verbose {
		w.bool("flow_editor_enabled", n.FlowEditor)
	}
	w.object("messages", func() {
		m := &n.Messages
		w.textOrNull("welcome", m.Welcome)
		w.textOrNull("waiting", m.Waiting)
		w.textOrNull("ringing_tone", m.RingingTone)
		w.textOrNull("ivr", m.IVR)
		w.textOrNull("voicemail", m.Voicemail)
		w.textOrNull("after_hours", m.AfterHours)
		w.textOrNull("closed", m.Closed)
		w.textOrNull("callback_later", m.CallbackLater)
		w.textOrNull("unanswered_call", m.UnansweredCall)
	})
	if form == numberAlone {
		list(w, "users", n.UserIDs, func(id *int64) {
			if u := q.user(*id); u != nil {
				w.object("", func() { q.v1User(w, u, true) })
			}
		})
	}
}

// registrationStatus exists; its shape is not established, so this one is a plausible small object.
func registrationStatus(q *question) response {
	n := q.number(q.id())
	if n == nil || n.RegistrationStatus == "" {
		return notFound()
	}
	return q.bare(func(w *jsonWriter) {
		w.int("number_id", n.ID)
		w.text("status", n.RegistrationStatus)
	})
}

// messagesConfiguration names callbackUrl and type; the rest of its shape is not established.
func messagesConfiguration(q *question) response {
	n := q.number(q.id())
	if n == nil || n.MessagesCallbackURL == "" {
		return notFound()
	}
	return q.bare(func(w *jsonWriter) {
		w.text("callbackUrl", n.MessagesCallbackURL)
		w.text("type", n.MessagesCallbackType)
	})
}

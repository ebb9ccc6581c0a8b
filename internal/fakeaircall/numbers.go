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

func numbers(x *exchange) response {
	at := inWindow(x, x.c.Numbers, func(n *Number) time.Time { return n.CreatedAt })
	return x.list(listing{key: "numbers", total: len(at), ordered: true, echo: []string{"from", "to"},
		row: func(w *jsonWriter, i int) {
			w.object("", func() { x.numberFields(w, &x.c.Numbers[at[i]], numberListed) })
		}})
}

func number(x *exchange) response {
	n := x.number(x.id())
	if n == nil {
		return notFound()
	}
	return x.single("number", func(w *jsonWriter) { x.numberFields(w, n, numberAlone) })
}

func (x *exchange) numberFields(w *jsonWriter, n *Number, form numberForm) {
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
	if form == numberOfUser || form == numberNested || x.c.Verbose {
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
			if u := x.user(*id); u != nil {
				w.object("", func() { x.v1User(w, u, true) })
			}
		})
	}
}

// registrationStatus exists; its shape is not established, so this one is a plausible small object.
func registrationStatus(x *exchange) response {
	n := x.number(x.id())
	if n == nil || n.RegistrationStatus == "" {
		return notFound()
	}
	return x.bare(func(w *jsonWriter) {
		w.int("number_id", n.ID)
		w.text("status", n.RegistrationStatus)
	})
}

// messagesConfiguration names callbackUrl and type; the rest of its shape is not established.
func messagesConfiguration(x *exchange) response {
	n := x.number(x.id())
	if n == nil || n.MessagesCallbackURL == "" {
		return notFound()
	}
	return x.bare(func(w *jsonWriter) {
		w.text("callbackUrl", n.MessagesCallbackURL)
		w.text("type", n.MessagesCallbackType)
	})
}

package fakeaircall

import (
	"slices"
	"sort"
	"strconv"
	"time"
)

// Documented: calls reach back six months and their menu choices two. The exact edge is not established; months of the
// calendar are counted here.
const (
	retentionMonths = 6
	timelineMonths  = 2
)

func calls(x *exchange) response { return x.listCalls(nil) }

// searchCalls filters by direction, user, outside number and tags, of which all must be there.
func searchCalls(x *exchange) response {
	params := x.r.URL.Query()
	direction, phone := params.Get("direction"), params.Get("phone_number")
	userID, impossible := int64(0), false
	if params.Has("user_id") {
		id, err := strconv.ParseInt(params.Get("user_id"), 10, 64)
		userID, impossible = id, err != nil || x.user(id) == nil
	}
	// Documented: tags come as repeated tags[]; a comma-joined value matches nothing.
	var tagIDs []int64
	for _, text := range params["tags[]"] {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || x.tag(id) == nil {
			impossible = true
		}
		tagIDs = append(tagIDs, id)
	}
	return x.listCalls(func(call *Call) bool {
		if impossible || direction != "" && call.Direction != direction || params.Has("user_id") && call.UserID != userID {
			return false
		}
		detail := call.Detail()
		if phone != "" && (detail.TransferredAway || !sameNumber(call.RawDigits, phone)) {
			return false
		}
		for _, id := range tagIDs {
			if !slices.ContainsFunc(detail.Tags, func(t CallTag) bool { return t.TagID == id }) {
				return false
			}
		}
		return true
	})
}

// listCalls lists the calls wanted. Measured: from is exclusive and to inclusive, both about started_at.
func (x *exchange) listCalls(wanted func(*Call) bool) response {
	b := x.bounds(true)
	oldest := x.oldestServed()
	// Calls are sorted by start, so that a window is a slice.
	low := sort.Search(len(x.c.Calls), func(i int) bool {
		t := x.c.Calls[i].StartedAt
		return t >= oldest && float64(t) > b.from
	})
	high := max(low, sort.Search(len(x.c.Calls), func(i int) bool { return float64(x.c.Calls[i].StartedAt) > b.to }))
	if b.none {
		high = low
	}
	window := x.c.Calls[low:high]
	row, total := func(i int) *Call { return &window[i] }, len(window)
	if wanted != nil {
		var at []int32
		for i := range window {
			if wanted(&window[i]) {
				at = append(at, int32(i))
			}
		}
		row, total = func(i int) *Call { return &window[at[i]] }, len(at)
	}
	expand := x.expansion()
	return x.list(listing{key: "calls", total: total, ordered: true,
		echo: []string{"from", "to", "direction", "user_id", "phone_number", "tags[]"},
		row: func(w *jsonWriter, i int) {
			w.object("", func() { x.callFields(w, row(i), expand) })
		}})
}

// oldestServed is the oldest start that Aircall still serves, in Unix seconds.
func (x *exchange) oldestServed() int64 { return x.now.AddDate(0, -retentionMonths, 0).Unix() }

// call serves one call. What an id behind the retention gives is not established; it is unknown here.
func call(x *exchange) response {
	c := x.call(x.id())
	if c == nil || c.StartedAt < x.oldestServed() {
		return notFound()
	}
	return x.single("call", func(w *jsonWriter) { x.callFields(w, c, x.expansion()) })
}

// expansion says which optional parts of a call are asked for.
type expansion struct{ contact, shortURLs, timeline, agents bool }

func (x *exchange) expansion() expansion {
	params := x.r.URL.Query()
	fetch := func(part string) bool { return params.Get("fetch_"+part) == "true" }
	return expansion{fetch("contact"), fetch("short_urls"), fetch("call_timeline"), fetch("aiva_conv")}
}

func (x *exchange) callFields(w *jsonWriter, c *Call, expand expansion) {
	d := c.Detail()
	w.int("id", c.ID)
	w.textOrNull("sid", c.SID)
	w.directLink(linkV1+"calls/", c.ID)
	w.text("direction", c.Direction)
	w.text("status", c.Status())
	w.textOrNull("missed_call_reason", c.MissedCallReason)
	w.int("started_at", c.StartedAt)
	w.intOrNull("answered_at", c.AnsweredAt)
	w.intOrNull("ended_at", c.EndedAt)
	w.int("duration", int64(x.duration(c)))
	w.text("raw_digits", c.RawDigits)
	w.textOrNull("voicemail", c.VoicemailURL())
	w.textOrNull("recording", c.RecordingURL())
	w.textOrNull("asset", c.AssetURL())
	w.textOrNull("recording_short_url", shortURL(expand.shortURLs && c.HasRecording, c.ID, 0))
	w.textOrNull("voicemail_short_url", shortURL(expand.shortURLs && c.HasVoicemail, c.ID, 1))
	w.bool("archived", c.Archived)
	w.textOrNull("cost", c.Cost)
	w.textOrNull("pricing_type", c.PricingType)
	w.textOrNull("country_code_a2", c.CountryCode)
	x.nestedUser(w, "user", c.UserID, true)
	x.nestedUser(w, "assigned_to", d.AssignedTo, true)
	x.nestedUser(w, "transferred_by", d.TransferredBy, true)
	x.nestedUser(w, "transferred_to", d.TransferredTo, true)
	if p := x.contact(c.ContactID); p != nil && expand.contact {
		w.object("contact", func() { contactFields(w, p) })
	} else {
		w.null("contact")
	}
	if n := x.number(c.NumberID); n != nil {
		w.object("number", func() { x.numberFields(w, n, numberNested) })
	} else {
		w.null("number")
	}
	x.nestedTeams(w, d.TeamIDs)
	x.callTags(w, d.Tags)
	x.callComments(w, d.Comments)
	callParticipants(w, d.Participants)
	if expand.timeline && c.StartedAt >= x.now.AddDate(0, -timelineMonths, 0).Unix() {
		callTimeline(w, d.IVROptions)
	}
	if expand.agents {
		callAgents(w, d.AIVoiceAgents)
	}
}

// duration is as reported, or without the ringing where Options say so.
func (x *exchange) duration(c *Call) int {
	if !x.o.DurationIsTalkTime {
		return c.Duration
	}
	if c.AnsweredAt == 0 || c.EndedAt == 0 {
		return 0
	}
	return int(c.EndedAt - c.AnsweredAt)
}

func isoSeconds(w *jsonWriter, key string, unix int64) {
	if unix == 0 {
		w.null(key)
		return
	}
	w.iso(key, time.Unix(unix, 0))
}

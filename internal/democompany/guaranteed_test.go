package democompany

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// windows are what the documents' examples ask for that chance may leave out: what is to be found, and within how many days.
var windows = []struct {
	what string
	days int
	is   func(*fakeaircall.Company, *fakeaircall.Call) bool
}{
	{"long talk that was analysed in every way", 3, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		talk := c.Conversations[call.ID]
		return talk != nil && call.UserID != 0 && call.EndedAt-call.AnsweredAt > 600 && len(talk.ActionItems) > 0 && talk.CSAT != nil &&
			talk.CustomSummary != nil && talk.Playbook != nil && talk.Evaluations != nil && len(talk.Transcription.Utterances) > 0
	}},
	{"talk of two minutes without an action item", 3, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		return talked(call) >= 120 && call.UserID != 0 && c.Conversations[call.ID] == nil
	}},
	{"talk about an invoice", 4, func(c *fakeaircall.Company, call *fakeaircall.Call) bool { return said(c, call, "invoice") }},
	{"unhappy caller whose name is known", 4, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		p := c.Contact(call.ContactID)
		return said(c, call, "short") && call.UserID != 0 && p != nil && p.FirstName != ""
	}},
	{"playbook that was not kept to", 4, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		talk := c.Conversations[call.ID]
		return talk != nil && talk.Playbook != nil && call.UserID != 0 &&
			slices.ContainsFunc(talk.Playbook.Topics, func(topic fakeaircall.PlaybookTopic) bool { return topic.Result == "missed" })
	}},
	{"action item with no later call to the customer", 4, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		talk := c.Conversations[call.ID]
		return talk != nil && len(talk.ActionItems) > 0 && call.UserID != 0 && outside(call) != "" && !slices.ContainsFunc(after(c, call), func(later fakeaircall.Call) bool {
			return later.Direction == fakeaircall.Outbound && later.RawDigits == call.RawDigits
		})
	}},
	{"voicemail that was written down", 7, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		return call.HasVoicemail && outside(call) != "" && c.Conversations[call.ID] != nil
	}},
	{"caller who waits for four hours", 7, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		return waits(c, call) && call.StartedAt < c.Now.Add(-4*time.Hour).Unix()
	}},
	{"voicemail that nobody has dealt with", 7, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		return call.HasVoicemail && waits(c, call) && !call.Archived && call.Detail().AssignedTo == 0 && len(call.Detail().Comments) == 0
	}},
	{"missed caller who was called back", 7, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		return call.Direction == fakeaircall.Inbound && call.MissedCallReason != "" && slices.ContainsFunc(after(c, call), func(later fakeaircall.Call) bool {
			return later.RawDigits == call.RawDigits && later.Direction == fakeaircall.Outbound && later.AnsweredAt != 0 && later.UserID != 0
		})
	}},
	{"contact who tried three times", 7, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		tries := 0
		for _, later := range after(c, call) {
			if later.RawDigits == call.RawDigits && later.Direction == fakeaircall.Inbound && later.StartedAt < call.StartedAt+86400 {
				tries++
			}
		}
		return call.Direction == fakeaircall.Inbound && call.MissedCallReason != "" && call.ContactID != 0 && tries >= 2
	}},
	{"call of the first user", 7, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		return call.UserID == c.Users[0].ID && call.EndedAt != 0
	}},
	{"talk of five minutes without a note", 7, func(_ *fakeaircall.Company, call *fakeaircall.Call) bool {
		return talked(call) > 300 && call.UserID != 0 && outside(call) != "" && len(call.Detail().Comments) == 0
	}},
	{"noted and written down talk with the first contact", 7, func(c *fakeaircall.Company, call *fakeaircall.Call) bool {
		return call.ContactID == c.Contacts[0].ID && call.UserID != 0 && len(call.Detail().Comments) > 0 && c.Conversations[call.ID] != nil
	}},
	{"conference with a stranger", 8, func(_ *fakeaircall.Company, call *fakeaircall.Call) bool {
		return slices.ContainsFunc(call.Detail().Participants, func(p fakeaircall.Participant) bool { return p.Type == "external" && p.PhoneNumber != "" })
	}},
	{"note by a user", 7, func(_ *fakeaircall.Company, call *fakeaircall.Call) bool {
		return slices.ContainsFunc(call.Detail().Comments, func(note fakeaircall.Comment) bool { return note.PostedBy != 0 })
	}},
	{"tag by a user", 7, func(_ *fakeaircall.Company, call *fakeaircall.Call) bool {
		return slices.ContainsFunc(call.Detail().Tags, func(tag fakeaircall.CallTag) bool { return tag.TaggedBy != 0 })
	}},
	{"call that rang a team", 7, func(_ *fakeaircall.Company, call *fakeaircall.Call) bool { return len(call.Detail().TeamIDs) > 0 }},
	{"choice in a menu", 7, func(_ *fakeaircall.Company, call *fakeaircall.Call) bool { return len(call.Detail().IVROptions) > 0 }},
}

// TestAnyThreeDaysHaveWhatExamplesAskFor: at any hour of the year each window of the examples has what they look for, and each
// campaign was dialled.
func TestAnyThreeDaysHaveWhatExamplesAskFor(t *testing.T) {
	t.Parallel()
	for moment := time.Date(2026, 1, 1, 0, 0, 1, 0, time.UTC); moment.Year() == 2026; moment = moment.Add(29*time.Hour + 7*time.Minute) {
		c := New(1, moment, Size{Days: 9, Contacts: 40, CallsPerDay: busyEnough})
		for _, w := range windows {
			calls := c.Between(moment.AddDate(0, 0, -w.days), moment)
			if !slices.ContainsFunc(calls, func(call fakeaircall.Call) bool { return w.is(c, &call) }) {
				t.Errorf("%s: no %s in %d days", moment.Format("Mon 2006-01-02 15:04"), w.what, w.days)
			}
		}
		for user, campaign := range c.DialerCampaigns {
			if called, answered := dialled(c, campaign); called == 0 || answered == 0 {
				t.Errorf("%s: of the numbers of user %d %d were called and %d answered", moment, user, called, answered)
			}
		}
	}
}

// talked is for how many seconds.
func talked(call *fakeaircall.Call) int64 {
	if call.AnsweredAt == 0 || call.EndedAt == 0 {
		return 0
	}
	return call.EndedAt - call.AnsweredAt
}

// said is true of a conversation in which the caller says that word.
func said(c *fakeaircall.Company, call *fakeaircall.Call, word string) bool {
	talk := c.Conversations[call.ID]
	return talk != nil && call.AnsweredAt != 0 && slices.ContainsFunc(talk.Transcription.Utterances, func(u fakeaircall.Utterance) bool {
		return u.ParticipantType == "external" && strings.Contains(u.Text, word)
	})
}

// after are the calls that start after this one.
func after(c *fakeaircall.Company, call *fakeaircall.Call) []fakeaircall.Call {
	return c.Between(time.Unix(call.StartedAt, 0), c.Now)
}

// waits is true of a caller who was missed and has not been spoken to since.
func waits(c *fakeaircall.Company, call *fakeaircall.Call) bool {
	return call.Direction == fakeaircall.Inbound && call.MissedCallReason != "" && outside(call) != "" &&
		!slices.ContainsFunc(after(c, call), func(later fakeaircall.Call) bool { return later.RawDigits == call.RawDigits && later.AnsweredAt != 0 })
}

// dialled counts the campaign's calls since it began.
func dialled(c *fakeaircall.Company, d *fakeaircall.DialerCampaign) (called, answered int) {
	for _, number := range d.Numbers {
		for _, call := range c.Calls {
			if number.Called && call.StartedAt > d.CreatedAt.Unix() && e164(call.RawDigits) == number.Number {
				called++
				if call.AnsweredAt != 0 {
					answered++
				}
			}
		}
	}
	return called, answered
}

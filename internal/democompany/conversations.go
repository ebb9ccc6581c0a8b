package democompany

import (
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// addOnDays is how long ago the company bought conversation intelligence.
const addOnDays = 45

// subject is something that people call about.
type subject struct {
	topics    []string
	summary   string
	lines     []string // in turn: ours, theirs
	todo      string
	sentiment string
	score     int
	driver    fakeaircall.Driver
}

var subjects = []subject{
	{[]string{"Short delivery", "Refund"}, "Customer reported a short delivery; callback promised.",
		[]string{"Good morning, how can I help?", "My order came short by two boxes.", "I am sorry to hear that. Which order was it?",
			"The one from Monday.", "I will check with the yard and call you back.", "Please do."},
		"Check with the yard and call back", "NEGATIVE", 35, fakeaircall.Driver{Polarity: "NEGATIVE", Label: "Delivery"}},
	{[]string{"Delivery date"}, "Customer asked when the order arrives; it is due on Thursday.",
		[]string{"Hello, what can I do for you?", "I would like to know when my parcel comes.", "It is on the van for Thursday.", "Lovely, thank you."},
		"Send the tracking link", "POSITIVE", 95, fakeaircall.Driver{Polarity: "POSITIVE", Label: "Clear answer"}},
	{[]string{"Invoice", "Payment terms"}, "Customer wants the invoice again and asks for thirty days to pay.",
		[]string{"Accounts, good afternoon.", "I never got the invoice for March.", "I will send it again now.", "And could we have thirty days?",
			"I will ask and let you know."},
		"Send the invoice again", "NEUTRAL", 60, fakeaircall.Driver{Polarity: "NEUTRAL", Label: "Billing"}},
	{[]string{"Price request", "New customer"}, "New customer asks for trade prices for a shop refit.",
		[]string{"Good morning, sales.", "We are fitting out a shop and need prices.", "Of course. How many units?", "About forty.",
			"I will send you our trade list today."},
		"Send the trade price list", "POSITIVE", 75, fakeaircall.Driver{Polarity: "POSITIVE", Label: "Friendliness"}},
	{[]string{"Return"}, "Customer returns a damaged item; a label was sent.",
		[]string{"Returns desk.", "One of the panels arrived broken.", "I can send you a label for it.", "That would help, thanks."},
		"Send a return label", "NEUTRAL", 55, fakeaircall.Driver{Polarity: "NEGATIVE", Label: "Packaging"}},
}

// spokenCards are utterances with the number of a payment card, in one or in two of them. The number is a test card's.
var spokenCards = [][]string{{"My card is 4111 1111 1111 1111."}, {"My card is 4111 1111", "1111 1111, that is all."}}

// analyseCalls adds conversation intelligence to some of the recorded calls and voicemails.
func (t *callGenerator) analyseCalls() {
	since, now := t.ago(addOnDays).Unix(), t.c.Now.Unix()
	for i := range t.c.Calls {
		c := &t.c.Calls[i]
		// Seen: the artefacts appear minutes after the call.
		if c.StartedAt < since || c.EndedAt == 0 || c.EndedAt > now-5*60 || !t.chanceOrGuaranteed(c, 0.6) {
			continue
		}
		about := subjects[t.r.IntN(len(subjects))]
		if t.guaranteed[keyOf(c)] {
			about = subjects[2] // an invoice in the morning
			if time.Unix(c.StartedAt, 0).UTC().Hour() >= 12 {
				about = subjects[0] // an unhappy caller in the afternoon
			}
		}
		switch {
		case c.HasRecording:
			t.c.Conversations[c.ID] = t.conversation(c, about)
		case c.HasVoicemail:
			t.c.Conversations[c.ID] = t.voicemail(c, about)
		}
	}
}

func (t *callGenerator) conversation(c *fakeaircall.Call, about subject) *fakeaircall.Conversation {
	made := time.Unix(c.EndedAt, 0).UTC().Add(2 * time.Minute)
	spoken, phone := language(t.c.Number(c.NumberID)), outside(c)
	talk := &fakeaircall.Conversation{ID: t.ids(10), CreatedAt: made, Topics: about.topics, Summary: about.summary,
		Transcription: &fakeaircall.Transcription{Type: "call", Language: spoken},
		Sentiments:    []fakeaircall.Sentiment{{PhoneNumber: phone, Value: about.sentiment, Type: "external"}},
		ActionItems:   []fakeaircall.ActionItem{{ID: t.id(), AIGenerated: true, Content: about.todo, CreatedAt: made, UpdatedAt: made}},
		CSAT:          &fakeaircall.CSAT{Score: about.score, Drivers: []fakeaircall.Driver{about.driver}},
	}
	var card []string
	if started := time.Unix(c.StartedAt, 0).UTC(); t.guaranteed[keyOf(c)] && about.topics[0] == subjects[0].topics[0] {
		card = spokenCards[int(started.Weekday())%len(spokenCards)]
	}
	at, turn := 1.2, float64(c.EndedAt-c.AnsweredAt)/float64(len(about.lines)+len(card)+1)
	for i, text := range about.lines {
		u := fakeaircall.Utterance{Start: at, End: at + turn*0.8, Text: text, ParticipantType: "internal", UserID: c.UserID}
		if i%2 == 1 {
			u.ParticipantType, u.UserID, u.PhoneNumber = "external", 0, phone
		} else if len(c.Detail().AIVoiceAgents) > 0 && c.UserID == 0 {
			u.ParticipantType, u.AIVoiceAgentID = "ai_voice_agent", c.Detail().AIVoiceAgents[0].AgentID
		}
		talk.Transcription.Utterances = append(talk.Transcription.Utterances, u)
		at += turn
	}
	for _, text := range card {
		talk.Transcription.Utterances = append(talk.Transcription.Utterances,
			fakeaircall.Utterance{Start: at, End: at + turn*0.8, Text: text, ParticipantType: "external", PhoneNumber: phone})
		at += turn
	}
	if t.chanceOrGuaranteed(c, 0.5) {
		talk.CustomSummary = &fakeaircall.CustomSummary{Language: spoken, Name: "Claims", Sections: []fakeaircall.Section{{Name: "Cause", Content: about.topics[0]}, {Name: "Next step", Content: about.todo}}}
	}
	if t.chanceOrGuaranteed(c, 0.4) {
		results := []string{"covered", "missed"}
		talk.Playbook = &fakeaircall.PlaybookResult{UserID: c.UserID, AdherenceScore: float64(5+t.r.IntN(6)) / 10, PlaybookID: 4, Name: "Service", Language: spoken,
			Topics: []fakeaircall.PlaybookTopic{{Name: "Greeting", Result: "covered"}, {Name: "Name asked", Result: results[t.r.IntN(2)]}, {Name: "Next step agreed", Result: results[t.r.IntN(2)]}}}
		if t.guaranteed[keyOf(c)] {
			talk.Playbook.Topics[1].Result = "missed"
		}
	}
	if t.chanceOrGuaranteed(c, 0.3) {
		talk.Evaluations = &fakeaircall.Evaluations{AIGenerated: true, Scorecards: []fakeaircall.Scorecard{{Name: "Service", NormalizedScore: float64(50 + t.r.IntN(50)),
			Categories: []string{"Opening", "Resolution"}, Questions: []string{"Did the agent give a name?", "Was a next step agreed?"}}}}
		if t.chance(0.4) {
			talk.Evaluations.ReviewedAt = made.Add(time.Hour)
		}
	}
	return talk
}

// voicemail is transcribed, and nothing more.
func (t *callGenerator) voicemail(c *fakeaircall.Call, about subject) *fakeaircall.Conversation {
	return &fakeaircall.Conversation{ID: t.ids(10), CreatedAt: time.Unix(c.EndedAt, 0).UTC().Add(2 * time.Minute),
		Transcription: &fakeaircall.Transcription{Type: "voicemail", Language: language(t.c.Number(c.NumberID)), Utterances: []fakeaircall.Utterance{
			{Start: 0.4, End: float64(c.Duration) * 0.7, Text: about.lines[1], ParticipantType: "external", PhoneNumber: outside(c)}}}}
}

// outside is the other party's number in E.164, or "".
func outside(c *fakeaircall.Call) string {
	if !strings.HasPrefix(c.RawDigits, "+") {
		return ""
	}
	return e164(c.RawDigits)
}

// ids reserves n consecutive ids and returns the first.
func (s *generator) ids(n int64) int64 {
	s.next += n
	return s.next - n + 1
}

// language is that of the transcripts of a line's calls.
func language(n *fakeaircall.Number) string {
	if n.Country == "US" {
		return "en-US"
	}
	return "en-GB"
}

package fakeaircall

import "time"

// Bare is a tiny company in which everything that may be null, empty or absent is so. Its conversations have one part at most.
func Bare(now time.Time) *Company {
	now = now.UTC().Truncate(time.Second)
	created := now.AddDate(0, 0, -100)
	start := now.Add(-time.Hour).Unix()
	return &Company{
		Name: "Bare & Co", Now: now,
		Users: []User{{ID: firstUserID, Name: "Tom Vale", Email: "tom.vale@bare.example", AvailabilityStatus: "unavailable", Availability: "offline",
			CreatedAt: created, TimeZone: "Etc/UTC", Language: "en-US"}},
		Teams: []Team{{ID: firstTeamID, Name: "Empty", CreatedAt: created}},
		Numbers: []Number{{ID: firstNumberID, Name: "Line", Digits: "+44 20 7946 0103", Country: "GB", TimeZone: "Etc/UTC",
			AvailabilityStatus: "closed", CreatedAt: created}},
		Contacts: []Contact{{ID: firstContactID, CreatedAt: created.Unix(), UpdatedAt: created.Unix()}},
		Tags:     []Tag{{ID: firstTagID, Name: "plain", Color: "#29C8FF"}},
		Webhooks: []Webhook{{ID: 1_204_377, WebhookID: "00000000-0000-4000-8000-000000000001", URL: "https://hooks.example/bare", CreatedAt: created, Token: "invented"}},
		Calls: []Call{
			{ID: firstCallID, Direction: Outbound, StartedAt: start, RawDigits: Anonymous, NumberID: firstNumberID},
			{ID: firstCallID + 1, Direction: Inbound, StartedAt: start + 60, EndedAt: start + 70, Duration: 10, RawDigits: Anonymous, NumberID: firstNumberID},
		},
		SMSTemplates:    []SMSTemplate{{ID: 1, Name: "Empty", Body: "…"}},
		DialerCampaigns: map[int64]*DialerCampaign{firstUserID: {ID: 331, CreatedAt: created}},
		WhatsApp:        map[int64]*WhatsApp{firstNumberID: {WABAID: "123456789", Status: "OFFLINE"}},
		Campaigns:       map[string][]CampaignContact{SpringCampaign: {{PhoneNumber: "+441614960417"}}},
		Integration:     &Integration{Name: "bare", Status: "installed"},
		Conversations: map[int64]*Conversation{firstCallID + 1: {ID: 1, CreatedAt: time.Unix(start+80, 0).UTC(),
			Transcription: &Transcription{Type: "call", Language: "en-US"}}},
	}
}

// BareParts is a Bare company in which whatever can have parts has one that says as little as it may: a note of an
// integration, a participant whose number is withheld, a conversation of which only what is never left out was generated.
func BareParts(now time.Time) *Company {
	c := Bare(now)
	user, line := &c.Users[0], &c.Numbers[0]
	c.Teams[0].UserIDs, line.UserIDs = []int64{user.ID}, []int64{user.ID}
	c.Contacts[0].PhoneNumbers = []ContactDetail{{1, "Work", "extension 4"}}
	c.Contacts = append(c.Contacts, Contact{ID: firstContactID + 1, CreatedAt: c.Contacts[0].CreatedAt, UpdatedAt: c.Contacts[0].UpdatedAt,
		Emails: []ContactDetail{{2, "Work", " "}}})
	c.DialerCampaigns[user.ID].Numbers = []DialerNumber{{ID: 12, Number: "0", CreatedAt: user.CreatedAt}}
	c.WhatsApp[line.ID].Templates = []WhatsAppTemplate{{1, "plain", "UTILITY", "PENDING", "en"}}

	start := c.Now.Add(-30 * time.Minute).Unix()
	call := Call{ID: firstCallID + 2, Direction: Inbound, StartedAt: start, AnsweredAt: start + 10, EndedAt: start + 60, Duration: 60, RawDigits: Anonymous,
		NumberID: line.ID, Details: &Details{
			TeamIDs:       []int64{c.Teams[0].ID},
			Tags:          []CallTag{{TagID: c.Tags[0].ID, TaggedAt: start + 70}},
			Comments:      []Comment{{ID: 5, Content: "by API", PostedAt: start + 70}},
			Participants:  []Participant{{Type: "external"}, {Type: "external", PhoneNumber: Anonymous}},
			IVROptions:    []IVROption{{ID: "o", Key: "fallback", CreatedAt: start, TransitionStarted: start, TransitionEnded: start}},
			AIVoiceAgents: []AIVoiceAgent{{AgentID: "a", AgentName: "Desk", StartedAt: start, EndedAt: start + 10}},
		}}
	c.Calls = append(c.Calls, call)
	c.Conversations = map[int64]*Conversation{call.ID: {
		ID: 1, CreatedAt: time.Unix(start+180, 0).UTC(), Topics: []string{"Delivery"}, Summary: "A delivery.",
		Transcription: &Transcription{"call", "en-US", []Utterance{{End: 2, Text: "Hello", ParticipantType: "external"}}},
		Sentiments:    []Sentiment{{Value: "NEUTRAL", Type: "external"}},
		ActionItems:   []ActionItem{{ID: 11, Content: "Call back", CreatedAt: time.Unix(start+180, 0).UTC()}},
		CSAT:          &CSAT{},
		CustomSummary: &CustomSummary{"en-US", "Claims", []Section{{"Cause", "None"}}},
		Playbook:      &PlaybookResult{PlaybookID: 4, Name: "Service", Language: "en-US", Topics: []PlaybookTopic{{"Greeting", "covered"}}},
		Evaluations:   &Evaluations{Scorecards: []Scorecard{{Name: "Service"}}},
	}}
	return c
}

package fakeaircall

import "time"

// Full is a tiny company in which every field of every object is filled, for tests that no column is NULL. Its calls are
// both missed and answered, recorded and left as voicemail, which no real call is.
func Full(now time.Time) *Company {
	now = now.UTC().Truncate(time.Second)
	at := func(ago time.Duration) time.Time { return now.Add(-ago) }
	file := func(name string) string { return "https://cdn.example/" + name + ".mp3" }
	const day = 24 * time.Hour
	c := &Company{Name: "Larkfield Supplies", Now: now, Verbose: true}
	c.Users = []User{{ID: firstUserID, Name: "Priya Nair", Email: "priya.nair@larkfield.example", Available: true,
		AvailabilityStatus: "available", Substatus: "always_opened", State: "always_opened", Availability: "available",
		DefaultNumberID: firstNumberID, CreatedAt: at(300 * day), TimeZone: "Europe/London", Language: "en-GB", WrapUpTime: 15, Extension: "014"}}
	c.Teams = []Team{{ID: firstTeamID, Name: "Dispatch", CreatedAt: at(250 * day), UserIDs: []int64{firstUserID}}}
	c.Numbers = []Number{{ID: firstNumberID, Name: "UK Orders", Digits: "+44 20 7946 0102", Country: "GB", TimeZone: "Europe/London",
		Open: true, AvailabilityStatus: "custom", IsIVR: true, LiveRecording: true, Priority: new(1), CreatedAt: at(310 * day),
		Messages: Messages{file("welcome"), file("waiting"), file("ringing"), file("ivr"), file("voicemail"), file("after"), file("closed"),
			file("later"), file("unanswered")},
		UserIDs: []int64{firstUserID}, FlowEditor: true, OpensAt: 9, ClosesAt: 18, RegistrationStatus: "approved",
		MessagesCallbackURL: "https://hooks.example/messages", MessagesCallbackType: "public_api"}}
	c.Contacts = []Contact{{ID: firstContactID, FirstName: "Ada", LastName: "Okafor", CompanyName: "Okafor Florists",
		Information: "Prefers calls before noon", CreatedAt: at(200 * day).Unix(), UpdatedAt: at(20 * day).Unix(),
		PhoneNumbers: []ContactDetail{{551, "Work", "+441614960417"}}, Emails: []ContactDetail{{552, "Work", "ada@okafor.example"}}}}
	c.Tags = []Tag{{firstTagID, "Follow Up", "#ff7d03", "follow_up_self_assign"}}
	c.Webhooks = []Webhook{{ID: 73_409_912, WebhookID: "7f0c2a1e-51d4-4c69-9b0e-3a6f2d9c8b11", URL: "https://hooks.example/aircall", Active: true,
		Events: []string{"call.ended"}, Token: "invented-token", CreatedAt: at(100 * day), CustomName: "Ledger"}}
	c.Conversations = map[int64]*Conversation{}
	for i, direction := range []string{Inbound, Outbound} {
		call := fullCall(firstCallID+int64(i), direction, at(2*time.Hour).Unix()+int64(i)*1800)
		c.Calls = append(c.Calls, call)
		c.Conversations[call.ID] = fullConversation(call, 8_801+int64(i)*20)
	}
	c.SMSTemplates = []SMSTemplate{{501, "Missed you", "Sorry we missed your call."}}
	c.DialerCampaigns = map[int64]*DialerCampaign{firstUserID: {ID: 331, NumberID: firstNumberID, CreatedAt: at(day),
		Numbers: []DialerNumber{{12, "+441614960990", true, at(day)}}}}
	c.WhatsApp = map[int64]*WhatsApp{firstNumberID: {"123456789", "ONLINE", new(true), "TIER_1K", "GREEN", "VERIFIED",
		[]WhatsAppTemplate{{1, "reminder", "UTILITY", "APPROVED", "en"}}}}
	c.Campaigns = map[string][]CampaignContact{SpringCampaign: {{"+441614960417", "Ada", "Okafor", "ada@okafor.example", "Okafor Florists", "Prefers calls before noon"}}}
	c.Integration = &Integration{"ledger-sync", "Ledger", "https://cdn.example/ledger.png", 22_107, "installed", true, []int64{firstNumberID}, firstUserID}
	return c
}

func fullCall(id int64, direction string, start int64) Call {
	return Call{
		ID: id, SID: "CA5d0e7b1c9f4a4b6f8e2a3c1d0b9a8f77", Direction: direction, StartedAt: start, AnsweredAt: start + 14, EndedAt: start + 255,
		Duration: 255, MissedCallReason: AgentsDidNotAnswer, RawDigits: "+44 161 496 0417", HasRecording: true, HasVoicemail: true, Archived: true,
		Cost: "3.0", PricingType: InBundle, CountryCode: "GB", NumberID: firstNumberID, UserID: firstUserID, ContactID: firstContactID,
		Details: &Details{AssignedTo: firstUserID, TransferredBy: firstUserID, TransferredTo: firstUserID, TeamIDs: []int64{firstTeamID},
			Tags:         []CallTag{{firstTagID, start + 270, firstUserID}},
			Comments:     []Comment{{id % 100_000, "Promised a callback on Friday", start + 280, firstUserID}},
			Participants: []Participant{{"1203345671", "contact", "Ada Okafor", "+441614960417"}},
			IVROptions:   []IVROption{{"opt_7", "Orders", "1", "Orders", start + 3, start + 3, start + 7}},
			AIVoiceAgents: []AIVoiceAgent{{"agent_1", "Front desk", "escalated", start + 4, start + 12, "Caller asked for a person",
				"team", "Dispatch"}}},
	}
}

func fullConversation(call Call, id int64) *Conversation {
	made := time.Unix(call.EndedAt, 0).UTC().Add(2 * time.Minute)
	return &Conversation{
		ID: id, CreatedAt: made, Topics: []string{"Short delivery", "Refund"}, Summary: "Customer reported a short delivery.",
		Transcription: &Transcription{"call", "en-GB", []Utterance{{1.2, 4.9, "Larkfield, Priya speaking.", "internal", firstUserID, "+441614960417", "agent_1"}}},
		Sentiments:    []Sentiment{{"+441614960417", "NEGATIVE", "external"}},
		ActionItems:   []ActionItem{{id + 10, true, "Call back on Friday", made, made, firstUserID, firstUserID}},
		CSAT:          &CSAT{75, []Driver{{"POSITIVE", "Delivery"}}},
		CustomSummary: &CustomSummary{"en-GB", "Claims", []Section{{"Cause", "Short pick"}}},
		Playbook:      &PlaybookResult{firstUserID, 0.8, 4, "Claims", "en-GB", []PlaybookTopic{{"Greeting", "covered"}}},
		Evaluations:   &Evaluations{true, []Scorecard{{"Service", 72, []string{"Opening"}, []string{"Name given?"}}}, made.Add(time.Hour)},
	}
}

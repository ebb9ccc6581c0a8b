//go:build e2e

package steampipe_test

import (
	"fmt"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// Ids of what the two companies below have. Aircall's are unique across companies.
const (
	boss, shared2, loner, idle, fresh = 900_001, 900_002, 900_003, 900_004, 900_005 // users of the flawed company
	worker, mate                      = 900_101, 900_102                            // users of the tidy one

	orders, nobodys, flowing, silent, paris, sales, unused = 800_001, 800_002, 800_003, 800_004, 800_005, 800_006, 800_007 // its lines
	tidyLine, tidyFlow, tidySales                          = 800_101, 800_102, 800_103

	flawedTeam, emptyTeam, tidyTeam = 700_001, 700_002, 700_101

	twin, otherTwin, nameless, erased, single, tidySingle = 600_001, 600_002, 600_003, 600_004, 600_005, 600_101 // contacts

	doNotCall, orderTag = 500_001, 500_002
)

// Numbers that the checks look for.
const (
	erasedNumber    = "+441134960777"
	erasedAddress   = "wanda.sombroek@erased.example"
	forbiddenNumber = "+441614960888"
	cardNote        = "zanzibar customer read out 4111 1111 1111 1111 for the deposit"
)

// checkedVariables are those that the two companies are checked with.
var checkedVariables = []string{
	"--var", `approved_webhook_domains=["hooks.example"]`, "--var", `company_domains=["flawed.example","tidy.example"]`,
	"--var", `no_record_countries=["FR"]`, "--var", fmt.Sprintf(`must_record_numbers=["%d","%d"]`, sales, tidySales),
	"--var", `pci_numbers=["Orders"]`, "--var", `erasure_phone_numbers=["` + erasedNumber + `"]`, "--var", `erasure_emails=["` + erasedAddress + `"]`,
	"--var", `do_not_call_numbers=["` + forbiddenNumber + `"]`,
}

// clockOf is a moment some days ago at a time of day in a zone, whatever the present hour is.
func clockOf(now time.Time, days int, zone, clock string) time.Time {
	local, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	var hour, minute, second int
	if _, err := fmt.Sscanf(clock, "%d:%d:%d", &hour, &minute, &second); err != nil {
		panic(err)
	}
	day := now.In(local)
	return time.Date(day.Year(), day.Month(), day.Day()-days, hour, minute, second, 0, local)
}

// callWriter adds calls to a company, with ids in the order in which they are added.
type callWriter struct {
	c    *fakeaircall.Company
	next int64
}

// outbound adds a call that was answered and talked on for so many minutes.
func (w *callWriter) outbound(at time.Time, line, user int64, digits string, minutes int) *fakeaircall.Call {
	return w.add(fakeaircall.Call{Direction: fakeaircall.Outbound, StartedAt: at.Unix(), AnsweredAt: at.Unix() + 10, EndedAt: at.Unix() + 10 + int64(minutes)*60,
		NumberID: line, UserID: user, RawDigits: digits, Cost: "3.0", PricingType: fakeaircall.InBundle})
}

// voicemail adds a missed call that left one.
func (w *callWriter) voicemail(at time.Time, line int64, digits string) *fakeaircall.Call {
	return w.add(fakeaircall.Call{Direction: fakeaircall.Inbound, StartedAt: at.Unix(), EndedAt: at.Unix() + 40, MissedCallReason: fakeaircall.AgentsDidNotAnswer,
		NumberID: line, RawDigits: digits, HasVoicemail: true, Cost: "0.0"})
}

func (w *callWriter) add(call fakeaircall.Call) *fakeaircall.Call {
	w.next += 7
	call.ID, call.SID = w.next, fmt.Sprintf("CA%032x", w.next)
	call.Duration = int(call.EndedAt - call.StartedAt)
	call.Details = &fakeaircall.Details{Tags: []fakeaircall.CallTag{{TagID: orderTag, TaggedAt: call.EndedAt}}}
	w.c.Calls = append(w.c.Calls, call)
	return &w.c.Calls[len(w.c.Calls)-1]
}

func checkedUser(id int64, name, email string, created time.Time) fakeaircall.User {
	return fakeaircall.User{ID: id, Name: name, Email: email, CreatedAt: created, AvailabilityStatus: "available", Availability: "available", TimeZone: "Europe/London", Language: "en-GB"}
}

func checkedNumber(id int64, name, digits, country, zone string, created time.Time, users ...int64) fakeaircall.Number {
	return fakeaircall.Number{ID: id, Name: name, Digits: digits, Country: country, TimeZone: zone, AvailabilityStatus: "custom", CreatedAt: created,
		Messages: fakeaircall.Messages{Voicemail: "https://cdn.example/zanzibar-greeting.mp3"}, UserIDs: users}
}

func checkedWebhook(n int64, url string, active bool, events ...string) fakeaircall.Webhook {
	return fakeaircall.Webhook{ID: 10_000_000 + n, WebhookID: webhookID(n), URL: url, Active: active, Events: events, Token: "invented-token"}
}

func webhookID(n int64) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// flawedCalls are the calls of the flawed company that are found, by what is wrong with them.
type flawedCalls struct {
	kept, card, erased, noted, listed, tagged, early, maybe, tollFree      int64
	newCode, dear, abroad, unusual, waiting, hidden, overDaily, overWeekly int64
	night                                                                  []int64
}

var wrong flawedCalls

// makeFlawed makes a company in which every control finds something.
func makeFlawed(c *fakeaircall.Company) {
	now := c.Now
	old, recent := now.AddDate(-1, 0, 0), now.AddDate(0, 0, -2)
	*c = fakeaircall.Company{Name: "Flawed & Sons", Now: now, Verbose: true, Conversations: map[int64]*fakeaircall.Conversation{}}
	events := make([]string, 60)
	for i := range events {
		events[i] = fmt.Sprintf("call.event_%d", i)
	}
	c.Webhooks = []fakeaircall.Webhook{
		checkedWebhook(1, "http://plain.example/zanzibar-path", true, "call.ended"),
		checkedWebhook(2, "https://hooks.example@203.0.113.9/zanzibar-path", true, events...),
		checkedWebhook(3, "https://hooks.example.attacker.test:8443/zanzibar-path", false, "contact.created"),
		checkedWebhook(4, "https://abc.ngrok-free.app/zanzibar-path", true),
		checkedWebhook(5, "HTTPS://Eu.Hooks.Example./zanzibar-path", true, "call.ended"),
		checkedWebhook(6, "https://localhost/zanzibar-path", true, "transcription.created", "call.ended"),
	}
	c.Users = []fakeaircall.User{
		checkedUser(boss, "Ulla Quist", "ulla.quist@flawed.example", old),
		checkedUser(shared2, "Support Desk", "sales@flawed.example", old),
		checkedUser(loner, "Salesha Vonk", "salesman@elsewhere.example", old),
		checkedUser(idle, "Ivo Drach", "ivo.drach@gmail.com", old),
		checkedUser(fresh, "Nele Fink", "nele.fink@flawed.example", recent),
	}
	c.Teams = []fakeaircall.Team{{ID: flawedTeam, Name: "Front", CreatedAt: old, UserIDs: []int64{boss, shared2, idle, fresh}}, {ID: emptyTeam, Name: "Back", CreatedAt: old}}
	c.Numbers = []fakeaircall.Number{
		checkedNumber(orders, "Orders", "+44 20 7946 0001", "GB", "Europe/London", old, boss, shared2),
		checkedNumber(nobodys, "Nobody's", "+44 20 7946 0002", "GB", "Europe/London", old),
		checkedNumber(flowing, "Flow", "+44 20 7946 0003", "GB", "Europe/London", recent),
		checkedNumber(silent, "Silent", "+44 20 7946 0004", "GB", "Europe/London", old, boss),
		checkedNumber(paris, "Paris", "+33 1 99 00 00 05", "FR", "Europe/Paris", old, boss),
		checkedNumber(sales, "Sales", "+1 212-555-0106", "US", "America/New_York", old, boss),
		checkedNumber(unused, "Unused", "+44 20 7946 0007", "GB", "Europe/London", old, boss),
	}
	c.Numbers[1].AvailabilityStatus = "open"
	c.Numbers[2].FlowEditor = true
	c.Numbers[2].AvailabilityStatus = "closed"
	c.Numbers[3].Messages = fakeaircall.Messages{}
	c.Numbers[4].LiveRecording = true
	c.Tags = []fakeaircall.Tag{{ID: doNotCall, Name: "DO NOT CALL"}, {ID: orderTag, Name: "Order"}}
	detail := func(id int64, value string) []fakeaircall.ContactDetail {
		return []fakeaircall.ContactDetail{{ID: id, Label: "Work", Value: value}}
	}
	c.Contacts = []fakeaircall.Contact{
		{ID: twin, FirstName: "Xaver", LastName: "Brodie", PhoneNumbers: detail(1, "+441134960101"), Emails: detail(11, "xaver@brodie.example")},
		{ID: otherTwin, FirstName: "Xavier", LastName: "Brody", PhoneNumbers: detail(2, "+44 113 496 0101"), Emails: detail(12, "XAVER@brodie.example")},
		{ID: nameless, PhoneNumbers: detail(3, "+441134960103")},
		{ID: erased, FirstName: "Wanda", LastName: "Sombroek", PhoneNumbers: detail(4, erasedNumber), Emails: detail(14, erasedAddress)},
		{ID: single, FirstName: "Yorick", LastName: "Zabel", Information: "prefers zanzibar channels", PhoneNumbers: detail(5, "+441134960105")},
	}
	for i := range c.Contacts {
		c.Contacts[i].CreatedAt, c.Contacts[i].UpdatedAt = old.Unix()+int64(i), old.Unix()+int64(i)
	}
	w := &callWriter{c, democompany.FirstCallID}
	wrong = flawedCalls{}
	at := func(days int, zone, clock string) time.Time { return clockOf(now, days, zone, clock) }
	const london, newYork = "Europe/London", "America/New_York"

	// The usual: sixty calls of three weeks, two a day, each to another number.
	for i := range 60 {
		w.outbound(at(9+i%20, london, fmt.Sprintf("%d:%d:0", 11+i/20, i%50)), orders, boss, fmt.Sprintf("+44 161 496 %04d", 100+i), 2)
	}
	w.outbound(at(10, london, "15:0:0"), nobodys, shared2, "+44 161 496 0200", 2)
	w.outbound(at(10, london, "15:10:0"), silent, shared2, "+44 161 496 0201", 2)
	w.outbound(at(10, london, "15:20:0"), paris, shared2, "+33 3 53 01 00 02", 2)

	kept := w.outbound(now.Add(-93*24*time.Hour), orders, boss, "+44 161 496 0300", 2)
	kept.HasRecording = true
	wrong.kept = kept.ID

	card := w.outbound(at(3, london, "11:0:0"), orders, boss, "+44 161 496 0301", 4)
	c.Conversations[card.ID] = &fakeaircall.Conversation{CreatedAt: now, Transcription: &fakeaircall.Transcription{Type: "call", Language: "en-GB", Utterances: []fakeaircall.Utterance{
		{Text: "my zanzibar number is 4111 1111", ParticipantType: "external", PhoneNumber: "+441614960301"},
		{Text: "1111-1111 thank you", ParticipantType: "external", PhoneNumber: "+441614960301"},
		{Text: "noted", ParticipantType: "internal", UserID: boss},
	}}}
	wrong.card = card.ID

	wrong.erased = w.voicemail(at(150, london, "11:0:0"), orders, "+44 113 496 0777").ID

	noted := w.outbound(at(4, london, "11:0:0"), orders, boss, "+44 161 496 0302", 2)
	noted.Details.Comments = []fakeaircall.Comment{{ID: 1, Content: cardNote, PostedAt: noted.EndedAt}}
	wrong.noted = noted.ID

	wrong.listed = w.outbound(at(4, london, "11:10:0"), orders, boss, "+44 161 496 0888", 2).ID
	objection := w.outbound(at(6, london, "11:10:0"), orders, boss, "+44 161 496 0303", 2)
	objection.Details.Tags = []fakeaircall.CallTag{{TagID: doNotCall, TaggedAt: objection.EndedAt}}
	wrong.tagged = w.outbound(at(4, london, "11:20:0"), orders, boss, "+44 161 496 0303", 2).ID

	// 617 is Boston; 850 reaches into two zones; 800 into none.
	w.outbound(at(5, newYork, "21:0:0"), sales, boss, "+1 617-555-0101", 1)
	wrong.early = w.outbound(at(5, newYork, "7:59:59"), sales, boss, "+1 617-555-0102", 1).ID
	wrong.maybe = w.outbound(at(5, newYork, "8:30:0"), sales, boss, "+1 850-555-0103", 1).ID
	wrong.tollFree = w.outbound(at(5, newYork, "9:0:0"), sales, boss, "+1 800-555-0104", 1).ID

	for hour := 10; hour < 14; hour++ {
		wrong.overDaily = w.outbound(at(7, london, fmt.Sprintf("%d:0:0", hour)), orders, boss, "+44 161 496 0304", 1).ID
	}
	for days := 8; days >= 2; days-- {
		w.outbound(at(days, london, "14:0:0"), orders, boss, "+44 161 496 0305", 1)
	}
	wrong.overWeekly = w.outbound(at(2, london, "14:0:1"), orders, boss, "+44 161 496 0305", 1).ID

	wrong.newCode = w.outbound(at(2, london, "12:0:0"), orders, boss, "+1 876-555-0105", 1).ID
	dear := w.outbound(at(2, london, "12:10:0"), orders, boss, "+44 161 496 0306", 1)
	dear.Cost = "612.0"
	wrong.dear = dear.ID
	unusual := w.outbound(at(2, london, "12:20:0"), orders, boss, "+44 161 496 0307", 1)
	unusual.Cost = "400.0"
	wrong.unusual = unusual.ID
	wrong.abroad = w.outbound(at(3, london, "13:0:0"), orders, shared2, "+33 3 53 01 00 03", 121).ID
	for i := range 12 {
		id := w.outbound(at(3, london, fmt.Sprintf("23:%d:0", i)), silent, shared2, fmt.Sprintf("+44 161 496 04%02d", i), 0).ID
		if i >= 10 {
			wrong.night = append(wrong.night, id)
		}
	}

	wrong.waiting = w.voicemail(now.Add(-30*time.Hour), orders, "+44 161 496 0501").ID
	wrong.hidden = w.voicemail(now.Add(-40*time.Hour), orders, fakeaircall.Anonymous).ID
	w.voicemail(now.Add(-20*time.Hour), orders, "+44 161 496 0502")
	archivedOne := w.voicemail(now.Add(-50*time.Hour), orders, "+44 161 496 0503")
	archivedOne.Archived = true
	w.voicemail(now.Add(-50*time.Hour), orders, "+44 161 496 0504")
	w.outbound(now.Add(-49*time.Hour), orders, boss, "+44 161 496 0504", 1)

	// A quarter of the team's calls has no tag.
	for i := range c.Calls {
		if i%4 == 0 && len(c.Calls[i].Details.Comments) == 0 && c.Calls[i].ID != objection.ID {
			c.Calls[i].Details.Tags = nil
		}
	}
	c.Sort()
}

// makeTidy makes a company in which no control finds anything but what a person has to judge.
func makeTidy(c *fakeaircall.Company) {
	now := c.Now
	old := now.AddDate(-1, 0, 0)
	*c = fakeaircall.Company{Name: "Tidy Works", Now: now, Conversations: map[int64]*fakeaircall.Conversation{}}
	c.Webhooks = []fakeaircall.Webhook{checkedWebhook(101, "https://hooks.example/zanzibar-path", true, "call.ended", "call.created")}
	c.Users = []fakeaircall.User{checkedUser(worker, "Zita Arendt", "zita.arendt@tidy.example", old), checkedUser(mate, "Otis Pell", "otis.pell@tidy.example", old)}
	c.Teams = []fakeaircall.Team{{ID: tidyTeam, Name: "All", CreatedAt: old, UserIDs: []int64{worker, mate}}}
	c.Numbers = []fakeaircall.Number{
		checkedNumber(tidyLine, "Orders", "+44 20 7946 0011", "GB", "Europe/London", old, worker, mate),
		checkedNumber(tidyFlow, "Welcome", "+44 20 7946 0012", "GB", "Europe/London", old),
		checkedNumber(tidySales, "Sales", "+1 212-555-0113", "US", "America/New_York", old, worker),
	}
	c.Numbers[1].FlowEditor, c.Numbers[1].Messages = true, fakeaircall.Messages{}
	c.Numbers[2].LiveRecording = true
	c.Tags = []fakeaircall.Tag{{ID: orderTag, Name: "Order"}}
	c.Contacts = []fakeaircall.Contact{{ID: tidySingle, FirstName: "Fenna", LastName: "Gros", CreatedAt: old.Unix(), UpdatedAt: old.Unix(),
		PhoneNumbers: []fakeaircall.ContactDetail{{ID: 21, Label: "Work", Value: "+441134960201"}}, Emails: []fakeaircall.ContactDetail{{ID: 31, Label: "Work", Value: "fenna@gros.example"}}}}
	w := &callWriter{c, democompany.FirstCallID + 1_000_000}
	for i := range 20 {
		day := 2 + i
		w.outbound(clockOf(now, day, "Europe/London", "11:0:0"), tidyLine, worker, fmt.Sprintf("+44 161 496 %04d", 600+i), 2)
		w.outbound(clockOf(now, day, "America/New_York", "10:0:0"), tidySales, mate, fmt.Sprintf("+1 617-555-%04d", 110+i), 2)
	}
	spoken := &c.Calls[0]
	spoken.Details.Comments = []fakeaircall.Comment{{ID: 2, Content: "a zanzibar but harmless note about order 4111 1111 1111 1112", PostedAt: spoken.EndedAt}}
	c.Conversations[spoken.ID] = &fakeaircall.Conversation{CreatedAt: now, Transcription: &fakeaircall.Transcription{Type: "call", Language: "en-GB",
		Utterances: []fakeaircall.Utterance{{Text: "the order is 4111 1111 1111 1112", ParticipantType: "external", PhoneNumber: "+441614960600"}}}}
	w.add(fakeaircall.Call{Direction: fakeaircall.Inbound, NumberID: tidyFlow, UserID: worker, RawDigits: "+44 161 496 0700", Cost: "0.0",
		StartedAt: clockOf(now, 3, "Europe/London", "15:0:0").Unix(), AnsweredAt: clockOf(now, 3, "Europe/London", "15:0:20").Unix(), EndedAt: clockOf(now, 3, "Europe/London", "15:2:0").Unix()})
	gone := w.outbound(now.Add(-93*24*time.Hour), tidyLine, worker, "+44 161 496 0701", 2)
	gone.HasRecording = false
	back := w.voicemail(now.Add(-50*time.Hour), tidyLine, "+44 161 496 0702")
	w.outbound(time.Unix(back.EndedAt, 0).Add(time.Hour), tidyLine, worker, "+44 161 496 0702", 1)
	c.Sort()
}

package democompany

import (
	"fmt"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// A company of the default size has something that each compliance control finds. These are its exceptional users, lines,
// contacts, tags and webhooks; its exceptional calls are in exception_calls.go.
const (
	exceptionalUsers    = 3 // the last ones, where there are at least usersWithExceptions
	usersWithExceptions = 12
	exceptionalLines    = 4
	linesWithExceptions = 9
	tagsWithExceptions  = 12
	exceptionalWebhooks = 4
	hooksWithExceptions = 7
	contactsEnough      = 20
)

// The names of the exceptional lines and tags.
const (
	NightLine    = "Night Desk"   // always open, without a voicemail greeting
	OldLine      = "Old Orders"   // closed, and nobody is there to ring
	IdleLine     = "Fax"          // without any call
	YoungLine    = "Pop-up Store" // two days old, and without any call yet
	MeetingTag   = "meeting"
	DoNotCallTag = "do not call"
	UnusedTag    = "fax-order"
)

// regular is how many of n are not exceptional. Fewer than from have no exceptions among them.
func regular(n, exceptional, from int) int {
	if n < from {
		return n
	}
	return n - exceptional
}

func (s *generator) regularUsers() int {
	return regular(s.size.Users, exceptionalUsers, usersWithExceptions)
}

func (s *generator) regularLines() int {
	return regular(s.size.Numbers, exceptionalLines, linesWithExceptions)
}

// regularTags are those that any call may carry.
func (s *generator) regularTags() []fakeaircall.Tag { return s.c.Tags[:s.size.Tags] }

// exceptions adds what is exceptional to a company that is large enough.
func (s *generator) exceptions() {
	if s.regularUsers() < s.size.Users {
		s.addExceptionalUsers()
	}
	if s.regularLines() < s.size.Numbers && len(s.c.Users) > 2 {
		s.addExceptionalLines()
	}
	if s.size.Tags >= tagsWithExceptions {
		for i, name := range []string{MeetingTag, DoNotCallTag, UnusedTag} {
			s.c.Tags = append(s.c.Tags, fakeaircall.Tag{ID: FirstTagID + int64(s.size.Tags+i)*2, Name: name, Color: "#457B9D"})
		}
	}
	if s.size.Contacts >= contactsEnough {
		s.addDuplicateContacts()
	}
	if s.size.Webhooks >= hooksWithExceptions {
		s.addExceptionalWebhooks()
	}
}

// addExceptionalUsers adds a shared account, a user who makes no calls, is in no team and has a private address, and a user
// who began three days ago. The provider of the private address allows no dash, so that the address cannot exist.
func (s *generator) addExceptionalUsers() {
	age := func(i int) time.Time { return s.created(600 - 500*float64(s.regularUsers()+i)/float64(s.size.Users)) }
	for i, u := range []fakeaircall.User{
		{Name: "Support Desk", Email: "support@" + s.domain(), CreatedAt: age(0)},
		{Name: "Robin Idle", Email: "robin-idle@gmail.com", CreatedAt: age(1)},
		{Name: "Noor Newcomer", Email: "noor.newcomer@" + s.domain(), CreatedAt: s.created(3)},
	} {
		u.ID = FirstUserID + int64(s.regularUsers()+i)*23
		u.Availability, u.AvailabilityStatus, u.Substatus, u.State = "offline", "available", "always_opened", "always_opened"
		u.TimeZone, u.Language = "Etc/UTC", "en-US"
		s.c.Users = append(s.c.Users, u)
		if i != 1 && len(s.c.Teams) > 0 {
			s.c.Teams[0].UserIDs = append(s.c.Teams[0].UserIDs, u.ID)
		}
	}
}

func (s *generator) addExceptionalLines() {
	at := countries[0]
	staff := []int64{s.c.Users[0].ID, s.c.Users[1].ID}
	for i, n := range []fakeaircall.Number{
		{Name: NightLine, AvailabilityStatus: "open", Open: true, UserIDs: staff, LiveRecording: true},
		{Name: OldLine, AvailabilityStatus: "closed"},
		{Name: IdleLine, AvailabilityStatus: "custom", UserIDs: staff[:1]},
		{Name: YoungLine, AvailabilityStatus: "custom", UserIDs: staff},
	} {
		index := s.regularLines() + i
		n.ID, n.Digits, n.Country, n.TimeZone = FirstNumberID+int64(index)*3, fictitious(s.r, at.lines), at.code, at.timeZone
		n.CreatedAt, n.RegistrationStatus = s.created(640-float64(index)), "not_required"
		n.OpensAt, n.ClosesAt = 9, 18
		if n.Name == YoungLine {
			n.CreatedAt = s.created(2)
		}
		n.Messages.Welcome = fmt.Sprintf("https://cdn.example/line-%d/welcome.mp3", index)
		if n.Name != NightLine {
			n.Messages.Voicemail = fmt.Sprintf("https://cdn.example/line-%d/voicemail.mp3", index)
		}
		s.c.Numbers = append(s.c.Numbers, n)
	}
}

// addDuplicateContacts gives two contacts one number, and two contacts one e-mail address.
func (s *generator) addDuplicateContacts() {
	number, address, both := s.c.Contacts[4], &s.c.Contacts[6], &s.c.Contacts[8]
	address.Emails = []fakeaircall.ContactDetail{{ID: s.id(), Label: "Work", Value: "office@customer6.example"}}
	both.PhoneNumbers = append(both.PhoneNumbers, fakeaircall.ContactDetail{ID: s.id(), Label: "Work", Value: number.PhoneNumbers[0].Value})
	both.Emails = []fakeaircall.ContactDetail{{ID: s.id(), Label: "Work", Value: address.Emails[0].Value}}
}

// knownEvents are the names of events that were seen.
var knownEvents = []string{"call.created", "call.ringing_on_agent", "call.agent_declined", "call.answered", "call.transferred",
	"call.external_transferred", "call.unsuccessful_transfer", "call.ended", "call.hungup", "call.voicemail_left", "call.assigned",
	"call.archived", "call.tagged", "call.untagged", "call.commented", "user.created", "user.connected", "user.disconnected", "user.opened",
	"user.closed", "user.wut_start", "user.wut_end", "user.deleted", "contact.created", "contact.updated", "contact.deleted",
	"number.created", "number.opened", "number.closed", "number.deleted", "message.sent", "message.received", "message.status_updated",
	"transcription.created", "sentiment.created", "topics.created", "summary.created", "action_item.created"}

// addExceptionalWebhooks changes the last webhooks: one is not encrypted, one goes to an IP address, one is subscribed to every
// event by name, and one was made with an empty list, which means all events.
func (s *generator) addExceptionalWebhooks() {
	last := s.c.Webhooks[len(s.c.Webhooks)-exceptionalWebhooks:]
	last[0].URL, last[0].Active = "http://crm.partner.example/aircall", true
	last[1].URL, last[1].Active = "https://203.0.113.9/aircall", true
	last[2].Events = slices.Clone(knownEvents)
	last[3].Events = nil
}

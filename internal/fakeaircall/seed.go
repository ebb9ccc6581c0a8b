package fakeaircall

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the lines' time zones, on a machine that has none
)

// Where the ids of each kind begin. Those of calls passed 2^32 in 2026.
const (
	firstCallID    = 4_386_780_376
	firstUserID    = 884_021
	firstNumberID  = 512_207
	firstTeamID    = 30_117
	firstTagID     = 61_002
	firstContactID = 1_203_345_671
)

// Size of a company. A zero field takes its default, a negative one is none.
type Size struct {
	Users       int // 14
	Teams       int // 3
	Numbers     int // 5
	Contacts    int // 260
	Tags        int // 12, beside the one of outbound campaigns
	Webhooks    int // 3
	CallsPerDay int // 40 on an ordinary business day
	Days        int // 200, so that some calls lie behind the six-month horizon
}

func (s Size) orDefault() Size {
	of := func(n, otherwise int) int { return max(0, cmp.Or(n, otherwise)) }
	return Size{of(s.Users, 14), of(s.Teams, 3), of(s.Numbers, 5), of(s.Contacts, 260), of(s.Tags, 12),
		of(s.Webhooks, 3), of(s.CallsPerDay, 40), of(s.Days, 200)}
}

// seeder invents one company.
type seeder struct {
	r    *rand.Rand
	c    *Company
	size Size
	next int64 // of ids that only need to differ
}

// NewCompany invents a company whose story ends at now. The same seed, now and size give the same company.
func NewCompany(seed int64, now time.Time, size Size) *Company {
	s := &seeder{
		r:    rand.New(rand.NewPCG(uint64(seed), 0xa1c)),
		c:    &Company{Now: now.UTC(), Name: companyNames[uint64(seed)%uint64(len(companyNames))]},
		size: size.orDefault(),
		next: 70_000,
	}
	s.numbers()
	s.users()
	s.teams()
	s.contacts()
	s.tags()
	s.webhooks()
	s.further()
	newIndex(s.c) // sorts
	s.story()
	s.campaigns()
	newIndex(s.c)
	return s.c
}

// ago is a moment some days before now, to the second.
func (s *seeder) ago(days float64) time.Time {
	return s.c.Now.Add(-time.Duration(days * 24 * float64(time.Hour))).Truncate(time.Second)
}

func (s *seeder) chance(p float64) bool { return s.r.Float64() < p }

func (s *seeder) id() int64 { s.next++; return s.next }

// domain is the company's invented domain.
func (s *seeder) domain() string {
	word, _, _ := strings.Cut(s.c.Name, " ")
	return strings.ToLower(word) + ".example"
}

// openAt says whether the number's day is on, at a local time.
func (n *Number) openAt(t time.Time) bool {
	if t.Weekday() == time.Sunday || t.Weekday() == time.Saturday && !n.WorksSaturdays {
		return false
	}
	return t.Hour() >= n.OpensAt && t.Hour() < n.ClosesAt
}

func (s *seeder) numbers() {
	for i := range s.size.Numbers {
		at := countries[i%len(countries)]
		title := at.names[i/len(countries)%len(at.names)]
		if round := i / (len(countries) * len(at.names)); round > 0 {
			title = fmt.Sprintf("%s %d", title, round+1)
		}
		n := Number{
			ID: firstNumberID + int64(i)*3, Name: title, Digits: fictitious(s.r, at.lines), Country: at.code, TimeZone: at.timeZone,
			IsIVR: i%2 == 0, FlowEditor: i%2 == 0, LiveRecording: i%4 != 3, AvailabilityStatus: "custom", CreatedAt: s.ago(640 - float64(i)),
			OpensAt: 9, ClosesAt: 18, WorksSaturdays: i == 1, RegistrationStatus: "not_required",
		}
		if at.code == "US" {
			n.RegistrationStatus = "approved"
			n.MessagesCallbackURL, n.MessagesCallbackType = "https://hooks.example/messages", "public_api"
		}
		if i%3 != 2 {
			n.Priority = new(i % 2)
		}
		local, _ := time.LoadLocation(n.TimeZone) // the zones are ours
		n.Open = n.openAt(s.c.Now.In(local))
		slug := address(strings.ReplaceAll(title, " ", "-"))
		n.Messages = Messages{Welcome: "https://cdn.example/" + slug + "/welcome.mp3", Voicemail: "https://cdn.example/" + slug + "/voicemail.mp3"}
		if n.IsIVR {
			n.Messages.IVR = "https://cdn.example/" + slug + "/ivr.mp3"
		}
		s.c.Numbers = append(s.c.Numbers, n)
	}
}

func (s *seeder) users() {
	states := []string{"available", "available", "in_call", "offline", "after_call_work", "do_not_disturb"}
	// Measured in webhooks: the codes that Aircall has, and labels that a company makes.
	reasons := []string{"out_for_lunch", "on_a_break", "in_training", "doing_back_office", "other", "Lunch"}
	taken := map[string]bool{}
	for i := range s.size.Users {
		first, last := name(s.r)
		email := address(first) + "." + address(last)
		if taken[email] {
			email = fmt.Sprintf("%s%d", email, i+1)
		}
		taken[email] = true
		u := User{
			ID: firstUserID + int64(i)*23, Name: first + " " + last, Email: email + "@" + s.domain(),
			Availability: states[s.r.IntN(len(states))], AvailabilityStatus: "available", Substatus: "always_opened",
			State: "always_opened", CreatedAt: s.ago(600 - 500*float64(i)/float64(s.size.Users)), TimeZone: "Etc/UTC", Language: "en-US",
			WrapUpTime: []int{0, 15, 30}[i%3],
		}
		if i%5 != 4 {
			u.Extension = fmt.Sprintf("%03d", i+1)
		}
		switch u.Availability {
		case "offline": // measured: who is idle keeps the setting of the working hours
			if i%6 == 5 {
				u.AvailabilityStatus, u.Substatus = "unavailable", "always_closed"
			}
		case "do_not_disturb":
			u.AvailabilityStatus, u.Substatus = "custom", reasons[s.r.IntN(len(reasons))]
		default:
			u.Available = true
		}
		for j := range s.c.Numbers {
			n := &s.c.Numbers[j]
			if home := j == i%len(s.c.Numbers); home || (i+2*j)%3 == 0 {
				n.UserIDs = append(n.UserIDs, u.ID)
				if home {
					u.DefaultNumberID, u.TimeZone, u.Language = n.ID, n.TimeZone, countries[j%len(countries)].language
				}
			}
		}
		s.c.Users = append(s.c.Users, u)
	}
}

// teams share out the users; the last of three or more has nobody yet.
func (s *seeder) teams() {
	for i := range s.size.Teams {
		t := Team{ID: firstTeamID + int64(i)*4, Name: teamNames[i%len(teamNames)], CreatedAt: s.ago(560 - float64(i%500))}
		if i >= len(teamNames) {
			t.Name = fmt.Sprintf("%s %d", t.Name, i/len(teamNames)+1)
		}
		staffed := s.size.Teams
		if staffed > 2 {
			staffed--
		}
		for j, u := range s.c.Users {
			if i < staffed && j%staffed == i {
				t.UserIDs = append(t.UserIDs, u.ID)
			}
		}
		s.c.Teams = append(s.c.Teams, t)
	}
}

func (s *seeder) contacts() {
	s.c.Contacts = make([]Contact, 0, s.size.Contacts)
	for i := range s.size.Contacts {
		first, last := name(s.r)
		at := countries[0]
		if len(s.c.Numbers) > 0 {
			at = countries[i%min(len(s.c.Numbers), len(countries))]
		}
		created := s.ago(700 * (1 - float64(i+1)/float64(s.size.Contacts+1))).Unix()
		p := Contact{
			ID: firstContactID + int64(i)*5, FirstName: first, LastName: last, CreatedAt: created,
			UpdatedAt: created + int64(s.r.Float64()*float64(s.c.Now.Unix()-created)),
		}
		p.PhoneNumbers = []ContactDetail{{s.id(), "Work", e164(fictitious(s.r, at.callers))}}
		if s.chance(0.2) {
			p.PhoneNumbers = append(p.PhoneNumbers, ContactDetail{s.id(), "Mobile", e164(fictitious(s.r, at.callers))})
		}
		if s.chance(0.6) {
			p.CompanyName = last + " " + customers[s.r.IntN(len(customers))]
		}
		if s.chance(0.5) {
			p.Emails = []ContactDetail{{s.id(), "Work", fmt.Sprintf("%s.%s@customer%d.example", address(first), address(last), i)}}
		}
		if s.chance(0.1) {
			p.Information = remarks[s.r.IntN(len(remarks))]
		}
		if s.chance(0.04) { // known by a number alone
			p.FirstName, p.LastName, p.CompanyName, p.Information = "", "", "", ""
		}
		s.c.Contacts = append(s.c.Contacts, p)
	}
}

func (s *seeder) tags() {
	for i := range s.size.Tags {
		known := tagNames[i%len(tagNames)]
		t := Tag{ID: firstTagID + int64(i)*2, Name: known.name, Color: known.color, Description: known.description}
		if round := i / len(tagNames); round > 0 {
			t.Name = fmt.Sprintf("%s-%s-%d", t.Name, tagVariants[i%len(tagVariants)], round+1)
		}
		s.c.Tags = append(s.c.Tags, t)
	}
}

func (s *seeder) webhooks() {
	all := []string{"call.created", "call.answered", "call.ended", "call.tagged", "call.voicemail_left", "user.connected",
		"contact.created", "number.opened", "summary.created"}
	for i := range s.size.Webhooks {
		uuid := s.uuid()
		arbitrary := int64(crc32.ChecksumIEEE([]byte(uuid)))
		s.c.Webhooks = append(s.c.Webhooks, Webhook{
			ID: 1_000_000 + arbitrary%99_000_000, WebhookID: uuid, URL: fmt.Sprintf("https://hooks.example/aircall/%d", i+1), Active: i%3 != 2,
			Events: slices.Clone(all[:1+s.r.IntN(len(all))]), Token: fmt.Sprintf("invented-token-%d", i+1), CreatedAt: s.ago(300 - float64(i%290)).Add(time.Duration(1+arbitrary%999) * time.Millisecond),
		})
	}
}

func (s *seeder) uuid() string {
	a, b := s.r.Uint64(), s.r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(a), uint16(a>>32), uint16(a>>48)&0xfff, uint16(b)&0xfff, b>>16)
}

// further invents what lies beside the nine streams.
func (s *seeder) further() {
	s.c.SMSTemplates = []SMSTemplate{
		{ID: 501, Name: "Missed you", Body: "Sorry we missed your call. Reply with a time that suits you."},
		{ID: 502, Name: "Order ready", Body: "Your order is ready at the trade desk."},
		{ID: 503, Name: "Survey", Body: "How did we do today? Reply 1 to 5."},
	}
	s.c.Conversations = map[int64]*Conversation{}
	s.c.DialerCampaigns = map[int64]*DialerCampaign{}
	s.c.WhatsApp = map[int64]*WhatsApp{}
	if len(s.c.Numbers) == 0 {
		return
	}
	n := s.c.Numbers[0]
	s.c.WhatsApp[n.ID] = &WhatsApp{WABAID: "123456789", Status: "ONLINE", CanSendMessage: new(true), MessagingLimitTier: "TIER_1K",
		QualityRating: "GREEN", BusinessVerificationStatus: "VERIFIED", Templates: []WhatsAppTemplate{
			{1, "reminder", "UTILITY", "APPROVED", "en"}, {2, "spring_offer", "MARKETING", "PENDING", "en"},
			{3, "bestellung", "UTILITY", "APPROVED", "de"}}}
	s.c.Integration = &Integration{Name: "ledger-sync", Logo: "https://cdn.example/ledger.png", CompanyID: 22_107, Status: "installed",
		Active: true, NumberIDs: []int64{n.ID}}
	for i := 0; i < len(s.c.Users); i += 5 {
		campaign := &DialerCampaign{ID: 331 + int64(i), NumberID: n.ID, CreatedAt: s.ago(3.2)}
		for j := range 6 {
			campaign.Numbers = append(campaign.Numbers, DialerNumber{ID: int64(12 + 10*i + j), Called: j < 2, CreatedAt: s.ago(3.2),
				Number: e164(fictitious(s.r, countries[0].callers))})
		}
		s.c.DialerCampaigns[s.c.Users[i].ID] = campaign
	}
}

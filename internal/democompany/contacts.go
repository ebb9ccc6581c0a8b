package democompany

import (
	"fmt"
	"hash/crc32"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func (s *generator) contacts() {
	s.c.Contacts = make([]fakeaircall.Contact, 0, s.size.Contacts)
	for i := range s.size.Contacts {
		first, last := name(s.r)
		at := countries[0]
		if len(s.c.Numbers) > 0 {
			at = countries[i%min(len(s.c.Numbers), len(countries))]
		}
		created := s.created(700 * (1 - float64(i+1)/float64(s.size.Contacts+1))).Unix()
		p := fakeaircall.Contact{
			ID: FirstContactID + int64(i)*5, FirstName: first, LastName: last, CreatedAt: created,
			UpdatedAt: created + int64(s.r.Float64()*float64(s.c.Now.Unix()-created)),
		}
		p.PhoneNumbers = []fakeaircall.ContactDetail{{ID: s.id(), Label: "Work", Value: e164(fictitious(s.r, at.callers))}}
		if s.chance(0.2) {
			p.PhoneNumbers = append(p.PhoneNumbers, fakeaircall.ContactDetail{ID: s.id(), Label: "Mobile", Value: e164(fictitious(s.r, at.callers))})
		}
		if s.chance(0.6) {
			p.CompanyName = last + " " + customers[s.r.IntN(len(customers))]
		}
		if s.chance(0.5) {
			p.Emails = []fakeaircall.ContactDetail{{ID: s.id(), Label: "Work", Value: fmt.Sprintf("%s.%s@customer%d.example", address(first), address(last), i)}}
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

func (s *generator) tags() {
	for i := range s.size.Tags {
		known := tagNames[i%len(tagNames)]
		t := fakeaircall.Tag{ID: FirstTagID + int64(i)*2, Name: known.name, Color: known.color, Description: known.description}
		if round := i / len(tagNames); round > 0 {
			t.Name = fmt.Sprintf("%s-%s-%d", t.Name, tagVariants[i%len(tagVariants)], round+1)
		}
		s.c.Tags = append(s.c.Tags, t)
	}
}

func (s *generator) webhooks() {
	all := []string{"call.created", "call.answered", "call.ended", "call.tagged", "call.voicemail_left", "user.connected",
		"contact.created", "number.opened", "summary.created"}
	for i := range s.size.Webhooks {
		uuid := s.uuid()
		arbitrary := int64(crc32.ChecksumIEEE([]byte(uuid)))
		s.c.Webhooks = append(s.c.Webhooks, fakeaircall.Webhook{
			ID: 1_000_000 + arbitrary%99_000_000, WebhookID: uuid, URL: fmt.Sprintf("https://hooks.example/aircall/%d", i+1), Active: i%3 != 2,
			Events: slices.Clone(all[:1+s.r.IntN(len(all))]), Token: fmt.Sprintf("invented-token-%d", i+1), CreatedAt: s.created(300 - float64(i%290)).Add(time.Duration(1+arbitrary%999) * time.Millisecond),
		})
	}
}

func (s *generator) uuid() string {
	a, b := s.r.Uint64(), s.r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(a), uint16(a>>32), uint16(a>>48)&0xfff, uint16(b)&0xfff, b>>16)
}

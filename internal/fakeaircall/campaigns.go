package fakeaircall

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// CampaignContact is somebody whom an outbound campaign is to call.
type CampaignContact struct {
	PhoneNumber                             string // E.164
	FirstName, LastName, Email, CompanyName string
	Note                                    string
}

// The ids of the demo company's outbound campaigns, which are UUIDs of version 7.
const (
	SpringCampaign = "0192f0c4-7a1e-7b3d-9c2f-5d8e1a6b4c70"
	RecallCampaign = "0199b3de-04c5-7d12-8f6a-2b9c7e5d1043"
)

// campaignTag is the name of the tag that a campaign's calls carry.
const campaignTag = "Outbound Campaign"

// campaignContacts lists whom a campaign calls, or those with a phone number. Measured: a number comes without its plus.
// Whether the list is paged, and what an unknown campaign gives, is not established.
func campaignContacts(q *question) response {
	contacts, ok := q.c.Campaigns[q.r.PathValue("id")]
	if !ok {
		return notFound()
	}
	if q.keyless {
		return response{status: 200, body: []byte(`{}`)}
	}
	if number := q.r.URL.Query().Get("phone_number"); number != "" {
		contacts = slices.DeleteFunc(slices.Clone(contacts), func(c CampaignContact) bool { return !sameNumber(c.PhoneNumber, number) })
	}
	return q.bare(func(w *wire) {
		list(w, "contacts", contacts, func(c *CampaignContact) {
			w.object("", func() {
				w.text("phone_number", strings.TrimPrefix(c.PhoneNumber, "+"))
				w.textOrNull("first_name", c.FirstName)
				w.textOrNull("last_name", c.LastName)
				w.textOrNull("email", c.Email)
				w.textOrNull("company_name", c.CompanyName)
				w.textOrNull("note", c.Note)
			})
		})
	})
}

// campaigns tells of two outbound campaigns, of which the first has been called. Measured: such calls carry a tag, and
// usually no contact. What is drawn here is drawn apart, so that the rest of the story does not depend on it.
func (s *seeder) campaigns() {
	if s.size.Tags == 0 || len(s.c.Calls) == 0 {
		return
	}
	r := rand.New(rand.NewPCG(uint64(len(s.c.Calls)), 0xca))
	tag := Tag{ID: firstTagID + int64(len(s.c.Tags))*2, Name: campaignTag, Color: "#1D9A6C"}
	s.c.Tags = append(s.c.Tags, tag)
	whom := func(number string) CampaignContact {
		first, last := name(r)
		return CampaignContact{PhoneNumber: number, FirstName: first, LastName: last, CompanyName: last + " " + customers[r.IntN(len(customers))],
			Email: address(first) + "." + address(last) + "@campaign.example", Note: remarks[r.IntN(len(remarks))]}
	}
	var called []CampaignContact
	since := s.ago(30).Unix()
	for i := len(s.c.Calls) - 1; i >= 0 && len(called) < 12; i-- {
		c := &s.c.Calls[i]
		if c.Direction != Outbound || c.EndedAt == 0 || c.ContactID != 0 || outside(c) == "" || c.StartedAt < since {
			continue
		}
		if !slices.ContainsFunc(called, func(known CampaignContact) bool { return known.PhoneNumber == outside(c) }) {
			called = append(called, whom(outside(c)))
		}
		d := c.detail()
		d.Tags = append(d.Tags, CallTag{TagID: tag.ID, TaggedAt: c.StartedAt + 1})
	}
	more := func(n int) (contacts []CampaignContact) {
		for range n {
			contacts = append(contacts, whom(e164(fictitious(r, countries[0].callers))))
		}
		return contacts
	}
	s.c.Campaigns = map[string][]CampaignContact{SpringCampaign: append(called, more(5)...), RecallCampaign: more(3)}
	unknown := &s.c.Campaigns[RecallCampaign][0] // of whom only the number was imported
	*unknown = CampaignContact{PhoneNumber: unknown.PhoneNumber, Note: fmt.Sprintf("Delivery of week %d", 20+r.IntN(10))}
}

package democompany

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// The ids of the demo company's outbound campaigns, which are UUIDs of version 7.
const (
	SpringCampaign = "0192f0c4-7a1e-7b3d-9c2f-5d8e1a6b4c70"
	RecallCampaign = "0199b3de-04c5-7d12-8f6a-2b9c7e5d1043"
)

// campaignTag is the name of the tag that a campaign's calls carry.
const campaignTag = "Outbound Campaign"

// campaigns adds two outbound campaigns; contacts of the first have been called. Measured: such calls carry a tag, and
// usually no contact. Random numbers come from a source of their own, so that the rest of the company does not depend on them.
func (s *generator) campaigns() {
	if s.size.Tags == 0 || len(s.c.Calls) == 0 {
		return
	}
	r := rand.New(rand.NewPCG(uint64(len(s.c.Calls)), 0xca))
	tag := fakeaircall.Tag{ID: FirstTagID + int64(len(s.c.Tags))*2, Name: campaignTag, Color: "#1D9A6C"}
	s.c.Tags = append(s.c.Tags, tag)
	whom := func(number string) fakeaircall.CampaignContact {
		first, last := name(r)
		return fakeaircall.CampaignContact{PhoneNumber: number, FirstName: first, LastName: last, CompanyName: last + " " + customers[r.IntN(len(customers))],
			Email: address(first) + "." + address(last) + "@campaign.example", Note: remarks[r.IntN(len(remarks))]}
	}
	var called []fakeaircall.CampaignContact
	since := s.ago(30).Unix()
	for i := len(s.c.Calls) - 1; i >= 0 && len(called) < 12; i-- {
		c := &s.c.Calls[i]
		if _, exceptional := s.exceptionOf[keyOf(c)]; exceptional {
			continue
		}
		if c.Direction != fakeaircall.Outbound || c.EndedAt == 0 || c.ContactID != 0 || outside(c) == "" || c.StartedAt < since {
			continue
		}
		if !slices.ContainsFunc(called, func(known fakeaircall.CampaignContact) bool { return known.PhoneNumber == outside(c) }) {
			called = append(called, whom(outside(c)))
		}
		d := c.EnsureDetails()
		d.Tags = append(d.Tags, fakeaircall.CallTag{TagID: tag.ID, TaggedAt: c.StartedAt + 1})
	}
	more := func(n int) (contacts []fakeaircall.CampaignContact) {
		for range n {
			contacts = append(contacts, whom(e164(fictitious(r, countries[0].callers))))
		}
		return contacts
	}
	s.c.Campaigns = map[string][]fakeaircall.CampaignContact{SpringCampaign: append(called, more(5)...), RecallCampaign: more(3)}
	unknown := &s.c.Campaigns[RecallCampaign][0] // of whom only the number was imported
	*unknown = fakeaircall.CampaignContact{PhoneNumber: unknown.PhoneNumber, Note: fmt.Sprintf("Delivery of week %d", 20+r.IntN(10))}
}

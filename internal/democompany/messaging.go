package democompany

import (
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// messaging invents templates, WhatsApp accounts, the integration and the dialer campaigns.
func (s *generator) messaging() {
	s.c.SMSTemplates = []fakeaircall.SMSTemplate{
		{ID: 501, Name: "Missed you", Body: "Sorry we missed your call. Reply with a time that suits you."},
		{ID: 502, Name: "Order ready", Body: "Your order is ready at the trade desk."},
		{ID: 503, Name: "Survey", Body: "How did we do today? Reply 1 to 5."},
	}
	s.c.Conversations = map[int64]*fakeaircall.Conversation{}
	s.c.DialerCampaigns = map[int64]*fakeaircall.DialerCampaign{}
	s.c.WhatsApp = map[int64]*fakeaircall.WhatsApp{}
	if len(s.c.Numbers) == 0 {
		return
	}
	n := s.c.Numbers[0]
	s.c.WhatsApp[n.ID] = &fakeaircall.WhatsApp{WABAID: "123456789", Status: "ONLINE", CanSendMessage: new(true), MessagingLimitTier: "TIER_1K",
		QualityRating: "GREEN", BusinessVerificationStatus: "VERIFIED", Templates: []fakeaircall.WhatsAppTemplate{
			{ID: 1, Name: "reminder", Category: "UTILITY", Status: "APPROVED", Language: "en"}, {ID: 2, Name: "spring_offer", Category: "MARKETING", Status: "PENDING", Language: "en"},
			{ID: 3, Name: "bestellung", Category: "UTILITY", Status: "APPROVED", Language: "de"}}}
	s.c.Integration = &fakeaircall.Integration{Name: "ledger-sync", Logo: "https://cdn.example/ledger.png", CompanyID: 22_107, Status: "installed",
		Active: true, NumberIDs: []int64{n.ID}}
	for i := 0; i < len(s.c.Users); i += 5 {
		campaign := &fakeaircall.DialerCampaign{ID: 331 + int64(i), NumberID: n.ID, CreatedAt: s.created(3.2)}
		for j := range 6 {
			digits := fictitious(s.r, countries[0].callers)
			campaign.Numbers = append(campaign.Numbers, fakeaircall.DialerNumber{ID: int64(12 + 10*i + j), Called: j < 2, CreatedAt: s.created(3.2),
				Number: e164(digits), Digits: digits})
		}
		s.c.DialerCampaigns[s.c.Users[i].ID] = campaign
	}
}

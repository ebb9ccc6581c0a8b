//go:build !race || atomicsdk

package aircall

import (
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// Ids of smallCompany.
const (
	ada, ben              = 11, 12
	paris, london         = 21, 22
	vip, refund           = 31, 32
	zoe, yan              = 41, 42
	zoesNumber, yanNumber = "+33612345678", "+447700900123"
)

// at is a moment of the day before the tests' now.
func at(hour, minute, second int) time.Time {
	return time.Date(2026, 6, 14, hour, minute, second, 0, time.UTC)
}

// smallCompany has six calls, one an hour from 8:00 on, whose ids are 108 to 113.
func smallCompany() *fakeaircall.Company {
	c := &fakeaircall.Company{Name: "Brightwater Tea", Now: now}
	c.Users = []fakeaircall.User{
		{ID: ada, Name: "Ada Moreau", Email: "ada@brightwater.example", Availability: "available", CreatedAt: at(6, 0, 0).Add(500 * time.Millisecond)},
		{ID: ben, Name: "Ben Sow", Email: "ben@brightwater.example", Availability: "in_call", CreatedAt: at(7, 0, 0).Add(250 * time.Millisecond)},
	}
	c.Numbers = []fakeaircall.Number{
		{ID: paris, Name: "Paris", Digits: "01 99 00 12 34", Country: "FR", TimeZone: "Europe/Paris", CreatedAt: at(6, 0, 0), UserIDs: []int64{ada, ben},
			RegistrationStatus: "approved", MessagesCallbackURL: "https://hooks.example/m", MessagesCallbackType: "public_api"},
		{ID: london, Name: "London", Digits: "+44 20 7946 0102", Country: "GB", TimeZone: "Europe/London", CreatedAt: at(7, 0, 0), UserIDs: []int64{ben}},
	}
	c.Teams = []fakeaircall.Team{{ID: 51, Name: "Counter", CreatedAt: at(6, 0, 0), UserIDs: []int64{ada, ben}}}
	c.Tags = []fakeaircall.Tag{{ID: vip, Name: "vip", Color: "#112233"}, {ID: refund, Name: "refund", Color: "#445566"}}
	c.Contacts = []fakeaircall.Contact{
		{ID: zoe, FirstName: "Zoe", LastName: "Hart", CreatedAt: at(6, 0, 0).Unix(), UpdatedAt: at(7, 0, 0).Unix(),
			PhoneNumbers: []fakeaircall.ContactDetail{{ID: 1, Label: "Mobile", Value: zoesNumber}}, Emails: []fakeaircall.ContactDetail{{ID: 2, Label: "Work", Value: "zoe@hart.example"}}},
		{ID: yan, CompanyName: "Yan Ltd", CreatedAt: at(7, 0, 0).Unix(), UpdatedAt: at(7, 0, 0).Unix(),
			PhoneNumbers: []fakeaircall.ContactDetail{{ID: 3, Label: "Work", Value: "447700900123"}}},
	}
	c.Webhooks = []fakeaircall.Webhook{{ID: 61, WebhookID: "7f0c2a1e-51d4-4c69-9b0e-3a6f2d9c8b11", URL: "https://hooks.example/aircall", Token: "a-token-to-keep", CreatedAt: at(6, 0, 0)}}
	c.DialerCampaigns = map[int64]*fakeaircall.DialerCampaign{ben: {ID: 71, NumberID: london, CreatedAt: at(6, 0, 0),
		Numbers: []fakeaircall.DialerNumber{{ID: 81, Number: zoesNumber, CreatedAt: at(6, 0, 0)}, {ID: 82, Number: "020 7946 0102", Called: true, CreatedAt: at(6, 0, 0)}}}}
	c.WhatsApp = map[int64]*fakeaircall.WhatsApp{london: {WABAID: "123456789", Status: "ONLINE"}}
	for i := range 11 { // two pages
		c.WhatsApp[london].Templates = append(c.WhatsApp[london].Templates, fakeaircall.WhatsAppTemplate{ID: int64(i) + 1, Name: "reminder"})
	}
	call := func(hour int, direction, digits string, number, user int64, tags ...int64) {
		details := &fakeaircall.Details{}
		for _, id := range tags {
			details.Tags = append(details.Tags, fakeaircall.CallTag{TagID: id})
		}
		start := at(hour, 0, 0).Unix()
		c.Calls = append(c.Calls, fakeaircall.Call{ID: int64(100 + hour), Direction: direction, StartedAt: start, AnsweredAt: start + 5, EndedAt: start + 65, Duration: 65,
			RawDigits: digits, NumberID: number, UserID: user, Details: details})
	}
	call(8, fakeaircall.Inbound, "06 12 34 56 78", paris, ada, vip)
	call(9, fakeaircall.Outbound, "+33 6 12 34 56 78", paris, ada, vip, refund)
	call(10, fakeaircall.Inbound, "+44 7700 900123", london, ben, refund)
	call(11, fakeaircall.Outbound, "+44 7700 900123", london, ben)
	call(12, fakeaircall.Inbound, fakeaircall.Anonymous, london, 0)
	call(13, fakeaircall.Inbound, "+33 6 12 34 56 78", paris, ben)
	return c
}

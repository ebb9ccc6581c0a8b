package fakeaircall

import (
	"slices"
	"strings"
)

// CampaignContact is somebody whom an outbound campaign is to call.
type CampaignContact struct {
	PhoneNumber                             string // E.164
	FirstName, LastName, Email, CompanyName string
	Note                                    string
}

// campaignContacts lists whom a campaign calls, or those with a phone number. Measured: a number comes without its plus.
// Whether the list is paged, and what an unknown campaign gives, is not established.
func campaignContacts(x *exchange) response {
	contacts, ok := x.c.Campaigns[x.r.PathValue("id")]
	if !ok {
		return notFound()
	}
	if x.omitEnvelope {
		return response{status: 200, body: []byte(`{}`)}
	}
	if number := x.r.URL.Query().Get("phone_number"); number != "" {
		contacts = slices.DeleteFunc(slices.Clone(contacts), func(c CampaignContact) bool { return !sameNumber(c.PhoneNumber, number) })
	}
	return x.bare(func(w *jsonWriter) {
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

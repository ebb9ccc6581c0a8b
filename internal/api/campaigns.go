package api

import (
	"context"
	"net/url"
)

// Aircall's reference (https://developer.aircall.io/api-references) was not seen to have this endpoint: its form is that of
// programs in production.

// CampaignContact is somebody whom an outbound campaign is to call.
type CampaignContact struct {
	PhoneNumber Field[string] `json:"phone_number"` // measured: E.164 without its plus
	FirstName   Field[string] `json:"first_name"`
	LastName    Field[string] `json:"last_name"`
	Email       Field[string] `json:"email"`
	CompanyName Field[string] `json:"company_name"`
	Note        Field[string] `json:"note"`
}

// CampaignContacts reads the contacts of an outbound campaign, whose id is a UUID: all, or those with a phone number in
// E.164. IsNotFound tells when there is no such campaign. No list of campaigns is known.
func (c *Client) CampaignContacts(ctx context.Context, campaignID, phoneNumber string) ([]*CampaignContact, error) {
	r := request{path: "/v1/campaigns/" + url.PathEscape(campaignID) + "/contacts", label: "/v1/campaigns/:id/contacts", envelope: "contacts", feature: "Aircall's outbound campaigns"}
	if phoneNumber != "" {
		r.query = url.Values{"phone_number": {phoneNumber}}
	}
	return listMaybePaged[CampaignContact](ctx, c, r)
}

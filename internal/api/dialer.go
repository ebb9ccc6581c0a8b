package api

import "context"

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/users/:user_id/dialer_campaign and its phone_numbers.

// DialerCampaign is the list of numbers that a user is to call; a user has one at most.
type DialerCampaign struct {
	ID        Field[int64] `json:"id"`
	NumberID  Field[int64] `json:"number_id"` // the line to call from
	CreatedAt Field[Time]  `json:"created_at"`
}

// DialerCampaignNumber is a number in a dialer campaign.
type DialerCampaignNumber struct {
	ID        Field[int64]  `json:"id"`
	Number    Field[string] `json:"number"` // E.164
	Called    Field[bool]   `json:"called"`
	CreatedAt Field[Time]   `json:"created_at"`
}

// DialerCampaign reads a user's campaign; IsNotFound tells when the user has none.
func (c *Client) DialerCampaign(ctx context.Context, userID int64) (*DialerCampaign, error) {
	return getOne[DialerCampaign](ctx, c, request{path: idPath("/v1/users/%d/dialer_campaign", userID), envelope: "dialer_campaign"})
}

// DialerCampaignNumbers reads the numbers of a user's campaign.
func (c *Client) DialerCampaignNumbers(ctx context.Context, userID int64) ([]*DialerCampaignNumber, error) {
	return listMaybePaged[DialerCampaignNumber](ctx, c, request{path: idPath("/v1/users/%d/dialer_campaign/phone_numbers", userID), envelope: "numbers"})
}

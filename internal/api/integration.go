package api

import "context"

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/integrations/me.

// Integration is the OAuth application that the access token belongs to.
type Integration struct {
	Name         Field[string] `json:"name"`
	CustomName   Field[string] `json:"custom_name"`
	Logo         Field[string] `json:"logo"`
	CompanyID    Field[int64]  `json:"company_id"`
	Status       Field[string] `json:"status"`
	Active       Field[bool]   `json:"active"`
	NumberIDs    Raw[[]int64]  `json:"number_ids"`
	NumbersCount Field[int64]  `json:"numbers_count"`
	User         Raw[*UserRef] `json:"user"`
}

// oauthConnection is what a Basic key lacks.
const oauthConnection = "an OAuth connection"

// Integration reads /v1/integrations/me, which is for OAuth applications; what a Basic key gets is
// not established.
func (c *Client) Integration(ctx context.Context) (*Integration, error) {
	return getOne[Integration](ctx, c, request{
		path: "/v1/integrations/me", envelope: "integration", feature: oauthConnection,
	})
}

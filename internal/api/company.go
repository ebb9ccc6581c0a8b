package api

import "context"

// Company is the account that the credential belongs to. Aircall gives it no id.
type Company struct {
	Name         *string `json:"name"`
	UsersCount   *int64  `json:"users_count"`
	NumbersCount *int64  `json:"numbers_count"`
}

// Company reads /v1/company.
func (c *Client) Company(ctx context.Context) (*Company, error) {
	return one[Company](ctx, c, request{path: "/v1/company", envelope: "company"})
}

// Ping asks /v1/ping, which answers only to a valid credential.
func (c *Client) Ping(ctx context.Context) error {
	_, err := one[string](ctx, c, request{path: "/v1/ping", envelope: "ping"})
	return err
}

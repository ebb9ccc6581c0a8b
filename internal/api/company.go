package api

import (
	"context"
	"errors"
	"net/http"
)

// Company is the account that the credential belongs to. Aircall gives it no id.
type Company struct {
	Name         Field[string] `json:"name"`
	UsersCount   Field[int64]  `json:"users_count"`
	NumbersCount Field[int64]  `json:"numbers_count"`
}

// Company reads /v1/company. IsCompanyRefused tells when Aircall refuses it to a key that it accepts otherwise.
func (c *Client) Company(ctx context.Context) (*Company, error) {
	company, err := getOne[Company](ctx, c, request{path: "/v1/company", envelope: "company"})
	var e *Error
	if errors.As(err, &e) && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound) {
		if _, ping := c.send(ctx, request{path: "/v1/ping"}); ping == nil {
			e.Hint = "The key is good: Aircall refuses it this endpoint alone"
			err = &companyRefusedError{err}
		}
	}
	return company, err
}

// companyRefusedError wraps the answer to a request for the company with a good key. The same answer to a bad one is
// no such error: then /v1/ping is refused too.
type companyRefusedError struct{ error }

func (e *companyRefusedError) Unwrap() error { return e.error }

// IsCompanyRefused reports whether Aircall refuses the company, and nothing else.
func IsCompanyRefused(err error) bool {
	var refused *companyRefusedError
	return errors.As(err, &refused)
}

// Ping asks /v1/ping, which answers only to a valid credential.
func (c *Client) Ping(ctx context.Context) error {
	_, err := getOne[string](ctx, c, request{path: "/v1/ping", envelope: "ping", live: true})
	return err
}

package api

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/company, /v1/ping.

// Company is the account that the credential belongs to. Aircall gives it no id.
type Company struct {
	Name         Field[string] `json:"name"`
	UsersCount   Field[int64]  `json:"users_count"`
	NumbersCount Field[int64]  `json:"numbers_count"`
}

// Company reads /v1/company. IsCompanyRefused tells when Aircall refuses it to a key that it accepts otherwise.
func (c *Client) Company(ctx context.Context) (*Company, error) {
	if e := estimateOf(ctx); e != nil {
		e.add(c.account, 1, 0)
		ctx = WithEstimate(ctx, nil) // it is remembered, and other conditions depend on it
	}
	company, err := getOne[Company](ctx, c, request{path: "/v1/company", envelope: "company"})
	var e *Error
	if errors.As(err, &e) && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound) {
		if _, ping := c.send(ctx, request{path: "/v1/ping"}); ping == nil {
			refused := *e // others may wait for the same answer
			refused.Hint, refused.Cause = "The key is good: Aircall refuses it this endpoint alone", CauseUnknown
			err = &companyRefusedError{&refused}
		}
	}
	return company, err
}

// refusalTTL is how long a refused name is not asked for again.
const refusalTTL = 10 * time.Minute

// companyName is a client's memory of its company's name.
type companyName struct {
	turn    chan struct{} // of one: a mutex would also hold those whose context ends
	known   bool
	name    *string
	refused error     // why Aircall does not tell the name
	until   time.Time // when it is asked again after it refused
}

// CompanyName returns the name of the company, nil where it has none. It asks Aircall once: the name is remembered for good,
// a refusal of the company alone (IsCompanyRefused) for ten minutes, another failure not at all.
func (c *Client) CompanyName(ctx context.Context) (*string, error) {
	n := &c.name
	select {
	case n.turn <- struct{}{}:
		defer func() { <-n.turn }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if n.known {
		return n.name, nil
	}
	if c.Now().Before(n.until) {
		return nil, n.refused
	}
	company, err := c.Company(ctx)
	if IsCompanyRefused(err) {
		n.refused, n.until = err, c.Now().Add(refusalTTL)
	}
	if err != nil {
		return nil, err
	}
	n.name, n.known = company.Name.Ptr(), true
	return n.name, nil
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

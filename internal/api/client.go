// Package api reads Aircall's public REST API: politely, completely, and without knowing
// who asks. Lists are iterators; every request of one company passes one limiter.
package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/ratelimit"
)

const (
	// DefaultBaseURL is Aircall's only host.
	DefaultBaseURL = "https://api.aircall.io"

	maxBody = 32 << 20 // bytes of one answer
)

// Version of the project; it is part of the User-Agent. Set at build time.
var Version = "dev"

// Config is what a connection says about its company.
type Config struct {
	BaseURL               string // DefaultBaseURL when empty; http only to loopback
	APIID, APIToken       string // Basic credential
	AccessToken           string // OAuth bearer, instead of the pair
	MaxRequestsPerMinute  int    // in any 60 seconds; 0: 100
	MaxConcurrentRequests int    // requests in flight; 0: 5
	CacheFor              time.Duration
}

func (c Config) authorization() string {
	if c.AccessToken != "" {
		return "Bearer " + c.AccessToken
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(c.APIID+":"+c.APIToken))
}

// Client reads one company's Aircall for one connection. It is safe for concurrent use and
// made by a Registry, so that connections of one company share limiter and memory.
type Client struct {
	*account
	cacheFor time.Duration
	name     companyName
}

// account is what all connections with the same base URL and credential share.
type account struct {
	base          *url.URL
	authorization string
	http          *http.Client
	clock         Clock
	limiter       *limiter
	cache         *cache
	server        serverClock
}

func newAccount(base *url.URL, cfg Config, clock Clock, transport http.RoundTripper, window *ratelimit.Store) *account {
	a := &account{
		base:          base,
		authorization: cfg.authorization(),
		clock:         clock,
		limiter:       newLimiter(clock, window),
		cache:         newCache(clock),
	}
	a.http = &http.Client{Timeout: ratelimit.MaxFlight, Transport: transport, CheckRedirect: refuseRedirect}
	return a
}

// parseBaseURL accepts https, and http to this machine only.
func parseBaseURL(text string) (*url.URL, error) {
	if text == "" {
		text = DefaultBaseURL
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	switch {
	case err != nil || u.Host == "":
		return nil, &BaseURLError{"is not a URL", NotAURL}
	case u.User != nil:
		return nil, &BaseURLError{"must not hold a credential", HasCredential}
	case u.RawQuery != "" || u.Fragment != "":
		return nil, &BaseURLError{"must not hold a query or a fragment", HasQuery}
	case u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()):
		return u, nil
	default:
		return nil, &BaseURLError{fmt.Sprintf("must begin with https://, or http:// for this machine alone, not %s://", u.Scheme), InsecureScheme}
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// request is one GET.
type request struct {
	path     string     // escaped
	query    url.Values // nil: none
	envelope string     // the key of the answer that holds the value; "": the whole body
	feature  string     // the plan or add-on that a 403 may mean; "": none
	label    string     // stands for the path in errors where the path holds personal data
	live     bool       // never answered from memory
	perPage  int        // of a list: no more rows are expected; 0: maxPerPage
}

func (r request) name() string {
	if r.label != "" {
		return r.label
	}
	return r.path
}

func (r request) bodyErrorf(temporary bool, format string, args ...any) *BodyError {
	return &BodyError{Method: http.MethodGet, Path: r.name(), Reason: fmt.Sprintf(format, args...), temporary: temporary}
}

// idPath fills an id into a path.
func idPath(format string, id int64) string { return fmt.Sprintf(format, id) }

// getOne reads a single resource.
func getOne[T any](ctx context.Context, c *Client, r request) (*T, error) {
	return getCached(ctx, c, r, func(body []byte) (*T, error) {
		value := new(T)
		if r.envelope == "" {
			return value, decode(body, value)
		}
		found, err := decodeEnvelope(body, r.envelope, value, nil)
		if err == nil && !found {
			err = r.bodyErrorf(true, "it has no key %q", r.envelope)
		}
		return value, err
	})
}

// raw reads a resource whose shape is not established.
func (c *Client) raw(ctx context.Context, r request) (json.RawMessage, error) {
	return getCached(ctx, c, r, func(body []byte) (json.RawMessage, error) {
		if !json.Valid(body) {
			return nil, r.bodyErrorf(true, "it is not JSON")
		}
		return bytes.Clone(bytes.TrimSpace(body)), nil
	})
}

// get asks until it has an answer that decodes, or must not ask again. decode must not keep the body.
func get[T any](ctx context.Context, a *account, r request, decode func([]byte) (T, error)) (value T, err error) {
	defer guard.Recover(&err, "GET "+r.name())
	value, err = retry(ctx, a, func() (T, error) {
		body, err := a.send(ctx, r)
		if err != nil {
			return *new(T), err
		}
		defer body.release()
		value, err := decode(body.bytes)
		return value, r.decodingError(err, body.bytes)
	})
	return value, a.addPlanHint(ctx, r, err)
}

// decodingError names the request and the field, and tells a cut-off body, which may be whole the
// next time, from one that Aircall will send again just so.
func (r request) decodingError(err error, body []byte) error {
	var unusable *BodyError
	if err == nil || errors.As(err, &unusable) {
		return err
	}
	if !json.Valid(body) {
		return r.bodyErrorf(true, "it is not whole JSON (%d bytes)", len(body))
	}
	return r.bodyErrorf(false, "%v", err)
}

// send makes one request, after the limiter's leave, and returns the body of a 200, which may be released.
func (a *account) send(ctx context.Context, r request) (body *buffer, err error) {
	slot, err := a.limiter.acquire(ctx)
	if err != nil {
		return nil, err
	}
	a.traceRequest(ctx, r)
	var answered *http.Response
	defer func() { slot.release(answered) }()

	req, err := http.NewRequestWithContext(slot.countRepeats(ctx), http.MethodGet, a.base.String()+r.path, nil)
	if err != nil {
		return nil, err
	}
	req.URL.RawQuery = r.query.Encode()
	req.Header.Set("Authorization", a.authorization)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "steampipe-plugin-aircall/"+Version)

	began := a.clock.Now()
	response, err := a.http.Do(req)
	if err != nil {
		return nil, a.transportError(ctx, r, err)
	}
	defer response.Body.Close()
	answered = response
	a.server.learn(response.Header, a.clock.Now())
	body = newBuffer()
	err = body.read(response)
	hclog.FromContext(ctx).Trace("request", "path", r.name(), "status", response.StatusCode, "took", a.clock.Now().Sub(began))
	switch {
	case response.StatusCode != http.StatusOK:
		return nil, a.statusError(r, response, body.bytes)
	case errors.Is(err, errTooLarge):
		return nil, r.bodyErrorf(false, "it is larger than %d MiB", maxBody>>20)
	case err != nil:
		return nil, a.transportError(ctx, r, err)
	}
	return body, nil
}

var errTooLarge = errors.New("body too large")

func (a *account) statusError(r request, response *http.Response, body []byte) error {
	e := &Error{
		Status:    response.StatusCode,
		Method:    http.MethodGet,
		Path:      r.name(),
		Message:   a.redact(errorMessage(body, response.Header.Get("Content-Type"))),
		RequestID: shorten(response.Header.Get("Apigw-Requestid")),
	}
	switch {
	case isRedirect(response):
		e.Message, e.Hint, e.Cause = "", redirectHint(response), CauseBaseURL
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden && r.feature == "":
		e.Cause = CauseCredential
	case e.Status == http.StatusTooManyRequests:
		e.Hint, e.Cause = "The company's requests of this minute are used up", CauseRateLimit
	}
	return e
}

// redact removes the credential from text that is not ours.
func (a *account) redact(s string) string {
	_, secret, _ := strings.Cut(a.authorization, " ")
	s = strings.ReplaceAll(s, secret, "[credential]")
	if pair, err := base64.StdEncoding.DecodeString(secret); err == nil {
		if _, token, ok := strings.Cut(string(pair), ":"); ok && token != "" {
			s = strings.ReplaceAll(s, token, "[credential]")
		}
	}
	return s
}

// addPlanHint says what a 403 on one feature means. With a good key it is the company's plan; only another request can tell
// that apart from a key that has been revoked.
func (a *account) addPlanHint(ctx context.Context, r request, err error) error {
	var e *Error
	if r.feature == "" || !errors.As(err, &e) || e.Status != http.StatusForbidden {
		return err
	}
	e.Cause = CauseCredential
	if _, ping := a.send(ctx, request{path: "/v1/ping"}); ping == nil {
		e.Hint, e.Cause = "The key is good, but this needs "+r.feature, CausePlan
		if r.feature == oauthConnection {
			e.Cause = CauseKeyKind
		}
	}
	return err
}

// Now is the present by the clock that the client waits by.
func (c *Client) Now() time.Time { return c.clock.Now() }

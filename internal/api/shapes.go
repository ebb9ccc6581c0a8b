package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// An EndpointShape is what one endpoint answered: the names of its fields and the JSON types of their values, never a
// value. Its differences are what this client would not decode, or not as it was sent.
type EndpointShape struct {
	Path        string // with :id for what was filled in
	Outcome     string // "200", "200, no rows", another status, or why there is none
	Fields      []*FieldShape
	Differences int
}

// MaxShapeRequests is how many requests Shapes sends, but for those that Aircall asks to repeat.
func MaxShapeRequests() int { return 1 + len(endpoints()) }

// Shapes reads one page of each list, and one resource of each other endpoint with the ids that the lists gave. What an
// endpoint refuses is its outcome and ends nothing. The error is that of the credential or of the context.
func (c *Client) Shapes(ctx context.Context, report func(*EndpointShape)) error {
	if err := c.Ping(ctx); err != nil {
		return err
	}
	known := samples{}
	for _, e := range endpoints() {
		shape := &EndpointShape{Path: e.name()}
		if r, ok := e.request(known); ok {
			c.readShape(ctx, e, r, known, shape)
		} else {
			shape.Outcome = "not asked: no " + e.of + " was listed"
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		report(shape)
	}
	return nil
}

func (c *Client) readShape(ctx context.Context, e endpoint, r request, known samples, shape *EndpointShape) {
	body, err := get(ctx, c.account, r, func(body []byte) (json.RawMessage, error) {
		if !json.Valid(body) {
			return nil, r.bodyErrorf(true, "it is not JSON")
		}
		return bytes.Clone(body), nil
	})
	if shape.Outcome = outcome(err); err != nil {
		return
	}
	found := newComparison()
	if empty := found.body(e, body); empty {
		shape.Outcome += ", no rows"
	}
	shape.Fields, shape.Differences = found.root.sorted(), found.differences
	if e.gives != "" {
		known.take(e.gives, body, e.envelope)
	}
}

// outcome says how a request ended, in no words of Aircall's.
func outcome(err error) string {
	var refused *Error
	var unusable *BodyError
	switch {
	case err == nil:
		return "200"
	case errors.As(err, &refused):
		return strings.TrimSpace(fmt.Sprint(refused.Status, " ", http.StatusText(refused.Status)))
	case errors.As(err, &unusable):
		return "200, but the answer is not JSON"
	}
	return "no answer"
}

// samples are the first ids that the lists gave, by the kind of row, and a phone number of a contact. They are sent to
// Aircall and shown to nobody.
type samples map[string]string

func (s samples) take(kind string, body []byte, envelope string) {
	var page map[string]json.RawMessage
	var rows []struct {
		ID           json.RawMessage `json:"id"`
		WebhookID    string          `json:"webhook_id"`
		AnsweredAt   json.RawMessage `json:"answered_at"`
		Duration     json.RawMessage `json:"duration"`
		PhoneNumbers []struct {
			Value string `json:"value"`
		} `json:"phone_numbers"`
	}
	if json.Unmarshal(body, &page) != nil || json.Unmarshal(page[envelope], &rows) != nil || len(rows) == 0 {
		return
	}
	row, longest := rows[0], 0.0
	for _, r := range rows { // of calls, the one that most likely was transcribed
		var seconds float64
		_ = json.Unmarshal(r.Duration, &seconds) // of another row it is absent
		if answered := len(r.AnsweredAt) > 0 && string(r.AnsweredAt) != "null"; answered && seconds > longest {
			row, longest = r, seconds
		}
	}
	s[kind] = strings.Trim(string(row.ID), `"`)
	if row.WebhookID != "" {
		s[kind] = row.WebhookID
	}
	for _, r := range rows {
		if len(r.PhoneNumbers) > 0 && s["phone number"] == "" {
			s["phone number"] = r.PhoneNumbers[0].Value
		}
	}
}

// request fills in what the endpoint asks for; false: it is not known.
func (e endpoint) request(known samples) (request, bool) {
	r := request{path: e.path, query: url.Values{}, label: e.name()}
	for name, values := range e.query {
		r.query[name] = values
	}
	if e.of == "" {
		return r, true
	}
	sample := known[e.of]
	if e.filter != "" {
		r.query.Set(e.filter, sample)
	} else {
		r.path = strings.Replace(e.path, ":id", url.PathEscape(sample), 1)
	}
	return r, sample != ""
}

func (e endpoint) name() string {
	if e.filter == "" {
		return e.path
	}
	return e.path + "?" + e.filter + "="
}

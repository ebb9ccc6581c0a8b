package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// TestAListOfUnknownPagesIsReadToItsEnd: whether or not Aircall pages it, and never short without an error.
func TestAListOfUnknownPagesIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rows, perPage int // perPage 0: all rows come whatever page is asked for
		total         int // that the meta names; 0: there is no meta
		listed        int
		requests      int64
		incomplete    bool
	}{
		"an empty list":                         {rows: 0, listed: 0, requests: 1},
		"a short list":                          {rows: 19, listed: 19, requests: 1},
		"a list without pages":                  {rows: 45, listed: 45, requests: 1},
		"as many as a page, without pages":      {rows: 20, listed: 20, requests: 2},
		"as many as a page, with pages":         {rows: 20, perPage: 20, listed: 20, requests: 2},
		"three pages":                           {rows: 45, perPage: 20, listed: 45, requests: 3},
		"two whole pages":                       {rows: 40, perPage: 20, listed: 40, requests: 3},
		"pages of another length, with a meta":  {rows: 70, perPage: 50, total: 70, listed: 70, requests: 2},
		"whole, with a meta":                    {rows: 45, total: 45, listed: 45, requests: 1},
		"a meta that counts more than there is": {rows: 30, total: 31, requests: 2, incomplete: true},
		"pages, and a meta that counts more":    {rows: 30, perPage: 20, total: 31, requests: 3, incomplete: true},
	} {
		var requests atomic.Int64
		c := answering(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			from, to := 0, test.rows
			if page, err := strconv.Atoi(r.URL.Query().Get("page")); test.perPage > 0 {
				if err != nil {
					page = 1
				}
				from = min((page-1)*test.perPage, test.rows)
				to = min(from+test.perPage, test.rows)
			}
			var contacts []string
			for i := from; i < to; i++ {
				contacts = append(contacts, fmt.Sprintf(`{"phone_number":"1212555%04d","note":null}`, i))
			}
			meta := ""
			if test.total > 0 {
				meta = fmt.Sprintf(`,"meta":{"total":%d}`, test.total)
			}
			fmt.Fprintf(w, `{"contacts":[%s]%s}`, strings.Join(contacts, ","), meta)
		})
		contacts, err := c.CampaignContacts(t.Context(), "0192f0c4", "")
		var incomplete *IncompleteError
		if errors.As(err, &incomplete) != test.incomplete || (err != nil) != test.incomplete || len(contacts) != test.listed || requests.Load() != test.requests {
			t.Errorf("%s: %d contacts with %d requests, error %v; want %d with %d", name, len(contacts), requests.Load(), err, test.listed, test.requests)
		}
		for i, contact := range contacts {
			if want := fmt.Sprintf("1212555%04d", i); contact.PhoneNumber.Value() != want {
				t.Errorf("%s: contact %d is %s, want %s", name, i, contact.PhoneNumber.Value(), want)
				break
			}
		}
	}
}

// roundTrip answers requests without a network.
type roundTrip func(*http.Request) string

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(f(r))), Request: r}, nil
}

// TestAListThatNeverEndsIsAnError: each page brings something new.
func TestAListThatNeverEndsIsAnError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		requests := 0
		registry := Registry{Transport: roundTrip(func(*http.Request) string {
			requests++
			rows := slices.Repeat([]string{fmt.Sprintf(`{"id":%d}`, requests)}, defaultPerPage)
			return `{"numbers":[` + strings.Join(rows, ",") + `]}`
		})}
		c, err := registry.Client("one", Config{BaseURL: "http://127.0.0.1", AccessToken: "secret"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.DialerCampaignNumbers(t.Context(), 7)
		var depth *DepthError
		if !errors.As(err, &depth) || requests != maxDepth/defaultPerPage {
			t.Errorf("error %v after %d requests", err, requests)
		}
	})
}

// TestACampaignsContacts: the id is escaped, and the number goes into the query, which no error repeats.
func TestACampaignsContacts(t *testing.T) {
	t.Parallel()
	const number = "+12125550123"
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.EscapedPath() != "/v1/campaigns/a%2Fb/contacts" || r.URL.Query().Get("phone_number") != number {
			t.Errorf("asked %s", r.URL)
		}
		w.WriteHeader(http.StatusUnprocessableEntity)
	})
	if _, err := c.CampaignContacts(t.Context(), "a/b", number); err == nil || strings.Contains(err.Error(), number[1:]) {
		t.Errorf("error %v, want one without the number", err)
	}
}

package aircall

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// The whole sentence that a user reads: what happened, in the client's words, and which argument or variable to change.
func TestErrorsNameTheArgumentToChange(t *testing.T) {
	t.Parallel()
	answer := func(status int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
		}
	}
	const checkKey = "Check api_id and api_token (AIRCALL_API_ID, AIRCALL_API_TOKEN), or access_token (AIRCALL_ACCESS_TOKEN): " +
		"Aircall answers a wrong key with 403 and a missing one with 401"
	for what, test := range map[string]struct {
		baseURL string // "": the server's
		answer  http.HandlerFunc
		want    string // %s: the server's host
	}{
		"a wrong key":                   {"", answer(403, "Apigw-Requestid", "req-42"), "GET /v1/ping: 403 Forbidden. " + checkKey + " (request id req-42)"},
		"no key":                        {"", answer(401), "GET /v1/ping: 401 Unauthorized. " + checkKey},
		"an answer that is no key's":    {"", answer(422), "GET /v1/ping: 422 Unprocessable Entity"},
		"a redirect":                    {"", answer(302, "Location", "https://elsewhere.example/x"), "GET /v1/ping: 302 Found. It redirects to https://elsewhere.example, which is not followed: Aircall's API has no redirects, and the credential must not go elsewhere. Check base_url (AIRCALL_BASE_URL)"},
		"nobody there":                  {"", nil, "GET /v1/ping: no answer from %[1]s: dial tcp %[1]s: connect: connection refused; check base_url (AIRCALL_BASE_URL) and the network"},
		"a base URL that is none":       {"api.aircall.io", nil, "base_url (AIRCALL_BASE_URL) is not a URL; leave it out or write https://api.aircall.io"},
		"a credential in the base URL":  {"https://id:token@api.aircall.io", nil, "base_url (AIRCALL_BASE_URL) must not hold a credential; use api_id and api_token"},
		"a query in the base URL":       {"https://api.aircall.io?x=1", nil, "base_url (AIRCALL_BASE_URL) must not hold a query or a fragment"},
		"a base URL without encryption": {"http://api.aircall.io", nil, "base_url (AIRCALL_BASE_URL) must begin with https://, or http:// for this machine alone, not http://"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(test.answer)
			if test.answer == nil {
				server.Close()
			} else {
				defer server.Close()
			}
			base, want := server.URL, test.want
			if test.baseURL != "" {
				base = test.baseURL
			}
			if what == "nobody there" {
				want = fmt.Sprintf(want, server.Listener.Addr())
			}
			_, err := Check(t.Context(), t.Name(), fmt.Sprintf("base_url = %q\napi_id = \"a\"\napi_token = \"b\"", base))
			if err == nil || err.Error() != want {
				t.Errorf("got\n%v, want\n%s", err, want)
			}
		})
	}
}

// Advice stands behind the sentence that it belongs to, and before what is said around it.
func TestAdviceKeepsWhatWrapsTheError(t *testing.T) {
	t.Parallel()
	limit := &api.Error{Status: 429, Method: "GET", Path: "/v1/calls", Hint: "The company's requests of this minute are used up", RequestID: "r", Cause: api.CauseRateLimit}
	oauth := &api.Error{Status: 403, Method: "GET", Path: "/v1/integrations/me", Hint: "The key is good, but this needs an OAuth connection", Cause: api.CauseKeyKind}
	other := errors.New("something else")
	for _, test := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("c: %w", &api.RetryError{Attempts: 5, Err: limit}), "c: GET /v1/calls: 429 Too Many Requests. The company's requests of this minute are used up; " +
			"lower max_requests_per_minute (AIRCALL_MAX_REQUESTS_PER_MINUTE) if other programs use the same Aircall (request id r) (tried 5 times)"},
		{oauth, "GET /v1/integrations/me: 403 Forbidden. The key is good, but this needs an OAuth connection (access_token instead of api_id and api_token)"},
		{other, "something else"},
	} {
		if got := advise(test.err); got.Error() != test.want || !errors.Is(got, test.err) {
			t.Errorf("%v\nbecame %v, want %s", test.err, got, test.want)
		}
	}
	if advise(nil) != nil {
		t.Error("there is advice where there is no error")
	}
}

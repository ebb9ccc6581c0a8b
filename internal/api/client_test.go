package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

const secretToken = "5ec2e7c0ffee5ec2e7c0ffee5ec2e7c0"

// answering is a client whose every request gets the answer of a handler.
func answering(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	registry := Registry{Clock: hastyClock{}}
	c, err := registry.Client("c", Config{BaseURL: server.URL, APIID: "0123456789abcdef0123456789abcdef", APIToken: secretToken})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// hastyClock is the machine's, but nobody waits longer than a moment.
type hastyClock struct{}

func (hastyClock) Now() time.Time { return time.Now() }

func (hastyClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(min(d, time.Millisecond), f).Stop
}

func TestRequestCarriesCredentialAndVersion(t *testing.T) {
	tests := map[string]struct {
		cfg  Config
		want string
	}{
		"basic":  {Config{APIID: "id", APIToken: "token"}, "Basic aWQ6dG9rZW4="},
		"bearer": {Config{AccessToken: "token"}, "Bearer token"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != test.want || r.UserAgent() != "steampipe-plugin-aircall/"+Version || r.Method != http.MethodGet {
					t.Errorf("got %s with %v", r.Method, r.Header)
				}
				fmt.Fprint(w, `{"ping":"pong"}`)
			}))
			defer server.Close()
			test.cfg.BaseURL = server.URL + "/"
			var registry Registry
			c, err := registry.Client("c", test.cfg)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Ping(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // base URL: what its error says, "" for none
		"":                              "",
		"https://api.aircall.io":        "",
		"https://proxy.example/aircall": "",
		"http://127.0.0.1:8080":         "",
		"http://localhost:8080":         "",
		"http://[::1]:8080":             "",
		"http://api.aircall.io":         "must begin with https://",
		"http://127.0.0.1.example":      "must begin with https://",
		"ftp://api.aircall.io":          "must begin with https://",
		"api.aircall.io":                "is not a URL",
		"https://id:" + secretToken + "@api.aircall.io": "must not hold a credential",
		"https://api.aircall.io?x=1":                    "must not hold a query",
	}
	for base, want := range tests {
		var registry Registry
		_, err := registry.Client("c", Config{BaseURL: base, APIID: "id", APIToken: secretToken})
		var unusable *BaseURLError
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", base, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !asError(err, &unusable)):
			t.Errorf("%q: got %v, want a BaseURLError that says %q", base, err, want)
		case err != nil && strings.Contains(err.Error(), secretToken):
			t.Errorf("%q: the error shows the token", base)
		}
	}
}

func TestBodyIsBounded(t *testing.T) {
	t.Parallel()
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.CopyN(w, zeros{}, maxBody+1)
	})
	_, err := c.Company(t.Context())
	var unusable *BodyError
	if !asError(err, &unusable) || !strings.Contains(err.Error(), "larger than 32 MiB") {
		t.Errorf("got %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// Aircall's own words, from each shape of body, and what to do.
func TestErrorsRepeatAircallsMessage(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		want   []string
	}{
		"edge":                 {403, `{"message":"Forbidden"}`, []string{"403 Forbidden"}},
		"no credential":        {401, `{"message":"Unauthorized"}`, []string{"401 Unauthorized"}},
		"application":          {400, `{"error":"Bad Request","troubleshoot":"Check the parameters","success":false}`, []string{"Bad Request: Check the parameters"}},
		"errors as text":       {400, `{"error":"Bad Request","data":null,"message":"BAD_REQUEST","errors":"Your query is limited to 10k results.","success":false}`, []string{"limited to 10k results"}},
		"errors as an object":  {422, `{"error":"Unprocessable Entity","errors":{"user":["is away"]}}`, []string{`"is away"`}},
		"html":                 {502, "<html><head><title>502 Bad Gateway</title></head><body>nothing</body></html>", []string{"502 Bad Gateway"}},
		"html without a title": {503, "<html><body>We are <b>down</b></body></html>", []string{"We are down"}},
		"html in Latin-1":      {502, "<html>" + strings.Repeat("\xe9", 40) + "<TITLE lang=fr>Service momentan\xe9ment indisponible</TITLE>", []string{"momentanément"}},
		"html in Shift_JIS":    {503, "<meta charset=shift_jis>" + strings.Repeat("\x83\x8f", 40) + "<title>\x83\x81\x83\x93\x83e\x83i\x83\x93\x83X</title>", []string{"メンテナンス"}},
		"html cut off":         {502, "<title>Bad Gate", []string{"Bad Gate"}},
		"html with a script":   {502, "<script>var a = 1 < 2;</script><style>p{}</style><p>Down &amp; out</p>", []string{": Down & out ("}},
		"a zero byte":          {500, "down\x00 \xff", []string{"down\uFFFD"}},
		"text":                 {500, "oops\n\n  again", []string{"oops again"}},
		"nothing":              {500, "", []string{"500 Internal Server Error"}},
		"the token":            {400, `{"message":"bad token ` + secretToken + `"}`, []string{"bad token [credential]"}},
		"very long":            {400, `{"message":"` + strings.Repeat("x", 5000) + `"}`, []string{"xxx…"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Apigw-Requestid", "req-42")
				w.WriteHeader(test.status)
				fmt.Fprint(w, test.body)
			})
			_, err := c.Company(t.Context())
			var e *Error
			if !asError(err, &e) || e.Status != test.status || e.Path != "/v1/company" || e.RequestID != "req-42" {
				t.Fatalf("got %v", err)
			}
			for _, want := range append(test.want, "GET /v1/company", "req-42") {
				if !strings.Contains(err.Error(), want) || !utf8.ValidString(err.Error()) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), secretToken) || len(err.Error()) > 900 {
				t.Errorf("the error shows the token, or is endless: %q", err)
			}
		})
	}
}

// Neither a query's numbers nor an address in a path are shown in an error.
func TestErrorsHoldNoPersonalData(t *testing.T) {
	t.Parallel()
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) })
	_, byMail := c.User(t.Context(), "ada@okafor.example")
	_, byNumber := collect(c.Calls(t.Context(), CallQuery{PhoneNumber: "+447700900417"}))
	for _, err := range []error{byMail, byNumber} {
		if err == nil || strings.Contains(err.Error(), "okafor") || strings.Contains(err.Error(), "7700900417") {
			t.Errorf("got %v", err)
		}
	}
}

// A decoder that panics fails its request alone, by name.
func TestAPanicIsTheErrorOfItsRequest(t *testing.T) {
	t.Parallel()
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"ping":"pong"}`) })
	_, err := get(t.Context(), c.account, request{path: "/v1/ping"}, func([]byte) (int, error) { panic(secretToken) })
	var panicked *guard.PanicError
	if !asError(err, &panicked) || !strings.Contains(err.Error(), "GET /v1/ping") || strings.Contains(err.Error(), secretToken) {
		t.Errorf("got %v", err)
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Errorf("the next request: %v", err)
	}
}

func TestUnreachableHostIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(nil)
	server.Close()
	var registry Registry
	c, err := registry.Client("c", Config{BaseURL: server.URL, APIID: "id", APIToken: secretToken})
	if err != nil {
		t.Fatal(err)
	}
	err = c.Ping(t.Context())
	var transport *TransportError
	if !asError(err, &transport) || transport.Temporary() || !strings.Contains(err.Error(), strings.TrimPrefix(server.URL, "http://")) {
		t.Errorf("got %v", err)
	}
}

// The e-mail address goes into the path with its @.
func TestUserByEmail(t *testing.T) {
	t.Parallel()
	var seen string
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		seen = r.RequestURI
		fmt.Fprint(w, `{"user":{"id":5}}`)
	})
	u, err := c.User(t.Context(), "a b/c@okafor.example")
	if err != nil || u.ID != 5 || seen != "/v2/users/a%20b%2Fc@okafor.example" {
		t.Errorf("asked %q, got %v, %v", seen, u, err)
	}
}

// A feature's 403 names its add-on when the key is good, and the key when it is not.
func TestForbiddenFeature(t *testing.T) {
	tests := map[string]struct {
		plan   fakeaircall.Plan
		shape  fakeaircall.BodyShape
		cfg    Config
		want   string
		unlike string
		cause  Cause
	}{
		"no add-on":            {plan: fakeaircall.NoAddOn, want: "the AI Assist add-on", unlike: "api_token", cause: CausePlan},
		"no add-on, edge body": {plan: fakeaircall.NoAddOn, shape: fakeaircall.GatewayBody, want: "the AI Assist add-on", unlike: "api_token", cause: CausePlan},
		"a bad key":            {cfg: Config{APIID: "wrong", APIToken: "wrong"}, want: "403 Forbidden", unlike: "AI Assist", cause: CauseCredential},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := serve(t, fixture.Filled(time.Now()), fakeaircall.Options{RateLimit: -1, Plan: test.plan, UnknownBodies: test.shape})
				_, err := a.client("c", test.cfg).Summary(t.Context(), 1)
				var e *Error
				if !hasStatus(err, 403) || !asError(err, &e) || e.Cause != test.cause || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), test.unlike) {
					t.Errorf("got %v, want %q and not %q", err, test.want, test.unlike)
				}
			})
		})
	}
}

func TestSingleResourceThatDoesNotExist(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, callsOf(1, 0), unlimited)
		c, ctx := a.client("c", Config{}), t.Context()
		for name, read := range map[string]func() error{
			"call":         func() error { _, err := c.Call(ctx, 1, Expand{}); return err },
			"contact":      func() error { _, err := c.Contact(ctx, 1); return err },
			"number":       func() error { _, err := c.Number(ctx, 1); return err },
			"user":         func() error { _, err := c.User(ctx, "1"); return err },
			"availability": func() error { _, err := c.Availability(ctx, 1); return err },
			"team":         func() error { _, err := c.Team(ctx, 1); return err },
			"tag":          func() error { _, err := c.Tag(ctx, 1); return err },
			"webhook":      func() error { _, err := c.Webhook(ctx, "nothing"); return err },
			"transcript":   func() error { _, err := c.Transcription(ctx, 1); return err },
			"campaign":     func() error { _, err := c.DialerCampaign(ctx, 1); return err },
		} {
			if err := read(); !IsNotFound(err) {
				t.Errorf("%s: got %v, want a 404", name, err)
			}
		}
	})
}

// Everything that the documentation lists arrives in its field: a company with nothing left out
// decodes into models with nothing empty.
func TestModelsHaveEveryDocumentedField(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := fixture.Filled(time.Now())
		a := serve(t, company, unlimited)
		c, ctx := a.client("c", Config{}), t.Context()
		call := company.Calls[0].ID
		ai := func(v any, err error) func() (any, error) { return func() (any, error) { return v, err } }
		transcription, err1 := c.Transcription(ctx, call)
		evaluations, err2 := c.Evaluations(ctx, call)
		playbook, err3 := c.PlaybookResult(ctx, call)
		custom, err4 := c.CustomSummary(ctx, call)
		csat, err5 := c.PredictedCSAT(ctx, call)
		items, err6 := c.ActionItems(ctx, call)
		status, err7 := c.WhatsAppStatus(ctx, company.Numbers[0].ID)
		campaign, err8 := c.DialerCampaign(ctx, company.Users[0].ID)
		for name, read := range map[string]func() (any, error){
			"transcription": ai(transcription, err1), "evaluations": ai(evaluations, err2), "playbook": ai(playbook, err3),
			"custom summary": ai(custom, err4), "csat": ai(csat, err5), "action items": ai(items, err6),
			"whatsapp status": ai(status, err7), "dialer campaign": ai(campaign, err8),
		} {
			value, err := read()
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for _, missing := range absent(reflect.ValueOf(value), name) {
				t.Errorf("%s is missing", missing)
			}
		}
	})
}

// absent are the fields of a model that Aircall did not send.
func absent(v reflect.Value, name string) (names []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return []string{name}
		}
		return absent(v.Elem(), name)
	case reflect.Slice:
		if v.Len() == 0 {
			return []string{name}
		}
		for i := range v.Len() {
			if v.Type().Elem().Kind() == reflect.Struct {
				names = append(names, absent(v.Index(i), name)...)
			}
		}
	case reflect.Struct:
		if raw, ok := reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Interface().(interface{ typed() }); ok {
			raw.typed()
		}
		if value, state := v.FieldByName("value"), v.FieldByName("state"); state.IsValid() {
			if state.IsNil() {
				return []string{name}
			}
			return absent(value, name)
		}
		for i := range v.NumField() {
			if v.Type() != reflect.TypeFor[Time]() {
				names = append(names, absent(v.Field(i), name+"."+v.Type().Field(i).Name)...)
			}
		}
	}
	return names
}

// WhatsApp's templates go on by token, to the end. The first is the reference's own example.
func TestWhatsAppTemplatesGoOnByToken(t *testing.T) {
	t.Parallel()
	const template = `{"id":1,"wabaId":"123456789","name":"order_confirmation","category":"UTILITY","status":"APPROVED","language":"en"}`
	tests := map[string]struct {
		pages map[string]string // by token
		rows  int               // -1: an error
	}{
		"numbers": {map[string]string{
			"":   `{"templates":[` + template + `],"pageInfo":{"currentToken":0,"nextToken":10,"totalCount":50}}`,
			"10": `{"templates":[` + template + `],"pageInfo":{"currentToken":10,"nextToken":0,"totalCount":50}}`,
		}, 2},
		"strings": {map[string]string{
			"":    `{"templates":[{"id":"a"},{"id":"b"}],"pageInfo":{"nextToken":"two"}}`,
			"two": `{"templates":[{"id":"c"}],"pageInfo":{"nextToken":null}}`,
		}, 3},
		"its own token at the end": {map[string]string{
			"":   `{"templates":[{"id":"a"}],"pageInfo":{"currentToken":0,"nextToken":10,"totalCount":2}}`,
			"10": `{"templates":[{"id":"b"}],"pageInfo":{"currentToken":10,"nextToken":10,"totalCount":2}}`,
		}, 2},
		"its own token before the end": {map[string]string{
			"":   `{"templates":[{"id":"a"}],"pageInfo":{"currentToken":0,"nextToken":10,"totalCount":3}}`,
			"10": `{"templates":[{"id":"b"}],"pageInfo":{"currentToken":10,"nextToken":10,"totalCount":3}}`,
		}, -1},
		"a circle": {map[string]string{
			"":  `{"templates":[{"id":"a"}],"pageInfo":{"nextToken":"x"}}`,
			"x": `{"templates":[{"id":"a"}],"pageInfo":{"nextToken":"y"}}`,
			"y": `{"templates":[{"id":"a"}],"pageInfo":{"nextToken":"x"}}`,
		}, -1},
		"no pages":          {map[string]string{"": `{"templates":[{"id":"a"}]}`}, 1},
		"a token of no use": {map[string]string{"": `{"templates":[],"pageInfo":{"nextToken":{}}}`}, -1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := answering(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, test.pages[r.URL.Query().Get("token")]) })
			rows, err := collect(c.WhatsAppTemplates(t.Context(), 7))
			if (err != nil) != (test.rows < 0) || err == nil && len(rows) != test.rows {
				t.Errorf("%d rows, %v; want %d", len(rows), err, test.rows)
			}
			if name == "numbers" && (rows[0].ID.Value() != "1" || rows[0].WABAID.Value() != "123456789") {
				t.Errorf("the ids are %q and %q", rows[0].ID.Value(), rows[0].WABAID.Value())
			}
		})
	}
}

func TestCancelledRequestIsTheContextsError(t *testing.T) {
	t.Parallel()
	c := answering(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(10*time.Millisecond, func() { cancel(context.Canceled) })
	if _, err := c.Company(ctx); err != context.Canceled { //nolint:errorlint // itself, not wrapped
		t.Errorf("got %v", err)
	}
}

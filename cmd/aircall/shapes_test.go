//go:build !race || atomicsdk

// The SDK has data races of its own, which loading a connection can show.

package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// values are texts and numbers of five digits or more in JSON.
var values = regexp.MustCompile(`"[^"\\]*[^a-zA-Z_"\\][^"\\]*"|[0-9]{5,}`)

// rewriting is an Aircall for the company whose answers are changed on their way. It gathers their values.
func rewriting(t *testing.T, c *fakeaircall.Company, old, with string) (config string, asked func() []string) {
	t.Helper()
	server := fakeaircall.New(c, fakeaircall.Options{RateLimit: -1})
	var mu sync.Mutex
	var seen []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, r)
		body := strings.ReplaceAll(answer.Body.String(), old, with)
		mu.Lock()
		seen = append(seen, values.FindAllString(body, -1)...)
		mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(proxy.Close)
	return configFile(t, "base_url = \""+proxy.URL+"\"\naccess_token = \""+fakeaircall.DemoAccessToken+"\"\nmax_concurrent_requests = 1"),
		func() []string {
			mu.Lock()
			defer mu.Unlock()
			return seen
		}
}

func TestShapesShowNoValue(t *testing.T) {
	t.Parallel()
	config, seen := rewriting(t, fixture.Filled(time.Now()), "\x00", "")
	got := command(t, "check", "--shapes", "--config", config)
	if got.status != 0 || !strings.Contains(got.out, "\nDifferences from what is decoded: 0\n") || strings.Contains(got.out, "\n+") || strings.Contains(got.out, "\n!") {
		t.Errorf("%+v", got)
	}
	for _, want := range []string{`\nGET /v1/calls: 200\n`, `\nGET /v1/calls/:id/evaluations: 200\n`, `\n      started_at +integer\n`} {
		if !regexp.MustCompile(want).MatchString(got.out) {
			t.Errorf("lacks %q:\n%s", want, got.out)
		}
	}
	if len(seen()) < 100 {
		t.Errorf("%d values were sent", len(seen()))
	}
	for _, value := range append(seen(), "Larkfield") {
		if value = strings.Trim(value, `"`); len(value) > 2 && strings.Contains(got.out+got.err, value) {
			t.Errorf("%q is shown", value)
		}
	}
	if connection := regexp.MustCompile(`company_[0-9]`).FindString(got.out + got.err); connection != "" {
		t.Errorf("the connection's name is shown: %s", connection)
	}
}

func TestShapesShowADifference(t *testing.T) {
	t.Parallel()
	config, _ := rewriting(t, fixture.Filled(time.Now()), `"color":`, `"mood":"calm and happy","color":`)
	got := command(t, "check", "--shapes", "--config", config)
	if got.status != 0 || !strings.Contains(got.out, "\n+     mood                                   string\n") || strings.Contains(got.out, "calm") ||
		!strings.HasSuffix(got.out, "\nDifferences from what is decoded: 2\n") { // in the list and in the single tag
		t.Errorf("%+v", got)
	}
	config, _ = rewriting(t, fixture.Filled(time.Now()), `"users_count":1`, `"users_count":{"of":"Ada"}`)
	got = command(t, "check", "--shapes", "--config", config)
	if got.status != 0 || !strings.Contains(got.out, "\n!   users_count                              object, decoded as an integer\n") || strings.Contains(got.out, "Ada") {
		t.Errorf("%+v", got)
	}
}

func TestShapesSayHowManyRequestsTheyCost(t *testing.T) {
	t.Parallel()
	server, config := serve(t, small())
	got := command(t, "check", "--shapes", "--config", config)
	if got.status != 0 || !strings.HasPrefix(got.err, "Asking each connection for 38 answers at most.") || api.MaxShapeRequests() != 38 {
		t.Errorf("%d requests: %+v", api.MaxShapeRequests(), got)
	}
	if n := len(server.Requests()); n > api.MaxShapeRequests() {
		t.Errorf("%d requests", n)
	}
	if !strings.Contains(got.out, "GET /v1/integrations/me: 403 Forbidden\n") || !strings.Contains(got.out, "GET /v1/webhooks") {
		t.Error(got.out)
	}
}

func TestShapesNeedAGoodKey(t *testing.T) {
	t.Parallel()
	_, url := listen(t, small())
	got := command(t, "check", "--shapes", "--config", configFile(t, "base_url = \""+url+"\"\napi_id = \"nobody\"\napi_token = \""+secret+"\""))
	if got.status != 1 || !strings.Contains(got.err, "Check api_id and api_token") || strings.Contains(got.out, "GET /v1") || strings.Contains(got.err, secret) {
		t.Errorf("%+v", got)
	}
}

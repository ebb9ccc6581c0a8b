package fakeaircall_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// noon is when the invented stories of these tests end: a Tuesday.
var noon = time.Date(2026, 9, 29, 12, 0, 0, 0, time.UTC)

// at is a clock that stands still.
func at(now time.Time) func() time.Time { return func() time.Time { return now } }

// e164 strips the display form of a number.
func e164(shown string) string { return strings.NewReplacer(" ", "", "-", "").Replace(shown) }

// ask sends a GET with the demo key and returns the answer.
func ask(t *testing.T, s http.Handler, target string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:4444"+target, nil)
	r.SetBasicAuth(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// read asks and decodes a 200.
func read(t *testing.T, s http.Handler, target string) map[string]any {
	t.Helper()
	w := ask(t, s, target)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", target, w.Code, w.Body)
	}
	var body map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("GET %s: %v in %s", target, err, w.Body)
	}
	return body
}

// rows reads the list under key.
func rows(t *testing.T, s http.Handler, target, key string) []map[string]any {
	t.Helper()
	listed, ok := read(t, s, target)[key].([]any)
	if !ok {
		t.Fatalf("GET %s: no list %q", target, key)
	}
	objects := make([]map[string]any, len(listed))
	for i, row := range listed {
		objects[i] = row.(map[string]any)
	}
	return objects
}

// total reads meta.total.
func total(t *testing.T, s http.Handler, target string) int {
	t.Helper()
	return int(read(t, s, target)["meta"].(map[string]any)["total"].(float64))
}

// demo is a server of a small demo company at noon, without a limit.
func demo(t *testing.T) (*fakeaircall.Company, *fakeaircall.Server) {
	t.Helper()
	c := democompany.New(7, noon, democompany.Size{})
	return c, fakeaircall.New(c, fakeaircall.Options{Now: at(noon), RateLimit: -1})
}

// bearer asks as an OAuth application and returns the body.
func bearer(t *testing.T, s http.Handler, target string) string {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	r.Header.Set("Authorization", "Bearer "+fakeaircall.DemoAccessToken)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Body.String()
}

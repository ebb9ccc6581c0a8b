package fakeaircall_test

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

var lists = map[string]string{
	"/v1/users": "users", "/v2/users": "users", "/v1/users/availabilities": "users", "/v1/teams": "teams", "/v1/calls": "calls",
	"/v1/calls/search": "calls", "/v1/contacts": "contacts", "/v1/contacts/search": "contacts", "/v1/numbers": "numbers", "/v1/tags": "tags",
	"/v1/webhooks": "webhooks",
}

// Documented: 20 rows by default. Measured: more than 50 is quietly 50.
func TestPageHasAtMostFiftyRows(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(democompany.New(1, noon, democompany.Size{Users: 70, Teams: 70, Numbers: 70, Contacts: 70, Tags: 70, Webhooks: 70, Days: 20}),
		fakeaircall.Options{Now: at(noon), RateLimit: -1})
	for path, key := range lists {
		for query, want := range map[string]int{"": 20, "?per_page=7": 7, "?per_page=50": 50, "?per_page=100": 50} {
			body := read(t, s, path+query)
			meta := body["meta"].(map[string]any)
			if got := len(body[key].([]any)); got != want || meta["per_page"] != float64(want) || meta["count"] != float64(want) {
				t.Errorf("%s%s: %d rows and meta %v, want %d", path, query, got, meta, want)
			}
		}
	}
}

// Measured: page x per_page past 10,000 is a 400 with this body on every list, however short the list is.
func TestPagesEndAtTenThousandRows(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	const body = `{"error":"Bad Request","data":null,"message":"BAD_REQUEST","errors":"Your query is limited to 10k results and ` +
		`pagination is out of bound, please use timestamps or other filters.","troubleshoot":"BAD_REQUEST","success":false}`
	for path := range lists {
		for query, status := range map[string]int{"?page=200&per_page=50": 200, "?page=201&per_page=50": 400, "?page=500": 200, "?page=501": 400,
			"?page=201&per_page=90": 400, "?page=10000&per_page=1": 200, "?page=10001&per_page=1": 400, "?page=999999999999999999": 400} {
			w := ask(t, s, path+query)
			if w.Code != status || status == 400 && w.Body.String() != body {
				t.Errorf("%s%s: %d %s", path, query, w.Code, w.Body)
			}
		}
	}
}

// Measured: links are absolute, name the applied defaults, are null past the end, and go on being offered across the cap.
// Seen by a client: fetch_ flags are dropped from them, from and to are not.
func TestPageLinksNameAppliedParameters(t *testing.T) {
	t.Parallel()
	s := fakeaircall.New(fixture.Calls(10_060, noon.AddDate(0, 0, -2), noon, 0), fakeaircall.Options{Now: at(noon), RateLimit: -1})
	s.Change(func(c *fakeaircall.Company) {
		c.Contacts = democompany.New(1, noon, democompany.Size{Days: -1}).Contacts
	})
	const host = "http://127.0.0.1:4444"
	for _, test := range []struct{ target, next, previous string }{
		{"/v1/calls?from=1790500000.0&fetch_contact=true&fetch_short_urls=true", "/v1/calls?from=1790500000.0&order=asc&page=2&per_page=20", ""},
		{"/v1/calls?order=desc&page=2&per_page=50&to=1790683200", "/v1/calls?order=desc&page=3&per_page=50&to=1790683200",
			"/v1/calls?order=desc&page=1&per_page=50&to=1790683200"},
		{"/v1/calls?page=200&per_page=50", "/v1/calls?order=asc&page=201&per_page=50", "/v1/calls?order=asc&page=199&per_page=50"},
		{"/v1/contacts?per_page=60&page=2", "/v1/contacts?order=asc&order_by=created_at&per_page=50&page=3",
			"/v1/contacts?order=asc&order_by=created_at&per_page=50&page=1"},
		{"/v1/tags?page=9&per_page=3", "", "/v1/tags?order=asc&page=8&per_page=3"},
		{"/v2/users?from=1", "", ""},
	} {
		meta := read(t, s, test.target)["meta"].(map[string]any)
		for key, want := range map[string]string{"next_page_link": test.next, "previous_page_link": test.previous} {
			var link any
			if want != "" {
				link = host + want
			}
			if got, there := meta[key]; !there || got != link {
				t.Errorf("%s: %s is %v, want %v", test.target, key, got, link)
			}
		}
	}
}

// Measured: a page past the end is an empty list.
func TestPagePastTheEndIsEmpty(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	for path, key := range lists {
		body := read(t, s, path+"?page=199&per_page=50")
		if len(body[key].([]any)) != 0 {
			t.Errorf("%s has rows on page 199", path)
		}
	}
}

// Measured: a webhook list has no links in its meta.
func TestWebhookMetaHasNoLinks(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	want := map[string]any{"count": 1.0, "total": 7.0, "current_page": 2.0, "per_page": 1.0}
	if got := read(t, s, "/v1/webhooks?page=2&per_page=1")["meta"]; !reflect.DeepEqual(got, want) {
		t.Errorf("meta %v, want %v", got, want)
	}
}

// Measured: contacts and webhooks put meta first, the other lists last.
func TestContactsAndWebhooksPutMetaFirst(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	for path := range lists {
		first := ask(t, s, path).Body.String()[:8] == `{"meta":`
		if want := path == "/v1/webhooks" || path == "/v1/contacts" || path == "/v1/contacts/search"; first != want {
			t.Errorf("%s: meta first is %v", path, first)
		}
	}
}

// Documented: oldest first by default, order=desc turns it round; tags take no order.
func TestOrderedListsAreReversed(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	for path, key := range lists {
		up, down := rows(t, s, path+"?per_page=50", key), rows(t, s, path+"?per_page=50&order=desc", key)
		if same := up[0]["id"] == down[0]["id"]; same != (path == "/v1/tags") {
			t.Errorf("%s: ascending and descending begin alike: %v", path, same)
		}
		if n := total(t, s, path); n <= 50 && path != "/v1/tags" && up[0]["id"] != down[n-1]["id"] {
			t.Errorf("%s: the oldest row is not the last of a descending list", path)
		}
	}
}

// Not established, and refused here: a page that is not a positive number.
func TestPageThatIsNoNumberIsRefused(t *testing.T) {
	t.Parallel()
	_, s := demo(t)
	for _, query := range []string{"page=0", "page=-1", "per_page=0", "page=x", "per_page=1.5"} {
		if got := ask(t, s, "/v1/tags?"+query).Code; got != http.StatusBadRequest {
			t.Errorf("%s: %d", query, got)
		}
	}
}

// Not established, so an option: whether meta.total stops at 10,000.
func TestTotalMayStopAtTenThousand(t *testing.T) {
	t.Parallel()
	c := fixture.Calls(10_007, noon.AddDate(0, 0, -2), noon, 0)
	for capped, want := range map[bool]int{false: 10_007, true: 10_000} {
		s := fakeaircall.New(c, fakeaircall.Options{Now: at(noon), CapTotal: capped})
		if got := total(t, s, "/v1/calls"); got != want {
			t.Errorf("total is %d with CapTotal %v, want %d", got, capped, want)
		}
	}
}

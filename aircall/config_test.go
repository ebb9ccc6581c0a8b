package aircall

import (
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func TestConfigIsResolved(t *testing.T) {
	t.Parallel()
	defaults := settings{maxQueryRequests: unsetQueryRequests, maxVolumeBuckets: 400, api: api.Config{MaxRequestsPerMinute: 100, MaxConcurrentRequests: 5, CacheFor: time.Minute}}
	with := func(change func(*settings)) settings {
		s := defaults
		change(&s)
		return s
	}
	pair := func(s *settings) { s.api.APIID, s.api.APIToken = "id", "token" }
	for _, test := range []struct {
		name string
		args config
		env  map[string]string
		want settings
	}{
		{"a pair in the arguments", config{APIID: new("id"), APIToken: new("token")}, nil, with(pair)},
		{"a pair in the environment", config{}, map[string]string{"AIRCALL_API_ID": "id", "AIRCALL_API_TOKEN": "token"}, with(pair)},
		{"half in each place", config{APIID: new("id")}, map[string]string{"AIRCALL_API_TOKEN": "token"}, with(pair)},
		{"an argument wins", config{APIID: new("id"), APIToken: new("token")}, map[string]string{"AIRCALL_API_ID": "other", "AIRCALL_API_TOKEN": "other"}, with(pair)},
		{"blanks are trimmed", config{APIID: new(" id\n"), APIToken: new("\ttoken ")}, nil, with(pair)},
		{"an empty argument is unset", config{APIID: new(" "), APIToken: new("")}, map[string]string{"AIRCALL_API_ID": "id ", "AIRCALL_API_TOKEN": "token"}, with(pair)},
		{"a pair hides a bearer in the environment", config{APIID: new("id"), APIToken: new("token")}, map[string]string{"AIRCALL_ACCESS_TOKEN": "bearer"}, with(pair)},
		{"a bearer hides a pair in the environment", config{AccessToken: new("bearer")}, map[string]string{"AIRCALL_API_ID": "id", "AIRCALL_API_TOKEN": "token"},
			with(func(s *settings) { s.api.AccessToken = "bearer" })},
		{"a bearer in the environment", config{}, map[string]string{"AIRCALL_ACCESS_TOKEN": "bearer"}, with(func(s *settings) { s.api.AccessToken = "bearer" })},
		{"everything in the arguments", config{APIID: new("id"), APIToken: new("token"), BaseURL: new("http://localhost:1"), StartDate: new("2026-06-01"), MaxRequestsPerMinute: new(1000),
			MaxConcurrentRequests: new(20), CacheSeconds: new(0), MaxQueryRequests: new(0), MaxVolumeBuckets: new(1)},
			map[string]string{"AIRCALL_BASE_URL": "x", "AIRCALL_START_DATE": "x", "AIRCALL_MAX_REQUESTS_PER_MINUTE": "x", "AIRCALL_MAX_CONCURRENT_REQUESTS": "x", "AIRCALL_CACHE_SECONDS": "x", "AIRCALL_MAX_QUERY_REQUESTS": "x"},
			settings{api.Config{APIID: "id", APIToken: "token", BaseURL: "http://localhost:1", MaxRequestsPerMinute: 1000, MaxConcurrentRequests: 20}, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), 0, 1}},
		{"everything in the environment", config{},
			map[string]string{"AIRCALL_API_ID": "id", "AIRCALL_API_TOKEN": "token", "AIRCALL_BASE_URL": " http://localhost:1 ", "AIRCALL_START_DATE": "2026-06-01T02:00:00+02:00",
				"AIRCALL_MAX_REQUESTS_PER_MINUTE": " 1 ", "AIRCALL_MAX_CONCURRENT_REQUESTS": "1", "AIRCALL_CACHE_SECONDS": "3600", "AIRCALL_MAX_QUERY_REQUESTS": "500"},
			settings{api.Config{APIID: "id", APIToken: "token", BaseURL: "http://localhost:1", MaxRequestsPerMinute: 1, MaxConcurrentRequests: 1, CacheFor: time.Hour}, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), 500, 400}},
	} {
		got, err := test.args.resolve(func(name string) string { return test.env[name] })
		if err != nil || got != test.want {
			t.Errorf("%s: %+v, %v; want %+v", test.name, got, err, test.want)
		}
	}
}

func TestConfigErrorsNameArgumentAndVariable(t *testing.T) {
	t.Parallel()
	good := func(change func(*config)) config {
		c := config{APIID: new("id"), APIToken: new("token")}
		change(&c)
		return c
	}
	for _, test := range []struct {
		name string
		args config
		env  map[string]string
		says []string
	}{
		{"nothing", config{}, nil, []string{"api_id", "api_token", "AIRCALL_API_ID", "AIRCALL_API_TOKEN", "access_token", "AIRCALL_ACCESS_TOKEN"}},
		{"no token", config{APIID: new("id")}, nil, []string{"api_token (AIRCALL_API_TOKEN) is missing"}},
		{"no id", config{}, map[string]string{"AIRCALL_API_TOKEN": "token"}, []string{"api_id (AIRCALL_API_ID) is missing"}},
		{"both kinds in the arguments", config{APIID: new("id"), APIToken: new("token"), AccessToken: new("bearer")}, nil, []string{"two kinds", "access_token (AIRCALL_ACCESS_TOKEN)"}},
		{"both kinds in the environment", config{}, map[string]string{"AIRCALL_API_ID": "id", "AIRCALL_ACCESS_TOKEN": "bearer"}, []string{"two kinds", "AIRCALL_API_ID"}},
		{"bad date", good(func(c *config) { c.StartDate = new("June 1st") }), nil, []string{"start_date (AIRCALL_START_DATE)", "June 1st", "2026-06-01"}},
		{"too many requests", good(func(c *config) { c.MaxRequestsPerMinute = new(1001) }), nil, []string{"max_requests_per_minute (AIRCALL_MAX_REQUESTS_PER_MINUTE)", "1001", "1 to 1000"}},
		{"no requests", good(func(c *config) { c.MaxRequestsPerMinute = new(0) }), nil, []string{"max_requests_per_minute", "1 to 1000"}},
		{"too many at once", good(func(*config) {}), map[string]string{"AIRCALL_MAX_CONCURRENT_REQUESTS": "21"}, []string{"max_concurrent_requests (AIRCALL_MAX_CONCURRENT_REQUESTS)", "1 to 20"}},
		{"no number", good(func(*config) {}), map[string]string{"AIRCALL_CACHE_SECONDS": "a minute"}, []string{"cache_seconds (AIRCALL_CACHE_SECONDS)", "a minute", "0 to 3600"}},
		{"negative", good(func(c *config) { c.CacheSeconds = new(-1) }), nil, []string{"cache_seconds", "0 to 3600"}},
		{"a negative guard", good(func(c *config) { c.MaxQueryRequests = new(-1) }), nil, []string{"max_query_requests (AIRCALL_MAX_QUERY_REQUESTS) is -1", "0 to 1000000"}},
		{"no buckets", good(func(c *config) { c.MaxVolumeBuckets = new(0) }), nil, []string{"max_volume_buckets is 0"}},
		{"two mistakes at once", config{APIID: new("id"), StartDate: new("soon")}, nil, []string{"api_token", "start_date"}},
	} {
		_, err := test.args.resolve(func(name string) string { return test.env[name] })
		if err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		for _, words := range test.says {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %q does not say %q", test.name, err, words)
			}
		}
		for _, secret := range []string{"token\"", "bearer"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %q repeats a secret", test.name, err)
			}
		}
	}
}

func TestStartDateIsUTCWhereItNamesNoZone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		"2026-06-01":                time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
		"2026-06-01T08:30:00":       time.Date(2026, 6, 1, 8, 30, 0, 0, time.UTC),
		"2026-06-01 08:30:00":       time.Date(2026, 6, 1, 8, 30, 0, 0, time.UTC),
		"2026-06-01T08:30:00-02:00": time.Date(2026, 6, 1, 10, 30, 0, 0, time.UTC),
		"":                          {},
	} {
		if got, err := startDate(text); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
}

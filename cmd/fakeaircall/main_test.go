package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// serve runs the command and returns the base URL that it prints.
func serve(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, write, io.Discard)
		_ = write.CloseWithError(err)
		ended <- err
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func get(t *testing.T, url string) (status int, body map[string]json.RawMessage) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, body
}

func TestServesACompanyOfTheSizeAskedFor(t *testing.T) {
	t.Parallel()
	base := serve(t, "-seed", "3", "-users", "7", "-contacts", "9", "-days", "2")
	_, body := get(t, base+"/v1/company")
	var company struct {
		UsersCount int `json:"users_count"`
	}
	if err := json.Unmarshal(body["company"], &company); err != nil || company.UsersCount != 7 {
		t.Errorf("the company is %s (%v), want 7 users", body["company"], err)
	}
}

func TestServesTheCompanyAskedFor(t *testing.T) {
	t.Parallel()
	for which, want := range map[string]string{
		"demo": `"users_count":17,"numbers_count":9`, "began-yesterday": `"users_count":17,"numbers_count":9`, "empty": `"users_count":0,"numbers_count":0`,
	} {
		base := serve(t, "-company", which)
		if _, body := get(t, base+"/v1/company"); !strings.Contains(string(body["company"]), want) {
			t.Errorf("%s is %s, want %s", which, body["company"], want)
		}
		_, body := get(t, base+"/v1/calls?per_page=1&order=asc")
		var calls []struct {
			StartedAt int64 `json:"started_at"`
		}
		if err := json.Unmarshal(body["calls"], &calls); err != nil {
			t.Fatal(err)
		}
		yesterday := time.Now().Add(-25 * time.Hour).Unix()
		switch {
		case which == "empty" && len(calls) != 0, which != "empty" && len(calls) != 1:
			t.Errorf("%s has the calls %v", which, calls)
		case which == "began-yesterday" && calls[0].StartedAt < yesterday, which == "demo" && calls[0].StartedAt > yesterday:
			t.Errorf("the first call of %s was at %d", which, calls[0].StartedAt)
		}
	}
}

func TestServesLimitAndPlan(t *testing.T) {
	t.Parallel()
	base := serve(t, "-rate-limit", "1", "-plan", "none", "-days", "2")
	if status, _ := get(t, base+"/v1/calls/1/summary"); status != http.StatusForbidden {
		t.Errorf("without the add-on a summary is answered with %d, want 403", status)
	}
	if status, _ := get(t, base+"/v1/company"); status != http.StatusTooManyRequests {
		t.Errorf("the second request in a minute is answered with %d, want 429", status)
	}
}

// Documented: passing the limit blocks for 60 seconds.
func TestBlocks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want time.Duration
	}{
		{nil, time.Minute}, {[]string{"-block", "3m"}, 3 * time.Minute},
	} {
		base := serve(t, append(test.args, "-rate-limit", "1", "-days", "2")...)
		get(t, base+"/v1/company")
		began := time.Now()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/v1/company", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		reset, err := strconv.ParseInt(answer.Header.Get("X-AircallApi-Reset"), 10, 64)
		if wait := time.Unix(reset, 0).Sub(began); err != nil || wait < test.want || wait > test.want+20*time.Second {
			t.Errorf("%v: blocked for %v, want %v, %v", test.args, wait, test.want, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	if err := run(t.Context(), []string{"-company", "empty", "-users", "3"}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "-users") {
		t.Errorf("an empty company of three users: %v", err)
	}
	for flag, value := range map[string]string{"-plan": "gold", "-address": "0.0.0.0:0", "-company": "mine"} {
		err := run(t.Context(), []string{flag, value, "-days", "1"}, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%s %s: error %v, want one that names the flag", flag, value, err)
		}
	}
}

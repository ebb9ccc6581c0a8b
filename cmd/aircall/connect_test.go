//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

const (
	invented = "select name, users_count > 0 as staffed from aircall_company"
	secret   = "5a0c7be19d3f48e2b6"
)

// unreachable is the address of a port that nobody listens on any more.
func unreachable(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return "http://" + l.Addr().String()
}

func TestMessages(t *testing.T) {
	t.Parallel()
	_, url := listen(t, small())
	good := connectionTo(url)
	sql := "select count(*) from aircall_call"
	for name, test := range map[string]struct {
		arguments, sql string
		want           []string
	}{
		"a wrong key": {
			"base_url = \"" + url + "\"\napi_id = \"nobody\"\napi_token = \"" + secret + "\"", sql,
			[]string{"GET /v1/calls: 403 Forbidden", "Check api_id and api_token (AIRCALL_API_ID, AIRCALL_API_TOKEN)"},
		},
		"a missing key": {
			"base_url = \"" + url + "\"", sql,
			[]string{"no Aircall credential is given", "AIRCALL_API_ID and AIRCALL_API_TOKEN", "API keys"},
		},
		"half a key": {
			"api_token = \"" + secret + "\"", sql,
			[]string{"api_token is given but api_id (AIRCALL_API_ID) is missing"},
		},
		"a bad date": {
			good + "\nstart_date = \"June 2026\"", sql,
			[]string{`start_date (AIRCALL_START_DATE) is "June 2026"`, "2026-06-01"},
		},
		"an unknown table": {
			good, "select count(*) from aircall_cals",
			[]string{"no such table: aircall_cals", "did you mean aircall_call"},
		},
		"an unknown column": {
			good, "select startd_at from aircall_call",
			[]string{"no such column: startd_at", "did you mean started_at"},
		},
		"an unreachable host": {
			"base_url = \"" + unreachable(t) + "\"\napi_id = \"nobody\"\napi_token = \"" + secret + "\"", sql,
			[]string{"no answer from 127.0.0.1", "connection refused", "check base_url (AIRCALL_BASE_URL)"},
		},
		"another protocol": {
			"base_url = \"http://aircall.example\"\napi_id = \"nobody\"\napi_token = \"" + secret + "\"", sql,
			[]string{"base_url (AIRCALL_BASE_URL) must begin with https://"},
		},
		"an unknown argument": {
			good + "\napi_tokn = \"" + secret + "\"", sql,
			[]string{`"api_tokn" is not expected here`},
		},
		"an argument of another type": {
			good + "\ncache_seconds = \"" + secret + "\"", sql,
			[]string{"a number is required"},
		},
		"a value without quotes": {
			"api_id = \"nobody\"\napi_token = " + secret, sql,
			[]string{"test.spc, line 4: "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := command(t, "query", test.sql, "--config", configFile(t, test.arguments))
			if got.status != 1 || got.out != "" || !strings.HasPrefix(got.err, "Error: ") {
				t.Errorf("status %d, rows %q, %s", got.status, got.out, got.err)
			}
			for _, want := range test.want {
				if !strings.Contains(got.err, want) {
					t.Errorf("%s\nlacks %q", got.err, want)
				}
			}
			if strings.Contains(got.err, secret) || strings.Contains(got.err, fakeaircall.DemoAPIToken) {
				t.Errorf("the token is repeated: %s", got.err)
			}
		})
	}
}

func TestTheDemoAnswersWhenAsked(t *testing.T) {
	t.Setenv("AIRCALL_API_TOKEN", secret) // half a credential, of no concern to the demo
	if got := succeeded(t, command(t, "query", "--demo", "--output", "csv", invented)); got != "name,staffed\nBrindle & Moss,1\n" {
		t.Errorf("%q", got)
	}
	got := command(t, "query", "--demo", "--config", "some.spc", invented)
	if got.status != 1 || !strings.Contains(got.err, "--config and --demo exclude each other") {
		t.Errorf("%+v", got)
	}
}

// configure makes a directory of Steampipe's with this configuration, none if "".
func configure(t *testing.T, content string) {
	t.Helper()
	directory := t.TempDir()
	t.Setenv("STEAMPIPE_INSTALL_DIR", directory)
	if content == "" {
		return
	}
	if err := os.Mkdir(filepath.Join(directory, "config"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, "config", "aircall.spc"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWithoutAnyCredentialTheDemoAnswersAndSaysSo(t *testing.T) {
	for name, config := range map[string]string{
		"no configuration":             "",
		"one without a credential":     "connection \"aircall\" {\n  plugin = \"aircall\"\n  # api_id = \"…\"\n}\n",
		"one with an empty credential": "connection \"aircall\" {\n  plugin = \"aircall\"\n  api_id = \" \"\n}\n",
	} {
		t.Run(name, func(t *testing.T) {
			configure(t, config)
			got := command(t, "query", "--output", "csv", invented)
			if got.status != 0 || got.out != "name,staffed\nBrindle & Moss,1\n" {
				t.Errorf("%+v", got)
			}
			if !strings.HasPrefix(got.err, "No Aircall credentials found: answering from an invented demo company. Set AIRCALL_API_ID and AIRCALL_API_TOKEN") {
				t.Errorf("the notice is missing: %q", got.err)
			}
		})
	}
}

func TestAnythingOfACredentialKeepsTheDemoAway(t *testing.T) {
	for name, test := range map[string]struct{ config, variable, want string }{
		"half a pair in the environment":   {"", "AIRCALL_API_ID", "api_token (AIRCALL_API_TOKEN) is missing"},
		"the other half":                   {"", "AIRCALL_API_TOKEN", "api_id (AIRCALL_API_ID) is missing"},
		"half a pair in the configuration": {"connection \"a\" {\nplugin = \"aircall\"\napi_token = \"" + secret + "\"\n}", "", "api_id (AIRCALL_API_ID) is missing"},
		"a configuration for others only":  {"connection \"a\" {\nplugin = \"aws\"\n}", "", "aircall.spc has no connection of the plugin aircall"},
	} {
		t.Run(name, func(t *testing.T) {
			configure(t, test.config)
			if test.variable != "" {
				t.Setenv(test.variable, secret)
			}
			got := command(t, "query", invented)
			if got.status != 1 || got.out != "" || !strings.Contains(got.err, test.want) || strings.Contains(got.err, secret) {
				t.Errorf("%+v, want %q", got, test.want)
			}
		})
	}
}

func TestTheEnvironmentIsEnough(t *testing.T) {
	_, url := listen(t, &fakeaircall.Company{Name: "From the environment"})
	t.Setenv("AIRCALL_BASE_URL", url)
	t.Setenv("AIRCALL_API_ID", fakeaircall.DemoAPIID)
	t.Setenv("AIRCALL_API_TOKEN", fakeaircall.DemoAPIToken)
	if got := succeeded(t, command(t, "query", "--output", "csv", "--header=false", "select name from aircall_company")); got != "From the environment\n" {
		t.Errorf("%q", got)
	}
}

func TestSteampipesConfigurationIsFound(t *testing.T) {
	_, url := listen(t, &fakeaircall.Company{Name: "From Steampipe"})
	configure(t, "connection \"sales\" {\n  plugin = \"local/aircall\"\n"+connectionTo(url)+"\n}\n")
	if got := succeeded(t, command(t, "query", "--output", "csv", "--header=false", "select name from aircall_company")); got != "From Steampipe\n" {
		t.Errorf("%q", got)
	}
}

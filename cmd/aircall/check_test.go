//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func TestCheckNamesTheCompany(t *testing.T) {
	t.Parallel()
	server, url := listen(t, &fakeaircall.Company{Name: "Gull & Sons"})
	config := writeFile(t, "gull.spc", "connection \"gull\" {\nplugin = \"aircall\"\n"+connectionTo(url)+"\n}\n")
	if got := succeeded(t, command(t, "check", "--config", config)); got != "Connection gull works: it reads Gull & Sons.\n" {
		t.Errorf("%q", got)
	}
	if n := calls(server); n > 0 {
		t.Errorf("%d requests for calls", n)
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, url := listen(t, &fakeaircall.Company{Name: "Gull & Sons"})
	for name, test := range map[string]struct{ arguments, want string }{
		"missing":     {"", "no Aircall credential is given"},
		"half a pair": {"api_id = \"nobody\"", "api_token (AIRCALL_API_TOKEN) is missing"},
		"wrong":       {"base_url = \"" + url + "\"\napi_id = \"nobody\"\napi_token = \"" + secret + "\"", "Check api_id and api_token"},
		"unreachable": {"base_url = \"" + unreachable(t) + "\"\naccess_token = \"" + secret + "\"", "no answer from 127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := command(t, "check", "--config", configFile(t, test.arguments))
			if got.status != 1 || got.out != "" || !strings.Contains(got.err, test.want) || strings.Contains(got.err, secret) {
				t.Errorf("%+v, want %q", got, test.want)
			}
		})
	}
}

// TestCheckTellsARefusedNameFromAWrongKey: the key works, and nothing but the name is missing.
func TestCheckTellsARefusedNameFromAWrongKey(t *testing.T) {
	t.Parallel()
	server, url := listen(t, &fakeaircall.Company{Name: "Gull & Sons"})
	server.Fault(fakeaircall.Fault{Path: "/v1/company", Times: fakeaircall.Forever, Status: 403})
	config := writeFile(t, "gull.spc", "connection \"gull\" {\nplugin = \"aircall\"\n"+connectionTo(url)+"\n}\n")
	got := command(t, "check", "--config", config)
	if got.status != 0 || got.out != "Connection gull works: it reads a company that is not named.\n" ||
		!strings.Contains(got.err, "Note: gull: GET /v1/company: 403 Forbidden") || !strings.Contains(got.err, "The key is good") {
		t.Errorf("%+v", got)
	}
}

func TestCheckTriesEachConnection(t *testing.T) {
	t.Parallel()
	_, url := listen(t, &fakeaircall.Company{Name: "South"})
	config := writeFile(t, "two.spc", fmt.Sprintf("connection \"north_pole\" {\nplugin = \"aircall\"\napi_id = \"nobody\"\n}\nconnection \"south_pole\" {\nplugin = \"aircall\"\n%s\n}\n", connectionTo(url)))
	got := command(t, "check", "--config", config)
	if got.status != 1 || got.out != "Connection south_pole works: it reads South.\n" || !strings.Contains(got.err, "Error: connection north_pole: ") {
		t.Errorf("%+v", got)
	}
}

func TestCheckNeverAnswersFromTheDemoUnasked(t *testing.T) {
	configure(t, "")
	got := command(t, "check")
	if got.status != 1 || got.out != "" || !strings.Contains(got.err, "no Aircall credential is given") {
		t.Errorf("%+v", got)
	}
	if got := succeeded(t, command(t, "check", "--demo")); got != "Connection aircall works: it reads Brindle & Moss.\n" {
		t.Errorf("%q", got)
	}
}

//go:build e2e

package steampipe_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// TestNoOutputHasPersonalData: whatever the format, and in whatever form a number is written.
func TestNoOutputHasPersonalData(t *testing.T) {
	secrets := secretsOf(flawed.rows)
	if len(secrets) < 100 {
		t.Fatalf("the company has only %d things to hide", len(secrets))
	}
	for _, format := range []string{"csv", "json", "snapshot"} {
		args := slices.Concat([]string{"benchmark", "run", allControls, "--output", format}, onSchema(flawed.schema()), checkedVariables)
		stdout, exit := compliance.powerpipe(t, args...)
		if exit != 1 {
			t.Fatalf("%s: exit code %d, where there are alarms", format, exit)
		}
		output := string(stdout)
		if format == "snapshot" { // it repeats the variables and the SQL, too, which are the user's own
			output = resultsOfSnapshot(t, stdout)
		}
		for secret, kind := range secrets {
			if strings.Contains(strings.ToLower(output), strings.ToLower(secret)) {
				t.Errorf("the %s has a %s", format, kind)
			}
		}
	}
}

// secretsOf are the texts of a company that no output may have.
func secretsOf(c *fakeaircall.Company) map[string]string {
	secrets := map[string]string{"zanzibar": "part of a link, note, remark or transcript", "4111": "card number", "https://": "link"}
	number := func(digits, kind string) {
		if plain := strings.NewReplacer(" ", "", "-", "", "+", "").Replace(digits); len(plain) > 7 {
			secrets[digits], secrets[plain] = kind, kind
		}
	}
	for _, n := range c.Numbers {
		number(n.Digits, "line's number")
	}
	for _, call := range c.Calls {
		number(call.RawDigits, "caller's number")
		for _, k := range call.Detail().Comments {
			secrets[k.Content] = "note"
		}
	}
	for _, p := range c.Contacts {
		for _, name := range []string{p.FirstName, p.LastName, p.Information} {
			if name != "" {
				secrets[name] = "contact's name"
			}
		}
		for _, d := range p.PhoneNumbers {
			number(d.Value, "contact's number")
		}
		for _, d := range p.Emails {
			secrets[d.Value] = "contact's address"
		}
	}
	for _, u := range c.Users {
		secrets[u.Email] = "user's address"
	}
	return secrets
}

// TestNamesOfUsersAreDimensions: a reason that is quoted elsewhere names nobody.
func TestNamesOfUsersAreDimensions(t *testing.T) {
	for name, c := range compliance.benchmark(t, flawed.schema(), allControls, checkedVariables...).controls() {
		for _, r := range c.Results {
			for _, u := range flawed.rows.Users {
				if strings.Contains(r.Reason+r.Resource, u.Name) {
					t.Errorf("%s names a user in a reason or a resource", name)
				}
			}
		}
	}
}

// resultsOfSnapshot are the rows of a benchmark's snapshot.
func resultsOfSnapshot(t *testing.T, output []byte) string {
	t.Helper()
	var s snapshot
	if err := json.Unmarshal(output, &s); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, p := range s.of("control") {
		rows = append(rows, fmt.Sprint(p.Data.Rows))
	}
	if len(rows) == 0 {
		t.Fatal("the snapshot has no controls")
	}
	return strings.Join(rows, "\n")
}

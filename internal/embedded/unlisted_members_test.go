// Not under the race detector: the SDK's own streams are reported (see localsql/scan_test.go).

//go:build !race || atomicsdk

package embedded_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// The name and the number of somebody who stands in members that Aircall does not document yet.
const (
	unlistedName   = "Zelda Quarmby"
	unlistedNumber = "441614960333"
)

// unlisted are such members: a text, and values in which names and numbers are texts, numbers and the names of members.
var unlisted = map[string]any{
	"added": unlistedName, "added_number": json.Number(unlistedNumber), "added_list": []any{unlistedName, json.Number(unlistedNumber), []any{unlistedName}},
	"added_object": map[string]any{"+" + unlistedNumber: 3, unlistedName: true, "name": unlistedName, "id": unlistedName, "within": []any{map[string]any{unlistedName: unlistedNumber}}},
}

// withMembers adds members to every object of an answer.
func withMembers(_ *http.Request, response *http.Response) (*http.Response, error) {
	sent, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(sent))
	d.UseNumber()
	var body any
	if err := d.Decode(&body); err != nil {
		return nil, err
	}
	grown, err := json.Marshal(withUnlisted(body))
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(grown)), int64(len(grown))
	response.Header.Del("Content-Length")
	return response, err
}

// withUnlisted adds the members to each object of a document.
func withUnlisted(value any) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = withUnlisted(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = withUnlisted(value[name])
		}
		maps.Copy(value, unlisted)
	}
	return value
}

// TestWhatAircallMayAddIsHidden: Aircall may add members to its objects at any time, with whatever in them.
func TestWhatAircallMayAddIsHidden(t *testing.T) { bubble(t, whatAircallMayAddIsHidden) }

func whatAircallMayAddIsHidden(t *testing.T) {
	url, stop := network.Connect(fakeaircall.New(filled(), fakeaircall.Options{RateLimit: -1}))
	defer stop()
	transport.servers.Store(url, changed(withMembers))
	key, err := pseudonym.LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	o := embedded.Options(localsql.Connection{Name: fmt.Sprintf("growing_%d", opened.Add(1)), Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\n", url, fakeaircall.DemoAccessToken)})
	statements := wholeTables(aircall.Verdicts())
	shown := func(p *pseudonym.Pseudonyms) (tables []string) {
		o.Pseudonyms = p
		for _, table := range slices.Sorted(maps.Keys(statements)) {
			output := shownOf(t, o, statements[table])
			for _, secret := range []string{unlistedName, unlistedNumber, strings.Fields(unlistedName)[0]} {
				if i := strings.Index(output, secret); i >= 0 {
					tables = append(tables, fmt.Sprintf("%s: …%s", table, output[max(0, i-150):min(len(output), i+50)]))
					break
				}
			}
		}
		return tables
	}
	if found := shown(pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts())); found != nil {
		t.Errorf("%d tables show what was added: %s", len(found), strings.Join(found, "\n"))
	}
	if found := shown(nil); len(found) < 5 {
		t.Errorf("without pseudonyms only %q show what was added: the test shows nothing", found)
	}
}

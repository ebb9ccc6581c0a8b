//go:build e2e

package steampipe_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	kept "github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// TestAnArchiveInPostgresHoldsPseudonyms: no row of any table has personal data, those that are archived by name too, and the
// same reading without pseudonyms has.
func TestAnArchiveInPostgresHoldsPseudonyms(t *testing.T) {
	aircall.Clients.StateFolder = nil
	conn := steampipe.session(t, copied.schema())
	key, err := pseudonym.LoadKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range archivedTables(t) {
		names = append(names, name)
	}
	outsiders := fixture.OutsidersOf(copied.rows)
	written := func(schema string, p *pseudonym.Pseudonyms) string {
		makeSchema(t, schema)
		_, err := kept.Run(t.Context(), kept.Options{Target: steampipe.url + "?search_path=" + schema, Tables: names, Pseudonyms: p,
			Connections: []kept.Connection{{Name: "copied_once", Config: copied.bodyAt(copied.url)}}})
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, name := range names {
			for _, row := range ask(t, conn, fmt.Sprintf("select to_json(t)::text from %s.%s as t", schema, name)).rows {
				fmt.Fprintln(&text, line(row))
			}
		}
		return text.String()
	}
	text := written("archive_of_pseudonyms", pseudonym.New(key, pseudonym.Outsiders, aircall.Verdicts()))
	if found := outsiders.In(text); found != nil || strings.Count(text, "person-") < 10 {
		t.Errorf("the archive holds %q in %d bytes", found[:min(5, len(found))], len(text))
	}
	if plain := outsiders.In(written("archive_of_people", nil)); len(plain) < 20 {
		t.Errorf("without pseudonyms it holds %d personal values: the test shows nothing", len(plain))
	}
}

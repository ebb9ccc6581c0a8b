//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// TestAnArchiveHasWhatTheTablesHave compares every table of an archive with that of Aircall, column by column: the values,
// their types, and how they are printed.
func TestAnArchiveHasWhatTheTablesHave(t *testing.T) {
	for name, company := range map[string]*fakeaircall.Company{
		"a company of two weeks": odd(small()), "every field": fixture.Filled(time.Now()), "few fields": fixture.Sparse(time.Now()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, config := serve(t, company)
			file := filepath.Join(t.TempDir(), "calls.db")
			var tables []*layout.Table
			var named []string
			for _, table := range layout.All().Tables {
				if table.ByName && len(company.Calls) > 50 {
					continue // a request for each call
				}
				tables, named = append(tables, table), append(named, table.Name)
			}
			if e := command(t, "archive", "--config", config, "--to", file, "--tables", strings.Join(named, ",")); e.status != 0 {
				t.Fatal(e.err)
			}
			rows := func(columns, table string) []string {
				e := command(t, "query", "--config", config, "--archive", file, "--output", "jsonl", fmt.Sprintf("select %s from %s", columns, table))
				if e.status != 0 {
					t.Fatal(e.err)
				}
				lines := strings.SplitAfter(e.out, "\n")
				slices.Sort(lines)
				return lines
			}
			for _, table := range tables {
				var values, columns []string // what the cells hold, and as they are printed
				for _, c := range table.Columns {
					if c.Name != layout.Position && c.Name != layout.CompanyID && c.Name != layout.ArchivedAt && c.Name != layout.SampledAt && c.Name != layout.DeletedAt {
						values = append(values, fmt.Sprintf("quote(%[1]q) as \"quoted %[1]s\"", c.Name))
						columns = append(columns, fmt.Sprintf("%q", c.Name))
					}
				}
				both := strings.Join(append(values, columns...), ", ")
				want, got := rows(both, "main."+table.Name), rows(both, "archive."+table.Name)
				if len(got) != len(want) || len(want) < 2 && name == "every field" {
					t.Errorf("%s has %d rows, want %d", table.Name, len(got)-1, len(want)-1) // behind the last is an empty line
					continue
				}
				for i := range want {
					if got[i] != want[i] {
						t.Errorf("%s, row %d is\n%swant\n%s", table.Name, i+1, got[i], want[i])
						break
					}
				}
			}
		})
	}
}

// odd gives a company texts that are easily lost.
func odd(c *fakeaircall.Company) *fakeaircall.Company {
	c.Contacts[0].Information = "with \x00 inside"
	c.Contacts[1].Information = `{"id": 1}`
	c.Contacts[2].Information = "2026-06-01 10:00:00"
	c.Contacts[3].Information = "00123"
	c.Contacts[4].FirstName = "Zoë 🦊\r\n'; drop table aircall_contact; --"
	c.Calls[0].Cost = "1.50"
	c.Calls[1].EnsureDetails().Comments = []fakeaircall.Comment{{ID: 4294967310, Content: "with \x00 and \\u0000 inside", PostedAt: c.Calls[1].StartedAt + 5}}
	return c
}

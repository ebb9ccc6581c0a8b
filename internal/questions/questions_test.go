package questions

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestEveryDocumentParses(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, d := range All() {
		if d.Title == "" || d.About == "" || d.HowToRead == "" || len(d.Figures) == 0 || d.Figures[0].Name != d.Name {
			t.Errorf("%s: %+v", d.Name, d)
		}
		for _, f := range d.Figures {
			if names[f.Name] {
				t.Errorf("%s is there twice", f.Name)
			}
			names[f.Name] = true
			if !slices.ContainsFunc(f.Parameters, func(p Parameter) bool { return p.Name == "days" && p.Number }) {
				t.Errorf("%s cannot be asked about another number of days: %v", f.Name, f.Parameters)
			}
		}
	}
	if !names["answer-rate"] || !names["service-level"] {
		t.Errorf("the figures are %q", slices.Sorted(maps.Keys(names)))
	}
}

const example = `# How many?

So many.

### Count them

` + "```sql+postgres" + `
-- name: how-many
select '''x''' /* label */ where started_at >= now() - interval '30 days' /* days */ and n > 3 /* least */ or d < '30 days' /* days */;
` + "```" + `

` + "```sql+sqlite" + `
-- name: how-many
select '''x''' /* label */ where started_at >= datetime('now', '-30 days' /* days */) and n > 3 /* least */;
` + "```" + `

## How to read it

With care.
`

func TestParametersAreFilledIn(t *testing.T) {
	t.Parallel()
	d, err := parse("how-many.md", example)
	if err != nil {
		t.Fatal(err)
	}
	f := d.Figures[0]
	if want := []Parameter{{"label", "'x'", false}, {"days", "30", true}, {"least", "3", true}}; !slices.Equal(f.Parameters, want) {
		t.Errorf("parameters %v, want %v", f.Parameters, want)
	}
	for _, test := range []struct {
		values           map[string]string
		postgres, sqlite string
	}{
		{nil, "select '''x''' /* label */ where started_at >= now() - interval '30 days' /* days */ and n > 3 /* least */ or d < '30 days' /* days */;\n",
			"select '''x''' /* label */ where started_at >= datetime('now', '-30 days' /* days */) and n > 3 /* least */;\n"},
		{map[string]string{"days": "7", "label": "it's"},
			"select 'it''s' /* label */ where started_at >= now() - interval '7 days' /* days */ and n > 3 /* least */ or d < '7 days' /* days */;\n",
			"select 'it''s' /* label */ where started_at >= datetime('now', '-7 days' /* days */) and n > 3 /* least */;\n"},
	} {
		for dialect, want := range map[Dialect]string{Postgres: test.postgres, SQLite: test.sqlite} {
			if got, err := f.SQL(dialect, test.values); err != nil || got != want {
				t.Errorf("%v in %s:\n%s, %v, want\n%s", test.values, dialect, got, err, want)
			}
		}
	}
}

func TestRefusedValuesAreNamed(t *testing.T) {
	t.Parallel()
	f, err := Find("answer-rate")
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"", "0", "-1", "7 days", "1.5", "007", "99999999999", "7' or 'a' = 'a"} {
		if sql, err := f.SQL(SQLite, map[string]string{"days": value}); err == nil || !strings.Contains(err.Error(), "days") || sql != "" {
			t.Errorf("%q: %q, %v", value, sql, err)
		}
	}
	if _, err := f.SQL(SQLite, map[string]string{"weeks": "1"}); err == nil || !strings.Contains(err.Error(), "weeks") || !strings.Contains(err.Error(), "days") {
		t.Errorf("weeks: %v", err)
	}
	if _, err := Find("answerrate"); err == nil || !strings.Contains(err.Error(), "answer-rate, ") {
		t.Errorf("answerrate: %v", err)
	}
}

func TestMalformedDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	for what, change := range map[string][2]string{
		"no name":                     {"-- name: how-many\n", ""},
		"another document's name":     {"how-many\n", "how-much\n"},
		"names that differ":           {"-- name: how-many\nselect '''x''' /* label */ where started_at >= datetime", "-- name: how-many-x\nselect '''x''' /* label */ where started_at >= datetime"},
		"defaults that differ":        {"'-30 days'", "'-14 days'"},
		"two defaults of one":         {"d < '30 days'", "d < '20 days'"},
		"a parameter in one alone":    {" and n > 3 /* least */;", ";"},
		"a comment behind no literal": {"n > 3 /* least */;", "n /* least */ > 3;"},
		"no twin":                     {"```sql+sqlite", "```sql"},
		"no end":                      {"So many.", "```sql"},
	} {
		broken := strings.Replace(example, change[0], change[1], 1)
		if _, err := parse("how-many.md", broken); err == nil || !strings.Contains(err.Error(), "docs/questions/how-many.md:") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

package pages

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const insights = "../../mods/aircall-insights"

func read(t *testing.T) *Mod {
	t.Helper()
	m, err := Read(insights)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Dashboards) == 0 || len(m.Queries) == 0 {
		t.Fatal("the mod is empty")
	}
	return m
}

var kind = regexp.MustCompile(`^merge\(local\.(\w+)_common_tags, \{\s*type = "(Dashboard|Detail|Report)"\s*\}\)$`)

// TestTags: the start page groups by service, which each folder sets for its pages, and shows the type.
func TestTags(t *testing.T) {
	t.Parallel()
	for _, d := range read(t).Dashboards {
		folder := filepath.Base(filepath.Dir(d.File))
		m := kind.FindStringSubmatch(d.Tags)
		if m == nil || m[1] != folder {
			t.Errorf("%s has the tags %s, and stands in %s", d.Name, d.Tags, folder)
			continue
		}
		if want := "_" + strings.ToLower(m[2]); !strings.HasSuffix(d.Name, want) {
			t.Errorf("%s is a %s: its name ends in %s", d.Name, m[2], want)
		}
		if d.File != filepath.Join("dashboards", folder, d.Name+".pp") || !strings.HasPrefix(d.Title, "Aircall ") {
			t.Errorf("%s has the file %s and the title %q", d.Name, d.File, d.Title)
		}
	}
}

var cost = regexp.MustCompile("\n## What it costs\n\nRequests: `[^`]+`\\. ")

// TestDocuments: each page has a document, which begins with its questions and states its cost, and no document lacks a page.
func TestDocuments(t *testing.T) {
	t.Parallel()
	m := read(t)
	wanted := map[string]bool{}
	for _, d := range m.Dashboards {
		want := filepath.Join(filepath.Dir(d.File), "docs", d.Name+".md")
		wanted[want] = true
		if d.Documentation != want {
			t.Errorf("%s is documented in %s, want %s", d.Name, d.Documentation, want)
		}
		text, err := os.ReadFile(filepath.Join(m.Folder, want))
		if err != nil {
			t.Error(err)
			continue
		}
		first, rest, _ := strings.Cut(string(text), "\n\n")
		if !strings.HasSuffix(first, "answers the following questions:") || !strings.HasPrefix(rest, "- ") || !cost.Match(text) {
			t.Errorf("%s does not begin with its questions, or does not say what the page costs", want)
		}
		if !strings.Contains(d.Source, "/docs/"+d.Name+".md)") {
			t.Errorf("%s does not point to its document", d.Name)
		}
	}
	err := fs.WalkDir(os.DirFS(m.Folder), "dashboards", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" && !wanted[path] {
			t.Errorf("%s belongs to no page", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	index, err := os.ReadFile(filepath.Join(m.Folder, "docs", "index.md"))
	if err != nil {
		t.Fatal(err)
	}
	for path := range wanted {
		if !strings.Contains(string(index), "(../"+path+")") {
			t.Errorf("docs/index.md does not list %s", path)
		}
	}
}

// TestQueries: panels have named queries, and each query is used by a page.
func TestQueries(t *testing.T) {
	t.Parallel()
	m := read(t)
	used := map[string]bool{}
	for _, d := range m.Dashboards {
		for _, i := range d.Inputs {
			used[i.Query] = true
		}
		for _, p := range d.Panels {
			if p.Type == "text" {
				continue
			}
			if p.SQL || p.Query == "" {
				t.Errorf("%s: the %s %q has no named query", d.Name, p.Type, p.Title)
			}
			used[p.Query] = true
			if _, there := m.Queries[p.Query]; !there {
				t.Errorf("%s: the %s %q has the query %s, which does not exist", d.Name, p.Type, p.Title, p.Query)
			}
		}
	}
	for name := range m.Queries {
		if !used[name] {
			t.Errorf("no page has the query %s", name)
		}
	}
}

var address = regexp.MustCompile(`/aircall_insights\.dashboard\.(\w+)((?:[?&]input\.\w+=(?:\{\{ \.\w+ \| @uri \}\}|'? ?\|\| ?[\w$:.]+(?: \|\| ')?|\w+))*)`)

var (
	parameter = regexp.MustCompile(`input\.(\w+)=`)
	column    = regexp.MustCompile(`href = "([^"]*)"`)
	inside    = regexp.MustCompile(`\{\{ \.('[^']+'|\w+)`)
)

// TestLinks: an address in the mod is that of a page which exists, with inputs that it has, and holds an id at most.
func TestLinks(t *testing.T) {
	t.Parallel()
	m := read(t)
	inputs := map[string][]string{}
	for _, d := range m.Dashboards {
		for _, i := range d.Inputs {
			inputs[d.Name] = append(inputs[d.Name], i.Name)
		}
	}
	sources := map[string]string{}
	for name, q := range m.Queries {
		sources["query "+name] = q.Source
	}
	for _, d := range m.Dashboards {
		sources[d.Name] = d.Source
	}
	links := 0
	for from, source := range sources {
		found := address.FindAllStringSubmatch(source, -1)
		if n := strings.Count(source, "/aircall_insights.dashboard."); n != len(found) {
			t.Errorf("%s has %d addresses, %d of which can be read", from, n, len(found))
		}
		for _, a := range found {
			links++
			if inputs[a[1]] == nil {
				t.Errorf("%s points to %s, which does not exist", from, a[1])
			}
			for _, p := range parameter.FindAllStringSubmatch(a[2], -1) {
				if !slices.Contains(inputs[a[1]], p[1]) {
					t.Errorf("%s gives %s the input %s, which it does not have", from, a[1], p[1])
				}
			}
		}
		for _, c := range column.FindAllStringSubmatch(source, -1) {
			for _, value := range inside.FindAllStringSubmatch(c[1], -1) {
				if !slices.Contains([]string{"call_id", "user_id", "number_id", "Call", "asset", "link"}, value[1]) {
					t.Errorf("%s: the address %s holds %s, which is no id", from, c[1], value[1])
				}
			}
		}
	}
	if links < 10 {
		t.Errorf("%d links are too few", links)
	}
}

// TestVariables: the example and the README have all of them, and no other.
func TestVariables(t *testing.T) {
	t.Parallel()
	m := read(t)
	for name, form := range map[string]string{"powerpipe.ppvars.example": `(?m)^(?:# )?(\w+) = `, "README.md": "(?m)^\\| `(\\w+)` \\|"} {
		text, err := os.ReadFile(filepath.Join(m.Folder, name))
		if err != nil {
			t.Fatal(err)
		}
		listed := map[string]bool{}
		for _, match := range regexp.MustCompile(form).FindAllStringSubmatch(string(text), -1) {
			listed[match[1]] = true
		}
		if have, want := slices.Sorted(maps.Keys(listed)), slices.Sorted(slices.Values(m.Variables)); !slices.Equal(have, want) {
			t.Errorf("%s lists %q, want %q", name, have, want)
		}
	}
}

// TestInputs: each page that reads a window offers 7 days first, and no page reads a month unless it is chosen.
func TestInputs(t *testing.T) {
	t.Parallel()
	for _, d := range read(t).Dashboards {
		for _, i := range d.Inputs {
			if i.Name == "days" && (len(i.Options) < 3 || i.Options[0] != "7") {
				t.Errorf("%s offers the periods %q", d.Name, i.Options)
			}
		}
	}
}

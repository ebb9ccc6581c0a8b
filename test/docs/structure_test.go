package docs_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/markdown"
)

const (
	fewestExamples = 4
	mostExamples   = 6
)

func TestEveryTableHasADocument(t *testing.T) {
	t.Parallel()
	var names, documented []string
	for _, table := range tables(t) {
		names = append(names, table.Name)
	}
	for _, d := range in("docs/tables", documents(t)) {
		documented = append(documented, strings.TrimSuffix(path.Base(d.Path), ".md"))
	}
	for _, name := range names {
		if !slices.Contains(documented, name) {
			t.Errorf("table %s has no docs/tables/%s.md", name, name)
		}
		if !strings.Contains(read(t, "CHANGELOG.md"), "["+name+"]") {
			t.Errorf("CHANGELOG.md does not name %s", name)
		}
	}
	for _, name := range documented {
		if !slices.Contains(names, name) {
			t.Errorf("docs/tables/%s.md describes a table that does not exist", name)
		}
	}
}

// TestTableDocumentsHaveTheFormOfTheHub: the form that the Hub expects.
func TestTableDocumentsHaveTheFormOfTheHub(t *testing.T) {
	t.Parallel()
	for _, d := range in("docs/tables", documents(t)) {
		t.Run(path.Base(d.Path), func(t *testing.T) {
			t.Parallel()
			name := strings.TrimSuffix(path.Base(d.Path), ".md")
			heading := d.Sections[1].Title
			if d.Sections[1].Level != 1 || !strings.HasPrefix(heading, "Table: "+name+" - Query ") || !strings.HasSuffix(heading, " using SQL") {
				t.Errorf("the first heading is %q", heading)
			}
			if want := "Steampipe " + heading; d.Front["title"] != want {
				t.Errorf("title: %q, want %q", d.Front["title"], want)
			}
			if text := d.Front["description"]; !strings.HasPrefix(text, "Allows users to query ") || !strings.HasSuffix(text, ".") {
				t.Errorf("description: %q", text)
			}
			if d.Front["folder"] == "" {
				t.Error("there is no folder")
			}
			if strings.TrimSpace(d.Sections[1].Text) == "" {
				t.Error("nothing says what the table's rows are")
			}
			usage := d.Find("Table Usage Guide")
			if about, notes, _ := strings.Cut(usage.Text, "**Important Notes**"); strings.TrimSpace(about) == "" || !strings.Contains(notes, "\n- ") {
				t.Error("the usage guide lacks its text or its Important Notes")
			}
			checkExamples(t, d)
		})
	}
}

func checkExamples(t *testing.T, d markdown.Document) {
	begin := slices.IndexFunc(d.Sections, func(s markdown.Section) bool { return s.Level == 2 && s.Title == "Examples" })
	if begin < 0 {
		t.Fatal("there are no examples")
	}
	examples := d.Sections[begin+1:]
	if n := len(examples); n < fewestExamples || n > mostExamples {
		t.Errorf("%d examples, want %d to %d", n, fewestExamples, mostExamples)
	}
	var titles []string
	for i, e := range examples {
		if e.Level != 3 || e.Title != strings.TrimRight(e.Title, ".:?") || (i == 0) != (e.Title == "Basic info") || slices.Contains(titles, e.Title) {
			t.Errorf("example %d is called %q", i+1, e.Title)
		}
		titles = append(titles, e.Title)
		if strings.TrimSpace(e.Text) == "" {
			t.Errorf("%s: nothing says what it is for", e.Title)
		}
		if len(e.Blocks) != 2 {
			t.Errorf("%s: %d blocks of code, want one in each dialect", e.Title, len(e.Blocks))
		}
	}
}

// TestReadyAnswersHaveTheirSections: a ready answer says how Aircall defines what it counts, and how to read it.
func TestReadyAnswersHaveTheirSections(t *testing.T) {
	t.Parallel()
	for _, d := range in("docs/questions", documents(t)) {
		if d.Sections[1].Level != 1 || !strings.HasSuffix(d.Sections[1].Title, "?") {
			t.Errorf("%s: the title %q is no question", d.Path, d.Sections[1].Title)
		}
		for _, title := range []string{"Aircall's definition", "Where ours differs", "How to read it"} {
			if strings.TrimSpace(d.Find(title).Text) == "" {
				t.Errorf("%s: nothing stands under %q", d.Path, title)
			}
		}
		if !slices.ContainsFunc(d.Sections, func(s markdown.Section) bool { return len(s.Blocks) > 0 }) {
			t.Errorf("%s: there is no answer", d.Path)
		}
		if index := parse(t, "docs/index.md").Find("Ready answers").Text; !strings.Contains(index, "["+d.Sections[1].Title+"](questions/"+path.Base(d.Path)+")") {
			t.Errorf("%s: docs/index.md does not list it by its title", d.Path)
		}
	}
}

var (
	literal = regexp.MustCompile(`'[^']*'|--[^\n]*`)
	alias   = regexp.MustCompile(`\bas (\w+)`)
	// unpushed is a condition on a time that Steampipe does not pass on: a function around the column, or a bare
	// function beside it. Only an operator makes a function's value known in time.
	unpushed = regexp.MustCompile(`\(\w*\.?\w+_at\)\s*[<>=]|_at\s*[<>]=?\s*(date_trunc|current_date|current_timestamp|now\(\)\s*($|\n|;|and\b))`)
	// foreign is a word of the other dialect.
	foreign = map[string]*regexp.Regexp{
		postgres: regexp.MustCompile(`\b(json_each|json_extract|strftime|datetime|unixepoch)\(`),
		sqlite:   regexp.MustCompile(`::|\binterval\b|\bilike\b|\bjsonb_|\bto_char\(|\bnow\(\)|\bextract\(`),
	}
)

// TestSQLIsInStyleAndInPairs: style, dialects in pairs, and only conditions that are sent to Aircall.
func TestSQLIsInStyleAndInPairs(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		for _, s := range d.Sections {
			for i, b := range s.Blocks {
				if !strings.HasPrefix(b.Language, "sql") {
					continue
				}
				bare := literal.ReplaceAllString(b.Code, "''")
				if bare != strings.ToLower(bare) || strings.Contains(bare, "\t") || !strings.HasSuffix(b.Code, ";\n") {
					t.Errorf("%s:%d: SQL is written in lower case, with spaces, and ends with a semicolon", d.Path, b.Line)
				}
				if condition := unpushed.FindString(bare); condition != "" && b.Language != sqlite {
					t.Errorf("%s:%d: %q is not sent to Aircall", d.Path, b.Line, condition)
				}
				if words := foreign[b.Language]; words != nil && words.MatchString(bare) {
					t.Errorf("%s:%d: %q is of the other dialect", d.Path, b.Line, words.FindString(bare))
				}
				switch b.Language {
				case postgres:
					if i+1 == len(s.Blocks) || s.Blocks[i+1].Language != sqlite {
						t.Errorf("%s:%d: the twin for SQLite does not follow", d.Path, b.Line)
					} else if twin := s.Blocks[i+1]; allowsNoRows(b) != allowsNoRows(twin) || lastSelect(b.Code) != lastSelect(twin.Code) {
						t.Errorf("%s:%d: the twins give different columns: %q and %q", d.Path, b.Line, lastSelect(b.Code), lastSelect(twin.Code))
					}
				case sqlite:
					if i == 0 || s.Blocks[i-1].Language != postgres {
						t.Errorf("%s:%d: there is no twin for Postgres", d.Path, b.Line)
					}
				}
			}
		}
	}
}

// lastSelect names what the outermost select of a query gives a name to.
func lastSelect(code string) string {
	i := strings.LastIndex("\n"+code, "\nselect")
	columns, _, _ := strings.Cut(code[max(i, 0):], "\nfrom")
	var names []string
	for _, m := range alias.FindAllStringSubmatch(columns, -1) {
		names = append(names, m[1])
	}
	return strings.Join(names, " ")
}

var link = regexp.MustCompile(`\]\(([^)#:]+)(?:#([\w-]+))?\)|\]\(#([\w-]+)\)`)

// TestLinksPointToWhatExists: what a document points to in this repository is there.
func TestLinksPointToWhatExists(t *testing.T) {
	t.Parallel()
	all := append(documents(t), parse(t, "CHANGELOG.md"), parse(t, "SECURITY.md"), parse(t, "CONTRIBUTING.md"), parse(t, "ARCHITECTURE.md"))
	for _, d := range all {
		for _, s := range d.Sections {
			for _, m := range link.FindAllStringSubmatch(s.Text, -1) {
				target := d.Path
				if m[1] != "" {
					target = path.Join(path.Dir(d.Path), m[1])
				}
				if strings.HasPrefix(m[1], "/plugins/") { // a page of the Hub
					continue
				}
				if _, err := os.Stat(filepath.Join(root, target)); err != nil {
					t.Errorf("%s points to %s, which does not exist", d.Path, target)
				} else if anchor := m[2] + m[3]; anchor != "" && !slices.ContainsFunc(parse(t, target).Sections, func(s markdown.Section) bool { return anchorOf(s.Title) == anchor }) {
					t.Errorf("%s points to #%s, and %s has no such heading", d.Path, anchor, target)
				}
			}
		}
	}
}

var namedTest = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)\\w+)`")

// A document that points to a test by its name shows nothing when the test has another.
func TestNamedTestsExist(t *testing.T) {
	t.Parallel()
	var functions strings.Builder
	if err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := os.ReadFile(name)
		functions.Write(source)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"} {
		for _, s := range parse(t, name).Sections {
			for _, m := range namedTest.FindAllStringSubmatch(s.Text, -1) {
				if !strings.Contains(functions.String(), "\nfunc "+m[1]+"(") {
					t.Errorf("%s names %s, and there is no such test", name, m[1])
				}
			}
		}
	}
}

var benchmarkCommand = regexp.MustCompile("`go test [^`]*-bench '?([\\w|$]+)'? [^`]*\\./([\\w/]+)`")

// A figure is worth what the command that measures it is: one whose benchmark is gone measures nothing, and passes.
func TestNamedBenchmarksExist(t *testing.T) {
	t.Parallel()
	commands := 0
	for _, s := range parse(t, "docs/performance.md").Sections {
		for _, m := range benchmarkCommand.FindAllStringSubmatch(s.Text, -1) {
			commands++
			var functions strings.Builder
			files, err := filepath.Glob(filepath.Join(root, m[2], "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range files {
				source, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				functions.Write(source)
			}
			for _, name := range strings.Split(strings.TrimSuffix(m[1], "$"), "|") {
				if !strings.Contains(functions.String(), "\nfunc Benchmark"+name) {
					t.Errorf("%s: %s has no such benchmark", m[0], m[2])
				}
			}
		}
	}
	if commands == 0 {
		t.Error("no command of a benchmark was found")
	}
}

// anchorOf is how GitHub and the Hub name a heading in an address.
func anchorOf(title string) string {
	return strings.ReplaceAll(strings.Map(func(r rune) rune {
		if strings.ContainsRune("?.,:'`&", r) {
			return -1
		}
		return r
	}, strings.ToLower(title)), " ", "-")
}

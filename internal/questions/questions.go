// Package questions reads the ready answers of docs/questions, so that the command, the mods' tests and the documents give
// one number for one name.
//
// A document is a question. Each pair of SQL blocks in it is a [Figure], written once for each dialect, in this form:
//
//	### Compare the three answer rates, line by line
//
//	```sql+postgres
//	-- name: answer-rate
//	select …
//	where started_at >= now() - interval '30 days' /* days */
//
//	```sql+sqlite
//	-- name: answer-rate
//	select …
//	where started_at >= datetime('now', '-30 days' /* days */)
//
// The first line names the figure. The first figure of a document has the document's own name, without .md; the others
// begin with it. A comment that is one word, directly behind a literal, makes the literal a parameter and its value the
// default: the SQL runs as it stands. A parameter whose default is a number, or a text that begins with one, is a whole
// number of at least 1; another one is a text. A figure may use a parameter several times, always with one default.
//
// To run a figure:
//
//	f, err := questions.Find("answer-rate")
//	sql, err := f.SQL(questions.SQLite, map[string]string{"days": "7"})
package questions

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	documents "github.com/turbot/steampipe-plugin-aircall/docs/questions"
	"github.com/turbot/steampipe-plugin-aircall/internal/markdown"
)

// Dialect is a language of SQL blocks.
type Dialect string

// The dialects in which each figure is written.
const (
	Postgres Dialect = "sql+postgres" // Steampipe
	SQLite   Dialect = "sql+sqlite"   // the command aircall
)

// A Document is one question with its answers.
type Document struct {
	Name      string // the file's, without .md
	Title     string // the question
	About     string // what stands below the title
	HowToRead string
	Figures   []Figure
}

// A Figure is one answer: a query in both dialects.
type Figure struct {
	Name       string // lower case, words joined by dashes; unique among all documents
	Title      string // the heading above it
	Parameters []Parameter
	postgres   template
	sqlite     template
}

// Parameter is what a figure can be asked with.
type Parameter struct {
	Name    string
	Default string // for instance 30 of `'30 days' /* days */`
	Number  bool   // a whole number of at least 1; otherwise a text
}

// All returns the questions, by name.
func All() []Document { return slices.Clone(all()) }

// Find returns the figure of that name. The error of an unknown one lists those there are.
func Find(name string) (Figure, error) {
	var names []string
	for _, d := range all() {
		for _, f := range d.Figures {
			if f.Name == name {
				return f, nil
			}
			names = append(names, f.Name)
		}
	}
	return Figure{}, fmt.Errorf("there is no ready answer %q: choose one of %s", name, strings.Join(names, ", "))
}

// SQL is the figure's query with these values of its parameters; those that are not given keep their default.
func (f Figure) SQL(dialect Dialect, values map[string]string) (string, error) {
	for name, value := range values {
		i := slices.IndexFunc(f.Parameters, func(p Parameter) bool { return p.Name == name })
		if i < 0 {
			return "", f.unknown(name)
		}
		if err := f.Parameters[i].check(value); err != nil {
			return "", fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	if dialect == Postgres {
		return f.postgres.fill(values), nil
	}
	return f.sqlite.fill(values), nil
}

func (f Figure) unknown(name string) error {
	var names []string
	for _, p := range f.Parameters {
		names = append(names, p.Name)
	}
	if names == nil {
		return fmt.Errorf("%s takes no parameter, so not %s", f.Name, name)
	}
	return fmt.Errorf("%s takes no parameter %s: choose from %s", f.Name, name, strings.Join(names, ", "))
}

// all are the embedded documents. The tests read them, so that a mistake in one is no panic of a user's.
var all = sync.OnceValue(func() []Document {
	entries, err := documents.Files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	var list []Document
	for _, entry := range entries {
		content, err := documents.Files.ReadFile(entry.Name())
		if err != nil {
			panic(err)
		}
		d, err := parse(entry.Name(), string(content))
		if err != nil {
			panic(err)
		}
		list = append(list, d)
	}
	return list
})

// parse reads one document.
func parse(file, content string) (Document, error) {
	m, err := markdown.Parse("docs/questions/"+file, content)
	if err != nil {
		return Document{}, err
	}
	d := Document{Name: strings.TrimSuffix(file, path.Ext(file)), HowToRead: strings.TrimSpace(m.Find("How to read it").Text)}
	for _, s := range m.Sections {
		if s.Level == 1 {
			d.Title, d.About = s.Title, strings.TrimSpace(s.Text)
		}
		for i := 0; i < len(s.Blocks); i += 2 {
			if i+1 == len(s.Blocks) || s.Blocks[i].Language != string(Postgres) || s.Blocks[i+1].Language != string(SQLite) {
				return Document{}, fmt.Errorf("%s:%d: a block for Postgres is followed by one for SQLite", m.Path, s.Blocks[i].Line)
			}
			f, err := figure(s.Title, s.Blocks[i].Code, s.Blocks[i+1].Code)
			if err == nil && (f.Name != d.Name && (len(d.Figures) == 0 || !strings.HasPrefix(f.Name, d.Name+"-"))) {
				err = fmt.Errorf("the name %s does not begin with the document's, which the first figure has", f.Name)
			}
			if err != nil {
				return Document{}, fmt.Errorf("%s:%d: %w", m.Path, s.Blocks[i].Line, err)
			}
			d.Figures = append(d.Figures, f)
		}
	}
	return d, nil
}

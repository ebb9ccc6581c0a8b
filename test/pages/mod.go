// Package pages reads the dashboards of a Powerpipe mod without Powerpipe, so that tests know what they can be asked.
package pages

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Mod is a folder of .pp files.
type Mod struct {
	Folder     string
	Dashboards []Dashboard
	Queries    map[string]Query
	Variables  []string
}

// Dashboard is a page.
type Dashboard struct {
	Name          string
	File          string // its path in the mod
	Source        string // the text of its block
	Title         string
	Documentation string // the path in the mod of its document
	Tags          string // the expression as written
	Inputs        []Input
	Panels        []Panel // those that show something, and those of its with blocks
}

// Input is a choice that a page offers.
type Input struct {
	Name    string
	Options []string // those that are written down, first the default
	Query   string   // which gives the options, when none are written down
}

// Panel is an element of a page.
type Panel struct {
	Type  string // card, chart, table, with, …
	Title string
	Query string
	SQL   bool // whether it has SQL of its own
}

// Query is a named query.
type Query struct{ File, Source string }

// Read parses all files of a mod.
func Read(folder string) (*Mod, error) {
	m := &Mod{Folder: folder, Queries: map[string]Query{}}
	parser := hclparse.NewParser()
	files := os.DirFS(folder)
	err := fs.WalkDir(files, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".pp" {
			return err
		}
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		parsed, diagnostics := parser.ParseHCL(source, name)
		if diagnostics.HasErrors() {
			return diagnostics
		}
		return m.add(file{name, source}, parsed.Body.(*hclsyntax.Body))
	})
	return m, err
}

type file struct {
	name   string
	source []byte
}

func (f file) text(r hcl.Range) string { return string(r.SliceBytes(f.source)) }

func (m *Mod) add(f file, body *hclsyntax.Body) error {
	for _, b := range body.Blocks {
		switch b.Type {
		case "locals":
			if err := f.checkLocals(b.Body); err != nil {
				return err
			}
		case "variable":
			m.Variables = append(m.Variables, b.Labels[0])
		case "query":
			if _, twice := m.Queries[b.Labels[0]]; twice {
				return fmt.Errorf("%s: there are two queries %s", f.name, b.Labels[0])
			}
			m.Queries[b.Labels[0]] = Query{f.name, f.text(b.Range())}
		case "dashboard":
			d := Dashboard{
				Name: b.Labels[0], File: f.name, Source: f.text(b.Range()),
				Title:         f.quoted(b.Body, "title"),
				Documentation: strings.TrimPrefix(f.quoted(b.Body, "documentation"), "./"),
			}
			if tags := b.Body.Attributes["tags"]; tags != nil {
				d.Tags = f.text(tags.Expr.Range())
			}
			d.collect(f, b.Body)
			m.Dashboards = append(m.Dashboards, d)
		}
	}
	return nil
}

// checkLocals refuses a local that names another of its block: Powerpipe takes that for a cycle and loads no page.
func (f file) checkLocals(body *hclsyntax.Body) error {
	for name, attribute := range body.Attributes {
		for _, variable := range attribute.Expr.Variables() {
			if variable.RootName() != "local" {
				continue
			}
			if of, ok := variable[1].(hcl.TraverseAttr); ok && body.Attributes[of.Name] != nil {
				return fmt.Errorf("%s: local.%s names local.%s of its own block", f.name, name, of.Name)
			}
		}
	}
	return nil
}

// collect finds the inputs and panels of a block, and of the containers in it.
func (d *Dashboard) collect(f file, body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		switch b.Type {
		case "container":
			d.collect(f, b.Body)
		case "input":
			i := Input{Name: b.Labels[0], Query: f.query(b.Body)}
			for _, option := range b.Body.Blocks {
				if option.Type == "option" {
					i.Options = append(i.Options, option.Labels[0])
				}
			}
			d.Inputs = append(d.Inputs, i)
		default:
			_, inlined := b.Body.Attributes["sql"]
			d.Panels = append(d.Panels, Panel{Type: b.Type, Title: f.quoted(b.Body, "title"), Query: f.query(b.Body), SQL: inlined})
		}
	}
}

// query is the name in `query = query.NAME`.
func (f file) query(body *hclsyntax.Body) string {
	attribute := body.Attributes["query"]
	if attribute == nil {
		return ""
	}
	return strings.TrimPrefix(f.text(attribute.Expr.Range()), "query.")
}

// quoted is the first text in quotes of an attribute: `"x"`, or the argument of `file("x")`.
func (f file) quoted(body *hclsyntax.Body, name string) string {
	attribute := body.Attributes[name]
	if attribute == nil {
		return ""
	}
	_, rest, _ := strings.Cut(f.text(attribute.Expr.Range()), `"`)
	text, _, _ := strings.Cut(rest, `"`)
	return text
}

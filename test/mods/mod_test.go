// Package mods_test reads the Powerpipe mods of this repository without Powerpipe.
package mods_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// mod is one of the mods, as Powerpipe would read it: attributes are evaluated, references to other blocks are names.
type mod struct {
	folder string
	blocks map[string]map[string]*block // by type and name
}

// block is a variable, control or benchmark.
type block struct {
	name       string
	attributes map[string]cty.Value
	params     []param // of a control, in the order of $1, $2, …
	file       string
}

type param struct {
	name, variable string // the variable that its default is
	described      bool
}

// text is an attribute that is a text; "" without it.
func (b *block) text(name string) string {
	value, ok := b.attributes[name]
	if !ok || value.IsNull() || value.Type() != cty.String {
		return ""
	}
	return value.AsString()
}

// words is an attribute that is a map of texts.
func (b *block) words(name string) map[string]string {
	words := map[string]string{}
	if value, ok := b.attributes[name]; ok {
		for key, v := range value.AsValueMap() {
			words[key] = v.AsString()
		}
	}
	return words
}

// names is an attribute that is a list of references.
func (b *block) names(name string) []string {
	var names []string
	if value, ok := b.attributes[name]; ok {
		for _, v := range value.AsValueSlice() {
			names = append(names, v.AsString())
		}
	}
	return names
}

// readMod parses every .pp file below the folder.
func readMod(t *testing.T, folder string) *mod {
	t.Helper()
	m := &mod{folder: folder, blocks: map[string]map[string]*block{}}
	parser := hclparse.NewParser()
	bodies := map[string]*hclsyntax.Body{}
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".pp" {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, problems := parser.ParseHCL(source, path)
		if problems.HasErrors() {
			return problems
		}
		bodies[path] = file.Body.(*hclsyntax.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(bodies) == 0 {
		t.Fatalf("%s has no .pp file", folder)
	}
	scope := m.scope(t, bodies)
	for path, body := range bodies {
		for _, b := range body.Blocks {
			if b.Type != "locals" {
				m.add(t, path, b, scope)
			}
		}
	}
	return m
}

func (m *mod) add(t *testing.T, path string, b *hclsyntax.Block, scope *hcl.EvalContext) {
	t.Helper()
	read := &block{name: b.Labels[0], attributes: map[string]cty.Value{}, file: path}
	for name, attribute := range b.Body.Attributes {
		if b.Type == "variable" && name == "type" {
			continue // a keyword
		}
		value, problems := attribute.Expr.Value(scope)
		if problems.HasErrors() {
			t.Fatalf("%s %s: %v", b.Type, read.name, problems)
		}
		read.attributes[name] = value
	}
	for _, inner := range b.Body.Blocks {
		if inner.Type != "param" {
			continue
		}
		p := param{name: inner.Labels[0], described: inner.Body.Attributes["description"] != nil}
		if d := inner.Body.Attributes["default"]; d != nil {
			if traversal, problems := hcl.AbsTraversalForExpr(d.Expr); !problems.HasErrors() && traversal.RootName() == "var" {
				p.variable = traversal[1].(hcl.TraverseAttr).Name
			}
		}
		read.params = append(read.params, p)
	}
	if m.blocks[b.Type] == nil {
		m.blocks[b.Type] = map[string]*block{}
	}
	if m.blocks[b.Type][read.name] != nil {
		t.Errorf("%s: there are two of %s %s", m.folder, b.Type, read.name)
	}
	m.blocks[b.Type][read.name] = read
}

// scope knows what expressions may refer to: functions, variables' defaults, locals, and other blocks by their names.
func (m *mod) scope(t *testing.T, bodies map[string]*hclsyntax.Body) *hcl.EvalContext {
	t.Helper()
	scope := &hcl.EvalContext{
		Functions: map[string]function.Function{"merge": stdlib.MergeFunc, "file": fileFunction(m.folder)},
		Variables: map[string]cty.Value{"connection": cty.ObjectVal(map[string]cty.Value{
			"steampipe": cty.ObjectVal(map[string]cty.Value{"default": cty.StringVal("connection.steampipe.default")}),
		})},
	}
	named, variables, locals := map[string]map[string]cty.Value{}, map[string]cty.Value{}, map[string]hcl.Expression{}
	for _, body := range bodies {
		for _, b := range body.Blocks {
			switch b.Type {
			case "locals":
				for name, attribute := range b.Body.Attributes {
					locals[name] = attribute.Expr
				}
			case "variable":
				if d := b.Body.Attributes["default"]; d != nil {
					value, problems := d.Expr.Value(scope)
					if problems.HasErrors() {
						t.Fatal(problems)
					}
					variables[b.Labels[0]] = value
				}
			default:
				if named[b.Type] == nil {
					named[b.Type] = map[string]cty.Value{}
				}
				named[b.Type][b.Labels[0]] = cty.StringVal(b.Type + "." + b.Labels[0])
			}
		}
	}
	scope.Variables["var"] = cty.ObjectVal(variables)
	for kind, names := range named {
		scope.Variables[kind] = cty.ObjectVal(names)
	}
	known := map[string]cty.Value{}
	for len(known) < len(locals) { // locals refer to one another
		before := len(known)
		scope.Variables["local"] = cty.ObjectVal(maps.Clone(known))
		for name, expression := range locals {
			if value, problems := expression.Value(scope); !problems.HasErrors() {
				known[name] = value
			}
		}
		if len(known) == before {
			t.Fatalf("%s: some locals cannot be evaluated; these can: %v", m.folder, slices.Sorted(maps.Keys(known)))
		}
	}
	scope.Variables["local"] = cty.ObjectVal(known)
	return scope
}

// fileFunction reads a file of the mod.
func fileFunction(folder string) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			text, err := os.ReadFile(filepath.Join(folder, args[0].AsString()))
			return cty.StringVal(string(text)), err
		},
	})
}

// readFile is a file of the mod as text.
func (m *mod) readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(m.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// documents are the paths of the .md files in docs folders, relative to the mod.
func (m *mod) documents(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(m.folder, func(path string, _ os.DirEntry, err error) error {
		if err == nil && filepath.Base(filepath.Dir(path)) == "docs" && strings.HasSuffix(path, ".md") {
			relative, _ := filepath.Rel(m.folder, path)
			paths = append(paths, filepath.ToSlash(relative))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

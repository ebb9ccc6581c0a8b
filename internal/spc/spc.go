// Package spc reads the connections of one plugin from a Steampipe configuration file.
package spc

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// A Connection is a connection block.
type Connection struct {
	Name string
	// Config is the block's arguments for the plugin, as they are in the file: without those that are meant for
	// Steampipe itself. It holds secrets.
	Config    string
	arguments []string
}

// Has reports whether the block gives the argument a value; an empty string is none.
func (c Connection) Has(argument string) bool { return slices.Contains(c.arguments, argument) }

// steampipeArguments are the arguments of a connection block that the plugin does not know.
var steampipeArguments = []string{"plugin", "import_schema", "type", "connections"}

// A File is what a configuration file says of one plugin.
type File struct {
	Connections []Connection // in the order of the file; at least one
	Aggregators []Aggregator
}

// Read reads the connections of a plugin. The plugin may be written there with a registry, an organisation or a version
// around its name, or as a reference to a plugin block. A file without any connection of the plugin is an error. Errors
// name file and line, and never repeat a value.
func Read(file, plugin string) (*File, error) {
	source, err := os.ReadFile(file) //nolint:gosec // the caller chooses the file
	if err != nil {
		return nil, fmt.Errorf("the configuration cannot be read: %w", err)
	}
	return parse(source, file, plugin)
}

func parse(source []byte, file, plugin string) (*File, error) {
	parsed, diagnostics := hclsyntax.ParseConfig(source, file, hcl.InitialPos)
	if diagnostics.HasErrors() {
		return nil, problem(diagnostics)
	}
	blocks := parsed.Body.(*hclsyntax.Body).Blocks
	f := &spcFile{source: source, plugin: plugin, sources: map[string]string{}}
	if err := f.readSources(blocks); err != nil {
		return nil, err
	}
	found := &File{}
	for _, b := range blocks {
		if b.Type == "connection" {
			if err := f.read(b, found); err != nil {
				return nil, err
			}
		}
	}
	if len(found.Connections) == 0 {
		return nil, fmt.Errorf("%s has no connection of the plugin %s: it needs a block such as\nconnection %q {\n  plugin = %q\n}", file, plugin, plugin, plugin)
	}
	return found, found.resolve()
}

type spcFile struct {
	source  []byte
	plugin  string            // whose connections are read
	sources map[string]string // of the plugin blocks, by label
}

func (f *spcFile) readSources(blocks hclsyntax.Blocks) error {
	for _, b := range blocks {
		if b.Type == "plugin" && len(b.Labels) == 1 {
			of, err := stringOf(b.Body.Attributes["source"])
			if err != nil {
				return err
			}
			f.sources[b.Labels[0]] = cmp.Or(of, b.Labels[0])
		}
	}
	return nil
}

// read adds the connection or the aggregator of a block, unless it is another plugin's.
func (f *spcFile) read(b *hclsyntax.Block, found *File) error {
	if len(b.Labels) != 1 {
		return fmt.Errorf("%s: a connection needs one name in quotes", at(b.TypeRange))
	}
	of, err := f.pluginOf(b)
	if err != nil || baseName(of) != f.plugin {
		return err
	}
	kind, err := stringOf(b.Body.Attributes["type"])
	if err != nil {
		return err
	}
	if kind == "aggregator" {
		a, err := aggregator(b)
		found.Aggregators = append(found.Aggregators, a)
		return err
	}
	c, err := f.connection(b)
	found.Connections = append(found.Connections, c)
	return err
}

func (f *spcFile) connection(b *hclsyntax.Block) (Connection, error) {
	c := Connection{Name: b.Labels[0]}
	var config bytes.Buffer
	for _, a := range inOrder(b.Body.Attributes) {
		if slices.Contains(steampipeArguments, a.Name) {
			continue
		}
		value, diagnostics := a.Expr.Value(nil)
		if diagnostics.HasErrors() {
			return c, problem(diagnostics)
		}
		if text, err := stringOf(a); !value.IsNull() && (err != nil || strings.TrimSpace(text) != "") {
			c.arguments = append(c.arguments, a.Name)
		}
		config.Write(a.SrcRange.SliceBytes(f.source))
		config.WriteByte('\n')
	}
	c.Config = config.String()
	return c, nil
}

// pluginOf is the plugin that a connection names, in words or through a plugin block.
func (f *spcFile) pluginOf(b *hclsyntax.Block) (string, error) {
	a := b.Body.Attributes["plugin"]
	if a == nil {
		return "", nil
	}
	reference, diagnostics := hcl.AbsTraversalForExpr(a.Expr)
	if diagnostics.HasErrors() {
		return stringOf(a)
	}
	if len(reference) == 2 && reference.RootName() == "plugin" {
		if label, ok := reference[1].(hcl.TraverseAttr); ok {
			if of, ok := f.sources[label.Name]; ok {
				return of, nil
			}
		}
	}
	return "", fmt.Errorf("%s: the plugin of connection %q is neither a name in quotes nor one of the file's plugin blocks", at(a.SrcRange), b.Labels[0])
}

// baseName is the plugin's own name, without registry, organisation and version.
func baseName(plugin string) string {
	name, _, _ := strings.Cut(plugin, "@")
	return path.Base(name)
}

func inOrder(attributes hclsyntax.Attributes) []*hclsyntax.Attribute {
	var ordered []*hclsyntax.Attribute
	for _, a := range attributes {
		ordered = append(ordered, a)
	}
	slices.SortFunc(ordered, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	return ordered
}

// stringOf is an attribute's text, "" without the attribute.
func stringOf(a *hclsyntax.Attribute) (string, error) {
	if a == nil {
		return "", nil
	}
	var text *string
	if diagnostics := gohcl.DecodeExpression(a.Expr, nil, &text); diagnostics.HasErrors() {
		return "", problem(diagnostics)
	}
	if text == nil {
		return "", nil
	}
	return *text, nil
}

// problem is the first error. Its summary is a fixed text, while its details may repeat a piece of a value.
func problem(diagnostics hcl.Diagnostics) error {
	for _, d := range diagnostics {
		if d.Severity == hcl.DiagError && d.Subject != nil {
			return fmt.Errorf("%s: %s", at(*d.Subject), strings.ToLower(d.Summary[:1])+d.Summary[1:])
		}
	}
	return diagnostics
}

func at(r hcl.Range) string { return fmt.Sprintf("%s, line %d", r.Filename, r.Start.Line) }

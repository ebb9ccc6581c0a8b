package spc

import (
	"fmt"
	"path"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// An Aggregator is a connection block that stands for several connections of the file.
type Aggregator struct {
	Name        string
	Connections []string // in the order of the file; at least one

	patterns []string
	place    hcl.Range
}

// aggregator reads the names and wildcards of a block.
func aggregator(b *hclsyntax.Block) (Aggregator, error) {
	a := Aggregator{Name: b.Labels[0], place: b.TypeRange}
	connections := b.Body.Attributes["connections"]
	if connections == nil {
		return a, fmt.Errorf("%s: the aggregator %q needs connections, such as connections = [\"*\"]", at(a.place), a.Name)
	}
	a.place = connections.SrcRange
	if diagnostics := gohcl.DecodeExpression(connections.Expr, nil, &a.patterns); diagnostics.HasErrors() {
		return a, problem(diagnostics)
	}
	return a, nil
}

// resolve finds the connections of each aggregator, as Steampipe does: by name or wildcard, among those that are no
// aggregators.
func (f *File) resolve() error {
	for i := range f.Aggregators {
		a := &f.Aggregators[i]
		for _, pattern := range a.patterns {
			if _, err := path.Match(pattern, ""); err != nil {
				return fmt.Errorf("%s: %q is no name and no wildcard of connections", at(a.place), pattern)
			}
		}
		for _, c := range f.Connections {
			if slices.ContainsFunc(a.patterns, func(pattern string) bool { return matches(pattern, c.Name) }) {
				a.Connections = append(a.Connections, c.Name)
			}
		}
		if len(a.Connections) == 0 {
			return fmt.Errorf("%s: the aggregator %q matches no connection of the file", at(a.place), a.Name)
		}
	}
	return nil
}

func matches(pattern, name string) bool {
	matched, err := path.Match(pattern, name)
	return err == nil && matched
}

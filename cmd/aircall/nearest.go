package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// nearest is the one of the names that a mistyped one stands for: the one that is the fewest edits away; where none is near,
// one that it is the beginning of, or a part of, or that is its beginning. "": there is none.
func nearest(name string, names []string) string {
	name = strings.ToLower(name)
	edits := func(n string) int { return levenshtein.Distance(name, n, nil) }
	for _, isNear := range []func(n string) bool{
		func(n string) bool { return edits(n) <= max(1, len(name)/3) },
		func(n string) bool { return strings.HasPrefix(n, name) },
		func(n string) bool { return len(name) > 3 && strings.Contains(n, name) },
		func(n string) bool { return strings.HasPrefix(name, n) },
	} {
		near := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !isNear(n) })
		if len(near) > 0 && len(name) > 1 {
			return slices.MinFunc(near, func(a, b string) int { return cmp.Compare(edits(a), edits(b)) })
		}
	}
	return ""
}

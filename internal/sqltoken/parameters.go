package sqltoken

import (
	"maps"
	"slices"
	"strings"
)

// Bind writes values, which are SQL, in the places of :name, @name and $name. A parameter without a value stays, and unused
// are the names that the SQL does not have, sorted.
func Bind(sql string, values map[string]string) (bound string, unused []string) {
	left := maps.Clone(values)
	var b strings.Builder
	for _, t := range Scan(sql) {
		if value, ok := values[t.Text[1:]]; ok && t.Kind == Parameter {
			b.WriteString(value)
			delete(left, t.Text[1:])
		} else {
			b.WriteString(t.Text)
		}
	}
	return b.String(), slices.Sorted(maps.Keys(left))
}

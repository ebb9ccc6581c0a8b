package archive

import (
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

// moves has, for each file of a lake, those into which a row of it has moved in this run: a call's start moves by a second,
// which may be over the end of a month.
type moves map[store.File][]store.File

// noteMove notes that a row stands in another file than before.
func (r *run) noteMove(t *layout.Table, before, now []any) {
	from, to := store.File{Table: t.Name, Month: monthOf(t, before)}, store.File{Table: t.Name, Month: monthOf(t, now)}
	if from != to && !slices.Contains(r.moved[from], to) {
		r.moved[from] = append(r.moved[from], to)
	}
}

// sort puts a file behind those into which its rows have moved, so that a reader finds each row at all times, and perhaps
// twice for a moment. Where rows have moved between two files in both directions that cannot be.
func (m moves) sort(files []store.File) []store.File {
	rest, sorted := slices.Clone(files), make([]store.File, 0, len(files))
	for len(rest) > 0 {
		i := max(0, slices.IndexFunc(rest, func(f store.File) bool {
			return !slices.ContainsFunc(m[f], func(to store.File) bool { return slices.Contains(rest, to) })
		}))
		sorted, rest = append(sorted, rest[i]), slices.Delete(rest, i, i+1)
	}
	return sorted
}

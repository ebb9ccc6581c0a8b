package table

import (
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"
)

// Definition is a Steampipe table with what the SDK has no place for.
type Definition struct {
	*plugin.Table
	Filters  []string // columns that are pushed down though they are not declared as key columns
	FromQual []string // those of them that only repeat the value that rows are asked for by
	Newest   *NewestFirst
}

// Filtered is a table that reads filters which are not declared as key columns: a declared equality
// makes Steampipe's joins lose their other conditions (steampipe-postgres-fdw#271).
func Filtered[T any](spec ListSpec[T], t *plugin.Table) Definition {
	d := Definition{t, append([]string{CompanyColumn}, spec.filtered()...), nil, spec.newestFirst()}
	for _, f := range spec.Filters {
		if f.FromQual {
			d.FromQual = append(d.FromQual, f.Column)
		}
	}
	return d
}

// filtered names the columns that are pushed down though they are not declared as key columns.
func (s ListSpec[T]) filtered() (columns []string) {
	for _, f := range s.Filters {
		columns = append(columns, f.Column)
	}
	if s.Parents.Column != "" && !s.Parents.Declared {
		columns = append(columns, s.Parents.Column)
	}
	return columns
}

// PerKeyRequest reports whether a table costs a request for each call or user unless a key says which: it has a list key
// that takes equality alone.
func (d Definition) PerKeyRequest() bool {
	return d.List != nil && slices.ContainsFunc(d.List.KeyColumns, func(k *plugin.KeyColumn) bool {
		return slices.Equal(k.Operators, []string{quals.QualOperatorEqual})
	})
}

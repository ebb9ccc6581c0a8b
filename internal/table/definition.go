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
}

// Filtered is a table that reads filters which are not declared as key columns: a declared equality
// makes Steampipe's joins lose their other conditions (steampipe-postgres-fdw#271).
func Filtered[T any](spec ListSpec[T], t *plugin.Table) Definition {
	d := Definition{t, []string{CompanyColumn}, nil}
	for _, f := range spec.Filters {
		d.Filters = append(d.Filters, f.Column)
		if f.FromQual {
			d.FromQual = append(d.FromQual, f.Column)
		}
	}
	return d
}

// PerKeyRequest reports whether a table costs a request for each call or user unless a key says which: it has a list key
// that takes equality alone.
func (d Definition) PerKeyRequest() bool {
	return d.List != nil && slices.ContainsFunc(d.List.KeyColumns, func(k *plugin.KeyColumn) bool {
		return slices.Equal(k.Operators, []string{quals.QualOperatorEqual})
	})
}

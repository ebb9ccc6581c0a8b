package table

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// ListQuery is one reading of a list: of a combination of values that rows are filtered by.
type ListQuery struct {
	api.ListOptions
	columns     map[string]bool // that are asked for
	filters     map[string]any  // the value that each filtered column must have
	parents     []any           // ids of parents whose children are asked for; nil: of all
	companyName *string         // nil unless asked for
	conditions  Conditions
}

// Value returns the value that a column is filtered by; nil for none.
func (q *ListQuery) Value(column string) any { return q.filters[column] }

// ID returns the value of an id that is filtered by; 0 for none.
func (q *ListQuery) ID(column string) int64 {
	id, _ := q.filters[column].(int64)
	return id
}

// Text returns the value of a text that is filtered by; "" for none.
func (q *ListQuery) Text(column string) string {
	text, _ := q.filters[column].(string)
	return text
}

// Wants reports whether one of the columns is asked for.
func (q *ListQuery) Wants(columns ...string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return q.columns[c] })
}

// GetKey returns the value of the first of a get function's key columns that has one; nil for none.
func (q *ListQuery) GetKey(ctx context.Context, columns ...string) (any, error) {
	return q.conditions.getKey(ctx, columns...)
}

// listQueries are what a scan reads: none when no row can match.
type listQueries struct {
	queries  []*ListQuery
	times    TimeRange
	residual map[string][]any // values that are looked for among all rows
}

// listQueries turns the conditions of a query into list queries. It makes no request but for the company's name.
func (s ListSpec[T]) listQueries(ctx context.Context, c Connection, scan Scan, query Query) (q listQueries, err error) {
	parents, named, err := query.Conditions.parents(ctx, s.Parents, query.Limit)
	if err != nil || named && len(parents) == 0 {
		return q, err
	}
	if named && s.Parents.NamedOfAnyAge {
		c.StartDate = time.Time{}
	}
	if q.times, err = s.timeRange(ctx, c, query); err != nil || q.times.isEmpty() || scan.RowsRemaining(ctx) <= 0 {
		return q, err
	}
	combinations, residual, err := s.filterValues(ctx, query.Conditions)
	if err != nil || len(combinations) == 0 {
		return q, err
	}
	columns := query.wants()
	name, ours, err := s.company(ctx, c.Client, query.Conditions, columns[CompanyColumn])
	if err != nil || !ours {
		return q, err
	}
	q.residual = residual
	options := api.ListOptions{
		Window: api.Window{From: q.times.From, To: q.times.To},
		Limit:  int(max(0, query.Limit)),
	}
	for _, values := range combinations {
		q.queries = append(q.queries, &ListQuery{options, columns, values, parents, name, query.Conditions})
	}
	return q, nil
}

func (s ListSpec[T]) timeRange(ctx context.Context, c Connection, query Query) (TimeRange, error) {
	if s.TimeColumn == "" {
		return TimeRange{}, nil
	}
	r := query.Conditions.timeRange(ctx, s.TimeColumn)
	if s.OfCalls {
		r.notBefore(c.StartDate)
	}
	if r.Unevaluated && query.Limit >= 0 {
		return r, UnevaluatedError(s.TimeColumn, "together with LIMIT. Write the value in, or another one near it")
	}
	return r, nil
}

// filterValues gives the values of the filters for each list query, and those to look for among all rows; no combination
// when no row can match.
func (s ListSpec[T]) filterValues(ctx context.Context, c Conditions) (combinations []map[string]any, residual map[string][]any, err error) {
	values := map[string][]any{}
	for _, f := range s.Filters {
		these, restricted, unevaluated := c.equalTo(ctx, f.Column)
		if f.FromQual && !restricted {
			if err := refuseUnknown(f.Column, c, unevaluated); err != nil {
				return nil, nil, err
			}
		}
		if restricted {
			values[f.Column] = slices.DeleteFunc(these, func(v any) bool { return !f.Valid(v) })
		}
	}
	residual = limitCombinations(s.Filters, values)
	return cartesianProduct(slices.Sorted(maps.Keys(values)), values), residual, nil
}

// accepts reports whether a row that a list query gave meets all conditions that were pushed down.
func (s ListSpec[T]) accepts(all listQueries, q *ListQuery, item *T) bool {
	if s.At != nil && !all.times.contains(s.At(item)) {
		return false
	}
	for _, f := range s.Filters {
		if v, ok := q.filters[f.Column]; ok && !f.Matches(item, v) {
			return false
		}
		if some, ok := all.residual[f.Column]; ok && !slices.ContainsFunc(some, func(v any) bool { return f.Matches(item, v) }) {
			return false
		}
	}
	return true
}

package localsql

import (
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// connectionColumn is the SDK's column that says which connection a row is of.
const connectionColumn = "sp_connection_name"

// aggregate adds the schema of an aggregator: the tables of its connections, which are all the same, with the connection
// as a condition that they take.
func (h *host) aggregate(a Aggregator) {
	h.schemas = append(h.schemas, a.Name)
	h.members[a.Name] = a.Connections
	chosen := plan.Key{Column: connectionColumn, Operators: []string{plan.Eq.String()}, Require: "optional"}
	for _, t := range h.tables[a.Connections[0]] {
		of := &plan.Table{
			Connection: a.Name, Name: t.Name, Columns: t.Columns, List: t.List, CanList: t.CanList, Costly: t.Costly, Echoes: t.Echoes, Several: true,
			Get: t.Get, Filters: append(slices.Clone(t.Filters), connectionColumn),
		}
		if len(t.Get) > 0 {
			of.Get = append(slices.Clone(t.Get), chosen)
		}
		h.tables[a.Name] = append(h.tables[a.Name], of)
	}
}

// connections are those that a request is for, and the request as each of them is asked it: a condition on the connection
// chooses among an aggregator's.
func (h *host) connections(r *plan.Request) ([]string, *plan.Request) {
	members, aggregated := h.members[r.Connection]
	if !aggregated {
		return []string{r.Connection}, r
	}
	single := *r
	single.Quals = nil
	for _, q := range r.Quals {
		if q.Column != connectionColumn {
			single.Quals = append(single.Quals, q)
			continue
		}
		members = slices.DeleteFunc(slices.Clone(members), func(name string) bool { return !slices.Contains(q.Values, any(name)) })
	}
	return members, &single
}

package localsql

import (
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// connectionColumn is the SDK's column that says which connection a row is of.
const connectionColumn = "sp_connection_name"

// addAggregator adds the schema of an aggregator: the tables of its connections, which are all the same, with the connection
// as a condition that is pushed down.
func (h *pluginHost) addAggregator(a Aggregator) {
	h.schemas = append(h.schemas, a.Name)
	h.members[a.Name] = a.Connections
	chosen := plan.Key{Column: connectionColumn, Operators: []string{plan.Eq.String()}, Require: "optional"}
	for _, t := range h.tables[a.Connections[0]] {
		of := &plan.Table{
			Connection: a.Name, Name: t.Name, Columns: t.Columns, List: t.List, CanList: t.CanList, PerKeyRequest: t.PerKeyRequest, FromQual: t.FromQual, Aggregated: true, Members: len(a.Connections), Short: t.Short, Newest: t.Newest,
			Get: t.Get, Filters: append(slices.Clone(t.Filters), connectionColumn),
		}
		if len(t.Get) > 0 {
			of.Get = append(slices.Clone(t.Get), chosen)
		}
		h.tables[a.Name] = append(h.tables[a.Name], of)
	}
}

// connections returns the connections that a request is for, and the request as each of them gets it. A condition on the
// connection's name chooses among those of an aggregator.
func (h *pluginHost) connections(r *plan.Request) ([]string, *plan.Request) {
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

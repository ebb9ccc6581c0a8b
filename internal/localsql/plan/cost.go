package plan

import (
	"math"
	"slices"
)

// The planner's guesses. Each is fixed here; only the size of a table that was listed once is known better.
const (
	// rowsPerRequest is how many rows one request of a list brings: the commonest page size.
	rowsPerRequest = 50
	// unknownRows is the size of a table that has not been listed yet.
	unknownRows = 1000
	// rowsPerKey is how many rows one value brings where a table is asked value by value.
	rowsPerKey = 5
	// equalitySelectivity and rangeSelectivity are the parts of a table that such a condition leaves.
	equalitySelectivity, rangeSelectivity = 0.1, 0.3
	// repeatCost, in requests, is what a scan of a table of unknown size costs that repeats for each row of an outer table:
	// it is asked key by key, or read once and looked up in a hash, and so never costs a listing per outer row. It grows
	// with the square of the size, so that of two tables the smaller is the one that is held in memory.
	repeatCost = 0.05
	// refusedCost, in requests, keeps the engine from a plan that can only fail.
	refusedCost = 1e12
)

// A cost is what one scan is expected to cost and to give. SQLite compares the costs of the orders of a join.
type cost struct{ requests, rows float64 }

// rows is the number of rows that the table is taken to have.
func (t *Table) rows() float64 {
	if n := t.listed.Load(); n > 0 {
		return float64(n - 1)
	}
	return unknownRows
}

// hydrateCalls counts the hydrate functions of the columns: each costs one request per row.
func (t *Table) hydrateCalls(columns []int) float64 {
	var names []string
	for _, c := range columns {
		if h := t.Columns[c].Hydrate; h != "" && !slices.Contains(names, h) {
			names = append(names, h)
		}
	}
	return float64(len(names))
}

// RowRequests is how many requests each row of the plan costs beside those that list it.
func (t *Table) RowRequests(p *Plan) int { return int(t.hydrateCalls(p.Columns)) }

// listing is the cost of a list that is narrowed by the operators.
func (t *Table) listing(columns []int, narrowed ...Op) cost {
	rows := t.rows()
	for _, op := range narrowed {
		switch op {
		case Eq, Is, IsNull:
			rows *= equalitySelectivity
		case Gt, Ge, Lt, Le, Like:
			rows *= rangeSelectivity
		}
	}
	rows = max(rows, 1)
	return cost{requests: math.Ceil(rows/rowsPerRequest) + rows*t.hydrateCalls(columns), rows: rows}
}

// cost estimates one scan of a plan.
func (t *Table) cost(p *Plan) cost {
	var all, fixed []Op
	for _, u := range p.Uses {
		all = append(all, u.Op)
		if u.Fixed && (u.pushed || u.listed) {
			fixed = append(fixed, u.Op)
		}
	}
	perKey := slices.ContainsFunc(p.Uses, func(u Use) bool {
		return u.pushed && u.equality() && t.isPerKey(t.Columns[u.Column].Name)
	})
	var c cost
	switch {
	case p.missingKeys != nil:
		c = cost{requests: refusedCost, rows: unknownRows}
	case p.get:
		c = cost{requests: 1 + t.hydrateCalls(p.Columns), rows: 1}
	case perKey:
		return cost{requests: 1, rows: rowsPerKey}
	case t.asksByFromQual(p, func(Use) bool { return true }):
		return cost{requests: 1 + rowsPerKey*t.hydrateCalls(p.Columns), rows: rowsPerKey}
	default:
		c = t.listing(p.Columns, all...)
	}
	switch {
	case t.PerKeyRequest:
		c.requests = max(c.requests, c.rows)
	case p.hash:
		held := t.listing(p.Columns, fixed...).rows / unknownRows
		c.requests = min(c.requests, repeatCost*held*held)
	}
	return c
}

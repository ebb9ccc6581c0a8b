package plan

import (
	"math"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// Unbounded lists the columns with times by which a plan could narrow a list and does not; none where it reads rows by their
// keys, or any of those columns narrows it.
func (t *Table) Unbounded(p *Plan) []int {
	if p.get || t.asksByFromQual(p, func(Use) bool { return true }) {
		return nil
	}
	var unbounded []int
	for i, c := range t.Columns {
		if (c.Type == proto.ColumnType_TIMESTAMP || c.Type == proto.ColumnType_DATETIME) && t.pushes(c.Name, Ge) {
			unbounded = append(unbounded, i)
		}
	}
	for _, u := range p.Uses {
		if u.pushed && (slices.Contains(unbounded, u.Column) || u.equality() && t.isPerKeyUse(u)) {
			return nil
		}
	}
	return unbounded
}

// Narrowing lists the names of the columns by whose values the plugin is asked for a part of a list.
func (t *Table) Narrowing(p *Plan) []string {
	var names []string
	for _, u := range p.Uses {
		if u.pushed && u.Column >= 0 && !slices.Contains(names, t.Columns[u.Column].Name) {
			names = append(names, t.Columns[u.Column].Name)
		}
	}
	return names
}

func (t *Table) isPerKeyUse(u Use) bool { return u.Column >= 0 && t.isPerKey(t.Columns[u.Column].Name) }

// ListingRequests is how many requests the last whole listing of the table would take now; 0 where there was none.
func (t *Table) ListingRequests() int {
	if n := t.listed.Load(); n > 0 {
		return int(math.Ceil(max(float64(n-1), 1) / rowsPerRequest))
	}
	return 0
}

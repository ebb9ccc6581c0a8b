package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

const (
	// repeatCost is what a scan of a table of unknown size costs that repeats for each row of an outer table: it is
	// asked key by key, or read once and looked up in a hash, and so is never paid in full. It grows with the square of
	// the size, so that of two tables the smaller is the one that is held in memory.
	repeatCost = 0.05
	// refusedCost keeps the engine from a plan that can only fail.
	refusedCost = 1e12
)

// A Plan says how a table is scanned. It is fixed when the statement is prepared; the values come later.
type Plan struct {
	// Text tells the plan in words. Plans of one table with the same text are the same.
	Text string
	// Uses lists the constraints whose values a scan wants, in the order in which it wants them.
	Uses []Use
	// Columns are those that the plugin is asked for, in ascending order.
	Columns []int
	// Cost is in requests, Rows the rows expected of one scan.
	Cost, Rows float64
	// Unique says that a scan gives one row at most.
	Unique bool

	get      bool
	hash     bool     // the scan repeats: at some point it is cheaper to list once and look the rows up
	refused  []string // key columns without which the plugin cannot be asked
	identity []int    // positions in Columns that tell rows apart; nil for all
}

// A Use is a constraint that a plan takes up.
type Use struct {
	Constraint
	Index  int  // of the constraint among those that Choose was given
	Omit   bool // the engine need not, and must not, compare the rows again
	pushed bool // the plugin is given it; if not, it only serves the hash
}

// Choose plans a scan that is restricted by the constraints and returns the columns. Ordered says that the statement
// sorts the rows. There is no plan when a key column that must be given, or a column that echoes, has a value only in
// another order of the join.
func (t *Table) Choose(constraints []Constraint, columns []int, ordered bool) (*Plan, bool) {
	p := &Plan{Columns: slices.Clone(columns)}
	if p.Uses, p.get = t.getUses(constraints); !p.get {
		p.Uses = t.listUses(constraints)
		lacking := func(usable bool) []string { return t.lacking(constraints, usable) }
		if p.refused = lacking(true); len(p.refused) > 0 && len(lacking(false)) == 0 {
			return nil, false
		}
	}
	if p.Uses = t.addEchoes(p.Uses, constraints); t.waitsForEcho(p, constraints) {
		return nil, false
	}
	p.hash = t.addHash(p, constraints)
	if !ordered {
		p.addLimit(constraints)
	}
	t.identify(p)
	t.estimate(p)
	p.Text = t.describe(p)
	return p, true
}

// lacking names the required keys that have no constraint; usable leaves out those that cannot be used in this order.
func (t *Table) lacking(constraints []Constraint, usable bool) []string {
	given := func(k Key) bool {
		return slices.ContainsFunc(constraints, func(c Constraint) bool {
			return (c.Usable || !usable) && t.pushable(c) && t.Columns[c.Column].Name == k.Column &&
				slices.Contains(k.Operators, operatorOf(c))
		})
	}
	if !t.CanList {
		return missing(t.getKeys(), given)
	}
	return missing(t.List, given)
}

func operatorOf(c Constraint) string {
	if c.Op == Is {
		return Eq.String()
	}
	return c.Op.String()
}

// pushable reports whether a plugin could be given the constraint at all.
func (t *Table) pushable(c Constraint) bool {
	return c.Column >= 0 && c.Fits && c.Op != Other && c.Op < Limit && t.Columns[c.Column].Type != proto.ColumnType_JSON
}

// getUses finds the constraints that make the scan a get: an equality for each of its keys, one IN list among them.
func (t *Table) getUses(constraints []Constraint) ([]Use, bool) {
	keys := t.getKeys()
	var uses []Use
	in := false
	for _, k := range t.Get {
		column := t.index(k.Column)
		for i, c := range constraints {
			if c.Column == column && c.Op == Eq && c.Usable && t.pushable(c) && (!c.In || !in) {
				uses = append(uses, Use{Constraint: c, Index: i, pushed: true})
				in = in || c.In
				break
			}
		}
	}
	has := func(k Key) bool {
		return slices.ContainsFunc(uses, func(u Use) bool { return t.Columns[u.Column].Name == k.Column })
	}
	return uses, len(keys) > 0 && len(missing(keys, has)) == 0
}

// listUses finds the constraints that the list function takes: one equality a column, and one IN list in all, because
// the SDK fans out no more than one.
func (t *Table) listUses(constraints []Constraint) []Use {
	var uses []Use
	in := false
	equal := map[int]bool{}
	for i, c := range constraints {
		op := c.Op
		if c.Op == Is {
			op = Eq
		}
		if !c.Usable || !t.pushable(c) || !t.takes(t.Columns[c.Column].Name, op) || c.In && in || c.equality() && equal[c.Column] {
			continue
		}
		uses = append(uses, Use{Constraint: c, Index: i, pushed: true})
		in = in || c.In
		equal[c.Column] = equal[c.Column] || c.equality()
	}
	return uses
}

// addHash reports whether the scan will repeat with changing values that a hash over one listing can answer. It takes
// up the equalities that the plugin does not take: they serve the hash alone.
func (t *Table) addHash(p *Plan, constraints []Constraint) (varying bool) {
	if t.asksByEcho(p, func(u Use) bool { return !u.Fixed && !u.In }) {
		return false // a listing does not have the values
	}
	for i, c := range constraints {
		if c.Op != Eq || c.In || c.Fixed || !c.Usable || !t.pushable(c) {
			continue
		}
		if !slices.ContainsFunc(p.Uses, func(u Use) bool { return u.Index == i }) {
			p.Uses = append(p.Uses, Use{Constraint: c, Index: i})
		}
		if !slices.Contains(p.Columns, c.Column) {
			p.Columns = append(p.Columns, c.Column)
			slices.Sort(p.Columns)
		}
		varying = true
	}
	return varying && t.CanList && len(missing(t.List, func(k Key) bool {
		return slices.ContainsFunc(p.Uses, func(u Use) bool {
			return u.Fixed && u.pushed && t.Columns[u.Column].Name == k.Column && slices.Contains(k.Operators, operatorOf(u.Constraint))
		})
	})) == 0
}

// addLimit takes up LIMIT and OFFSET when the plugin alone decides which rows there are.
func (p *Plan) addLimit(constraints []Constraint) {
	if p.get || p.hash {
		return
	}
	var bounds []Use
	limited := false
	for i, c := range constraints {
		if c.Op == Limit || c.Op == Offset {
			if !c.Usable {
				return
			}
			limited = limited || c.Op == Limit
			bounds = append(bounds, Use{Constraint: c, Index: i, pushed: true})
			continue
		}
		pushed := slices.ContainsFunc(p.Uses, func(u Use) bool { return u.Index == i && u.pushed })
		// LIKE is wider at the plugin: it knows the case of letters beyond ASCII.
		if !pushed || c.In || c.Op == Like {
			return
		}
	}
	if limited {
		p.Uses = append(p.Uses, bounds...)
	}
}

func (t *Table) estimate(p *Plan) {
	var all, fixed []Op
	for _, u := range p.Uses {
		all = append(all, u.Op)
		if u.Fixed && u.pushed {
			fixed = append(fixed, u.Op)
		}
	}
	switch {
	case p.refused != nil:
		p.Rows, p.Cost = unknownRows, refusedCost
	case p.get:
		p.Rows, p.Cost = 1, 1+t.hydrates(p.Columns)
		p.Unique = !slices.ContainsFunc(p.Uses, func(u Use) bool { return u.In })
	case slices.ContainsFunc(p.Uses, func(u Use) bool {
		return u.pushed && u.equality() && t.oneByOne(t.Columns[u.Column].Name)
	}):
		p.Rows, p.Cost = rowsPerKey, 1
		return
	case t.asksByEcho(p, func(Use) bool { return true }):
		p.Rows, p.Cost = rowsPerKey, 1+rowsPerKey*t.hydrates(p.Columns)
		return
	default:
		p.Rows, p.Cost = t.listing(p.Columns, all...)
	}
	if t.Costly {
		p.Cost = max(p.Cost, p.Rows)
		return
	}
	if p.hash {
		held, _ := t.listing(p.Columns, fixed...)
		p.Cost = min(p.Cost, repeatCost*(held/unknownRows)*(held/unknownRows))
	}
}

func (t *Table) describe(p *Plan) string {
	var pushed, hashed, bounds []string
	for _, u := range p.Uses {
		name := ""
		if u.Column >= 0 {
			name = t.Columns[u.Column].Name
		}
		switch {
		case u.Op == Limit || u.Op == Offset:
			bounds = append(bounds, u.Op.String())
		case u.In:
			pushed = append(pushed, name+" in (?)")
		case u.pushed && (u.Op == IsNull || u.Op == IsNotNull):
			pushed = append(pushed, name+" "+u.Op.String())
		case u.pushed:
			pushed = append(pushed, name+" "+u.Op.String()+" ?")
		}
		if p.hash && u.Op == Eq && !u.In && !u.Fixed {
			hashed = append(hashed, name)
		}
	}
	var b strings.Builder
	b.WriteString("list")
	if p.get {
		b.Reset()
		b.WriteString("get")
	}
	if len(pushed) > 0 {
		fmt.Fprintf(&b, " where %s", strings.Join(pushed, " and "))
	}
	for _, bound := range bounds {
		fmt.Fprintf(&b, " %s ?", bound)
	}
	if len(hashed) > 0 {
		fmt.Fprintf(&b, ", on repetition hash by %s", strings.Join(hashed, ", "))
	}
	if p.refused != nil {
		fmt.Fprintf(&b, ", refused for want of %s", strings.Join(p.refused, ", "))
	}
	names := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		names[i] = t.Columns[c].Name
	}
	fmt.Fprintf(&b, ", columns (%s)", strings.Join(names, ", "))
	return b.String()
}

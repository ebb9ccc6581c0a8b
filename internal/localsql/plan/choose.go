package plan

import (
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
)

// A Plan says how a table is scanned. It is fixed when the statement is prepared; the values come later.
type Plan struct {
	// Uses lists the constraints whose values a scan wants, in the order in which it wants them.
	Uses []Use
	// Columns are those that the plugin is asked for, in ascending order.
	Columns []int
	// Cost is in requests, Rows the rows expected of one scan.
	Cost, Rows float64
	// Unique says that a scan gives one row at most.
	Unique bool

	table       *Table
	get         bool
	hash        bool     // the scan repeats: at some point it is cheaper to list once and look the rows up
	replay      bool     // the scan repeats with other bounds: at some point it is cheaper to list once and go through the rows again
	complete    bool     // the plugin is given every constraint, and takes it exactly
	newest      bool     // the statement wants the newest rows, as many as the limit says
	summary     *Summary // nil: the statement looks at the rows
	missingKeys []string // key columns without which the plugin cannot be asked
	identity    []int    // positions in Columns that tell rows apart; nil for all
}

// A Use is a constraint that a plan takes up.
type Use struct {
	Constraint
	Index  int  // of the constraint among those that Choose was given
	Omit   bool // the engine need not, and must not, compare the rows again
	pushed bool // the plugin is given it; if not, it only serves the hash
	listed bool // the plugin is given it when it lists the table instead of getting rows by their keys

	independent bool // the value is that of an expression without columns, the same for every scan of the statement
}

// constant reports whether each scan of the statement is given the same value.
func (u Use) constant() bool { return u.Fixed || u.independent }

// Pushed reports whether the plugin is given the constraint.
func (u Use) Pushed() bool { return u.pushed }

// Choose plans a scan that is restricted by the constraints and returns the columns. Order is how the
// statement sorts the rows. There is no plan when a key column that must be given, or a FromQual column, has a value only in
// another order of the join.
func (t *Table) Choose(constraints []Constraint, columns []int, order []Order) (*Plan, bool) {
	p := &Plan{table: t, Columns: slices.Clone(columns)}
	if p.Uses, p.get = t.getUses(constraints); !p.get {
		p.Uses = t.listUses(constraints)
		lacking := func(usable bool) []string { return t.missingKeys(constraints, usable) }
		if p.missingKeys = lacking(true); len(p.missingKeys) > 0 && len(lacking(false)) == 0 {
			return nil, false
		}
	}
	if p.Uses = t.addFromQual(p.Uses, constraints); t.waitsForQual(p, constraints) {
		return nil, false
	}
	if p.get {
		p.Uses = append(p.Uses, t.insteadUses(p.Uses, constraints)...)
	}
	p.hash = t.addHash(p, constraints)
	t.omitChecks(p, constraints)
	p.newest = t.wantsNewest(p, order)
	if len(order) == 0 || p.newest {
		p.addLimit(constraints)
	}
	t.chooseIdentity(p)
	c := t.cost(p)
	p.Cost, p.Rows = c.requests, c.rows
	p.Unique = p.get && !slices.ContainsFunc(p.Uses, func(u Use) bool { return u.In })
	return p, true
}

// missingKeys names the required keys that have no constraint. With usable, a constraint that cannot be used in this order
// of the join does not count.
func (t *Table) missingKeys(constraints []Constraint, usable bool) []string {
	given := func(k Key) bool {
		return slices.ContainsFunc(constraints, func(c Constraint) bool {
			return (c.Usable || !usable) && t.canPush(c) && t.Columns[c.Column].Name == k.Column &&
				slices.Contains(k.Operators, operatorOf(c))
		})
	}
	if !t.CanList {
		return unsatisfiedKeys(t.getKeys(), given)
	}
	return unsatisfiedKeys(t.List, given)
}

func operatorOf(c Constraint) string {
	if c.Op == Is {
		return Eq.String()
	}
	return c.Op.String()
}

// canPush reports whether a plugin could be given the constraint at all.
func (t *Table) canPush(c Constraint) bool {
	return c.Column >= 0 && c.CollationFits && c.Op != Other && c.Op < Limit && t.Columns[c.Column].Type != proto.ColumnType_JSON &&
		(t.Columns[c.Column].Canonical == nil || c.equality() || c.Op == IsNull || c.Op == IsNotNull)
}

// getUses finds the constraints that make the scan a get: an equality for each of its keys, one IN list among them.
func (t *Table) getUses(constraints []Constraint) ([]Use, bool) {
	keys := t.getKeys()
	var uses []Use
	in := false
	for _, k := range t.Get {
		column := t.index(k.Column)
		for i, c := range constraints {
			if c.Column == column && c.Op == Eq && c.Usable && t.canPush(c) && (!c.In || !in) {
				uses = append(uses, Use{Constraint: c, Index: i, pushed: true})
				in = in || c.In
				break
			}
		}
	}
	has := func(k Key) bool {
		return slices.ContainsFunc(uses, func(u Use) bool { return t.Columns[u.Column].Name == k.Column })
	}
	return uses, len(keys) > 0 && len(unsatisfiedKeys(keys, has)) == 0
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
		if !c.Usable || !t.canPush(c) || !t.pushes(t.Columns[c.Column].Name, op) || c.In && in || c.equality() && equal[c.Column] {
			continue
		}
		uses = append(uses, Use{Constraint: c, Index: i, pushed: true})
		in = in || c.In
		equal[c.Column] = equal[c.Column] || c.equality()
	}
	return uses
}

// insteadUses finds the constraints that narrow the listing which may take the place of a get.
func (t *Table) insteadUses(got []Use, constraints []Constraint) []Use {
	if !t.CanList {
		return nil
	}
	var uses []Use
	for _, u := range t.listUses(constraints) {
		if taken := slices.ContainsFunc(got, func(g Use) bool { return g.Index == u.Index }); !taken && !u.In && !t.isFromQual(u.Column) {
			u.pushed, u.listed = false, true
			uses = append(uses, u)
		}
	}
	return uses
}

// addHash reports whether the scan will repeat with changing values that a hash over one listing can answer. It takes
// up the equalities that the plugin does not take: they serve the hash alone.
func (t *Table) addHash(p *Plan, constraints []Constraint) (varying bool) {
	if t.asksByFromQual(p, func(u Use) bool { return !u.Fixed && !u.In }) {
		return false // a listing does not show the values
	}
	for i, c := range constraints {
		if !c.equality() || c.In || c.Fixed || !c.Usable || !t.canPush(c) {
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
	return varying && t.CanList && len(unsatisfiedKeys(t.List, func(k Key) bool {
		return slices.ContainsFunc(p.Uses, func(u Use) bool {
			return u.Fixed && (u.pushed || u.listed) && t.Columns[u.Column].Name == k.Column && slices.Contains(k.Operators, operatorOf(u.Constraint))
		})
	})) == 0
}

// hashedBy reports whether the hash over a listing has the column of a use in its key.
func (p *Plan) hashedBy(u Use) bool { return p.hash && u.equality() && !u.In && !u.Fixed }

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

package plan

import "slices"

// SetIndependent says of which uses, by their places in Uses, the value is the same for every scan of the statement, though
// it is no constant: datetime('now', '-7 days') for example. It is known once the statement is compiled.
func (p *Plan) SetIndependent(uses []int) {
	for _, i := range uses {
		p.Uses[i].independent = true
	}
	p.replay = p.repeatsWithBounds()
}

// repeatsWithBounds reports whether the scan will repeat with changing values that narrow a listing, none of which is looked
// for in a hash.
func (p *Plan) repeatsWithBounds() bool {
	t := p.table
	varies := func(u Use) bool { return u.pushed && !u.In && !u.constant() }
	if p.get || p.hash || !t.CanList || !slices.ContainsFunc(p.Uses, varies) || t.asksByFromQual(p, varies) ||
		slices.ContainsFunc(p.Uses, func(u Use) bool { return u.Op == Limit || u.Op == Offset }) {
		return false
	}
	return len(unsatisfiedKeys(t.List, func(k Key) bool {
		return slices.ContainsFunc(p.Uses, func(u Use) bool {
			return u.pushed && u.constant() && t.Columns[u.Column].Name == k.Column && slices.Contains(k.Operators, operatorOf(u.Constraint))
		})
	})) == 0
}

package localsql

import "slices"

// markEnds tells the scans of a statement which of them it may leave before their end: because of a LIMIT, or of EXISTS.
func (t *dataflow) markEnds(p program) {
	for at, in := range p {
		n := -1
		if in.code == "VFilter" {
			n = t.integerAt(p, in.p3, at) - firstPlan - t.replanned
		}
		if n < 0 || n >= len(t.plans) {
			continue
		}
		end := slices.IndexFunc(p, func(next instruction) bool { return next.code == "VNext" && next.p1 == in.p1 })
		t.plans[n].mayEnd = p.leaves(at, end, 0)
	}
}

// leaves reports whether a loop, between its first and its last instruction, is left otherwise than by its end: by a count down to
// a LIMIT, or a jump, in it or in the loop that it gives its rows to.
func (p program) leaves(first, last, depth int) bool {
	if first >= last || depth > maxExpressionDepth {
		return false
	}
	return slices.ContainsFunc(p[first+1:last], func(in instruction) bool {
		switch in.code {
		case "DecrJumpZero", "Goto":
			return in.p2 > last || in.p2 < first
		case "Yield":
			taker := slices.IndexFunc(p, func(of instruction) bool { return of.code == "Yield" && of.p1 == in.p1 && of.p2 > 0 })
			return taker >= 0 && p.leaves(taker, p[taker].p2-1, depth+1)
		}
		return false
	})
}

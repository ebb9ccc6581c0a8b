package localsql

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// markIndependent tells the plans of a statement which of their values are the same for every scan. SQLite itself says so of
// constants alone, and a bound such as datetime('now', '-7 days') is none.
func (t *dataflow) markIndependent(p program) {
	for at, in := range p {
		if in.code != "VFilter" {
			continue
		}
		n := t.integerAt(p, in.p3, at) - firstPlan - t.replanned
		if n < 0 || n >= len(t.plans) {
			continue
		}
		var independent []int
		for i := range t.plans[n].plan.Uses {
			if p.isIndependent(in.p3+2+i, at, 0) {
				independent = append(independent, i)
			}
		}
		t.plans[n].plan.SetIndependent(independent)
	}
}

// integerAt is the integer that the last instruction before a place puts into a register.
func (t *dataflow) integerAt(p program, register, at int) int {
	for i := at - 1; i >= 0; i-- {
		if p[i].code == "Integer" && p[i].p2 == register {
			return p[i].p1
		}
	}
	return -1
}

const maxExpressionDepth = 20

// isIndependent reports whether a register, as the instruction at a place reads it, holds a value that no column has gone
// into. Where the program does not tell, it is false.
func (p program) isIndependent(register, at, depth int) bool {
	if depth > maxExpressionDepth {
		return false
	}
	var writers []int
	for i, in := range p {
		if in.writes(register) {
			writers = append(writers, i)
		}
	}
	last := -1
	for _, i := range writers {
		if i < at {
			last = i
		}
	}
	if last >= 0 && !p.jumpsBetween(last, at) {
		return p.computes(last, register, depth)
	}
	// It may have been written elsewhere: at the end of the program, where constants are set first, or in another branch.
	return len(writers) > 0 && !slices.ContainsFunc(writers, func(i int) bool { return !p.computes(i, register, depth) })
}

// jumpsBetween reports whether the program may come to a place without the instruction at another before it. One that runs
// once has run then.
func (p program) jumpsBetween(first, at int) bool {
	return slices.ContainsFunc(p, func(in instruction) bool {
		return in.p2 > first && in.p2 <= at && in.code != "Once" && in.jumps()
	})
}

// computes reports whether an instruction makes a register of what no column has gone into.
func (p program) computes(at, register, depth int) bool {
	in := p[at]
	from := func(register int) bool { return p.isIndependent(register, at, depth+1) }
	switch in.code {
	case "Integer", "Int64", "Real", "String8", "String", "Null", "Blob":
		return true
	case "SCopy", "IntCopy":
		return from(in.p1)
	case "Copy", "Move":
		return from(in.p1 + register - in.p2)
	case "Function", "PureFunc":
		return !slices.Contains(changingFunctions, in.function()) && p.independentArguments(at, depth)
	case "Add", "Subtract", "Multiply", "Divide", "Remainder", "Concat", "BitAnd", "BitOr", "ShiftLeft", "ShiftRight":
		return from(in.p1) && from(in.p2)
	case "Not", "BitNot":
		return from(in.p1)
	}
	return false
}

// changingFunctions give another value each time.
var changingFunctions = []string{"random", "randomblob", "changes", "total_changes", "last_insert_rowid"}

// writeNothing are instructions that leave the registers alone. Their numbers are addresses, cursors, or registers to read.
var writeNothing = strings.Fields(`Init Goto Halt Once If IfNot IsNull NotNull Eq Ne Lt Le Gt Ge ElseEq IsType Jump Compare ` +
	`VOpen VFilter VNext Next Prev Rewind Last Sort SorterSort SorterNext SorterInsert IdxInsert Insert Delete ResultRow Transaction ` +
	`OpenEphemeral OpenAutoindex OpenPseudo OpenDup SorterOpen Close NullRow IfNullRow Found NotFound NoConflict SeekGE SeekGT SeekLE SeekLT ` +
	`IdxGE IdxGT IdxLE IdxLT SeekRowid NotExists CollSeq Explain Noop ReleaseReg Cast Affinity RealAffinity HaltIfNull FilterAdd Filter`)

// writeThird and writeSecond put a value into the register of their third and second number.
var (
	writeThird = strings.Fields(`VColumn Column Function PureFunc Add Subtract Multiply Divide Remainder Concat And Or BitAnd BitOr ShiftLeft ShiftRight ` +
		`MakeRecord VInitIn SorterData AggStep AggValue`)
	writeSecond = strings.Fields(`Integer Int64 Real String8 String Blob SCopy IntCopy Not BitNot IsTrue Rowid Sequence Count RowData Variable NewRowid`)
)

// writes reports whether the instruction may change a register.
func (in instruction) writes(register int) bool {
	switch {
	case slices.Contains(writeNothing, in.code):
		return false
	case slices.Contains(writeThird, in.code):
		return in.p3 == register
	case slices.Contains(writeSecond, in.code):
		return in.p2 == register
	case in.code == "Null" || in.code == "BeginSubrtn":
		return in.p2 <= register && register <= max(in.p2, in.p3)
	case in.code == "Copy":
		return in.p2 <= register && register <= in.p2+in.p3
	case in.code == "Move":
		return in.p2 <= register && register < in.p2+in.p3
	case in.code == "Gosub" || in.code == "Return" || in.code == "InitCoroutine" || in.code == "EndCoroutine" || in.code == "Yield" || in.code == "AggFinal":
		return in.p1 == register
	}
	return in.p1 == register || in.p2 == register || in.p3 == register
}

// neverJump are instructions whose second number is no address.
var neverJump = slices.Concat(writeThird, writeSecond, strings.Fields(`Null BeginSubrtn Copy Move Halt VOpen ResultRow Transaction OpenEphemeral OpenAutoindex OpenPseudo `+
	`OpenDup SorterOpen SorterInsert IdxInsert Insert Delete Close NullRow CollSeq Explain Noop ReleaseReg Cast Affinity RealAffinity AggFinal Compare`))

func (in instruction) jumps() bool { return !slices.Contains(neverJump, in.code) }

// independentArguments reports whether the arguments of a call are independent. Of a function that takes any number of them the
// program does not say how many there are, but which are constants: those before one that is none come first.
func (p program) independentArguments(at, depth int) bool {
	in := p[at]
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(in.p4, in.function()+"("), ")"))
	if err != nil {
		return false
	}
	if n < 0 {
		n = bits.TrailingZeros32(^uint32(in.p1))
		before := slices.IndexFunc(p, func(of instruction) bool { return n > 0 && of.writes(in.p2+n-1) })
		if before < 0 || before > at || bits.OnesCount32(uint32(in.p1)) != n {
			return false
		}
		for i := at - 1; i >= 0 && !p[i].writes(in.p2+n-1); i-- {
			if p[i].writes(in.p2 + n) { // one more, which is not constant
				return false
			}
		}
	}
	for r := in.p2; r < in.p2+n; r++ {
		if !p.isIndependent(r, at, depth+1) {
			return false
		}
	}
	return true
}

package localsql

import (
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// markSummaries tells the plans of a statement which of them it makes no more of than a summary: the program shows each cell that
// is looked at.
func (t *dataflow) markSummaries(p program) {
	for at, in := range p {
		if in.code != "VFilter" {
			continue
		}
		n := t.integerAt(p, in.p3, at) - firstPlan - t.replanned
		if n < 0 || n >= len(t.plans) || !t.plans[n].plan.IsComplete() {
			continue
		}
		if s, ok := p.summaryOf(at, t.plans[n].table); ok {
			t.plans[n].plan.SetSummary(s)
		}
	}
}

// neverRead are the instructions on a cursor over a table that look at none of its cells.
var neverRead = []string{"VOpen", "VFilter", "VNext", "Close", "NullRow"}

// onCursor are the instructions whose first number is a cursor.
var onCursor = slices.Concat(neverRead, []string{"VColumn", "Column", "Rowid", "IfNullRow", "RowData", "VUpdate", "VRename", "SeekRowid", "NotExists",
	"DeferredSeek", "FinishSeek", "Sequence", "Offset", "Count", "Next", "Prev", "Rewind", "Last", "Delete", "Insert"})

// summaryOf is what the program makes of the rows that a VFilter starts, if that is no more than a summary.
func (p program) summaryOf(filter int, t *plan.Table) (s plan.Summary, ok bool) {
	cursor, next, cells := p[filter].p1, -1, 0
	for i, in := range p {
		if in.p1 != cursor || !slices.Contains(onCursor, in.code) {
			continue
		}
		switch {
		case in.code == "VFilter" && i != filter, in.code == "VNext" && next >= 0:
			return s, false
		case in.code == "VNext":
			next = i
		case in.code == "VColumn":
			cells++
		case !slices.Contains(neverRead, in.code):
			return s, false
		}
	}
	if cells == 0 {
		return plan.Summary{Count: true}, true
	}
	if next < 0 || p[next].p2 <= filter {
		return s, false
	}
	return p[p[next].p2:next].aggregates(cursor, t.TimeColumn(), cells)
}

// aggregates is the summary that the body of a loop makes if it does nothing else. It has to have all the cells that are looked at.
func (p program) aggregates(cursor, column, cells int) (s plan.Summary, ok bool) {
	register := -1 // that holds a cell, until it is used
	for _, in := range p {
		switch {
		case in.code == "CollSeq" && in.p1 == 0:
		case in.code == "VColumn" && in.p1 == cursor && in.p2 == column && register < 0:
			register = in.p3
			cells--
		case in.code == "AggStep" && in.p4 == "count(0)" && register < 0:
			s.Count = true
		case in.code == "AggStep" && in.p2 == register && in.p5 == 1:
			switch in.p4 {
			case "min(1)":
				s.Least = true
			case "max(1)":
				s.Greatest = true
			default:
				return s, false
			}
			register = -1
		default:
			return s, false
		}
	}
	return s, register < 0 && cells == 0
}

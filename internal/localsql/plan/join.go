package plan

import (
	"fmt"
	"slices"
)

// A join is a scan that repeats with other values. It asks key by key until that has cost as many requests as listing
// the table; then it lists the table once and looks up.
type join struct {
	memory *Memory
	asked  []*recording
	spent  float64 // requests, but for the further pages of what was asked
	times  int
	rows   map[string][]Row
}

func (m *Memory) join(l lookup) *join {
	key := fmt.Sprint(l.columns, l.listing.key())
	if m.joins[key] == nil {
		m.joins[key] = &join{memory: m}
	}
	return m.joins[key]
}

func (j *join) open(t *Table, l lookup, nested bool) (Stream, error) {
	j.times++
	if j.rows == nil && l.request != nil && j.affords(t, l.request) {
		r := j.memory.open(t, l.request, nested)
		if !slices.Contains(j.asked, r.rec) {
			j.spent += l.request.requests()
			j.asked = append(j.asked, r.rec)
		}
		return r, nil
	}
	if l.key == "" || l.request == nil && j.times == 1 {
		return j.memory.open(t, l.listing, nested), nil
	}
	if err := j.index(t, l); err != nil {
		return nil, err
	}
	return &found{rows: j.rows[l.key]}, nil
}

// affords reports whether asking for one more key costs no more than listing the table.
func (j *join) affords(t *Table, r *Request) bool {
	if slices.ContainsFunc(r.Quals, func(q Qual) bool { return q.Operator == Eq.String() && t.oneByOne(q.Column) }) {
		return true
	}
	if rec, ok := j.memory.recordings[r.key()]; ok && slices.Contains(j.asked, rec) {
		return true
	}
	columns := make([]int, len(r.Columns))
	for i, name := range r.Columns {
		columns[i] = t.index(name)
	}
	_, listing := t.listing(columns)
	hydrates := t.hydrates(columns)
	spent := j.spent
	for _, rec := range j.asked {
		spent += float64(rec.read)*hydrates + float64(rec.read/rowsPerRequest)
	}
	return spent+r.requests() <= listing
}

// index lists the table and hashes it.
func (j *join) index(t *Table, l lookup) error {
	if j.rows != nil {
		return nil
	}
	r := j.memory.open(t, l.listing, true)
	defer r.Close()
	rows, err := r.rec.all()
	if err != nil {
		return err
	}
	positions := make([]int, len(l.columns))
	for i, c := range l.columns {
		positions[i] = slices.Index(l.listing.Columns, t.Columns[c].Name)
	}
	j.rows = hashRows(rows, positions)
	return nil
}

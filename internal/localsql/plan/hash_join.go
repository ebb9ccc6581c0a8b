package plan

import (
	"fmt"
	"slices"
)

// A hashJoin is the inner scan of a join: it repeats with other values. It asks for one key after the other until that has
// cost as many requests as listing the table would; then it lists the table once and looks the keys up in a hash.
type hashJoin struct {
	cache    *StatementCache
	keyScans []*sharedScan
	spent    float64 // requests, not counting the second and further pages of each key
	opens    int
	rows     map[string][]Row
}

func (c *StatementCache) join(b boundPlan) *hashJoin {
	key := fmt.Sprint(b.columns, b.listing.key())
	if c.joins[key] == nil {
		c.joins[key] = &hashJoin{cache: c}
	}
	return c.joins[key]
}

func (j *hashJoin) open(t *Table, b boundPlan, nested bool) (Stream, error) {
	j.opens++
	if j.rows == nil && b.request != nil && j.canAfford(t, b.request) {
		r := j.cache.open(t, b.request, nested)
		if !slices.Contains(j.keyScans, r.scan) {
			j.spent += b.request.requests()
			j.keyScans = append(j.keyScans, r.scan)
		}
		return r, nil
	}
	if b.key == "" || b.request == nil && j.opens == 1 {
		return j.cache.open(t, b.listing, nested), nil
	}
	if err := j.buildHash(t, b); err != nil {
		return nil, err
	}
	return &sliceStream{rows: j.rows[b.key]}, nil
}

// canAfford reports whether asking for one more key costs no more than listing the table.
func (j *hashJoin) canAfford(t *Table, r *Request) bool {
	if slices.ContainsFunc(r.Quals, func(q Qual) bool { return q.Operator == Eq.String() && t.isPerKey(q.Column) }) {
		return true
	}
	if scan, ok := j.cache.scans[r.key()]; ok && slices.Contains(j.keyScans, scan) {
		return true
	}
	columns := make([]int, len(r.Columns))
	for i, name := range r.Columns {
		columns[i] = t.index(name)
	}
	listing := t.listing(columns).requests
	hydrates := t.hydrateCalls(columns)
	spent := j.spent
	for _, scan := range j.keyScans {
		spent += float64(scan.read)*hydrates + float64(scan.read/rowsPerRequest)
	}
	return spent+r.requests() <= listing
}

// buildHash lists the table and hashes its rows.
func (j *hashJoin) buildHash(t *Table, b boundPlan) error {
	if j.rows != nil {
		return nil
	}
	r := j.cache.open(t, b.listing, true)
	defer r.Close()
	rows, err := r.scan.readAll()
	if err != nil {
		return err
	}
	positions := make([]int, len(b.columns))
	for i, c := range b.columns {
		positions[i] = slices.Index(b.listing.Columns, t.Columns[c].Name)
	}
	j.rows = hashRows(rows, positions)
	return nil
}

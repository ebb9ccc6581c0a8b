package plan

import (
	"fmt"
	"slices"
)

// A hashJoin is the inner scan of a join: it repeats with other values. It asks for one value after the other until that has
// cost as many requests as listing the table would; then it lists the table once, and looks the rows up in a hash, or goes
// through all of them where the values are bounds.
type hashJoin struct {
	cache    *StatementCache
	keyScans []*sharedScan
	spent    float64 // requests, not counting the second and further pages of each key
	opens    int
	listed   bool // no value is asked for any more
	rows     map[string][]Row
}

func (c *StatementCache) join(b boundPlan) *hashJoin {
	key := fmt.Sprint(b.columns, b.listing.key())
	if c.joins[key] == nil {
		c.joins[key] = &hashJoin{cache: c}
	}
	return c.joins[key]
}

// open chooses where the rows come from. Nested says that the request will be read again, because an outer scan repeats it,
// and many that the outer scans may give many rows.
func (j *hashJoin) open(t *Table, b boundPlan, nested, many bool) (Stream, error) {
	j.opens++
	if b.request != nil && j.asks(t, b, many) {
		r := j.cache.open(t, b.request, nested)
		if !slices.Contains(j.keyScans, r.scan) {
			j.spent += b.request.requests() * t.askingFor(b.request)
			j.keyScans = append(j.keyScans, r.scan)
		}
		return r, nil
	}
	j.listed = j.listed || b.request != nil
	switch {
	case b.request == nil && j.opens == 1:
		return j.cache.open(t, b.listing, nested), nil
	case b.key == "":
		return t.omittedFrom(b, j.cache.open(t, b.listing, true)), nil
	}
	if err := j.buildHash(t, b); err != nil {
		return nil, err
	}
	return &sliceStream{rows: j.rows[b.key]}, nil
}

// asks reports whether asking for one more value costs no more than listing the table.
func (j *hashJoin) asks(t *Table, b boundPlan, many bool) bool {
	r := b.request
	if slices.ContainsFunc(r.Quals, func(q Qual) bool { return q.Operator == Eq.String() && t.isPerKey(q.Column) }) {
		return true
	}
	if j.listed || j.rows != nil {
		return false
	}
	if scan, ok := j.cache.scans[r.key()]; ok && slices.Contains(j.keyScans, scan) {
		return true
	}
	if (many || j.opens > 1) && (b.part || t.isShort(r.Columns)) {
		return false
	}
	hydrates := t.hydrateCalls(t.indexes(r.Columns))
	spent := j.spent + r.requests()*t.askingFor(r)
	for _, scan := range j.keyScans {
		if !scan.request.get {
			spent += float64(scan.read) * hydrates
		}
		spent += float64(scan.read / rowsPerRequest)
	}
	if bounded := many && len(b.listing.Quals) > 0; !bounded && spent <= freeKeys*float64(t.members()) {
		return true
	}
	return spent <= j.cache.listingCost(t, b.listing)
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

package plan

import (
	"fmt"
	"iter"
	"slices"
)

// A Request is one scan that a plugin is asked for.
type Request struct {
	Connection, Table string
	Columns           []string
	Quals             []Qual
	Limit             int64 // negative: none
	Count             bool  // nothing but the number of rows is wanted
	Oldest            bool  // nothing but the row with the least time is wanted

	get bool
}

// A Qual narrows a request. It holds one value, several (an IN list), or none (is null, is not null): int64, float64,
// string, bool or time.Time.
type Qual struct {
	Column, Operator string
	Values           []any
	In               bool

	isNull   bool // the one value is NULL
	perValue bool // an IN list on a key of the list function, which takes one value at a time
}

// key is the same for requests that give the same rows.
func (r *Request) key() string {
	return fmt.Sprintf("%q.%q %q %#v %d %t %t", r.Connection, r.Table, r.Columns, r.Quals, r.Limit, r.Count, r.Oldest)
}

// requests is what the first page of the request costs, in requests.
func (r *Request) requests() float64 {
	n := 1
	for _, q := range r.Quals {
		n *= max(1, len(q.Values))
	}
	return float64(n)
}

// hasQual reports whether the request has a qualifier that the key understands.
func (r *Request) hasQual(k Key) bool {
	return slices.ContainsFunc(r.Quals, func(q Qual) bool {
		return q.Column == k.Column && slices.Contains(k.Operators, q.Operator)
	})
}

// Split gives one request for each value of an IN list that the list function takes as single values, or else the
// request itself. A get and a filter take the list as a whole.
func (r *Request) Split() iter.Seq[*Request] {
	return func(yield func(*Request) bool) {
		i := slices.IndexFunc(r.Quals, func(q Qual) bool { return q.In && q.perValue })
		if i < 0 || r.get {
			yield(r)
			return
		}
		for _, v := range r.Quals[i].Values {
			single := *r
			single.Quals = slices.Clone(r.Quals)
			single.Quals[i].Values, single.Quals[i].In = []any{v}, false
			if !yield(&single) {
				return
			}
		}
	}
}

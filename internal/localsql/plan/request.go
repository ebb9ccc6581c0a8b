package plan

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
)

// A Request is one scan that a plugin is asked for.
type Request struct {
	Connection, Table string
	Columns           []string
	Quals             []Qual
	Limit             int64 // negative: none

	get bool
}

// A Qual narrows a request. It holds one value, several (an IN list), or none (is null, is not null): int64, float64,
// string, bool or time.Time.
type Qual struct {
	Column, Operator string
	Values           []any
	In               bool

	split bool // an IN list on a key of the list function
}

// key is the same for requests that give the same rows.
func (r *Request) key() string {
	return fmt.Sprintf("%q.%q %q %#v %d", r.Connection, r.Table, r.Columns, r.Quals, r.Limit)
}

// requests is what the first page of the request costs, in requests.
func (r *Request) requests() float64 {
	n := 1
	for _, q := range r.Quals {
		n *= max(1, len(q.Values))
	}
	return float64(n)
}

// A lookup is a plan with its values filled in.
type lookup struct {
	empty   bool     // no row can match
	request *Request // the scan for these values; nil when only the listing answers
	listing *Request // the scan for all the values that may follow; nil when there is none
	columns []int    // of the hash over the listing
	key     string   // of these values in that hash; "" when they cannot be looked up
}

// fill puts values into the plan, one for each of its uses.
func (t *Table) fill(p *Plan, values []any) (lookup, error) {
	var l lookup
	request, listing := t.request(p), t.request(p)
	exactly, keyed, hashable := true, false, true
	var limit, offset int64 = -1, 0
	for i, u := range p.Uses {
		if u.Op == Limit || u.Op == Offset {
			n, ok := values[i].(int64)
			switch {
			case !ok:
				exactly = false
			case u.Op == Limit:
				limit = n
			default:
				offset = max(n, 0)
			}
			continue
		}
		qual, v := t.qual(p, u, values[i])
		if v == unknown && t.echoes(u.Column) {
			return l, t.echoValueError(u.Column, values[i])
		}
		if v == never {
			return lookup{empty: true}, nil
		}
		exactly = exactly && v == exact
		if v == exact && u.pushed {
			request.Quals = append(request.Quals, qual)
			if u.Fixed || u.In && t.echoes(u.Column) {
				listing.Quals = append(listing.Quals, qual)
			} else {
				keyed = true
			}
		}
		if p.hash && u.Op == Eq && !u.In && !u.Fixed {
			l.columns = append(l.columns, u.Column)
			part, ok := hashPart(qual.Values, v)
			l.key += part
			hashable = hashable && ok
		}
	}
	if exactly && limit >= 0 && limit <= math.MaxInt64-offset {
		request.Limit = limit + offset
	}
	request.get = p.get && len(missing(t.getKeys(), request.gives)) == 0
	if err := t.refuse(request); err != nil {
		return l, err
	}
	l.request = request
	if p.hash {
		if l.listing = listing; !keyed {
			l.request = nil
		}
		if !hashable {
			l.key = ""
		}
	}
	return l, nil
}

func (t *Table) request(p *Plan) *Request {
	r := &Request{Connection: t.Connection, Table: t.Name, Limit: -1}
	for _, c := range p.Columns {
		r.Columns = append(r.Columns, t.Columns[c].Name)
	}
	return r
}

// gives reports whether the request has a qualifier that the key understands.
func (r *Request) gives(k Key) bool {
	return slices.ContainsFunc(r.Quals, func(q Qual) bool {
		return q.Column == k.Column && slices.Contains(k.Operators, q.Operator)
	})
}

// refuse is the error of a request that lacks a key column without which the plugin cannot answer.
func (t *Table) refuse(r *Request) error {
	keys := t.List
	if !t.CanList {
		keys = t.getKeys()
	}
	lacking := missing(keys, r.gives)
	if r.get || len(lacking) == 0 {
		return nil
	}
	slices.Sort(lacking)
	var examples []string
	for _, k := range keys {
		if slices.Contains(lacking, k.Column) {
			examples = append(examples, fmt.Sprintf("%s %s …", k.Column, k.Operators[0]))
		}
	}
	return fmt.Errorf("%s: table %s can only be asked with a condition on %s: add \"where %s\", or join on it",
		t.Connection, t.Name, strings.Join(lacking, ", "), strings.Join(examples, " and "))
}

// qual converts the value of a use; a long IN list is left to the engine where listing the table is cheaper.
func (t *Table) qual(p *Plan, u Use, value any) (Qual, verdict) {
	c := t.Columns[u.Column]
	q := Qual{Column: c.Name, Operator: operatorOf(u.Constraint)}
	if u.Op == IsNull || u.Op == IsNotNull {
		return q, exact
	}
	list, in := value.(List)
	if !in {
		list = List{value}
	}
	q.In = in
	q.split = in && slices.ContainsFunc(t.List, func(k Key) bool { return k.Column == c.Name })
	seen := map[any]bool{}
	for _, value := range list {
		v, verdict := convert(c.Type, u.Op, value, u.Fixed || in)
		if verdict == unknown {
			return q, unknown
		}
		if verdict == exact && !seen[v] {
			seen[v] = true
			q.Values = append(q.Values, v)
		}
	}
	_, listing := t.listing(p.Columns)
	switch {
	case len(q.Values) == 0:
		return q, never
	case in && float64(len(q.Values)) > listing && t.CanList && !t.echoes(u.Column) && !t.oneByOne(c.Name) && len(missing(t.List, func(Key) bool { return false })) == 0:
		return q, unknown
	}
	return q, exact
}

// Split gives one request for each value of an IN list that the list function takes as single values, or else the
// request itself. A get and a filter take the list as a whole.
func (r *Request) Split() iter.Seq[*Request] {
	return func(yield func(*Request) bool) {
		i := slices.IndexFunc(r.Quals, func(q Qual) bool { return q.In && q.split })
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

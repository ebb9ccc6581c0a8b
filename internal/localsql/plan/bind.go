package plan

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A boundPlan is a plan with its values filled in.
type boundPlan struct {
	empty   bool     // no row can match
	request *Request // the scan for these values; nil when only the listing answers
	listing *Request // the scan for all the values that may follow; nil when there is none
	instead *Request // the scan without the IN list that request has; nil when there is none, or it does not show the rows
	omits   bool     // the engine does not compare the rows again
	summary *Summary // all that the rows of the request are wanted for; nil: themselves
	newest  bool     // the newest rows of the request are wanted, as many as its limit says
	part    bool     // the request differs from the listing by bounds that leave one side open, and so has a good part of its rows
	columns []int    // of the hash over the listing
	key     string   // of these values in that hash; "" when they cannot be looked up
}

// bind puts values into the plan, one for each of its uses.
func (t *Table) bind(p *Plan, values []any) (boundPlan, error) {
	b := binding{plan: p, table: t, request: t.newRequest(p), listing: t.newRequest(p), instead: t.newRequest(p), limit: -1, exact: true, hashable: true}
	for i, u := range p.Uses {
		if u.Op == Limit || u.Op == Offset {
			b.bindLimit(u.Op, values[i])
			continue
		}
		if err := t.checkConstantUse(u, values[i]); err != nil {
			return boundPlan{}, err
		}
		qual, v := t.qual(u, values[i])
		switch {
		case v == notPushable && t.isFromQual(u.Column):
			return boundPlan{}, t.fromQualValueError(u.Column, values[i])
		case v == notPushable && u.Omit && !t.isFromQual(u.Column):
			v = omitted(u.Op)
		}
		if v == matchesNothing {
			return boundPlan{empty: true}, nil
		}
		b.bindQual(u, qual, v)
	}
	return b.finish()
}

// A binding is the state of bind.
type binding struct {
	plan                      *Plan
	table                     *Table
	request, listing, instead *Request

	limit, offset int64
	exact         bool // the plugin is given every condition, so that it may count the rows
	keyed         bool // the request has a qualifier that the listing does not have
	columns       []int
	key           string
	hashable      bool // every value has a hash key
	lists         bool // there is an IN list whose rows a listing shows
	equal         bool // a varying value is looked for, not only a bound put
	lower, upper  bool // there is a varying bound
}

func (b *binding) bindLimit(op Op, value any) {
	n, ok := value.(int64)
	switch {
	case !ok:
		b.exact = false
	case op == Limit:
		b.limit = n
	default:
		b.offset = max(n, 0)
	}
}

func (b *binding) bindQual(u Use, qual Qual, v pushability) {
	b.exact = b.exact && (v == pushable || v == matchesEverything)
	if v == pushable && u.pushed {
		b.request.Quals = append(b.request.Quals, qual)
	}
	if v == pushable && (u.pushed || u.listed) {
		if u.In && len(qual.Values) > 1 && b.table.canListInstead(u.Column) {
			b.lists = true
		} else {
			b.instead.Quals = append(b.instead.Quals, qual)
		}
		if u.constant() || u.In && b.table.isFromQual(u.Column) {
			b.listing.Quals = append(b.listing.Quals, qual)
		} else {
			b.keyed = b.keyed || u.pushed
			b.bound(u)
		}
	}
	if b.plan.hashedBy(u) {
		key, ok := hashKeyOfValue(qual.Values, v)
		if u.Op == Is && v == notPushable && qual.isNull {
			key, ok = hashKeyOfNull, true
		}
		b.columns, b.key, b.hashable = append(b.columns, u.Column), b.key+key, b.hashable && ok
	}
}

// bound notes how a varying value narrows the request.
func (b *binding) bound(u Use) {
	switch u.Op {
	case Gt, Ge:
		b.lower = true
	case Lt, Le:
		b.upper = true
	default:
		b.equal = true
	}
}

func (b *binding) finish() (boundPlan, error) {
	t, p := b.table, b.plan
	if b.exact && b.limit >= 0 && b.limit <= math.MaxInt64-b.offset {
		b.request.Limit = b.limit + b.offset
	}
	b.request.get = p.get && len(unsatisfiedKeys(t.getKeys(), b.request.hasQual)) == 0
	if p.get && !b.request.get { // for want of a value that the key could have
		b.request = b.instead
	}
	if err := t.checkRequiredKeys(b.request); err != nil {
		return boundPlan{}, err
	}
	bound := boundPlan{request: b.request}
	if b.lists {
		bound.instead = b.instead
	}
	bound.newest = p.newest && b.request.Limit >= 0
	if p.complete && b.exact && p.summary != nil && !p.replay && b.request.Limit < 0 {
		bound.summary = p.summary
	}
	if p.hash || p.replay {
		bound.omits = slices.ContainsFunc(p.Uses, func(u Use) bool { return u.Omit && !t.isFromQual(u.Column) })
		bound.part = !b.equal && b.lower != b.upper
		bound.listing, bound.columns = b.listing, b.columns
		if !b.keyed {
			bound.request = nil
		}
		if b.hashable {
			bound.key = b.key
		}
	}
	return bound, nil
}

func (t *Table) newRequest(p *Plan) *Request {
	r := &Request{Connection: t.Connection, Table: t.Name, Limit: -1}
	for _, c := range p.Columns {
		r.Columns = append(r.Columns, t.Columns[c].Name)
	}
	return r
}

// checkRequiredKeys returns an error where a key column is missing without which the plugin cannot answer.
func (t *Table) checkRequiredKeys(r *Request) error {
	keys := t.List
	if !t.CanList {
		keys = t.getKeys()
	}
	lacking := unsatisfiedKeys(keys, r.hasQual)
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

// qual converts the value of a use.
func (t *Table) qual(u Use, value any) (Qual, pushability) {
	c := t.Columns[u.Column]
	q := Qual{Column: c.Name, Operator: operatorOf(u.Constraint)}
	if u.Op == IsNull || u.Op == IsNotNull {
		return q, pushable
	}
	q.isNull = value == nil
	list, in := value.(List)
	if !in {
		list = List{value}
	}
	q.In = in
	q.perValue = in && slices.ContainsFunc(t.List, func(k Key) bool { return k.Column == c.Name })
	seen := map[any]bool{}
	for _, value := range list {
		v, verdict := convert(c.Type, u.Op, value, u.Fixed)
		if verdict == notPushable {
			return q, notPushable
		}
		if text, ok := v.(string); ok && c.Canonical != nil {
			v = c.Canonical(text)
		}
		if verdict == pushable && !seen[v] {
			seen[v] = true
			q.Values = append(q.Values, v)
		}
	}
	if len(q.Values) == 0 {
		return q, matchesNothing
	}
	return q, pushable
}

// canListInstead reports whether a listing shows the rows that an IN list on the column finds.
func (t *Table) canListInstead(column int) bool {
	return t.CanList && !t.isFromQual(column) && !t.isPerKey(t.Columns[column].Name) &&
		len(unsatisfiedKeys(t.List, func(Key) bool { return false })) == 0
}

package plan

import "slices"

// chooseIdentity chooses the columns by which rows are told apart. Requests that find one and the same row may show different
// cells of it: a FromQual column has the value that was asked for, and what changes at any time, or is signed anew for each
// answer, is never twice the same. So the key of the get is used, with the connection where there are several.
func (t *Table) chooseIdentity(p *Plan) {
	keys := t.identityKeys()
	for _, column := range keys {
		if !slices.Contains(p.Columns, column) {
			p.Columns = append(p.Columns, column)
			slices.Sort(p.Columns)
		}
	}
	for _, column := range keys {
		p.identity = append(p.identity, slices.Index(p.Columns, column))
	}
}

// identityKeys are the columns of the get's keys, and of those of which any is enough the first; none where the table has no get.
func (t *Table) identityKeys() (columns []int) {
	if len(t.getKeys()) == 0 {
		return nil
	}
	anyOf := false
	for _, k := range t.Get {
		if k.Require == "any_of" && anyOf {
			continue
		}
		anyOf = anyOf || k.Require == "any_of"
		columns = append(columns, t.index(k.Column))
	}
	return columns
}

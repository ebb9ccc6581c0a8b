package plan

import (
	"fmt"
	"strings"
)

// String tells the plan in words, as in "list where started_at >= ?, columns (id)". Plans of one table with the same text are
// the same.
func (p *Plan) String() string {
	t := p.table
	var pushed, hashed, bounds []string
	for _, u := range p.Uses {
		name := ""
		if u.Column >= 0 {
			name = t.Columns[u.Column].Name
		}
		switch {
		case u.Op == Limit || u.Op == Offset:
			bounds = append(bounds, u.Op.String())
		case u.In:
			pushed = append(pushed, name+" in (?)")
		case u.pushed && (u.Op == IsNull || u.Op == IsNotNull):
			pushed = append(pushed, name+" "+u.Op.String())
		case u.pushed:
			pushed = append(pushed, name+" "+u.Op.String()+" ?")
		}
		if p.hashedBy(u) {
			hashed = append(hashed, name)
		}
	}
	var b strings.Builder
	b.WriteString("list")
	if p.get {
		b.Reset()
		b.WriteString("get")
	}
	if len(pushed) > 0 {
		fmt.Fprintf(&b, " where %s", strings.Join(pushed, " and "))
	}
	for _, bound := range bounds {
		fmt.Fprintf(&b, " %s ?", bound)
	}
	if len(hashed) > 0 {
		fmt.Fprintf(&b, ", on repetition hash by %s", strings.Join(hashed, ", "))
	}
	if p.missingKeys != nil {
		fmt.Fprintf(&b, ", refused for want of %s", strings.Join(p.missingKeys, ", "))
	}
	names := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		names[i] = t.Columns[c].Name
	}
	fmt.Fprintf(&b, ", columns (%s)", strings.Join(names, ", "))
	return b.String()
}

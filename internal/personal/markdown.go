package personal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// becomes says in words what stands in the place of each kind, for people who read docs/personal-data.md.
var becomes = []struct {
	kind         Kind
	holds, shown string
}{
	{KindPhone, "phone number of an outsider", "`+33·` and twelve characters"},
	{KindName, "name of an outsider, or of the company that they work for", "`person-` and twelve characters"},
	{KindEmail, "e-mail address of an outsider", "`person-` and twelve characters"},
	{KindText, "free text", "its length, `[214 characters]`"},
	{KindLink, "link", "`NULL`"},
	{KindUser, "name or extension of a user of the company", "shown; with `--pseudonyms=all` `person-` and twelve characters"},
	{KindUserEmail, "e-mail address of a user of the company", "shown; with `--pseudonyms=all` `person-` and twelve characters"},
	{KindLine, "number of one of the company's own lines", "shown"},
	{KindVaries, "depends on another column", "as that says"},
	{KindDocument, "JSON", "field by field"},
}

// Markdown is the tables of docs/personal-data.md: what each kind becomes, and the columns of each table.
func Markdown(verdicts map[string]map[string]Verdict) string {
	var b strings.Builder
	b.WriteString("## What each kind becomes\n\n| Kind | Under pseudonyms |\n|---|---|\n")
	for _, k := range becomes {
		fmt.Fprintf(&b, "| %s | %s |\n", k.holds, k.shown)
	}
	b.WriteString("\n## The columns\n")
	for _, table := range slices.Sorted(maps.Keys(verdicts)) {
		fmt.Fprintf(&b, "\n### %s\n\n", table)
		var none []string
		personal := false
		for _, column := range slices.Sorted(maps.Keys(verdicts[table])) {
			v := verdicts[table][column]
			if v.Kind == KindNone {
				none = append(none, "`"+column+"`")
				continue
			}
			if !personal {
				b.WriteString("| Column | Holds |\n|---|---|\n")
				personal = true
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", column, v.describe())
		}
		if personal {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "No personal data: %s.\n", strings.Join(none, ", "))
	}
	return b.String()
}

// describe says in words what a verdict means.
func (v Verdict) describe() string {
	switch v.Kind {
	case KindVaries:
		var cases []string
		for _, value := range slices.Sorted(maps.Keys(v.Of)) {
			cases = append(cases, fmt.Sprintf("%s: %s", value, v.Of[value].describe()))
		}
		return fmt.Sprintf("by `%s`: %s; else free text", v.Beside, strings.Join(cases, ", "))
	case KindDocument:
		return "JSON: " + v.Inside.describe()
	case KindText:
		if len(v.Words) > 0 {
			return fmt.Sprintf("free text, but for %s", strings.Join(v.Words, ", "))
		}
	}
	return v.Kind.describe()
}

func (k Kind) describe() string {
	for _, known := range becomes {
		if known.kind == k {
			return known.holds
		}
	}
	return "no personal data"
}

func (f Fields) describe() string {
	var fields, none []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		switch v := f[name]; {
		case name == Other:
		case v.Kind == KindNone:
			none = append(none, "`"+name+"`")
		case v.Kind == KindDocument:
			fields = append(fields, fmt.Sprintf("`%s` (%s)", name, v.Inside.describe()))
		default:
			fields = append(fields, fmt.Sprintf("`%s` %s", name, v.describe()))
		}
	}
	if len(none) > 0 {
		fields = append(fields, "no personal data in "+strings.Join(none, ", "))
	}
	others := " in any other field"
	if len(fields) == 0 {
		others = " in any field"
	}
	return strings.Join(append(fields, f.Of(Other).describe()+others), "; ")
}

package questions

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// template is a query with the places of its parameters.
type template struct {
	sql    string
	places []place
}

// place is the value of a parameter within the SQL: sql[from:to].
type place struct {
	parameter Parameter
	from, to  int
}

var (
	nameLine = regexp.MustCompile(`^-- name: ([a-z0-9]+(?:-[a-z0-9]+)*)\n`)
	// marked is a literal with a word in a comment behind it. A text that begins with a number has it replaced, its sign
	// and the unit stay: '-30 days'.
	marked  = regexp.MustCompile(`(?:'[+-]?(\d+)( [a-z]+)'|'((?:[^']|'')*)'|\b(\d+)) /\* (\w+) \*/`)
	comment = regexp.MustCompile(`/\*.*?\*/`)
)

// figure makes one of the same query in both dialects.
func figure(title, postgres, sqlite string) (Figure, error) {
	f := Figure{Title: title}
	var names [2]string
	for i, dialect := range []struct {
		code string
		into *template
	}{{postgres, &f.postgres}, {sqlite, &f.sqlite}} {
		m := nameLine.FindStringSubmatch(dialect.code)
		if m == nil {
			return Figure{}, fmt.Errorf(`the first line is no name, such as "-- name: answer-rate"`)
		}
		names[i] = m[1]
		var err error
		if *dialect.into, err = newTemplate(strings.TrimPrefix(dialect.code, m[0])); err != nil {
			return Figure{}, err
		}
	}
	f.Name, f.Parameters = names[0], f.postgres.parameters()
	if names[0] != names[1] || !sameParameters(f.Parameters, f.sqlite.parameters()) {
		return Figure{}, fmt.Errorf("the dialects differ: %s%v and %s%v", names[0], f.Parameters, names[1], f.sqlite.parameters())
	}
	return f, nil
}

func sameParameters(a, b []Parameter) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(p Parameter) bool { return !slices.Contains(b, p) })
}

func newTemplate(sql string) (template, error) {
	t := template{sql: sql}
	for _, m := range marked.FindAllStringSubmatchIndex(sql, -1) {
		p := place{parameter: Parameter{Name: sql[m[10]:m[11]], Number: m[6] < 0}}
		for _, group := range []int{2, 6, 8} {
			if m[group] >= 0 {
				p.from, p.to = m[group], m[group+1]
			}
		}
		p.parameter.Default = sql[p.from:p.to]
		if !p.parameter.Number {
			p.parameter.Default = strings.ReplaceAll(p.parameter.Default, "''", "'")
		}
		for _, other := range t.places {
			if other.parameter.Name == p.parameter.Name && other.parameter != p.parameter {
				return template{}, fmt.Errorf("the parameter %s has the defaults %s and %s", p.parameter.Name, other.parameter.Default, p.parameter.Default)
			}
		}
		t.places = append(t.places, p)
	}
	if got, want := len(t.places), len(comment.FindAllString(sql, -1)); got != want {
		return template{}, fmt.Errorf("%d of %d comments /* … */ follow a literal", got, want)
	}
	return t, nil
}

// parameters are those of the places, each once, in order.
func (t template) parameters() []Parameter {
	var list []Parameter
	for _, p := range t.places {
		if !slices.Contains(list, p.parameter) {
			list = append(list, p.parameter)
		}
	}
	return list
}

// fill writes the values, which were checked, into their places.
func (t template) fill(values map[string]string) string {
	var sql strings.Builder
	done := 0
	for _, p := range t.places {
		value, given := values[p.parameter.Name]
		if !given {
			continue
		}
		if !p.parameter.Number {
			value = strings.ReplaceAll(value, "'", "''")
		}
		sql.WriteString(t.sql[done:p.from])
		sql.WriteString(value)
		done = p.to
	}
	sql.WriteString(t.sql[done:])
	return sql.String()
}

// check refuses a value that the parameter cannot have.
func (p Parameter) check(value string) error {
	if !p.Number {
		return nil
	}
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != value {
		return fmt.Errorf("%s is %q: write a whole number of at least 1, such as %s", p.Name, value, p.Default)
	}
	return nil
}

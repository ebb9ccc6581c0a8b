package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/sqltoken"
)

// withParameters writes the values of name=value in the places of :name, @name and $name, so that a condition on one is
// sent to Aircall as any other.
func withParameters(sql string, given []string) (string, error) {
	values := map[string]string{}
	for _, g := range given {
		name, value, ok := strings.Cut(g, "=")
		name = strings.TrimLeft(name, ":@$")
		if _, twice := values[name]; !ok || name == "" || twice {
			return "", fmt.Errorf("--param %s: write name=value, each name once", name) // the value may be personal
		}
		values[name] = literal(value)
	}
	if len(values) == 0 {
		return sql, nil
	}
	bound, unused := sqltoken.Bind(sql, values)
	if len(unused) > 0 {
		return "", fmt.Errorf("the SQL has no parameter :%s, to which --param gives a value", strings.Join(unused, ", :"))
	}
	return bound, nil
}

// literal is a value as SQL writes it: a number that is written as SQL would print it, true, false, null, and everything
// else a text. So +33199002962 and 007 are texts. A text in single quotes is always one.
func literal(value string) string {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil && strconv.FormatInt(n, 10) == value {
		return "(" + value + ")" // whose minus cannot become a comment's with what stands before it
	}
	if f, err := strconv.ParseFloat(value, 64); err == nil && strconv.FormatFloat(f, 'f', -1, 64) == value && strings.Contains(value, ".") {
		return "(" + value + ")"
	}
	switch value {
	case "true", "false", "null":
		return value
	}
	if tokens := sqltoken.Scan(value); len(tokens) == 1 && tokens[0].Kind == sqltoken.Text && !tokens[0].Open {
		return value
	}
	return sqltoken.Quote(value)
}

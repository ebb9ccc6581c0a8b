package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestParameters(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sql    string
		params []string
		want   string
	}{
		"a text":             {"select :who", []string{"who=Ada's"}, "select 'Ada''s'"},
		"numbers":            {"select :a, @b, $c, 1-:a", []string{"a=-5", "b=2.5", ":c=0"}, "select (-5), (2.5), (0), 1-(-5)"},
		"texts like numbers": {"select :a, :b, :c, :d", []string{"a=+33199002962", "b=007", "c=1e3", "d='5'"}, "select '+33199002962', '007', '1e3', '5'"},
		"words":              {"select :a, :b, :c, :d", []string{"a=true", "b=null", "c=TRUE", "d='true'"}, "select true, null, 'TRUE', 'true'"},
		"an injection":       {"select :a", []string{"a=' or 1=1; --"}, "select ''' or 1=1; --'"},
		"no quoted text":     {"select :a", []string{"a='x' or 'y'"}, "select '''x'' or ''y'''"},
		"an empty text":      {"select :a", []string{"a="}, "select ''"},
		"not in texts":       {"select ':a', \":a\" -- :a\n/* :a */ from b where c = :a and d = :ab", []string{"a=1"}, "select ':a', \":a\" -- :a\n/* :a */ from b where c = (1) and d = :ab"},
	} {
		if got, err := withParameters(test.sql, test.params); err != nil || got != test.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, test.want)
		}
	}
	for want, params := range map[string][]string{
		"--param a: write name=value": {"a"}, "--param : write": {"=5"}, "each name once": {"a=1", ":a=2"}, "no parameter :b": {"a=1", "b=2"},
	} {
		if _, err := withParameters("select :a", params); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", params, err, want)
		}
	}
}

func TestAFileNameIsNoSQL(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "report.sql", "select 1")
	for sql, want := range map[string]string{
		file:         fmt.Sprintf("Error: %s is a file: to run the SQL in it, write --file %s\n", file, file),
		"weekly.sql": "Error: weekly.sql looks like the name of a file, and there is no such file; SQL in a file is run by --file\n",
	} {
		if got := command(t, "query", "--demo", sql); got.status != 1 || got.err != want {
			t.Errorf("%s: %+v, want %q", sql, got, want)
		}
	}
}

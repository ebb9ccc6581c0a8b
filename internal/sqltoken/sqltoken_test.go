package sqltoken

import (
	"slices"
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string][]Token{
		"": nil,
		"select 'it''s', \"a\"\"b\", [x'], `y`": {
			{Kind: Word, Text: "select"}, {Kind: Space, Text: " "}, {Kind: Text, Text: "'it''s'"}, {Kind: Symbol, Text: ","}, {Kind: Space, Text: " "},
			{Kind: Name, Text: `"a""b"`}, {Kind: Symbol, Text: ","}, {Kind: Space, Text: " "}, {Kind: Name, Text: "[x']"}, {Kind: Symbol, Text: ","},
			{Kind: Space, Text: " "}, {Kind: Name, Text: "`y`"},
		},
		"a::date":          {{Kind: Word, Text: "a"}, {Kind: Symbol, Text: "::"}, {Kind: Word, Text: "date"}},
		"1.5e-3+.5-0xfe-1": {{Kind: Number, Text: "1.5e-3"}, {Kind: Symbol, Text: "+"}, {Kind: Number, Text: ".5"}, {Kind: Symbol, Text: "-"}, {Kind: Number, Text: "0xfe"}, {Kind: Symbol, Text: "-"}, {Kind: Number, Text: "1"}},
		"?1?:a@b$c":        {{Kind: Parameter, Text: "?1"}, {Kind: Parameter, Text: "?"}, {Kind: Parameter, Text: ":a"}, {Kind: Parameter, Text: "@b$c"}},
		"-- :a\n:b":        {{Kind: Comment, Text: "-- :a"}, {Kind: Space, Text: "\n"}, {Kind: Parameter, Text: ":b"}},
		"/* ; */é":         {{Kind: Comment, Text: "/* ; */"}, {Kind: Word, Text: "é"}},
		"/* ":              {{Comment, "/* ", true}},
		"'a''":             {{Text, "'a''", true}},
		"→":                {{Kind: Word, Text: "→"}},
	} {
		if got := Scan(sql); !slices.Equal(got, want) {
			t.Errorf("%q: %+v, want %+v", sql, got, want)
		}
	}
}

func TestIsComplete(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]bool{
		"select 1;": true, "select 1; -- why\n": true, ";": true, "select 1; /* why */ ": true,
		"": false, "select 1": false, "select ';": false, "select 1 -- ;": false, "select 1; /* ": false, "select 1; select 2": false, "select \";": false,
	} {
		if got := IsComplete(sql); got != want {
			t.Errorf("%q: %v", sql, got)
		}
	}
}

func TestIsBlank(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]bool{"": true, "; -- a\n/* b */": true, "select": false, "'": false} {
		if got := IsBlank(sql); got != want {
			t.Errorf("%q: %v", sql, got)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{"select 'a' from \"b\" where c >= :d -- e", "/*", "'", "1e+", "::", "\xff", "0xe+1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		var b strings.Builder
		for _, token := range Scan(sql) {
			if token.Text == "" {
				t.Fatal("an empty token")
			}
			b.WriteString(token.Text)
		}
		if b.String() != sql {
			t.Errorf("%q became %q", sql, b.String())
		}
	})
}

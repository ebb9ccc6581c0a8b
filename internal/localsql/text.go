package localsql

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/ncruces/go-sqlite3"
)

// lower, upper and like know all letters, where SQLite's own know those of ASCII. The library has them too (ext/unicode),
// and there lower(NULL) is '' and NULL like '%' is true.

func lower(ctx sqlite3.Context, arg ...sqlite3.Value) { inCase(ctx, arg[0], strings.ToLower) }
func upper(ctx sqlite3.Context, arg ...sqlite3.Value) { inCase(ctx, arg[0], strings.ToUpper) }

func inCase(ctx sqlite3.Context, v sqlite3.Value, in func(string) string) {
	if v.Type() != sqlite3.NULL {
		ctx.ResultText(in(v.Text()))
	}
}

// A pattern is that of a like, compiled.
type pattern struct {
	*regexp.Regexp
	escape string
}

// like has the pattern before the text: text like pattern escape '\' is like(pattern, text, '\').
func like(ctx sqlite3.Context, arg ...sqlite3.Value) {
	escape := ""
	for _, v := range arg {
		if v.Type() == sqlite3.NULL {
			return
		}
	}
	if len(arg) == 3 {
		if escape = arg[2].Text(); utf8.RuneCountInString(escape) != 1 {
			ctx.ResultError(errors.New("ESCAPE takes a single character"))
			return
		}
	}
	p, ok := ctx.GetAuxData(0).(pattern) // of the row before, where the pattern is a constant
	if !ok || p.escape != escape {
		p = pattern{regexp.MustCompile(expressionOf(arg[0].Text(), escape)), escape}
		ctx.SetAuxData(0, p)
	}
	ctx.ResultBool(p.MatchString(arg[1].Text()))
}

// expressionOf is a like's pattern as a regular expression, in which case does not matter.
func expressionOf(like, escape string) string {
	var b strings.Builder
	b.WriteString(`(?is)\A`)
	escaped := false
	for _, r := range like {
		switch {
		case escaped:
			b.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case string(r) == escape:
			escaped = true
		case r == '%':
			b.WriteString(".*")
		case r == '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String() + `\z`
}

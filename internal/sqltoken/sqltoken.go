// Package sqltoken splits SQL in SQLite's dialect into tokens (sqlite.org/lang_expr.html, sqlite.org/c3ref/complete.html).
package sqltoken

import (
	"strings"
	"unicode/utf8"
)

// A Kind of token.
type Kind int

// The kinds.
const (
	Space     Kind = iota
	Comment        // -- to the end of the line, or /* … */
	Word           // a keyword or a name without quotes
	Name           // a name in quotes: "…", `…` or […]
	Text           // '…'
	Number         // 1, 1.5, 1e9, 0xff
	Parameter      // ?, ?1, :name, @name or $name
	Symbol         // one character of an operator or of punctuation; :: is one symbol
)

// A Token is a piece of SQL. Those of a text are the text.
type Token struct {
	Kind Kind
	Text string
	Open bool // a comment, name or text whose end is missing
}

// Scan splits SQL.
func Scan(sql string) []Token {
	var tokens []Token
	for sql != "" {
		t := next(sql)
		sql = sql[len(t.Text):]
		tokens = append(tokens, t)
	}
	return tokens
}

// closers are what ends that which begins with a character.
var closers = map[byte]string{'\'': "'", '"': `"`, '`': "`", '[': "]"}

func next(sql string) Token {
	first := sql[0]
	switch {
	case isSpace(first):
		return Token{Kind: Space, Text: sql[:span(sql, isSpace)]}
	case strings.HasPrefix(sql, "--"):
		end := strings.IndexByte(sql, '\n')
		if end < 0 {
			return Token{Kind: Comment, Text: sql}
		}
		return Token{Kind: Comment, Text: sql[:end]}
	case strings.HasPrefix(sql, "/*"):
		end := strings.Index(sql[2:], "*/")
		if end < 0 {
			return Token{Comment, sql, true}
		}
		return Token{Kind: Comment, Text: sql[:end+4]}
	case closers[first] != "":
		return quoted(sql)
	case isDigit(first) || first == '.' && len(sql) > 1 && isDigit(sql[1]):
		return number(sql)
	case isLetter(first):
		return Token{Kind: Word, Text: sql[:span(sql, isWord)]}
	case strings.HasPrefix(sql, "::"):
		return Token{Kind: Symbol, Text: "::"}
	case first == '?':
		return Token{Kind: Parameter, Text: sql[:1+span(sql[1:], isDigit)]}
	case strings.IndexByte(":@$", first) >= 0 && len(sql) > 1 && isWord(sql[1]):
		return Token{Kind: Parameter, Text: sql[:1+span(sql[1:], isWord)]}
	}
	_, size := utf8.DecodeRuneInString(sql)
	return Token{Kind: Symbol, Text: sql[:size]}
}

// quoted ends at its quote, unless that comes twice.
func quoted(sql string) Token {
	kind := Name
	if sql[0] == '\'' {
		kind = Text
	}
	closer := closers[sql[0]]
	for i := 1; i < len(sql); i++ {
		if sql[i] != closer[0] {
			continue
		}
		if closer != "]" && i+1 < len(sql) && sql[i+1] == closer[0] {
			i++
			continue
		}
		return Token{Kind: kind, Text: sql[:i+1]}
	}
	return Token{kind, sql, true}
}

// number takes a sign only behind an exponent's e.
func number(sql string) Token {
	n := span(sql, func(c byte) bool { return isWord(c) || c == '.' })
	hex := strings.HasPrefix(sql, "0x") || strings.HasPrefix(sql, "0X")
	if exponent := sql[n-1] == 'e' || sql[n-1] == 'E'; exponent && !hex && n+1 < len(sql) && (sql[n] == '+' || sql[n] == '-') && isDigit(sql[n+1]) {
		n += 1 + span(sql[n+1:], isDigit)
	}
	return Token{Kind: Number, Text: sql[:n]}
}

// IsComplete reports whether the SQL ends with a semicolon, but for space and comments: a shell need not wait for more.
func IsComplete(sql string) bool {
	tokens := Scan(sql)
	for i := len(tokens) - 1; i >= 0; i-- {
		switch t := tokens[i]; {
		case t.Open:
			return false
		case t.Kind == Space || t.Kind == Comment:
		default:
			return t.Text == ";"
		}
	}
	return false
}

// IsBlank reports whether there is nothing but space, comments and semicolons.
func IsBlank(sql string) bool {
	for _, t := range Scan(sql) {
		if t.Kind != Space && t.Kind != Comment && t.Text != ";" {
			return false
		}
	}
	return true
}

// Quote writes a text as SQL does.
func Quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func span(s string, is func(byte) bool) int {
	for i := range len(s) {
		if !is(s[i]) {
			return i
		}
	}
	return len(s)
}

func isSpace(c byte) bool  { return c == ' ' || c >= '\t' && c <= '\r' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= utf8.RuneSelf }
func isWord(c byte) bool   { return isLetter(c) || isDigit(c) || c == '$' }

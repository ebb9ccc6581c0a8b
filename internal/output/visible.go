package output

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Visible makes text safe for a terminal, for everything that a person is shown and somebody else may have written (names,
// Aircall's words, SQL): what a terminal would obey is shown as a symbol, and so are the characters that turn the order of
// what stands around them. Line breaks stay.
func Visible(s string) string {
	if isPlain(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r < ' ':
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case isHarmful(r):
			return utf8.RuneError
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// isPlain reports whether a text has nothing but what stands on an American keyboard, as most cells have.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' || c > '~') && c != '\n' {
			return false
		}
	}
	return true
}

// VisibleLine is Visible in one line.
func VisibleLine(s string) string { return strings.ReplaceAll(Visible(s), "\n", "␊") }

// isHarmful reports whether a terminal would obey the character, or a reader be misled by it: controls (C0 and C1), line
// and paragraph separators, and the bidirectional embeddings, overrides and isolates. The marks that only say which way
// their neighbours run are in honest texts.
func isHarmful(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// escapeHarmful writes harmful characters of a JSON text as \u00XX, which is the same text. The encoder has done so for
// those below a space already. What is no UTF-8, and so no JSON either, becomes U+FFFD.
func escapeHarmful(text []byte) []byte {
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte(string(utf8.RuneError)))
	}
	if !bytes.ContainsFunc(text, func(r rune) bool { return r >= ' ' && isHarmful(r) }) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if r >= ' ' && isHarmful(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

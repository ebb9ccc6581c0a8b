package localsql

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// An error may repeat what the SQL itself says, and no value of a row: others have written it, and whoever reads the error may
// take it for the engine's own words.

// rowValue stands in an error where a value of a row would stand.
const rowValue = "[a value of a row]"

// maxSaid is how many bytes of SQL a session keeps, the latest.
const maxSaid = 1 << 20

// An sqlText is the SQL that a connection was given, with its texts as they are: 'it”s' is it's.
type sqlText struct{ text string }

func (s *sqlText) add(sql string) {
	text := s.text + "\n" + strings.ReplaceAll(sql, "''", "'")
	s.text = text[max(0, len(text)-maxSaid):]
}

// has reports whether the SQL has a value in its text.
func (s *sqlText) has(value string) bool { return strings.Contains(s.text, value) }

// or is the value in quotes where the SQL has it, and other words where it comes from a row.
func (s *sqlText) or(value, otherwise string) string {
	if s.has(value) {
		return strconv.Quote(value)
	}
	return otherwise
}

// shows reports whether a value may be shown as what a condition compares with: a time is nobody's words.
func (s *sqlText) shows(value string) bool {
	_, isTime := plan.ParseTimestamp(value)
	return isTime || s.has(value)
}

// withoutValues is an error without those of the values that the SQL does not have.
func (s *sqlText) withoutValues(err error, values []string) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, value := range values {
		if !s.has(value) {
			text = withoutValue(text, value)
		}
	}
	return reworded(err, text)
}

// withoutWords is an error of SQLite's, whose words are known, without those that neither it nor the SQL has.
func (s *sqlText) withoutWords(err error) error {
	text := err.Error()
	known := wordsOf(s.text)
	first, last := -1, -1
	for from, to := range words(text) {
		word := strings.ToLower(text[from:to])
		if !sqliteWords[word] && !known[word] && !isSmallNumber(word) {
			if first < 0 {
				first = from
			}
			last = to
		}
	}
	if first < 0 {
		return err
	}
	return reworded(err, text[:first]+rowValue+text[last:])
}

// isSmallNumber reports whether a word is a number such as that of a line.
func isSmallNumber(word string) bool { return len(word) < 5 && strings.Trim(word, "0123456789") == "" }

// reworded is an error with another text.
func reworded(err error, text string) error {
	if text == err.Error() {
		return err
	}
	return &rewordedError{text, err}
}

type rewordedError struct {
	text string
	err  error
}

func (e *rewordedError) Error() string { return e.text }
func (e *rewordedError) Unwrap() error { return e.err }

// minPart is how many bytes of a value are told from what an error says anyway: Aircall's words may cut a value short.
const minPart = 8

// withoutValue takes a value out of a text, however it is written there, and its parts too.
func withoutValue(text, value string) string {
	for _, written := range spellings(value) {
		if len(written) <= minPart {
			if len(written) > 3 {
				text = strings.ReplaceAll(text, written, rowValue)
			}
			continue
		}
		var kept strings.Builder
		for i := 0; i < len(text); {
			n := commonLength(text[i:], written)
			if n < minPart {
				kept.WriteByte(text[i])
				i++
				continue
			}
			kept.WriteString(rowValue)
			i += n
		}
		text = kept.String()
	}
	return text
}

// commonLength is how long a beginning of a text stands somewhere in a value; at least minPart, or 0.
func commonLength(text, value string) int {
	if len(text) < minPart || !strings.Contains(value, text[:minPart]) {
		return 0
	}
	n := minPart
	for n < len(text) && strings.Contains(value, text[:n+1]) {
		n++
	}
	for n < len(text) && !utf8.RuneStart(text[n]) { // a letter is not cut
		n++
	}
	return n
}

// spellings are how a value may be written in an error: as it is, in a URL, in JSON, in Go, in one line.
func spellings(value string) []string {
	document, _ := json.Marshal(value) // a text always marshals
	all := []string{value, url.QueryEscape(value), url.PathEscape(value), strings.Trim(string(document), `"`), strings.Trim(strconv.Quote(value), `"`), strings.Join(strings.Fields(value), " ")}
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(written string) bool { return written == "" })
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// textsOf are the texts among the values that a scan is asked with.
func textsOf(values ...any) (texts []string) {
	for _, value := range values {
		switch v := value.(type) {
		case string:
			texts = append(texts, v)
		case []byte:
			texts = append(texts, string(v))
		case plan.List:
			texts = append(texts, textsOf(v...)...)
		case time.Time:
		}
	}
	return texts
}

// words are where the words of a text begin and end.
func words(text string) func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		start := -1
		for i, r := range text + " " {
			switch inWord := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_'; {
			case inWord && start < 0:
				start = i
			case !inWord && start >= 0:
				if !yield(start, i) {
					return
				}
				start = -1
			}
		}
	}
}

func wordsOf(text string) map[string]bool {
	known := map[string]bool{}
	for from, to := range words(text) {
		known[strings.ToLower(text[from:to])] = true
	}
	return known
}

// sqliteWords are those of the errors that SQLite, and its libraries here, have while a statement runs.
var sqliteWords = wordsOf(`
SQL logic error. sqlite3: constraint failed, database is locked, database table is locked, database disk image is malformed, disk I/O error,
out of memory, interrupted, not authorized, access permission denied, attempt to write a readonly database, database or disk is full, string or blob too big,
datatype mismatch, column index out of range, bind or column index out of range, file is not a database, unable to open database file, locking protocol,
query aborted, abort due to ROLLBACK, callback requested query abort, bad parameter or other API misuse, auth, authorization denied, unknown operation,
UNIQUE NOT NULL CHECK FOREIGN KEY PRIMARY KEY ROWID constraint failed, cannot store TEXT INT INTEGER REAL BLOB NUMERIC value in column,
malformed JSON, bad JSON path, JSON path error near, JSON cannot hold BLOB values, json_object() requires an even number of arguments,
json_object() labels must be TEXT, json_insert() json_set() json_replace() needs an odd number of arguments, JSON nested too deep,
integer overflow, LIKE or GLOB pattern too complex, ESCAPE expression must be a single character, ESCAPE takes a single character,
argument of ntile must be a positive integer, second argument to nth_value must be a positive integer,
frame starting ending offset must be a non-negative number integer, too many levels of trigger recursion, too many attached databases,
expression tree is too large, maximum depth, parser stack overflow, too many terms in compound SELECT, sub-select returns columns expected,
no such table, no such column, no such function, no such savepoint, no such collation sequence, no such database schema, unknown database, unknown special query,
near, syntax error, fts5, unterminated string, malformed MATCH expression, unable to use function MATCH in the requested context, parse error in rank function,
may not be modified, cannot start a transaction within a transaction, cannot commit, no transaction is active, cannot rollback, cannot open value of type,
percentile: invalid quantile, the CSV file cannot be read: record on line, parse error on line column, wrong number of fields, bare in non-quoted-field,
extraneous or missing in quoted-field, EOF, wrong number of arguments to function, reached a limit`)

package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// Error is an answer of Aircall's other than 200.
type Error struct {
	Status    int    // HTTP status
	Method    string // GET
	Path      string // without the query, which may hold personal data
	Message   string // Aircall's own message, one line
	RequestID string // for Aircall's support; may be empty
	Hint      string // what the answer means; may be empty
	Cause     Cause
}

// Cause is what in the client's configuration an Error comes from, where that is known. The error itself does not say how
// to change it: the client does not know how it was configured.
type Cause int

// The causes.
const (
	CauseUnknown    Cause = iota
	CauseCredential       // a wrong or missing key
	CauseKeyKind          // an API key where Aircall wants an OAuth token
	CausePlan             // the company's plan does not include what was asked for
	CauseRateLimit        // more requests than the company may make
	CauseBaseURL          // it leads to something that is not Aircall's API
)

// Error says which request failed, how, in Aircall's words, and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %d %s", e.Method, e.Path, e.Status, http.StatusText(e.Status))
	if e.Message != "" && e.Message != http.StatusText(e.Status) {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, ". %s", e.Hint)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request id %s)", e.RequestID)
	}
	return b.String()
}

// IsNotFound reports whether a single resource does not exist.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsNotInPlan reports whether Aircall refused with a good key, as it does where the company lacks an add-on.
func IsNotInPlan(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Cause == CausePlan
}

func hasStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status
}

// RetryError is the last error of a request that was tried several times.
type RetryError struct {
	Attempts int
	Err      error
}

func (e *RetryError) Error() string {
	return fmt.Sprintf("%v (tried %d times)", e.Err, e.Attempts)
}

func (e *RetryError) Unwrap() error { return e.Err }

// BodyError is an answer that cannot be used though its status is 200.
type BodyError struct {
	Method, Path string
	Reason       string
	temporary    bool // asking again may help
}

func (e *BodyError) Error() string {
	return fmt.Sprintf("%s %s: the answer cannot be used: %s", e.Method, e.Path, e.Reason)
}

// TransportError is a request that got no whole answer. It does not unwrap: a cause such as io.EOF or a
// passed deadline means something else to whoever reads rows.
type TransportError struct {
	Method, Path string
	Host         string
	Reason       string
	temporary    bool
}

func (e *TransportError) Error() string {
	return fmt.Sprintf("%s %s: no answer from %s: %s", e.Method, e.Path, e.Host, e.Reason)
}

// Temporary reports whether the network stumbled. If not, the base URL or the network does not allow the request at all.
func (e *TransportError) Temporary() bool { return e.temporary }

// BaseURLError is a base URL that cannot be used. It does not repeat the URL, which may hold a credential.
type BaseURLError struct {
	Reason string // a verb phrase, such as "is not a URL"
	Kind   BaseURLFault
}

// BaseURLFault tells the faults of a base URL apart.
type BaseURLFault int

// The faults.
const (
	NotAURL BaseURLFault = iota
	HasCredential
	HasQuery
	InsecureScheme
)

func (e *BaseURLError) Error() string { return "the base URL " + e.Reason }

// IncompleteError is a list whose pages did not fit each other, or Aircall's own count, however often
// they were read: one that changes all the time.
type IncompleteError struct {
	Path          string
	Listed, Total int // Total is negative where Aircall does not count
}

func (e *IncompleteError) Error() string {
	counted := fmt.Sprintf(", and Aircall counts %d", e.Total)
	if e.Total < 0 {
		counted = ""
	}
	return fmt.Sprintf("GET %s: the list changed each time that it was read (%d of its rows agreed%s); "+
		"no answer is given rather than a short one. Run the query again", e.Path, e.Listed, counted)
}

// DepthError is a list that cannot be read to its end because Aircall lists only 10,000 rows
// of a query and there is no narrower one.
type DepthError struct {
	Path  string
	Total int
	At    Time // the second that holds too many rows; zero where the list has no time filter
}

func (e *DepthError) Error() string {
	if e.At.IsZero() {
		return fmt.Sprintf("GET %s: the list has %d rows, Aircall shows only the first %d of a list, and this one cannot be narrowed by time",
			e.Path, e.Total, maxDepth)
	}
	return fmt.Sprintf("GET %s: more than %d rows at %s, and Aircall shows no more of one second; "+
		"narrow the query with another filter or leave that second out", e.Path, maxDepth, e.At.UTC().Format("2006-01-02T15:04:05Z"))
}

// transportError leaves the URL, which may hold personal data, out of net/http's error.
func (a *account) transportError(ctx context.Context, r request, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var inner *url.Error
	if errors.As(err, &inner) {
		err = inner.Err
	}
	reason := err.Error()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		reason = "the connection was closed before the answer was whole"
	}
	return &TransportError{Method: http.MethodGet, Path: r.name(), Host: a.base.Host, Reason: reason, temporary: temporary(err)}
}

// temporary tells a network that stumbled (a timeout, a reset, a connection closed early) from one that
// will not carry the request at all.
func temporary(err error) bool {
	var timeout net.Error
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return dns.IsTemporary || dns.IsTimeout
	case errors.As(err, &timeout) && timeout.Timeout():
		return true
	}
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded)
}

const (
	maxMessage   = 300      // runes of Aircall's words that an error repeats
	maxErrorPage = 64 << 10 // bytes of text in which its words are looked for
)

// errorMessage returns Aircall's own message in the body of an error: the edge answers {"message"}, the application
// {"error", "troubleshoot"} with "errors" as a string or an object, and a gateway answers HTML.
func errorMessage(body []byte, contentType string) string {
	var b struct {
		Errors       json.RawMessage `json:"errors"`
		Message      string          `json:"message"`
		Error        string          `json:"error"`
		Troubleshoot string          `json:"troubleshoot"`
	}
	if json.Unmarshal(body, &b) != nil {
		return shorten(htmlText(body, contentType))
	}
	var text string
	if json.Unmarshal(b.Errors, &text) != nil && len(b.Errors) > 0 && string(b.Errors) != "null" {
		text = string(b.Errors)
	}
	if text != "" {
		return shorten(text)
	}
	if b.Message != "" {
		return shorten(b.Message)
	}
	if b.Troubleshoot != "" && b.Troubleshoot != b.Error {
		return shorten(strings.TrimPrefix(b.Error+": "+b.Troubleshoot, ": "))
	}
	return shorten(b.Error)
}

// htmlText keeps what a reader of an error page would see first: its title, else its text. The page
// may be in any encoding that the web knows, whatever a gateway's header says of it.
func htmlText(body []byte, contentType string) string {
	encoding, name, _ := charset.DetermineEncoding(body, contentType)
	if name == "utf-8" && !utf8.Valid(body) {
		encoding, _, _ = charset.DetermineEncoding(body, "text/html")
	}
	page := encoding.NewDecoder().Reader(bytes.NewReader(body))
	var seen strings.Builder
	tokens, within := html.NewTokenizer(page), atom.Atom(0)
	for seen.Len() < maxErrorPage {
		switch tokens.Next() {
		case html.ErrorToken:
			return seen.String()
		case html.StartTagToken:
			name, _ := tokens.TagName()
			within = atom.Lookup(name)
		case html.EndTagToken:
			within = 0
		case html.TextToken:
			switch text := string(tokens.Text()); {
			case within == atom.Script || within == atom.Style:
			case within == atom.Title && strings.TrimSpace(text) != "":
				return text
			default:
				seen.WriteString(text + " ")
			}
		}
	}
	return seen.String()
}

// shorten makes one short line of any text. U+FFFD stands for what no log and no database can hold.
func shorten(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > maxMessage {
		return string(runes[:maxMessage]) + "…"
	}
	return string(runes)
}

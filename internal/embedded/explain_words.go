package embedded

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
)

// Words are what the numbers of the scan leave out, such as "with 1 request for each row"; "" where they say it all.
func (s ExplainedScan) Words() string {
	var words []string
	if !s.Known {
		words = append(words, "once for each value that rows before it have, or one listing where that is cheaper")
	}
	switch {
	case s.Counted:
		words = append(words, "Aircall's own count, and no row")
	case s.Oldest:
		words = append(words, "the oldest rows alone")
	}
	if s.RowRequests > 0 {
		words = append(words, fmt.Sprintf("with %s for each row", Count(s.RowRequests, "request")))
	}
	if s.PerKey {
		words = append(words, "and up to one request for each of the rows")
	}
	return strings.Join(words, "; ")
}

// Summary is the cost of the whole in words.
func (e *Explanation) Summary() string {
	if len(e.Scans) == 0 {
		return "Nothing is read from Aircall: it costs no request."
	}
	text := "At least " + Count(e.Requests, "request") + e.more()
	if e.MayEnd {
		text = Count(e.Requests, "request") + e.more() + ", or fewer where a LIMIT or an EXISTS is met before the lists end"
	}
	if e.Limit == 0 {
		return text + "."
	}
	text += fmt.Sprintf("; %d of %d of this minute are left", e.Left, e.Limit)
	if e.Wait > 0 {
		return text + fmt.Sprintf(", so that they take about %s.", Count(int(e.Wait/time.Minute), "minute"))
	}
	return text + ", so that none has to wait."
}

// more says how many requests there may be beside those that are certain.
func (e *Explanation) more() string {
	rows, known := 0, true
	for _, s := range e.Scans {
		if s.PerKey {
			rows += s.Rows
			known = known && s.Known && s.AllRows
		}
	}
	switch {
	case !known:
		return ", and up to one more for each row of the tables that say so"
	case rows > 0:
		return ", and up to " + humanize.Comma(int64(rows)) + " more, which shows only while it reads"
	}
	return ""
}

package api

import (
	"slices"
	"time"
)

const (
	// startShift: measured: when a call is finalised, its start moves by one second.
	startShift = 1

	// StartShift is that second.
	StartShift = startShift * time.Second
)

// segment is a part of a list that is read page by page from its newest row on. Rows move between
// pages while these are read: what was on page 3 is on page 2 when a row before it has left. So a
// segment holds only pages that fit each other: they show one total, and no row twice.
//
// Three kinds of list are read in three ways:
//
//   - With an order and with bounds that are measured, the first page is read alone and the others side
//     by side. When one does not fit, the segment ends before it, and the next begins in its last second:
//     nothing is read again. Where rows join between others, or age out while they are read, each segment
//     is one page, which fits itself.
//   - With an order only, pages are read one after the other, and the list again when one does not fit.
//   - Without an order a row may leave before a page and another join behind it, which no page shows: a
//     short list is read until two readings agree.
//
// Where rows join at the head alone, no row is hidden: to be hidden, it must move towards the head from one
// page to the next, so that more rows have left before it than have joined, and then the total is another.
type segment[K comparable] struct {
	span     span
	perPage  int
	anchored bool // the next segment can begin at any second
	stepwise bool // this one is to end as soon as that one can begin
	agree    bool // two readings must agree

	pages           []segmentPage[K]
	total           int // as every page shows it
	rows            int
	ids             map[K]struct{}
	state           segmentState
	previousReading []segmentPage[K] // the reading before this one, if it was read again
}

// segmentPage is what is to be known of a page.
type segmentPage[K comparable] struct {
	ids    []K
	first  int64 // Unix seconds of its earliest row
	total  int
	next   nextLink
	cached *cachedPage
}

type segmentState int

const (
	reading   segmentState = iota
	ended                  // it has been read to its end
	truncated              // the list goes on
	shifted                // the list changed: the last page that came does not fit
)

// depth is how many pages Aircall lists of one query.
func (s *segment[K]) depth() int { return maxDepth / s.perPage }

// known is the last page that there is, as far as is known by now.
func (s *segment[K]) known() int {
	n := len(s.pages)
	if n == 0 {
		return 1
	}
	if s.announcesMore(s.pages[n-1], n) {
		n++
	}
	if s.total != unknownTotal {
		n = max(n, (min(s.total, maxDepth)+s.perPage-1)/s.perPage)
	}
	return min(n, s.depth())
}

// announcesMore reports whether more rows follow the nth page by what that page says.
func (s *segment[K]) announcesMore(p segmentPage[K], n int) bool {
	if p.next == linkNext || p.total != unknownTotal && p.total > n*s.perPage {
		return true
	}
	return p.next == linkUnknown && p.total == unknownTotal && len(p.ids) == s.perPage
}

// add takes in the page that follows, and reports whether it fits those before it.
func (s *segment[K]) add(p segmentPage[K]) bool {
	n := len(s.pages) + 1
	if n == 1 {
		s.total, s.ids = p.total, map[K]struct{}{}
	}
	more := s.announcesMore(p, n)
	short := len(p.ids) < s.perPage && p.next != linkNext
	if p.total != s.total || more && (short || len(p.ids) == 0) || !more && s.rows+len(p.ids) < p.total {
		s.state = shifted
		return false
	}
	for _, id := range p.ids {
		if _, twice := s.ids[id]; twice {
			s.state = shifted
			return false
		}
		s.ids[id] = struct{}{}
	}
	s.pages, s.rows = append(s.pages, p), s.rows+len(p.ids)
	if s.pages[n-1].total == unknownTotal {
		s.stepwise = s.anchored // nothing else would show that a row has left
	}
	_, resumes := s.resume()
	switch {
	case more && (n == s.depth() || s.stepwise && resumes), n == s.depth() && p.next == linkUnknown && s.total >= maxDepth:
		s.state = truncated
	case !more:
		s.state = ended
	}
	return true
}

// resume returns the second at which the segment begins that goes on from this one: a little before it
// has ended, for rows that move meanwhile. It is false when that would be this segment again.
func (s *segment[K]) resume() (to int64, ok bool) {
	if len(s.pages) == 0 {
		return 0, false
	}
	to = s.pages[len(s.pages)-1].first + startShift
	return to, s.anchored && to < s.span.to
}

// rowsLeft is how many rows of the list follow, as far as Aircall counts them.
func (s *segment[K]) rowsLeft() int {
	if s.total == unknownTotal {
		return maxDepth
	}
	return max(0, s.total-s.rows)
}

// pagesLeft is rowsLeft in pages; as far as the pages tell, where Aircall does not count.
func (s *segment[K]) pagesLeft() int {
	if s.total == unknownTotal {
		return s.known() - len(s.pages)
	}
	return (s.rowsLeft() + s.perPage - 1) / s.perPage
}

// restart makes the segment ready to be read again, from its first page.
func (s *segment[K]) restart() {
	s.previousReading, s.pages, s.rows, s.state = s.pages, nil, 0, reading
}

// agreed reports whether the reading may be believed: where nothing shows that rows have moved, a list of several
// pages must be read twice the same, unless it is so long that this would cost too much.
func (s *segment[K]) agreed() bool {
	if !s.agree && s.total != unknownTotal || s.anchored || len(s.pages) == 1 || len(s.pages) > shortList {
		return true
	}
	if len(s.previousReading) != len(s.pages) {
		return false
	}
	for i, p := range s.pages {
		if !slices.Equal(p.ids, s.previousReading[i].ids) || p.total != s.previousReading[i].total {
			return false
		}
	}
	return true
}

package fakeaircall

import (
	"cmp"
	"math"
	"net/http"
	"net/url"
	"strconv"
)

// Measured: the pages of every list end at 10,000 rows.
const maxReach = 10_000

// listing is a list that can be asked page by page.
type listing struct {
	key       string
	total     int
	row       func(w *jsonWriter, i int) // writes the ith row, oldest first
	ordered   bool                       // takes order=asc|desc
	echo      []string                   // parameters that are repeated in the links, beside order and per_page
	orderBy   string                     // the applied order_by, echoed even when it is the default
	max       int                        // of per_page, default 50
	metaFirst bool
	noLinks   bool
}

// list answers one page.
func (x *exchange) list(l listing) response {
	params := x.r.URL.Query()
	page, ok := positive(params.Get("page"), 1)
	perPage, ok2 := positive(params.Get("per_page"), 20)
	if !ok || !ok2 {
		// Not established: what Aircall says to a page that is not a positive number. Refusing shows a client its mistake.
		return applicationError(http.StatusBadRequest, "Bad Request", "page and per_page must be positive numbers")
	}
	perPage = min(perPage, cmp.Or(l.max, 50)) // measured: more than 50 is quietly 50
	if page > maxReach/perPage {
		return pastTenThousand()
	}
	descending := l.ordered && params.Get("order") == "desc"

	first := min((page-1)*perPage, l.total)
	count := min(perPage, l.total-first)
	w := newJSONWriter(256 + count*1024)
	rows := func() {
		if x.omitEnvelope {
			return
		}
		w.array(l.key, func() {
			for i := first; i < first+count; i++ {
				if descending {
					l.row(w, l.total-1-i)
				} else {
					l.row(w, i)
				}
			}
		})
	}
	meta := func() {
		total := l.total
		if x.o.CapTotal {
			total = min(total, maxReach)
		}
		w.int("count", int64(count))
		w.int("total", int64(total))
		w.int("current_page", int64(page))
		w.int("per_page", int64(perPage))
		if l.noLinks {
			return
		}
		// Measured: the next link is offered across the 10,000th row, where following it fails.
		x.pageLink(w, "next_page_link", l, params, page+1, perPage, page*perPage < l.total)
		x.pageLink(w, "previous_page_link", l, params, page-1, perPage, page > 1)
	}
	w.object("", func() {
		if !l.metaFirst {
			rows()
		}
		w.object("meta", meta)
		if l.metaFirst {
			rows()
		}
	})
	return response{status: http.StatusOK, body: w.document()}
}

// pageLink writes a link made of the parameters that were applied, defaults included. Seen by a client: fetch_ flags are dropped.
func (x *exchange) pageLink(w *jsonWriter, key string, l listing, asked url.Values, page, perPage int, there bool) {
	if !there {
		w.null(key)
		return
	}
	params := url.Values{"order": {"asc"}, "per_page": {strconv.Itoa(perPage)}}
	if l.ordered && asked.Get("order") == "desc" {
		params.Set("order", "desc")
	}
	if l.orderBy != "" {
		params.Set("order_by", l.orderBy)
	}
	for _, name := range l.echo {
		if values, ok := asked[name]; ok {
			params[name] = values
		}
	}
	number := strconv.Itoa(page)
	var query string
	if l.metaFirst { // measured: contacts put the page last
		query = params.Encode() + "&page=" + number
	} else {
		params.Set("page", number)
		query = params.Encode()
	}
	scheme := "http"
	if x.r.TLS != nil {
		scheme = "https"
	}
	w.text(key, scheme+"://"+x.r.Host+x.r.URL.Path+"?"+query)
}

func positive(text string, otherwise int) (int, bool) {
	if text == "" {
		return otherwise, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0
}

// bounds are the from and to of a request, in Unix seconds.
type bounds struct {
	from, to      float64
	exclusiveFrom bool
	none          bool // a bound is no number. Seen by a client: an ISO text finds nothing and is no error
}

// bounds reads from and to, each of which may be a float.
func (x *exchange) bounds(exclusiveFrom bool) bounds {
	b := bounds{from: math.Inf(-1), to: math.Inf(1), exclusiveFrom: exclusiveFrom}
	params := x.r.URL.Query()
	for name, bound := range map[string]*float64{"from": &b.from, "to": &b.to} {
		text := params.Get(name)
		if text == "" {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			b.none = true
			continue
		}
		*bound = v
	}
	return b
}

// holds says whether an instant, in Unix seconds, lies within.
func (b bounds) holds(t float64) bool {
	return !b.none && t <= b.to && (t > b.from || t == b.from && !b.exclusiveFrom)
}

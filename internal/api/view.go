package api

// view is what is known of a segment of a list: the newest version of each of its pages. Rows move
// between pages while they are read one after the other (a call that is finalised starts a second
// later, a contact is deleted).
//
// A view is consistent when all its pages have been read since the list last changed its length, and
// show as many different rows as Aircall counts: then they show all of them, whatever moved meanwhile.
type view[K comparable] struct {
	perPage int
	total   int // as of the page that was read last
	length  int // counts the changes of total
	pages   []viewPage[K]
}

type viewPage[K comparable] struct {
	ids    []K
	length int // of the view when the page was read
	cell   *cell
}

// depth is how many rows Aircall lists of one query.
func (v *view[K]) depth() int { return maxDepth / v.perPage * v.perPage }

// lastPage is the last page that there is to read, as far as is known by now.
func (v *view[K]) lastPage() int {
	switch {
	case len(v.pages) == 0:
		return 1
	case v.total != unknownTotal:
		return max(1, (min(v.total, v.depth())+v.perPage-1)/v.perPage)
	case v.full(len(v.pages)) && len(v.pages)*v.perPage < v.depth():
		return len(v.pages) + 1
	}
	return len(v.pages)
}

func (v *view[K]) full(page int) bool { return len(v.pages[page-1].ids) >= v.perPage }

// goesOn reports whether the list has rows beyond those that Aircall lists.
func (v *view[K]) goesOn() bool {
	if v.total == unknownTotal {
		return len(v.pages)*v.perPage == v.depth() && v.full(len(v.pages))
	}
	return v.total > v.depth()
}

// set takes in a page that has just been read. Pages come in order, and again when they are reread.
func (v *view[K]) set(page int, ids []K, total int, c *cell) {
	if page > len(v.pages) {
		v.pages = append(v.pages, viewPage[K]{})
	}
	if total != v.total {
		v.total = total
		v.length++
	}
	v.pages[page-1] = viewPage[K]{ids: ids, length: v.length, cell: c}
}

// generation is the version of a page that the view holds; 0 when it has none.
func (v *view[K]) generation(page int) int {
	if page < 1 || page > len(v.pages) {
		return 0
	}
	return v.pages[page-1].cell.generation
}

// distinct counts the different rows.
func (v *view[K]) distinct() int {
	seen := map[K]struct{}{}
	for _, p := range v.pages {
		for _, id := range p.ids {
			seen[id] = struct{}{}
		}
	}
	return len(seen)
}

// consistent reports whether the pages show every row. Pages that the list has lost meanwhile do not count.
func (v *view[K]) consistent() bool {
	v.pages = v.pages[:min(len(v.pages), v.lastPage())]
	if len(v.pages) != v.lastPage() || len(v.stale()) > 0 {
		return false
	}
	rows := v.distinct()
	if v.total == unknownTotal {
		return rows == v.listed()
	}
	return rows == min(v.total, v.depth()) && rows == v.listed()
}

// listed counts the rows, those that came twice included.
func (v *view[K]) listed() (n int) {
	for _, p := range v.pages {
		n += len(p.ids)
	}
	return n
}

// stale are the pages that were read before the list last changed its length.
func (v *view[K]) stale() (pages []int) {
	for i, p := range v.pages {
		if p.length != v.length {
			pages = append(pages, i+1)
		}
	}
	return pages
}

// suspect are the pages to read again when the view is not consistent: the stale
// ones and those that the list has gained, else those between two places of one row.
func (v *view[K]) suspect() []int {
	pages := v.stale()
	for n := len(v.pages) + 1; n <= v.lastPage(); n++ {
		pages = append(pages, n)
	}
	if from, to := v.repeated(); len(pages) == 0 && from > 0 {
		return numbers(from, to)
	}
	if len(pages) == 0 {
		return v.all()
	}
	return pages
}

func (v *view[K]) all() []int { return numbers(1, v.lastPage()) }

func numbers(from, to int) (n []int) {
	for ; from <= to; from++ {
		n = append(n, from)
	}
	return n
}

// repeated returns the first and the last page of the stretch in which rows stand twice; 0 when none does.
func (v *view[K]) repeated() (from, to int) {
	first := map[K]int{}
	for i, p := range v.pages {
		for _, id := range p.ids {
			at, again := first[id]
			if !again {
				first[id] = i + 1
				continue
			}
			if from == 0 || at < from {
				from = at
			}
			to = i + 1
		}
	}
	return from, to
}

// cells are the pages' places in memory, in order.
func (v *view[K]) cells() []*cell {
	cells := make([]*cell, len(v.pages))
	for i, p := range v.pages {
		cells[i] = p.cell
	}
	return cells
}

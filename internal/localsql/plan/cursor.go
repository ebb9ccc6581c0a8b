package plan

// A Cursor goes through the rows of a table, again and again where the table is the inner one of a join.
type Cursor struct {
	table *Table
	cache *StatementCache

	rows     Stream
	unique   bool  // the scan gives one row at most
	identity []int // positions of the cells that tell rows apart; nil for all
	row      Row
	rowID    int64
	counted  bool
	equal    map[uint64]int64 // rows with the same cells that have been given an id
}

// NewCursor makes a cursor that stands on no row.
func NewCursor(t *Table, cache *StatementCache) *Cursor { return &Cursor{table: t, cache: cache} }

// Filter starts over with a plan and the values of its uses, and moves to the first row.
func (c *Cursor) Filter(p *Plan, values []any) error {
	b, err := c.table.bind(p, values)
	if err != nil {
		c.release()
		return err
	}
	rows, err := c.open(b)
	c.release() // after opening, so that the same scan goes on where a loop repeats it
	if err != nil || rows == nil {
		return err
	}
	c.rows, c.identity, c.equal, c.unique = rows, p.identity, nil, p.Unique
	return c.Next()
}

// Next moves to the next row.
func (c *Cursor) Next() error {
	row, err := c.rows.Next()
	c.counted = false
	if err == nil {
		c.setRow(row)
		return nil
	}
	c.setRow(nil)
	return UnlessEnd(err)
}

// EOF reports whether there is no row.
func (c *Cursor) EOF() bool { return c.row == nil }

// Row is the current row.
func (c *Cursor) Row() Row { return c.row }

// RowID identifies the current row by its key or its cells, and among equal rows by their count: the position would
// differ from one scan to the next, and SQLite merges the two sides of an OR by it.
func (c *Cursor) RowID() int64 {
	if !c.counted {
		if c.equal == nil {
			c.equal = map[uint64]int64{}
		}
		h := hashRow(c.row, c.identity)
		c.rowID = int64(h) + c.equal[h]
		c.equal[h]++
		c.counted = true
	}
	return c.rowID
}

// Close stops the scan unless another cursor reads it too.
func (c *Cursor) Close() { c.release() }

func (c *Cursor) release() {
	c.setRow(nil)
	if c.rows != nil {
		c.rows.Close()
		c.rows = nil
	}
}

func (c *Cursor) setRow(row Row) {
	change := 0
	if c.row == nil && row != nil {
		change = 1
	} else if c.row != nil && row == nil {
		change = -1
	}
	c.cache.active += change
	if !c.unique {
		c.cache.many += change
	}
	c.row = row
}

// open chooses where the rows come from.
func (c *Cursor) open(b boundPlan) (Stream, error) {
	if b.empty {
		return nil, nil
	}
	if b.instead != nil && c.cache.listsCheaper(c.table, b.request, b.instead) {
		b.request = b.instead
	}
	active, many := c.cache.active, c.cache.many // without this cursor, which is about to leave its row
	if c.row != nil {
		active--
		if !c.unique {
			many--
		}
	}
	switch nested := active > 0; {
	case b.newest:
		return c.cache.openNewest(c.table, b.request, nested)
	case b.summary != nil:
		return c.cache.openSummary(c.table, b.request, *b.summary, nested)
	case b.listing == nil:
		return c.cache.open(c.table, b.request, nested), nil
	default:
		return c.cache.join(b).open(c.table, b, nested, many > 0)
	}
}

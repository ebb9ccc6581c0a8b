package plan

import (
	"context"
	"errors"
)

// ErrEnd follows the last row. It is no other package's error, io.EOF above all, which a plugin's own error may wrap.
var ErrEnd = errors.New("there are no more rows")

// UnlessEnd is nil for ErrEnd, and any other error itself.
func UnlessEnd(err error) error {
	if errors.Is(err, ErrEnd) {
		return nil
	}
	return err
}

// A Source asks the plugin.
type Source interface {
	// Scan starts a request. The context ends it, as closing the stream does.
	Scan(ctx context.Context, r *Request) Stream
}

// A Stream gives the rows of a request.
type Stream interface {
	// Next waits for the next row. It gives ErrEnd after the last.
	Next() (Row, error)
	// Close stops the request. It may be called more than once.
	Close()
}

// A StatementCache holds what one statement has read, so that no list is read twice for it. It lives as long as the
// statement and is not safe for concurrent use.
type StatementCache struct {
	ctx    context.Context
	source Source
	scans  map[string]*sharedScan
	joins  map[string]*hashJoin
	active int  // cursors that stand on a row
	many   int  // those of them whose scan may give more than one
	dryRun bool // what is read says nothing of the tables

	listings map[string]float64 // what listings cost in requests, as far as that was asked for
}

// NewStatementCache starts a statement. All its scans run in the context.
func NewStatementCache(ctx context.Context, source Source) *StatementCache {
	return &StatementCache{ctx: ctx, source: source, scans: map[string]*sharedScan{}, joins: map[string]*hashJoin{}, listings: map[string]float64{}}
}

// NewDryRun starts a statement for which the plugin is not asked: the source is another.
func NewDryRun(ctx context.Context, source Source) *StatementCache {
	c := NewStatementCache(ctx, source)
	c.dryRun = true
	return c
}

// Close stops the scans that still run.
func (c *StatementCache) Close() {
	for _, scan := range c.scans {
		scan.stream.Close()
	}
	clear(c.scans)
	clear(c.joins)
}

// open returns a reader of the request: of the scan that runs or has run already, if there is one. Nested says that the
// request will be read again, because an outer scan repeats it.
func (c *StatementCache) open(t *Table, r *Request, nested bool) *scanReader {
	key := r.key()
	scan, known := c.scans[key]
	if !known {
		scan = &sharedScan{cache: c, table: t, request: r, key: key, stream: c.source.Scan(c.ctx, r)}
		c.scans[key] = scan
	}
	scan.keep = scan.keep || nested || known
	scan.readers++
	return &scanReader{scan: scan}
}

package plan

import (
	"context"
	"errors"
)

// keepRows is how many rows of a scan are kept for a scan like it, unless one is known to follow.
const keepRows = 20_000

// ErrEnd follows the last row. It is no other package's error, io.EOF above all, which a plugin's own error may wrap.
var ErrEnd = errors.New("there are no more rows")

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

// A Memory is what one statement has read. It lives as long as the statement and is not safe for concurrent use.
type Memory struct {
	ctx        context.Context
	source     Source
	recordings map[string]*recording
	joins      map[string]*join
	active     int // cursors that stand on a row
}

// NewMemory starts a statement; the context is that of all its scans.
func NewMemory(ctx context.Context, source Source) *Memory {
	return &Memory{ctx: ctx, source: source, recordings: map[string]*recording{}, joins: map[string]*join{}}
}

// Close stops the scans that still run.
func (m *Memory) Close() {
	for _, r := range m.recordings {
		r.stream.Close()
	}
	clear(m.recordings)
	clear(m.joins)
}

// A recording is a scan that is read as its readers go, and can be read again from the start.
type recording struct {
	memory  *Memory
	table   *Table
	request *Request
	key     string
	stream  Stream
	rows    []Row
	read    int   // rows read so far
	err     error // ErrEnd once all are read
	readers int
	keep    bool // it is, or will be, read more than once
	gone    bool // its rows are no longer kept
}

// open gives a reader of the request: of the one that runs or has run already, if there is one. Nested says that it
// will be read again, because an outer scan repeats it.
func (m *Memory) open(t *Table, r *Request, nested bool) *reader {
	key := r.key()
	rec, known := m.recordings[key]
	if !known {
		rec = &recording{memory: m, table: t, request: r, key: key, stream: m.source.Scan(m.ctx, r)}
		m.recordings[key] = rec
	}
	rec.keep = rec.keep || nested || known
	rec.readers++
	return &reader{rec: rec}
}

// at gives the row at the position, which the reader has reached, or the error that stands in its place.
func (r *recording) at(i int) (Row, error) {
	if !r.gone && i < len(r.rows) {
		return r.rows[i], nil
	}
	if r.err != nil {
		return nil, r.err
	}
	row, err := r.stream.Next()
	if err != nil {
		r.err = err
		if errors.Is(err, ErrEnd) && r.request.Limit < 0 && len(r.request.Quals) == 0 {
			r.table.listed.Store(int64(r.read) + 1)
		}
		return nil, err
	}
	r.read++
	if !r.keep && len(r.rows) == keepRows {
		r.gone, r.rows = true, nil
		delete(r.memory.recordings, r.key)
	}
	if !r.gone {
		r.rows = append(r.rows, row)
	}
	return row, nil
}

// all reads the rest and gives every row.
func (r *recording) all() ([]Row, error) {
	r.keep = true
	for {
		if _, err := r.at(len(r.rows)); errors.Is(err, ErrEnd) {
			return r.rows, nil
		} else if err != nil {
			return nil, err
		}
	}
}

// leave stops a scan that nobody reads to its end.
func (r *recording) leave() {
	if r.readers--; r.readers > 0 || r.err != nil {
		return
	}
	r.stream.Close()
	if !r.gone {
		delete(r.memory.recordings, r.key)
	}
}

// A reader goes through a recording once.
type reader struct {
	rec  *recording
	next int
}

func (r *reader) Next() (Row, error) {
	row, err := r.rec.at(r.next)
	r.next++
	return row, err
}

func (r *reader) Close() { r.rec.leave() }

// found gives rows that are at hand.
type found struct{ rows []Row }

func (f *found) Next() (Row, error) {
	if len(f.rows) == 0 {
		return nil, ErrEnd
	}
	row := f.rows[0]
	f.rows = f.rows[1:]
	return row, nil
}

func (f *found) Close() {}

package plan

import "errors"

// maxCachedRows is how many rows of a scan are kept for another scan like it. Where one is known to follow there is no
// limit.
const maxCachedRows = 20_000

// A sharedScan is a scan that several readers share: rows are fetched as the first reader needs them, and a later one
// starts at the first row again.
type sharedScan struct {
	cache     *StatementCache
	table     *Table
	request   *Request
	key       string // in cache.scans
	stream    Stream
	rows      []Row
	read      int   // rows read so far
	err       error // ErrEnd once all are read
	readers   int
	keep      bool // it is, or will be, read more than once
	discarded bool // its rows are no longer kept
}

// at returns the row at a position that a reader has reached, or the error that ended the scan there.
func (s *sharedScan) at(i int) (Row, error) {
	if !s.discarded && i < len(s.rows) {
		return s.rows[i], nil
	}
	if s.err != nil {
		return nil, s.err
	}
	row, err := s.stream.Next()
	if err != nil {
		s.err = err
		if errors.Is(err, ErrEnd) && !s.cache.dryRun && s.request.Limit < 0 && !s.request.Oldest && len(s.request.Quals) == 0 {
			s.table.listed.Store(int64(s.read) + 1)
		}
		return nil, err
	}
	s.read++
	if !s.keep && len(s.rows) == maxCachedRows {
		s.discarded, s.rows = true, nil
		delete(s.cache.scans, s.key)
	}
	if !s.discarded {
		s.rows = append(s.rows, row)
	}
	return row, nil
}

// readAll reads the rest of the scan and returns all its rows.
func (s *sharedScan) readAll() ([]Row, error) {
	s.keep = true
	for {
		if _, err := s.at(len(s.rows)); errors.Is(err, ErrEnd) {
			return s.rows, nil
		} else if err != nil {
			return nil, err
		}
	}
}

// release ends one reader's use. A scan that is not at its end and has no reader left is stopped.
func (s *sharedScan) release() {
	if s.readers--; s.readers > 0 || s.err != nil {
		return
	}
	s.stream.Close()
	if !s.discarded {
		delete(s.cache.scans, s.key)
	}
}

// A scanReader goes through a sharedScan once.
type scanReader struct {
	scan *sharedScan
	next int
}

func (r *scanReader) Next() (Row, error) {
	row, err := r.scan.at(r.next)
	r.next++
	return row, err
}

func (r *scanReader) Close() { r.scan.release() }

// A sliceStream gives rows that are in memory.
type sliceStream struct{ rows []Row }

func (s *sliceStream) Next() (Row, error) {
	if len(s.rows) == 0 {
		return nil, ErrEnd
	}
	row := s.rows[0]
	s.rows = s.rows[1:]
	return row, nil
}

func (s *sliceStream) Close() {}

package localsql

import (
	"context"
	"errors"
)

// A Session keeps what its statements create (temporary tables) from one query to the next. It runs one query at a time,
// whose result is closed before the next.
type Session struct {
	db   *DB
	conn *conn // nil: none yet, or the last one is of no more use
}

// NewSession returns a session. It must be closed.
func (db *DB) NewSession() *Session { return &Session{db: db} }

// Query is that of DB, but for what lasts.
func (s *Session) Query(ctx context.Context, sql string) (*Rows, error) {
	if s.db.ctx.Err() != nil {
		return nil, ErrClosed
	}
	if s.conn == nil {
		c, err := openConn(ctx, s.db.host)
		if err != nil {
			return nil, err
		}
		s.conn = c
	}
	return s.db.queryOn(ctx, &Rows{db: s.db, conn: s.conn, session: s, remaining: sql})
}

// Close drops what the session has created.
func (s *Session) Close() error {
	if s.conn == nil {
		return nil
	}
	c := s.conn
	s.conn = nil
	return c.Close()
}

// queryOn starts a result on its connection.
func (db *DB) queryOn(ctx context.Context, r *Rows) (*Rows, error) {
	r.reusable = true
	r.conn.said.add(r.remaining)
	r.refused = db.host.refusedComparisons()
	r.ctx, r.cancel = context.WithCancelCause(ctx)
	r.detach = context.AfterFunc(db.ctx, func() { r.cancel(ErrClosed) })
	r.conn.SetInterrupt(r.ctx)
	if _, err := r.advance(); err != nil {
		_ = r.Close()
		return nil, db.host.scrubbed(err)
	}
	if r.stmt == nil && !r.executed {
		_ = r.Close()
		return nil, errors.New("there is no SQL statement to run")
	}
	return r, nil
}

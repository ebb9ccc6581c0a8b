package localsql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// Explain is that of DB for statements over what the session has created, whose tables are empty for it too. The session stays
// as it is.
func (s *Session) Explain(ctx context.Context, sql string) ([]PlannedScan, error) {
	if s.db.ctx.Err() != nil {
		return nil, ErrClosed
	}
	c, err := openConn(ctx, s.db.host)
	if err != nil {
		return nil, err
	}
	if s.conn != nil {
		c.said = s.conn.said
		if err := c.copySchema(s.conn); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	d := &dryRun{host: s.db.host}
	c.dryRun = d
	rows, err := s.db.queryOn(ctx, &Rows{db: s.db, conn: c, remaining: sql})
	return d.run(rows, err)
}

// Scan is that of DB.
func (s *Session) Scan(ctx context.Context, p PlannedScan) error { return s.db.Scan(ctx, p) }

// created is a table or view of a connection, with the SQL that makes it.
type created struct{ schema, name, sql string }

// copySchema creates the tables and views of another connection, without rows, beside those that every connection has.
func (c *conn) copySchema(of *conn) error {
	own, err := c.created()
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, t := range own {
		there[t.schema+"."+t.name] = true
	}
	theirs, err := of.created()
	if err != nil {
		return err
	}
	for _, t := range theirs {
		if there[t.schema+"."+t.name] {
			continue
		}
		create, err := of.emptyCopy(t)
		if err == nil {
			err = c.exec(create)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

// created lists what there is on the connection.
func (c *conn) created() (all []created, err error) {
	for _, schema := range []string{"main", "temp"} {
		sql := "select name, sql from " + schema + ".sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' order by rowid"
		if err := c.each(sql, func(stmt *sqlite3.Stmt) {
			all = append(all, created{schema, stmt.ColumnText(0), stmt.ColumnText(1)})
		}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// emptyCopy is the SQL that creates the same without rows. The table of a CSV file becomes one with its columns, because no file
// is opened.
func (c *conn) emptyCopy(t created) (sql string, err error) {
	if strings.HasPrefix(t.sql, "CREATE VIRTUAL ") {
		var columns []string
		err := c.each(fmt.Sprintf("select name from pragma_table_info(%s, %s)", sqlite3.Quote(t.name), sqlite3.Quote(t.schema)), func(stmt *sqlite3.Stmt) {
			columns = append(columns, sqlite3.QuoteIdentifier(stmt.ColumnText(0)))
		})
		t.sql = fmt.Sprintf("CREATE TABLE %s (%s)", sqlite3.QuoteIdentifier(t.name), strings.Join(columns, ", "))
		if err != nil {
			return "", err
		}
	}
	if t.schema == "temp" { // which SQLite leaves out of what it keeps
		t.sql = "CREATE TEMP " + strings.TrimPrefix(t.sql, "CREATE ")
	}
	return t.sql, nil
}

// each calls f with each row of a statement of this package's own.
func (c *conn) each(sql string, f func(*sqlite3.Stmt)) error {
	c.trusted = true
	defer func() { c.trusted = false }()
	stmt, _, err := c.Prepare(sql)
	if err != nil {
		return err
	}
	for stmt.Step() {
		f(stmt)
	}
	return errors.Join(stmt.Err(), stmt.Close())
}

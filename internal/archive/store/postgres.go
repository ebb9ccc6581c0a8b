package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
)

// DefaultSchema is where an archive is in Postgres, unless the URL names another (search_path).
const DefaultSchema = "aircall_archive"

// ErrHeld says that another process archives into the schema.
var ErrHeld = errors.New("another process archives into the schema")

// PostgresURL reads the address of a database, and the schema that it names.
func PostgresURL(url string) (*pgx.ConnConfig, string, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, "", errors.New("the address of the Postgres database cannot be read: write it as postgres://user@host/database") // pgx repeats the password
	}
	schema := c.RuntimeParams["search_path"]
	if schema == "" {
		schema = DefaultSchema
	}
	if strings.ContainsAny(schema, `,"`) {
		return nil, "", errors.New("search_path of the Postgres database must name one schema")
	}
	c.RuntimeParams["search_path"] = quoted(schema)
	c.RuntimeParams["timezone"] = "UTC"
	return c, schema, nil
}

// OpenPostgres opens the archive in a Postgres schema. With a lock it is for writing: the lock is the server's, which
// gives it back when the connection ends; ErrHeld tells that somebody has it, and since when. admit is asked before
// anything is made.
func OpenPostgres(ctx context.Context, url string, write bool, admit func(*Store) error) (_ *Store, since time.Time, err error) {
	c, schema, err := PostgresURL(url)
	if err != nil {
		return nil, since, err
	}
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(2) // one holds the lock
	s := &Store{db: db, dialect: postgres{schema}}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	if err := db.PingContext(ctx); err != nil {
		return nil, since, withoutPassword(err)
	}
	if err := s.checkSchema(ctx, schema); err != nil {
		return nil, since, err
	}
	if write {
		if since, err = s.lockSchema(ctx, schema); err != nil {
			return nil, since, err
		}
		if err := s.checkSchema(ctx, schema); err != nil {
			return nil, since, err
		}
	}
	if err := admit(s); err != nil {
		return nil, since, err
	}
	if write {
		err = s.createSchema(ctx, schema)
	}
	return s, since, err
}

// createSchema makes the schema where it is missing: who may write into one need not be allowed to make one.
func (s *Store) createSchema(ctx context.Context, schema string) error {
	var there bool
	err := s.db.QueryRowContext(ctx, "select exists (select from pg_namespace where nspname = $1)", schema).Scan(&there)
	if err != nil || there {
		return err
	}
	_, err = s.db.ExecContext(ctx, "create schema "+quoted(schema))
	return err
}

// withoutPassword is an error of connecting, which may repeat the whole address.
func withoutPassword(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return fmt.Errorf("the Postgres database refuses the connection: %s", refused.Message)
	}
	return errors.New("the Postgres database does not answer")
}

// checkSchema refuses a schema that has tables and is no archive.
func (s *Store) checkSchema(ctx context.Context, schema string) error {
	var tables, ours int
	err := s.db.QueryRowContext(ctx, "select count(*), count(*) filter (where table_name = 'archive_meta') from information_schema.tables where table_schema = $1", schema).Scan(&tables, &ours)
	if err == nil && tables > 0 && ours == 0 {
		err = fmt.Errorf("the schema %s %w", schema, ErrForeign)
	}
	return err
}

// lockSchema takes the lock on a connection of its own.
func (s *Store) lockSchema(ctx context.Context, schema string) (since time.Time, err error) {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte("aircall archive " + schema)) // it never fails
	key := int64(hash.Sum64())                             //nolint:gosec // all 64 bits are wanted
	holder, err := s.db.Conn(ctx)
	if err != nil {
		return since, err
	}
	var locked bool
	if err := holder.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", key).Scan(&locked); err != nil {
		return since, errors.Join(err, holder.Close())
	}
	if locked {
		s.holder = holder
		return since, nil
	}
	_ = holder.QueryRowContext(ctx, `select a.backend_start from pg_locks l join pg_stat_activity a using (pid)
		where l.locktype = 'advisory' and l.granted and l.classid::bigint = ($1::bigint >> 32) & 4294967295 and l.objid::bigint = $1::bigint & 4294967295`, key).Scan(&since) // may not be ours to see
	return since, errors.Join(ErrHeld, holder.Close())
}

// postgres is the dialect of a schema.
type postgres struct{ schema string }

func (postgres) columnType(t layout.Type) string {
	switch t {
	case layout.Int:
		return "bigint"
	case layout.Bool:
		return "boolean"
	case layout.Timestamp:
		return "timestamptz"
	case layout.Double:
		return "double precision"
	case layout.JSON:
		return "jsonb"
	}
	return "text"
}

func (postgres) placeholder(n int) string { return fmt.Sprintf("$%d", n) }

func (d postgres) among(column string, t layout.Type) string {
	return fmt.Sprintf("%s = any(?::%s[])", column, d.columnType(t))
}

func (postgres) list(values []any) any { return "{" + strings.Join(quotedTexts(values), ",") + "}" }

// quotedTexts are values as elements of an array: numbers, and ids without any sign that would need care.
func quotedTexts(values []any) []string {
	all := texts(values)
	for i, v := range all {
		all[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`
	}
	return all
}

func (postgres) selected(c layout.Column) string {
	if c.Type == layout.JSON {
		return quoted(c.Name) + "::text"
	}
	return quoted(c.Name)
}

func (postgres) bound(v any, _ layout.Type) any { return v }

// escapedNUL is a character that Postgres has no place for, as JSON writes it, behind an even number of backslashes.
var escapedNUL = regexp.MustCompile(`((?:^|[^\\])(?:\\\\)*)\\u0000`)

func (postgres) text(text string, t layout.Type) string {
	text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	if t == layout.JSON && strings.Contains(text, `\u0000`) {
		for escapedNUL.MatchString(text) {
			text = escapedNUL.ReplaceAllString(text, "${1}\uFFFD")
		}
	}
	return text
}

func (d postgres) columns(ctx context.Context, tx *sql.Tx, table string) ([]string, error) {
	found, err := column(tx.QueryContext(ctx, "select column_name::text from information_schema.columns where table_schema = $1 and table_name = $2", d.schema, table))
	return texts(found), err
}

// write copies the rows into a temporary table first, and from there into the table.
func (d postgres) write(ctx context.Context, tx *sql.Tx, conn *sql.Conn, t *layout.Table, rows [][]any) error {
	staged := "staged_" + t.Name
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("create temporary table %s on commit drop as select %s from %s with no data", staged, strings.Join(names(t.Columns), ", "), quoted(t.Name))); err != nil {
		return err
	}
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = c.Name
	}
	err := conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{staged}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return d.copied(t, rows[i]), nil }))
		return err
	})
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, upsert(t, "select * from "+staged)); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "drop table "+staged)
	return err
}

// copied is a row as COPY takes it.
func (postgres) copied(t *layout.Table, row []any) []any {
	all := make([]any, len(row))
	for i, v := range row {
		all[i] = v
		if text, ok := v.(string); ok && t.Columns[i].Type == layout.JSON {
			all[i] = []byte(text) // a string would become a JSON string
		}
	}
	return all
}

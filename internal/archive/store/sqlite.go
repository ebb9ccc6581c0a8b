package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/driver" // the driver sqlite3

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// applicationID marks a SQLite file as an archive: "Airc".
const applicationID = 0x41697263

// busySeconds is how long a run waits for whoever else uses the file.
const busySeconds = 30

var busyTimeout = pragma(fmt.Sprintf("busy_timeout(%d)", busySeconds*1000))

// VFS names the file system, in SQLite's sense, that archives are opened through; "": the operating system's. Tests have
// one that fails.
var VFS string

// ErrForeign is the refusal of a file that is no archive.
var ErrForeign = errors.New("is not an archive of this command, and is left as it is: name another target")

// CheckFile refuses a file that is there and is no archive, without opening it as a database.
func CheckFile(file string) error {
	f, err := os.Open(file) //nolint:gosec // whoever runs the command chooses the file
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	header := make([]byte, 100)
	switch n, err := io.ReadFull(f, header); {
	case n == 0 && errors.Is(err, io.EOF):
		return nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case !strings.HasPrefix(string(header), "SQLite format 3\x00"):
		return fmt.Errorf("%s %w", file, ErrForeign)
	}
	if binary.BigEndian.Uint32(header[68:]) != applicationID {
		return fmt.Errorf("%s %w", file, ErrForeign)
	}
	return nil
}

// OpenFile opens the archive in a SQLite file, or makes one that only its owner may read. Whoever calls it has the lock.
func OpenFile(ctx context.Context, file string) (*Store, error) {
	if info, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		if err := createFile(ctx, file, info); err != nil {
			return nil, fmt.Errorf("%s cannot be made: %w", file, err)
		}
	}
	return openToWrite(ctx, file)
}

// createFile makes an empty archive under another name first, so that a file of that name is an archive at all times.
func createFile(ctx context.Context, file string, before fs.FileInfo) error {
	draft := file + ".new"
	if err := errors.Join(removeIfThere(draft), removeIfThere(draft+"-journal")); err != nil {
		return err
	}
	mode := fs.FileMode(0o600)
	if before != nil {
		mode = before.Mode().Perm()
	}
	f, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // beside the file that was chosen
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	s, err := openToWrite(ctx, draft)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, fmt.Sprintf("pragma application_id = %d", applicationID))
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	return os.Rename(draft, file)
}

func removeIfThere(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// openToWrite opens a file that is there. Its journal gets the mode of the file (modeof).
func openToWrite(ctx context.Context, file string) (*Store, error) {
	return openSQLite(ctx, file, "mode=rw", "modeof="+url.QueryEscape(file), "_txlock=immediate",
		busyTimeout, pragma("journal_mode(delete)"), pragma("synchronous(full)"), pragma("temp_store(memory)"))
}

// ErrHotJournal says that a run was killed in the middle of a commit: nothing can be read before the journal that it left
// is rolled back (Recover).
var ErrHotJournal = errors.New("a run was killed in the middle of a commit, which has to be undone first")

// ReadFile opens the archive in a SQLite file to read it.
func ReadFile(ctx context.Context, file string) (*Store, error) {
	s, err := openSQLite(ctx, file, "mode=ro", busyTimeout, pragma("temp_store(memory)"))
	if err != nil {
		return nil, err
	}
	if err := s.readable(ctx, file); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Recover rolls back what a killed run has left in a SQLite file. Whoever calls it has the lock.
func Recover(ctx context.Context, file string) error {
	s, err := openSQLite(ctx, file, "mode=rw", "modeof="+url.QueryEscape(file), busyTimeout)
	if err != nil {
		return err
	}
	return errors.Join(s.readable(ctx, file), s.Close())
}

// readable reads the file for the first time, which is when SQLite looks for a journal.
func (s *Store) readable(ctx context.Context, file string) error {
	_, err := s.db.ExecContext(ctx, "select 1 from sqlite_schema")
	switch {
	case errors.Is(err, sqlite3.READONLY_ROLLBACK):
		return ErrHotJournal
	case err != nil:
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func pragma(p string) string { return "_pragma=" + url.QueryEscape(p) }

func openSQLite(ctx context.Context, file string, parameters ...string) (*Store, error) {
	name := (&url.URL{Path: file}).EscapedPath()
	if VFS != "" {
		parameters = append(parameters, "vfs="+url.QueryEscape(VFS))
	}
	db, err := sql.Open("sqlite3", "file:"+name+"?"+strings.Join(parameters, "&"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &Store{db: db, dialect: sqlite{}}, nil
}

// sqlite is the dialect of the file.
type sqlite struct{}

func (sqlite) columnType(t layout.Type) string {
	switch t {
	case layout.Int:
		return "INTEGER"
	case layout.Bool:
		return "BOOLEAN"
	case layout.Timestamp:
		return "TIMESTAMP"
	case layout.Double:
		return "REAL"
	}
	return "TEXT" // JSON too: a declared JSON has numeric affinity
}

func (sqlite) placeholder(int) string { return "?" }

func (sqlite) among(column string, _ layout.Type) string {
	return column + " in (select value from json_each(?))"
}

func (sqlite) list(values []any) any {
	list, _ := json.Marshal(values) // numbers and texts always marshal
	return string(list)
}

func (sqlite) selected(c layout.Column) string {
	if c.Type == layout.Timestamp {
		return quoted(c.Name) + " || ''" // else the driver reads it as a time in its own way
	}
	return quoted(c.Name)
}

func (sqlite) bound(v any, t layout.Type) any {
	if at, ok := v.(time.Time); ok && t == layout.Timestamp {
		return plan.FormatTimestamp(at)
	}
	return v
}

func (sqlite) text(text string, _ layout.Type) string { return text }

func (sqlite) columns(ctx context.Context, tx *sql.Tx, table string) ([]string, error) {
	found, err := column(tx.QueryContext(ctx, "select name from pragma_table_info(?)", table))
	return texts(found), err
}

func texts(values []any) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = fmt.Sprint(v)
	}
	return all
}

func (d sqlite) write(ctx context.Context, tx *sql.Tx, _ *sql.Conn, t *layout.Table, rows [][]any) error {
	statement, err := tx.PrepareContext(ctx, upsert(t, "values (?"+strings.Repeat(", ?", len(t.Columns)-1)+")"))
	if err != nil {
		return err
	}
	defer func() { _ = statement.Close() }()
	args := make([]any, len(t.Columns))
	for _, row := range rows {
		for i, c := range t.Columns {
			args[i] = d.bound(row[i], c.Type)
		}
		if _, err := statement.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// upsert inserts what values gives, or puts it in the place of the rows with those keys.
func upsert(t *layout.Table, values string) string {
	var sets []string
	for _, name := range names(t.Columns) {
		sets = append(sets, name+" = excluded."+name)
	}
	return fmt.Sprintf("insert into %s (%s) %s on conflict (%s) do update set %s", quoted(t.Name),
		strings.Join(names(t.Columns), ", "), values, strings.Join(t.Key, ", "), strings.Join(sets, ", "))
}

package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

type targetKind int

const (
	fileTarget     targetKind = iota // a SQLite file
	lakeTarget                       // a folder of Parquet files
	postgresTarget                   // a schema of a Postgres database
)

// A Target is where an archive is.
type Target struct {
	kind  targetKind
	place string // a path or a URL
}

var scheme = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]+://`)

// own is the folder of a lake that is no data: readers of Parquet skip its name.
const own = "_aircall"

// ParseTarget reads what --to names.
func ParseTarget(name string) (*Target, error) {
	isDirectory, isFile := false, false
	if info, err := os.Stat(strings.TrimRight(name, "/")); err == nil {
		isDirectory, isFile = info.IsDir(), !info.IsDir()
	}
	switch ext := filepath.Ext(name); {
	case name == "":
		return nil, errors.New("no target is given: name a file with --to, such as --to calls.db")
	case strings.HasPrefix(name, "postgres://"), strings.HasPrefix(name, "postgresql://"):
		_, _, err := store.PostgresURL(name)
		return &Target{postgresTarget, name}, err
	case scheme.MatchString(name):
		return nil, fmt.Errorf("%s… is no target: name a SQLite file, a folder that ends in / for Parquet, or postgres://…", scheme.FindString(name))
	case strings.HasSuffix(name, "/") && isFile:
		return nil, fmt.Errorf("%s is a file, and an archive in Parquet is a folder: name another", strings.TrimRight(name, "/"))
	case strings.HasSuffix(name, "/"), isDirectory:
		return &Target{lakeTarget, filepath.Clean(name)}, nil
	case ext == ".parquet":
		return nil, fmt.Errorf("%s: an archive in Parquet is a folder with a file for each month: write --to %s/", name, strings.TrimSuffix(name, ext))
	case ext == ".duckdb", ext == ".csv":
		return nil, fmt.Errorf("%s: no archive is written as %s; name a SQLite file (calls.db), or a folder for Parquet (calls/), which DuckDB reads", name, strings.TrimPrefix(ext, "."))
	}
	return &Target{fileTarget, name}, nil
}

// String is the target's name for people.
func (t *Target) String() string {
	if t.kind != postgresTarget {
		return t.place
	}
	u, err := url.Parse(t.place)
	if err != nil {
		return "postgres://…"
	}
	u.User, u.RawQuery = nil, ""
	return u.String()
}

// open takes the target's lock and opens it. A refusal comes before anything of ours appears beside the target.
func (t *Target) open(ctx context.Context, wanted store.Meta, now time.Time) (_ *store.Store, err error) {
	if t.kind == postgresTarget {
		return t.openPostgres(ctx, wanted)
	}
	if err := t.check(ctx, wanted); err != nil {
		return nil, err
	}
	if t.kind == lakeTarget {
		if err := makeFolders(t.place, filepath.Dir(t.lock())); err != nil {
			return nil, err
		}
	}
	release, err := lockFile(t.String(), t.lock(), now)
	if err != nil {
		return nil, err
	}
	s, err := t.openLocked(ctx, wanted)
	if err != nil {
		return nil, errors.Join(err, release())
	}
	s.OnClose(release)
	return s, nil
}

// openLocked checks once more: whoever held the lock may have made the target.
func (t *Target) openLocked(ctx context.Context, wanted store.Meta) (*store.Store, error) {
	if err := store.CheckFile(t.file()); err != nil {
		return nil, err
	}
	s, err := store.OpenFile(ctx, t.file())
	if err != nil {
		return nil, err
	}
	if err := checkMeta(ctx, t.place, s, wanted); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// check refuses what is not ours. It only reads.
func (t *Target) check(ctx context.Context, wanted store.Meta) error {
	folder := filepath.Dir(t.place)
	switch info, err := os.Stat(folder); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: there is no folder %s: make it first", t.place, folder)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s: %s is no folder", t.place, folder)
	}
	if t.kind == lakeTarget {
		if err := checkLake(t.place); err != nil {
			return err
		}
	}
	return checkFile(ctx, t.file(), wanted)
}

// file is the SQLite file of a target on this machine.
func (t *Target) file() string {
	if t.kind == lakeTarget {
		return filepath.Join(t.place, own, "archive.db")
	}
	return t.place
}

// lock is the file whose lock whoever writes has.
func (t *Target) lock() string {
	if t.kind == lakeTarget {
		return filepath.Join(t.place, own, "lock")
	}
	return t.place + ".lock"
}

// checkFile refuses a file that is there and is no archive that this run may go on with.
func checkFile(ctx context.Context, file string, wanted store.Meta) error {
	if err := store.CheckFile(file); err != nil {
		return err
	}
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		return nil //nolint:nilerr // what is not there is made
	}
	if _, err := os.Stat(file + "-journal"); err == nil {
		return nil // a run was killed, or is at it: only who has the lock can read the file
	}
	s, err := store.ReadFile(ctx, file)
	if errors.Is(err, store.ErrHotJournal) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(checkMeta(ctx, file, s, wanted), s.Close())
}

// checkMeta refuses an archive of a later version, and to mix invented and real calls, or pseudonyms and personal data.
func checkMeta(ctx context.Context, name string, s *store.Store, wanted store.Meta) error {
	var m store.Meta
	err := s.Update(ctx, func(tx *store.Tx) (err error) {
		m, err = tx.Meta(ctx)
		return err
	})
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	case m.Format > store.Format:
		return checkFormat(name, m)
	case m.Format != 0 && m.Demo && !wanted.Demo:
		return fmt.Errorf("%s holds the invented company of --demo: name another file for your own", name)
	case m.Format != 0 && !m.Demo && wanted.Demo:
		return fmt.Errorf("%s holds a company's calls, and --demo would mix invented ones into it: name another file", name)
	case m.Format != 0:
		return mixes(name, m, wanted)
	}
	return nil
}

// checkFormat refuses an archive of a later version.
func checkFormat(name string, m store.Meta) error {
	if m.Format > store.Format {
		return fmt.Errorf("%s was written by a later version of this command (format %d, and this one knows %d): use that version", name, m.Format, store.Format)
	}
	return nil
}

// ledger is the SQLite file that has the rows of a target on this machine.
func (t *Target) ledger() (string, error) {
	if t.kind == postgresTarget {
		return "", errors.New("an archive in Postgres is asked in Postgres itself: name a SQLite file or a folder")
	}
	if _, err := os.Stat(t.file()); err != nil {
		return "", fmt.Errorf("there is no archive %s: make it with aircall archive --to %s", t.place, t.place)
	}
	return t.file(), nil
}

// openPostgres opens a schema, and takes its lock.
func (t *Target) openPostgres(ctx context.Context, wanted store.Meta) (*store.Store, error) {
	s, since, err := store.OpenPostgres(ctx, t.place, true, func(s *store.Store) error { return checkMeta(ctx, t.String(), s, wanted) })
	if errors.Is(err, store.ErrHeld) {
		held := &HeldError{Target: t.String()}
		if !since.IsZero() {
			held.Since = since.Local().Format("15:04")
		}
		return nil, held
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t, err)
	}
	return s, nil
}

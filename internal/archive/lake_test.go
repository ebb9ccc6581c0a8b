package archive

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goparquet "github.com/fraugster/parquet-go"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// startLake serves a company that is to be archived into a folder.
func startLake(t *testing.T, c *fakeaircall.Company) (s *site, folder, ledger string) {
	t.Helper()
	s = start(t, c)
	folder = filepath.Join(t.TempDir(), "lake")
	s.options.Target = folder + "/"
	return s, folder, filepath.Join(folder, "_aircall", "archive.db")
}

// partRows reads a Parquet file with a reader that did not write it: each row as one text, times and JSON as the ledger has them.
func partRows(t *testing.T, file string, table *layout.Table) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r, err := goparquet.NewFileReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for range r.NumRows() {
		row, err := r.NextRow()
		if err != nil {
			t.Fatal(err)
		}
		values := make([]any, len(table.Columns))
		for i, c := range table.Columns {
			switch v := row[c.Name].(type) {
			case []byte:
				values[i] = string(v)
			case int64:
				if values[i] = any(v); c.Type == layout.Timestamp {
					values[i] = time.UnixMicro(v).UTC()
				}
			default:
				values[i] = v
			}
		}
		rows = append(rows, fmt.Sprint(values))
	}
	return rows
}

// wantImage checks that the files of a lake hold the rows of its ledger.
func wantImage(t *testing.T, folder, ledger string) {
	t.Helper()
	l, err := layout.Choose(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range l.Tables {
		files, err := filepath.Glob(filepath.Join(folder, table.Name, "part.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		months, _ := filepath.Glob(filepath.Join(folder, table.Name, "month=*", "part.parquet"))
		got := map[string]bool{}
		n := 0
		for _, file := range append(files, months...) {
			for _, row := range partRows(t, file, table) {
				got[row] = true
				n++
			}
		}
		var columns []string
		for _, c := range table.Columns {
			columns = append(columns, `"`+c.Name+`"`)
		}
		want := rowsOf(t, ledger, fmt.Sprintf("select %s from %s", strings.Join(columns, ", "), table.Name))
		if n != len(want) {
			t.Errorf("the files of %s have %d rows, want %d", table.Name, n, len(want))
		}
		for _, row := range want {
			if !got[row] {
				t.Errorf("the files of %s lack\n%s", table.Name, row)
				break
			}
		}
	}
}

// hashes are those of a lake's files.
func hashes(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".parquet") {
			all[path] = hashOf(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheFilesOfALakeAreTheImageOfItsLedger(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, folder, ledger := startLake(t, small(3))
		s.run()
		wantImage(t, folder, ledger)
		before := hashes(t, folder)
		time.Sleep(time.Hour)
		s.run()
		for file, hash := range hashes(t, folder) {
			if !strings.Contains(file, "availability") && before[file] != hash {
				t.Errorf("%s was written again, though nothing had changed", file)
			}
		}
		wantImage(t, folder, ledger)
	})
}

// TestAFileShowsWhatWasDeleted: and is the only one that is written again for it.
func TestAFileShowsWhatWasDeleted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, folder, ledger := startLake(t, small(3))
		s.run()
		before := hashes(t, folder)
		s.server.Change(func(c *fakeaircall.Company) { c.Webhooks = c.Webhooks[1:] })
		time.Sleep(time.Hour)
		s.run()
		wantImage(t, folder, ledger)
		if got := rowsOf(t, ledger, "select count(*) from aircall_webhook where deleted_at is not null"); got[0] != "[1]" {
			t.Errorf("%s webhooks are marked", got)
		}
		for file, hash := range hashes(t, folder) {
			changes := strings.Contains(file, "aircall_webhook") || strings.Contains(file, "availability")
			if changes != (before[file] != hash) {
				t.Errorf("%s was written again: %v", file, !changes)
			}
		}
	})
}

func TestTheFoldersOfALakeAreTheirOwnersAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, folder, _ := startLake(t, small(3))
		s.run()
		shared := filepath.Join(folder, "aircall_user_availability", "month=2026-06-01", "part.parquet")
		if err := os.Chmod(shared, 0o640); err != nil {
			t.Fatal(err)
		}
		s.run()
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			want := fs.FileMode(0o600)
			switch {
			case d.IsDir():
				want = 0o700
			case path == shared: // somebody has given it to a group
				want = 0o640
			}
			if info.Mode().Perm() != want {
				t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestARunThatWasKilledBetweenTwoFiles(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, folder, ledger := startLake(t, small(3))
		s.run()
		// What a kill leaves: rows that no file has, their notes, and a draft.
		db, err := store.OpenFile(t.Context(), ledger)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Exec("update aircall_call set started_at = datetime(started_at, '+1 second')"); err != nil {
				return err
			}
			return tx.Touch(t.Context(), "aircall_call", "2026-06-01")
		}); err != nil {
			t.Fatal(err)
		}
		_ = db.Close()
		draft := filepath.Join(folder, "aircall_call", "month=2026-06-01", ".part.parquet.tmp-7")
		if err := os.WriteFile(draft, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.run(func(o *Options) { o.Tables = []string{"aircall_user"} })
		wantImage(t, folder, ledger)
		if _, err := os.Stat(draft); err == nil {
			t.Error("the draft is still there")
		}
	})
}

func TestACallThatMovesIntoAnotherMonth(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := small(3)
		end := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
		c.Calls = c.Calls[len(c.Calls)-1:]
		c.Calls[0].StartedAt, c.Calls[0].EndedAt = end.Unix()-1, end.Unix()+60
		time.Sleep(time.Until(end.Add(16 * 24 * time.Hour)))
		s, folder, ledger := startLake(t, c)
		s.run()
		s.server.Change(func(c *fakeaircall.Company) { c.Calls[0].StartedAt++ })
		s.run(func(o *Options) { o.Reread = 30 * 24 * time.Hour })
		wantImage(t, folder, ledger)
		if _, err := os.Stat(filepath.Join(folder, "aircall_call", "month=2026-05-01")); err == nil {
			t.Error("the empty month is still there")
		}
	})
}

func TestAFolderOfSomebodyElsesIsRefused(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, folder, _ := startLake(t, small(3))
		if err := os.MkdirAll(filepath.Join(folder, "photos"), 0o700); err != nil {
			t.Fatal(err)
		}
		before := listing(t, folder)
		if _, err := Run(t.Context(), s.options); err == nil || !strings.Contains(err.Error(), "is not an archive") {
			t.Errorf("error: %v", err)
		}
		if listing(t, folder) != before || len(s.server.Requests()) > 0 {
			t.Error("the folder has changed, or something was asked")
		}
	})
}

package archive

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
)

// listing is every file below a folder with its content and time.
func listing(t *testing.T, folder string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		b.WriteString(path + info.ModTime().String() + info.Mode().String())
		if !d.IsDir() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b.Write(content)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatIsNotOursIsRefusedAndUntouched(t *testing.T) {
	foreign := func(t *testing.T, file string) {
		t.Helper()
		db, err := store.OpenFile(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec("create table mine (id integer); pragma application_id = 7")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		_ = db.Close()
	}
	write := func(content string) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			t.Helper()
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	later := func(t *testing.T, file string) {
		t.Helper()
		db, err := store.OpenFile(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec("create table archive_meta (key text, value text); insert into archive_meta values ('format', '2')")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		_ = db.Close()
	}
	for name, test := range map[string]struct {
		make   func(*testing.T, string)
		target string
		says   string
	}{
		"a text":                          {write("a shopping list, longer than the header of a database: milk, bread, apples, and what was left of the cheese"), "calls.db", "is not an archive"},
		"a short text":                    {write("milk"), "calls.db", "is not an archive"},
		"a database of somebody else's":   {foreign, "calls.db", "is not an archive"},
		"an archive of a later format":    {later, "calls.db", "later version"},
		"a folder that is not there":      {nil, "there/calls.db", "make it first"},
		"a single Parquet file":           {nil, "calls.parquet", "a folder"},
		"a DuckDB file":                   {nil, "calls.duckdb", "SQLite"},
		"an address of something else":    {nil, "mysql://db/calls", "no target"},
		"no name":                         {nil, "", "--to"},
		"a table that is computed":        {nil, "calls.db", "computed"},
		"a table that there is not":       {nil, "calls.db", "aircall_call"},
		"a connection without credential": {nil, "calls.db", "AIRCALL_API_ID"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := start(t, small(3))
				folder := t.TempDir()
				s.options.Target = filepath.Join(folder, test.target)
				switch name {
				case "no name", "an address of something else":
					s.options.Target = test.target
				case "a table that is computed":
					s.options.Tables = []string{"aircall_call_volume"}
				case "a table that there is not":
					s.options.Tables = []string{"calls"}
				case "a connection without credential":
					s.options.Connections[0].Config = ""
				}
				if test.make != nil {
					test.make(t, s.options.Target)
				}
				before := listing(t, folder)
				_, err := Run(t.Context(), s.options)
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Errorf("error: %v, want one that says %q", err, test.says)
				}
				if after := listing(t, folder); after != before {
					t.Errorf("the folder has changed from\n%q to\n%q", before, after)
				}
				if n := len(s.server.Requests()); n > 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

func TestInventedAndRealCallsDoNotMix(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		s.options.Demo = true
		if _, err := Run(t.Context(), s.options); err == nil || !strings.Contains(err.Error(), "--demo") {
			t.Errorf("error: %v", err)
		}
	})
}

func TestASecondArchiveOfOneFileWaitsForAnotherDay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		release, err := lockFile(s.options.Target, s.options.Target+".lock", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		before, n := hashOf(t, s.options.Target), len(s.server.Requests())
		_, err = Run(t.Context(), s.options)
		var held *HeldError
		if !errors.As(err, &held) || !strings.Contains(err.Error(), "since "+time.Now().Local().Format("15:04")) {
			t.Errorf("error: %v", err)
		}
		if hashOf(t, s.options.Target) != before || len(s.server.Requests()) != n {
			t.Error("something was asked, or written")
		}
		if err := release(); err != nil {
			t.Fatal(err)
		}
		s.run() // the file that is left means nothing
	})
}

func TestAColumnThatWasDroppedComesBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		db, err := store.OpenFile(t.Context(), s.options.Target)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec("alter table aircall_call drop column asset")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		_ = db.Close()
		s.run(func(o *Options) { o.Reread = 30 * 24 * time.Hour })
		if got := s.one("select count(asset) > 0 from aircall_call"); got != "1" {
			t.Error("the column is not filled again")
		}
	})
}

func TestTheFilesAreTheirOwnersAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := start(t, small(3))
		s.run()
		for _, name := range []string{s.options.Target, s.options.Target + ".lock"} {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if mode := info.Mode().Perm(); mode != 0o600 {
				t.Errorf("%s has mode %o", filepath.Base(name), mode)
			}
		}
		files, _ := filepath.Glob(filepath.Dir(s.options.Target) + "/*")
		if len(files) != 2 {
			t.Errorf("there are %q", files)
		}
	})
}

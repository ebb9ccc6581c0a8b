package localsql_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// opensFiles are statements that would write to the folder or open what is in it, and what their refusal names.
func opensFiles(folder string) map[string]string {
	file := filepath.Join(folder, "new.db")
	return map[string]string{
		"attach '" + file + "' as x":                             file,
		"attach 'file:" + file + "?mode=rwc' as x":               file,
		"attach '" + folder + "' || '/new.db' as x":              "opening a file",
		"attach '' as x":                                         "opening a file",
		"attach 'file::memory:' as x":                            "file::memory:",
		"vacuum into '" + file + "'":                             file,
		"vacuum main into '" + file + "'":                        file,
		"vacuum into '" + folder + "' || '/new.db'":              file,
		"select 1; vacuum into '" + file + "'":                   file,
		"explain select 1; attach '" + file + "' as x; select 1": file,
	}
}

// changesTheEngine are pragmas that open a file, or change where the engine writes or how it compares.
var changesTheEngine = []string{
	"pragma temp_store = file", "pragma temp_store_directory = '/tmp'", "pragma journal_mode = wal", "pragma main.journal_mode",
	"pragma case_sensitive_like = on", "pragma writable_schema = on", "pragma trusted_schema = on", "pragma user_version = 3",
	"select * from pragma_user_version", "pragma hard_heap_limit = 1", "pragma cache_size = 5", "PRAGMA Synchronous = off",
}

func TestFilesAreRefused(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	folder := t.TempDir()
	refuse := func(sql, want string) {
		t.Helper()
		_, err := queryAll(db, sql)
		var refused *localsql.RefusedError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "is refused: ") {
			t.Errorf("%s: %v, want %q", sql, err, want)
		}
	}
	for sql, want := range opensFiles(folder) {
		refuse(sql, want)
	}
	for _, sql := range changesTheEngine {
		refuse(sql, "pragma ")
	}
	for _, function := range []string{"readfile('/etc/hosts')", "writefile('x', 'y')", "load_extension('x')", "edit('x')", "fsdir('.')"} {
		if _, err := query(db, "select "+function); err == nil || !strings.Contains(err.Error(), "no such function") {
			t.Errorf("%s: %v", function, err)
		}
	}
	for _, sql := range []string{"create virtual table x using plugin", "create virtual table temp.x using plugin(0, 1)", "create virtual table x using ambiguous(0)"} {
		if _, err := query(db, sql); err == nil || !strings.Contains(err.Error(), "cannot be created") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) > 0 {
		t.Errorf("%v, %v", files, err)
	}
}

func TestStatementsInMemoryAreAllowed(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for _, sql := range []string{
		"create table main.x(i); insert into x values (1); update x set i = 2; delete from x; drop table x",
		"create temp table x as select name from getonly where id = 1; create index temp.y on x(name); select * from x",
		"create temp view x as select name from getonly where id = 1; select * from x",
		"attach ':memory:' as mine; create table mine.x(i); select * from mine.x; detach mine",
		"begin; savepoint a; rollback to a; commit", "analyze", "reindex",
		"pragma table_info(book)", "select name from pragma_table_info('book')", "pragma database_list", "select * from pragma_function_list",
	} {
		if _, err := queryAll(db, sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestFilesCanBeAllowed(t *testing.T) {
	t.Parallel()
	db, _ := openWith(t, localsql.Options{AllowFiles: true})
	for _, sql := range slices.Sorted(maps.Keys(opensFiles("FOLDER"))) {
		sql = strings.ReplaceAll(sql, "FOLDER", t.TempDir())
		if _, err := queryAll(db, sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if _, err := queryAll(db, "attach '"+copied+"' as mine; create table mine.author as select id, name from getonly where id = 7; select * from mine.author"); err != nil {
		t.Fatal(err)
	}
	if got := run(t, db, "select 1 where exists (select 1 from pragma_journal_mode)"); len(got) != 1 {
		t.Error(got)
	}
	if _, err := query(db, "create virtual table x using plugin"); err == nil || !strings.Contains(err.Error(), "cannot be created") {
		t.Error(err)
	}
	if content, err := os.ReadFile(copied); err != nil || !strings.Contains(string(content), "only") {
		t.Errorf("%d bytes, %v", len(content), err)
	}
}

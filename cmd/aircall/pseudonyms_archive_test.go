//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goparquet "github.com/fraugster/parquet-go"
	_ "github.com/ncruces/go-sqlite3/driver"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// TestEveryTableIsArchivedUnderPseudonyms: in SQLite and in Parquet, those that are archived by name too, nothing personal is
// written; and without pseudonyms the same reading finds it.
func TestEveryTableIsArchivedUnderPseudonyms(t *testing.T) {
	t.Parallel()
	company := fixture.Filled(time.Now())
	_, config := serve(t, company)
	outsiders, users := fixture.OutsidersOf(company), fixture.UsersOf(company)
	l, err := layout.Choose(nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, table := range l.Tables {
		if table.Kind != layout.Samples {
			names = append(names, table.Name)
		}
	}
	for _, target := range []string{"calls.db", "lake/"} {
		written := func(mode ...string) (text string, rows int) {
			folder := t.TempDir()
			args := append([]string{"archive", "--to", folder + "/" + target, "--config", config, "--tables", strings.Join(names, ",")}, mode...)
			if e := command(t, args...); e.status != 0 {
				t.Fatalf("%q: %+v", args, e)
			}
			return contents(t, folder, names)
		}
		key := filepath.Join(t.TempDir(), "key")
		text, rows := written("--pseudonyms", "--pseudonym-key", key)
		if found := outsiders.In(text); found != nil || rows < len(names)/2 {
			t.Errorf("%s holds %q in %d rows", target, found, rows)
		}
		if text, _ := written("--pseudonyms=all", "--pseudonym-key", key); users.In(text) != nil {
			t.Errorf("%s holds users: %q", target, users.In(text))
		}
		if plain, _ := written(); len(outsiders.In(plain)) < 10 || len(users.In(plain)) < 2 {
			t.Errorf("without pseudonyms %s holds %q and %q: the test shows nothing", target, outsiders.In(plain), users.In(plain))
		}
	}
}

// TestFilesHoldPseudonyms: a file of Parquet and a workbook, which are no text.
func TestFilesHoldPseudonyms(t *testing.T) {
	t.Parallel()
	company := fixture.Filled(time.Now())
	_, config := serve(t, company)
	outsiders := fixture.OutsidersOf(company)
	for _, name := range []string{"calls.parquet", "calls.xlsx"} {
		for _, mode := range [][]string{{"--pseudonyms", "--pseudonym-key", filepath.Join(t.TempDir(), "key")}, nil} {
			folder := t.TempDir()
			if e := command(t, append([]string{"query", "select * from aircall_call", "--to", filepath.Join(folder, name), "--config", config}, mode...)...); e.status != 0 {
				t.Fatalf("%+v", e)
			}
			if filepath.Ext(name) == ".xlsx" {
				unzip(t, filepath.Join(folder, name), folder)
			}
			text, _ := contents(t, folder, nil)
			text = strings.NewReplacer("http://schemas.", "", "http://purl.", "", "http://www.w3.", "").Replace(text) // of the workbook's own XML
			if found := outsiders.In(text); (found != nil) != (mode == nil) {
				t.Errorf("%s with %q holds %q", name, mode, found)
			}
		}
	}
}

// unzip lays the files of an archive side by side.
func unzip(t *testing.T, file, folder string) {
	t.Helper()
	r, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	for i, f := range r.File {
		content, err := fs.ReadFile(r, f.Name)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, fmt.Sprint(i)), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// contents is all that the files in a folder hold, and the cells of their tables in quotes.
func contents(t *testing.T, folder string, tables []string) (text string, rows int) {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path) //nolint:gosec // the test's own
		b.Write(content)
		n := 0
		switch {
		case err != nil:
		case strings.HasSuffix(path, ".parquet"):
			n, err = parquetCells(&b, content)
		case filepath.Base(path) == "calls.db":
			n, err = sqliteCells(t.Context(), &b, path, tables)
		}
		rows += n
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), rows
}

func parquetCells(to io.Writer, file []byte) (rows int, err error) {
	r, err := goparquet.NewFileReader(bytes.NewReader(file))
	if err != nil {
		return 0, err
	}
	for range r.NumRows() {
		row, err := r.NextRow()
		if err != nil {
			return 0, err
		}
		rows++
		for _, cell := range row {
			fmt.Fprintf(to, "%q\n%s\n", cell, cell)
		}
	}
	return rows, nil
}

func sqliteCells(ctx context.Context, to io.Writer, file string, tables []string) (rows int, err error) {
	db, err := sql.Open("sqlite3", "file:"+file)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	for _, table := range tables {
		n, err := tableCells(ctx, to, db, table)
		if err != nil {
			return 0, err
		}
		rows += n
	}
	return rows, nil
}

func tableCells(ctx context.Context, to io.Writer, db *sql.DB, table string) (n int, err error) {
	rows, err := db.QueryContext(ctx, "select * from "+table) //nolint:gosec // one of the archive's own names
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	cells, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		places[i] = &cells[i]
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(places...); err != nil {
			return 0, err
		}
		for _, cell := range cells {
			fmt.Fprintf(to, "%q\n%s\n", cell, cell)
		}
	}
	return n, rows.Err()
}

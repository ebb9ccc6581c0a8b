package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// A lake is a folder of Parquet files that are the image of an archive in SQLite, its ledger. A run notes in the ledger,
// in the transaction of the rows, which files these stand in; then each of those is written whole under another name and
// renamed. A run that is killed leaves notes, and the next one writes the files.

const (
	part       = "part.parquet"
	draftStart = ".part.parquet.tmp-" // followed by the number of the process
)

// makeFolders makes what is missing of them, for their owner alone.
func makeFolders(folders ...string) error {
	for _, folder := range folders {
		if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// checkLake refuses a folder that holds something and is no lake of ours.
func checkLake(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(folder, own, "archive.db")); err == nil {
		return nil // the file itself is checked like any other
	}
	inside, err := os.ReadDir(filepath.Join(folder, own))
	begun := err == nil && len(entries) == 1 // a run was killed before it had made the ledger
	for _, e := range inside {
		begun = begun && (e.Name() == "lock" || strings.HasPrefix(e.Name(), "archive.db.new"))
	}
	if !begun {
		return fmt.Errorf("the folder %s %w", folder, store.ErrForeign)
	}
	return nil
}

// writeLake writes the files whose rows have changed.
func (r *run) writeLake(ctx context.Context, folder string) error {
	if err := removeDrafts(folder); err != nil {
		return err
	}
	all := layout.All()
	var files []store.File
	if err := r.store.Update(ctx, func(tx *store.Tx) (err error) {
		files, err = tx.Dirty(ctx)
		return err
	}); err != nil {
		return err
	}
	for _, f := range r.moved.sort(files) {
		t := all.Table(f.Table)
		if t == nil {
			continue // of a later version
		}
		if err := r.store.Update(ctx, func(tx *store.Tx) error {
			if err := writePart(ctx, tx, folder, t, f); err != nil {
				return fmt.Errorf("%s: %w", f.Table, err)
			}
			return tx.Written(ctx, f)
		}); err != nil {
			return err
		}
	}
	return nil
}

// removeDrafts removes what a killed run has left. Whoever calls it has the lock.
func removeDrafts(folder string) error {
	for _, pattern := range []string{"*/" + draftStart + "*", "*/month=*/" + draftStart + "*"} {
		drafts, err := filepath.Glob(filepath.Join(escaped(folder), pattern))
		if err != nil {
			return err
		}
		for _, d := range drafts {
			if err := os.Remove(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// escaped keeps the signs of a folder's name out of a pattern.
func escaped(folder string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(folder)
}

// writePart writes one file from the ledger, and removes that of a month that has no rows any more.
func writePart(ctx context.Context, tx *store.Tx, lake string, t *layout.Table, f store.File) error {
	folder := filepath.Join(lake, t.Name)
	if err := makeFolders(folder); err != nil {
		return err
	}
	if f.Month != "" {
		folder = filepath.Join(folder, "month="+f.Month)
		if err := makeFolders(folder); err != nil {
			return err
		}
	}
	file := filepath.Join(folder, part)
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(file); err == nil {
		mode = info.Mode().Perm() // as somebody has set it for another reader
	}
	draft := filepath.Join(folder, fmt.Sprintf("%s%d", draftStart, os.Getpid()))
	rows, err := writeDraft(ctx, tx, draft, mode, t, f)
	switch {
	case err != nil:
		return errors.Join(err, os.Remove(draft))
	case rows == 0 && f.Month != "":
		err := errors.Join(os.Remove(draft), removeIfThere(file), os.Remove(folder))
		return errors.Join(err, syncFolder(filepath.Dir(folder)))
	}
	if err := os.Rename(draft, file); err != nil {
		return err
	}
	return syncFolder(folder)
}

func removeIfThere(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writeDraft writes the rows of a file and returns how many there are.
func writeDraft(ctx context.Context, tx *store.Tx, draft string, mode fs.FileMode, t *layout.Table, f store.File) (rows int, err error) {
	file, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // in the folder that was chosen
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := file.Chmod(mode); err != nil {
		return 0, err
	}
	results := output.NewResults(file, output.Options{Format: output.Parquet})
	columns := make([]output.Column, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = output.Column{Name: c.Name, Type: sqlTypes[c.Type]}
	}
	printer, err := results.Next(columns)
	if err != nil {
		return 0, err
	}
	for row, err := range tx.RowsOf(ctx, t, f) {
		if err != nil {
			return rows, err
		}
		if err := printer.Print(row); err != nil {
			return rows, err
		}
		rows++
	}
	if err := errors.Join(printer.Close(), results.Close()); err != nil {
		return rows, err
	}
	return rows, file.Sync()
}

// sqlTypes are the types of columns in the words of results.
var sqlTypes = map[layout.Type]string{
	layout.Int: "bigint", layout.Text: "text", layout.Bool: "boolean", layout.Timestamp: "timestamp with time zone",
	layout.Double: "double precision", layout.JSON: "jsonb",
}

package localsql

import (
	"fmt"
	"io/fs"
	"os"
)

// files are those of the machine, for CSV tables: refused, unless the options allow files.
type files struct{ conn *conn }

// Open opens a file by its path on the machine.
func (f files) Open(name string) (fs.File, error) {
	if !f.conn.host.allowFiles {
		return noFile{}, f.conn.keepError(&RefusedError{fmt.Sprintf("opening the file %q (csv)", name)})
	}
	file, err := os.Open(name) //nolint:gosec // whoever asks was allowed to name files
	if err != nil {
		return noFile{}, f.conn.keepError(fmt.Errorf("the CSV file cannot be read: %w", err))
	}
	// The library looks for three bytes, and says EOF where there are fewer.
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() < 3 {
		_ = file.Close()
		return noFile{}, f.conn.keepError(fmt.Errorf("the CSV file %s cannot be read: it is no file with rows", name))
	}
	return file, nil
}

// noFile is there to be closed: the reader of CSV closes what it was given before it looks at the error.
type noFile struct{ fs.File }

// Close does nothing.
func (noFile) Close() error { return nil }

//go:build !windows

package archive

import (
	"errors"
	"os"
)

// syncFolder makes the names in a folder last over a power cut.
func syncFolder(folder string) error {
	f, err := os.Open(folder) //nolint:gosec // the folder that was chosen
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

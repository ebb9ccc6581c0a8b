//go:build unix && (!race || atomicsdk)

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestWhateverTheUmaskFilesAreTheirOwnersAlone archives with a umask that takes nothing away, and with a usual one of servers.
func TestWhateverTheUmaskFilesAreTheirOwnersAlone(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	for _, umask := range []string{"000", "022"} {
		for _, target := range []string{"calls.db", "calls/"} {
			t.Run(umask+" "+target, func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				for range 2 { // the second writes into what is there
					cmd := exec.CommandContext(t.Context(), "sh", "-c", `umask "$1" && shift && exec "$@"`, "sh", umask, os.Args[0], "archive", "--config", config, "--to", folder+"/"+target)
					cmd.Env = append(os.Environ(), asCommand+"=1")
					if said, err := cmd.CombinedOutput(); err != nil {
						t.Fatalf("%v: %s", err, said)
					}
				}
				files := 0
				if err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
					if err != nil || path == folder {
						return err
					}
					info, err := d.Info()
					if err != nil {
						return err
					}
					want := fs.FileMode(0o600)
					if d.IsDir() {
						want = 0o700
					} else {
						files++
					}
					if got := info.Mode().Perm(); got != want {
						t.Errorf("%s has mode %04o, want %04o", path, got, want)
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if files < 2 {
					t.Errorf("%d files", files)
				}
			})
		}
	}
}

package spc

import (
	"io/fs"
	"os"
	"runtime"
)

// readByOthers are the permissions by which a file's group and everybody read it.
const readByOthers fs.FileMode = 0o044

// ReadableByOthers reports whether other users of the machine may read a file, and its permissions. On Windows the
// permissions do not tell, and it reports false.
func ReadableByOthers(file string) (fs.FileMode, bool) {
	info, err := os.Stat(file)
	if err != nil || runtime.GOOS == "windows" {
		return 0, false
	}
	return info.Mode().Perm(), info.Mode()&readByOthers != 0
}

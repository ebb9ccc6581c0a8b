//go:build unix

package ratelimit

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedByUser reports whether the folder is this user's and no other may write to it.
func ownedByUser(folder fs.FileInfo) bool {
	owner, ok := folder.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Geteuid() && folder.Mode().Perm()&0o022 == 0
}

//go:build !unix

package ratelimit

import "io/fs"

// ownedByUser: here the user's cache and temporary folders are the user's own.
func ownedByUser(fs.FileInfo) bool { return true }

package ratelimit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Folder is where a machine's processes keep what they share. The zero Folder is none.
type Folder struct {
	Variable string // of the environment, which may name the folder
	Named    string // by the user, who answers for who may write there; "" when none was
	// Candidates are where to look otherwise: the first that can be used and that nobody else can write to.
	Candidates []string
}

// UserFolder is the folder that a variable of the environment names, else one with that name in a folder of the user's
// own: for state, else for what is cached, else in the temporary one.
func UserFolder(variable, name string) Folder {
	return userFolder(variable, name, os.Getenv, runtime.GOOS, os.UserCacheDir, os.TempDir(), os.Geteuid())
}

func userFolder(variable, name string, env func(string) string, system string, cache func() (string, error), temporary string, user int) Folder {
	f := Folder{Variable: variable, Named: strings.TrimSpace(env(variable))}
	if f.Named != "" {
		return f
	}
	if state := env("XDG_STATE_HOME"); filepath.IsAbs(state) {
		f.Candidates = append(f.Candidates, filepath.Join(state, name))
	} else if home := env("HOME"); filepath.IsAbs(home) && system != "darwin" && system != "windows" {
		f.Candidates = append(f.Candidates, filepath.Join(home, ".local", "state", name))
	}
	if path, err := cache(); err == nil {
		f.Candidates = append(f.Candidates, filepath.Join(path, name))
	}
	f.Candidates = append(f.Candidates, filepath.Join(temporary, fmt.Sprintf("%s-%d", name, user)))
	return f
}

// Find makes the folder where it has to be made, and returns its path.
func (f Folder) Find() (string, error) {
	if f.Named != "" {
		if !filepath.IsAbs(f.Named) {
			return "", fmt.Errorf("%s is %q: write an absolute path, so that it is one folder wherever a process runs", f.Variable, f.Named)
		}
		if err := prepare(f.Named, func(string) error { return nil }); err != nil {
			return "", fmt.Errorf("%s names a folder that cannot be used: %w", f.Variable, err)
		}
		return f.Named, nil
	}
	var reasons []string
	for _, path := range f.Candidates {
		err := prepare(path, checkPrivate)
		if err == nil {
			return path, nil
		}
		reasons = append(reasons, err.Error())
	}
	return "", errors.New(strings.Join(reasons, "; "))
}

// prepare makes a folder that passes a check and can be written to.
func prepare(path string, check func(path string) error) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	if err := check(path); err != nil {
		return err
	}
	file, err := os.CreateTemp(path, "writable-*")
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// checkPrivate refuses a link, and a folder that another user owns or may write to: they could hold up this user's
// requests, or put something in a file's place.
func checkPrivate(path string) error {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", path)
	case !ownedByUser(info):
		return fmt.Errorf("%s belongs to another user, or others may write to it", path)
	}
	return nil
}

// fileMode gives a file to whoever may use its folder, so that several users share a limit through a folder that
// they share.
func fileMode(folder string) fs.FileMode {
	info, err := os.Stat(folder)
	if err != nil {
		return 0o600
	}
	return info.Mode().Perm() & 0o666
}

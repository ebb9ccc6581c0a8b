package ratelimit

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestUserFolder(t *testing.T) {
	t.Parallel()
	cache := func() (string, error) { return "/home/ada/.cache", nil }
	noCache := func() (string, error) { return "", errors.New("HOME is not set") }
	for name, test := range map[string]struct {
		env    map[string]string
		system string
		cache  func() (string, error)
		named  string
		want   []string
	}{
		"named":          {map[string]string{"STATE": " /srv/state ", "HOME": "/home/ada"}, "linux", cache, "/srv/state", nil},
		"for state":      {map[string]string{"XDG_STATE_HOME": "/state", "HOME": "/home/ada"}, "linux", cache, "", []string{"/state/app", "/home/ada/.cache/app", "/tmp/app-7"}},
		"at home":        {map[string]string{"HOME": "/home/ada"}, "linux", cache, "", []string{"/home/ada/.local/state/app", "/home/ada/.cache/app", "/tmp/app-7"}},
		"on a Mac":       {map[string]string{"HOME": "/home/ada"}, "darwin", cache, "", []string{"/home/ada/.cache/app", "/tmp/app-7"}},
		"on Windows":     {map[string]string{"HOME": "/home/ada"}, "windows", cache, "", []string{"/home/ada/.cache/app", "/tmp/app-7"}},
		"no home":        {nil, "linux", noCache, "", []string{"/tmp/app-7"}},
		"not an address": {map[string]string{"XDG_STATE_HOME": "state", "HOME": "home"}, "linux", noCache, "", []string{"/tmp/app-7"}},
	} {
		f := userFolder("STATE", "app", func(name string) string { return test.env[name] }, test.system, test.cache, "/tmp", 7)
		if f.Named != test.named || !slices.Equal(f.Candidates, test.want) {
			t.Errorf("%s: %+v, want %q and %q", name, f, test.named, test.want)
		}
	}
}

// The first folder that can be used is used: one that is this user's alone.
func TestFolderThatIsUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	err := errors.Join(
		os.WriteFile(path("file"), nil, 0o600),
		os.Mkdir(path("open"), 0o700), os.Chmod(path("open"), 0o777), //nolint:gosec // that is the point
		os.Mkdir(path("mine"), 0o700), os.Symlink(path("mine"), path("link")),
	)
	if err != nil {
		t.Fatal(err)
	}
	f := Folder{Candidates: []string{path("file"), path("open"), path("link"), path("made/here"), path("mine")}}
	got, err := f.Find()
	if err != nil || got != path("made/here") {
		t.Fatalf("%q, %v", got, err)
	}
	if info, err := os.Stat(got); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("it was made with %v, %v", info.Mode(), err)
	}
	f.Candidates = f.Candidates[:3]
	_, err = f.Find()
	for _, name := range f.Candidates {
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v does not say what is wrong with %s, in one line", err, name)
		}
	}
	for _, name := range []string{"open", "link"} { // named by the user, who answers for it
		if got, err := (Folder{Named: path(name)}).Find(); err != nil || got != path(name) {
			t.Errorf("%q, %v", got, err)
		}
	}
	if _, err := (Folder{Variable: "STATE", Named: "state"}).Find(); err == nil || !strings.Contains(err.Error(), "STATE") || !strings.Contains(err.Error(), "absolute") {
		t.Errorf("a relative path: %v", err)
	}
	left, err := filepath.Glob(path("*/writable-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

package ratelimit

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockFile    = "limit.lock" // one for the folder: a step takes microseconds
	filePattern = "limit-*.json"

	lockPatience = 2 * time.Second // a step takes microseconds; whoever holds the lock for longer has stopped
	shareAgain   = time.Minute     // how often a store that cannot be shared tries to be
	keepUnused   = 24 * time.Hour  // files of keys that nobody uses any more are removed
	maxFile      = 1 << 20         // bytes
)

// Store keeps one window. It is not safe for concurrent use within a process; between processes it is.
type Store struct {
	file   string // its name in the folder; "" for a store that is this process's alone
	folder Folder
	path   string // of the folder, once it is known

	window  Window // a private window, or what was last known of the shared one
	known   bool   // window has been read or begun
	err     error  // why it is not shared at the moment
	retryAt time.Time

	patience time.Duration // with whoever holds the lock
	stuck    chan struct{} // closed when the last wait for the lock, which was given up, is over
}

// Private returns a store for a limit that nobody but this process is held to: nothing has been sent yet.
func Private() *Store { return &Store{} }

// Shared returns a store in that folder. All processes that name the same limit share it. No file is touched before
// the first Update. name becomes part of a file's name.
func Shared(folder Folder, name string) *Store {
	return &Store{folder: folder, file: "limit-" + name + ".json", patience: lockPatience}
}

// Err says why the window is not shared with other processes though it should be; nil when it is, or is private.
func (s *Store) Err() error { return s.err }

// Shared reports whether the last Update was in a window that other processes see.
func (s *Store) Shared() bool { return s.file != "" && s.known && s.err == nil }

// Update lets change read the window as it is at now, and keeps it if change reports that it changed it. The time that
// change is told is the one to reckon with. What cannot be shared goes on in this process alone.
func (s *Store) Update(now time.Time, change func(w *Window, now time.Time) (changed bool)) {
	if s.file == "" {
		s.known = true
		s.window.dropExpired(now)
		change(&s.window, now)
		return
	}
	now = now.Round(0) // the time of day is what processes have in common
	if s.err == nil || !now.Before(s.retryAt) || s.retryAt.Sub(now) > shareAgain {
		done, err := s.step(now, change)
		s.err = err
		if err != nil {
			s.retryAt, s.path = now.Add(shareAgain), ""
		}
		if done {
			return
		}
	}
	if !s.known {
		s.window, s.known = Window{UnknownSince: now}, true
	}
	s.window.dropExpired(now)
	change(&s.window, now)
}

// step is an Update of the file. It reports whether the change has been made, though perhaps not kept.
func (s *Store) step(now time.Time, change func(*Window, time.Time) bool) (done bool, err error) {
	if s.path == "" {
		if s.path, err = s.folder.Find(); err != nil {
			return false, err
		}
	}
	lock, err := s.take()
	if err != nil {
		return false, fmt.Errorf("%s cannot be locked: %w", filepath.Join(s.path, lockFile), err)
	}
	defer func() { err = cmp.Or(err, lock.Close()) }()

	w, err := s.read(now)
	if err != nil {
		return false, err
	}
	if s.err != nil {
		w.merge(s.window)
	}
	w.dropExpired(now)
	changed := change(&w, now)
	s.window, s.known = w, true
	if !changed {
		return true, nil
	}
	return true, s.write(w)
}

// take waits for the lock: on the machine's own time, whatever the clock of the window, because who holds it does too.
func (s *Store) take() (*flock.Flock, error) {
	lock := flock.New(filepath.Join(s.path, lockFile), flock.SetPermissions(fileMode(s.path)))
	if ok, err := lock.TryLock(); ok || err != nil {
		return lock, err
	}
	held := fmt.Errorf("another process holds it for longer than %v", s.patience)
	if s.stuck != nil {
		select {
		case <-s.stuck:
		default:
			return nil, held // one that waits is enough
		}
	}
	locked, abandoned, over := make(chan error), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		err := lock.Lock()
		select {
		case locked <- err:
		case <-abandoned:
			_ = lock.Close()
		}
	}()
	patience := time.NewTimer(s.patience)
	defer patience.Stop()
	select {
	case err := <-locked:
		return lock, err
	case <-patience.C:
		close(abandoned)
		s.stuck = over
		return nil, held
	}
}

// read returns a window of an unknown past where there is no file, or one that cannot be read.
func (s *Store) read(now time.Time) (Window, error) {
	path := filepath.Join(s.path, s.file)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.removeUnused(now)
		return Window{UnknownSince: now}, nil
	case err != nil:
		return Window{}, err
	case !info.Mode().IsRegular() || info.Size() > maxFile:
		return Window{UnknownSince: now}, nil // write puts a file in its place
	}
	content, err := os.ReadFile(path) //nolint:gosec // in the folder of this program's own
	if err != nil {
		return Window{}, err
	}
	w, err := decode(content)
	if errors.Is(err, errUnreadable) {
		return Window{UnknownSince: now}, nil
	}
	if err != nil {
		return Window{}, fmt.Errorf("%s cannot be used: %w", path, err)
	}
	return w, nil
}

// write replaces the file as a whole, so that whoever is killed meanwhile leaves the old one: its request was not sent.
// The new one is not forced to the disk: when the power fails the minute is over before the machine is up again.
func (s *Store) write(w Window) error {
	content, err := encode(w)
	if err != nil {
		return err
	}
	path := filepath.Join(s.path, s.file)
	next := path + ".new"
	mode := fileMode(s.path)
	file, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) //nolint:gosec // in the folder of this program's own
	if errors.Is(err, fs.ErrExist) {                                        // left by a process that was killed, or put there by another
		if err := os.Remove(next); err != nil {
			return err
		}
		file, err = os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) //nolint:gosec // as above
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Close())
	if err != nil {
		return err
	}
	return os.Rename(next, path)
}

// removeUnused removes files that nobody has written to for a day. The lock is held.
func (s *Store) removeUnused(now time.Time) {
	files, _ := filepath.Glob(filepath.Join(s.path, filePattern)) // the pattern is good
	for _, file := range files {
		if info, err := os.Lstat(file); err == nil && now.Sub(info.ModTime()) > keepUnused {
			_ = os.Remove(file) // the next one tries again
		}
	}
}

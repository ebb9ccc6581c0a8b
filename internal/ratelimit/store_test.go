package ratelimit

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

const limitOfTests = 10

// in returns a store in a folder whose limit has the name "test", its past known to be empty.
func in(t *testing.T, folder string) *Store {
	t.Helper()
	s := Shared(Folder{Variable: "STATE", Named: folder}, "test")
	if _, err := os.Stat(stateFile(folder)); errors.Is(err, fs.ErrNotExist) {
		s.Update(noon.Add(-time.Hour), func(*Window, time.Time) bool { return true })
		if s.Err() != nil {
			t.Fatal(s.Err())
		}
	}
	return s
}

func stateFile(folder string) string { return filepath.Join(folder, "limit-test.json") }

// reserve takes as many places as there are, n at most, and returns them.
func reserve(s *Store, now time.Time, n int) (taken []Reservation) {
	s.Update(now, func(w *Window, now time.Time) bool {
		for range n {
			if r, ok := w.Reserve(now, limitOfTests); ok {
				taken = append(taken, r)
			}
		}
		return len(taken) > 0
	})
	return taken
}

func used(s *Store, now time.Time) (n int) {
	s.Update(now, func(w *Window, now time.Time) bool {
		n = w.Requests(now)
		return false
	})
	return n
}

func TestStoresOfOneNameShare(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	one, two := in(t, folder), in(t, folder)
	other := Shared(Folder{Named: folder}, "other")
	taken := reserve(one, noon, 7)
	if got := len(reserve(two, noon, 7)); got != 3 || len(taken) != 7 {
		t.Fatalf("%d and %d places of %d were taken", len(taken), got, limitOfTests)
	}
	if got := used(other, noon); got != 0 || !one.Shared() || !two.Shared() || !other.Shared() {
		t.Errorf("%d are used of another limit; shared: %v, %v, %v", got, one.Shared(), two.Shared(), other.Shared())
	}
	one.Update(noon, func(w *Window, now time.Time) bool {
		w.Refuse(taken[0], now, time.Minute)
		w.Cancel(taken[1])
		return true
	})
	if got := used(two, noon); got != 9 {
		t.Errorf("%d are used after one was given back, want 9", got)
	}
	if got := reserve(two, after(59*time.Second), 1); len(got) > 0 {
		t.Error("one process is not held up by the refusal of another's request")
	}
	if got := len(reserve(two, after(61*time.Second), 5)) + len(reserve(one, after(61*time.Second), 5)); got != 1 {
		t.Errorf("%d requests go after the block, want one", got)
	}
}

// What nobody writes to disk: a look.
func TestLookingWritesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := Shared(Folder{Named: folder}, "test")
	if got := used(s, noon); got != 0 || s.Err() != nil {
		t.Errorf("%d used, %v", got, s.Err())
	}
	if _, err := os.Stat(stateFile(folder)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is there: %v", err)
	}
}

// The file says when, and nothing else.
func TestFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := in(t, folder)
	reserve(s, noon, 1)
	content, err := os.ReadFile(stateFile(folder))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"version":1,"blocked_until":0,"refusals":0,"probe_due":false,"probe_until":0,"unknown_since":0,"server_limit":0,"server_limit_until":0,"expiries":[1781524920010000000]}`
	if string(content) != want {
		t.Errorf("%s\nwant %s", content, want)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 2 {
		t.Errorf("%v in the folder, %v", files, err)
	}
	for _, file := range files {
		if info, err := file.Info(); err != nil || info.Mode().Perm()&0o077 != 0 && info.Mode().Perm()&^0o644 != 0 {
			t.Errorf("%s: %v, %v", file.Name(), info.Mode(), err)
		}
	}
}

// A file that was left half written, or by whatever else, is an unknown past: its first minute is paced.
func TestDamagedFileIsAnUnknownPast(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"empty": "", "cut off": `{"version":1,"expiries":[17815`, "not ours": "hello", "no version": `{}`, "a list": `[1]`,
		"version 0": `{"version":0}`, "other types": `{"version":1,"expiries":"many"}`, "more behind it": `{"version":1}{`,
		"huge": strings.Repeat(" ", maxFile+1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if err := os.WriteFile(stateFile(folder), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s := in(t, folder)
			if got := len(reserve(s, noon, limitOfTests)); got != limitOfTests/5 || !s.Shared() {
				t.Errorf("%d requests go at once, want %d; %v", got, limitOfTests/5, s.Err())
			}
			if got := used(in(t, folder), noon); got != limitOfTests/5 {
				t.Errorf("%d are used in the file that took its place", got)
			}
		})
	}
}

// A link in the file's place is replaced, not followed, and so is what a killed process left.
func TestLinksAreNotFollowed(t *testing.T) {
	t.Parallel()
	folder, target := t.TempDir(), filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(target, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{stateFile(folder), stateFile(folder) + ".new"} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	s := in(t, folder)
	reserve(s, noon, 1)
	if content, err := os.ReadFile(target); err != nil || string(content) != "precious" || !s.Shared() {
		t.Errorf("the link's target holds %q, %v; %v", content, err, s.Err())
	}
	if got := used(in(t, folder), noon); got != 1 {
		t.Errorf("%d are used", got)
	}
}

// Where nothing can be shared the process goes on by itself, from what it last knew, and says why.
func TestWhatCannotBeShared(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(t *testing.T, folder string)
		want  string
	}{
		"another version": {func(t *testing.T, folder string) {
			if err := os.WriteFile(stateFile(folder), []byte(`{"version":2,"expiries":"in another form"}`), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "version 2, not 1"},
		"no folder": {func(t *testing.T, folder string) {
			if err := os.RemoveAll(folder); err != nil {
				t.Fatal(err)
			}
		}, "cannot be locked"},
		"a folder in the lock's place": {func(t *testing.T, folder string) {
			if err := errors.Join(os.Remove(filepath.Join(folder, lockFile)), os.Mkdir(filepath.Join(folder, lockFile), 0o700)); err != nil {
				t.Fatal(err)
			}
		}, "cannot be locked"},
		"a folder in the new file's place": {func(t *testing.T, folder string) {
			if err := os.MkdirAll(filepath.Join(stateFile(folder)+".new", "full"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, "not empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "state")
			s := in(t, folder)
			reserve(s, noon, 4)
			test.spoil(t, folder)
			if got := len(reserve(s, noon, limitOfTests)); got != 6 {
				t.Errorf("%d more requests go, want the 6 that are left", got)
			}
			if s.Shared() || s.Err() == nil || !strings.Contains(s.Err().Error(), test.want) {
				t.Errorf("shared: %v, %v, want an error that says %q", s.Shared(), s.Err(), test.want)
			}
		})
	}
}

// One that never knew anything paces its first minute.
func TestWithoutAFolderTheFirstMinuteIsPaced(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := Shared(Folder{Variable: "STATE", Named: file}, "test")
	if got := len(reserve(s, noon, limitOfTests)); got != limitOfTests/5 || s.Shared() || !strings.Contains(s.Err().Error(), "STATE") {
		t.Errorf("%d requests go at once, want %d; shared: %v, %v", got, limitOfTests/5, s.Shared(), s.Err())
	}
	if got := Private(); len(reserve(got, noon, limitOfTests)) != limitOfTests || got.Shared() || got.Err() != nil {
		t.Error("what is private is paced, or shared, or complains")
	}
}

// A store that could not be shared tries again each minute, and then brings along what it has sent.
func TestSharingIsTriedAgain(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "state")
	s := in(t, folder)
	reserve(s, noon, 3)
	aside := folder + "-aside"
	if err := os.Rename(folder, aside); err != nil {
		t.Fatal(err)
	}
	reserve(s, noon, 2)
	if err := os.Rename(aside, folder); err != nil {
		t.Fatal(err)
	}
	other := in(t, folder)
	if got := used(other, after(59*time.Second)); got != 3 {
		t.Fatalf("%d are used in the file, want 3", got)
	}
	reserve(s, after(59*time.Second), 1)
	if s.Shared() {
		t.Error("shared again within the minute")
	}
	reserve(s, after(time.Minute), 1)
	if got := used(other, after(time.Minute)); got != 7 || !s.Shared() {
		t.Errorf("%d are used in the file, want 7; %v", got, s.Err())
	}
}

// A process that has stopped with the lock in its hands holds the others up once, and not for long.
func TestHeldLockIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := in(t, folder)
	held := flock.New(filepath.Join(folder, lockFile))
	if ok, err := held.TryLock(); !ok || err != nil {
		t.Fatal(err)
	}
	s.patience = time.Millisecond
	for _, at := range []time.Duration{0, time.Second, time.Hour} {
		if taken := reserve(s, after(at), 1); len(taken) != 1 || s.Shared() || s.Err() == nil || !strings.Contains(s.Err().Error(), "another process") {
			t.Errorf("after %v: %d requests went; shared: %v, %v", at, len(taken), s.Shared(), s.Err())
		}
		s.patience = time.Hour // nobody waits again while the first wait goes on
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	<-s.stuck
	if reserve(s, after(2*time.Hour), 1); !s.Shared() {
		t.Errorf("not shared when the lock is free: %v", s.Err())
	}
}

// The lock passes from hand to hand.
func TestLockIsWaitedFor(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	in(t, folder)
	held := flock.New(filepath.Join(folder, lockFile))
	if ok, err := held.TryLock(); !ok || err != nil {
		t.Fatal(err)
	}
	s := in(t, folder)
	s.patience = time.Hour
	went := make(chan int)
	go func() { went <- len(reserve(s, noon, 1)) }()
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if n := <-went; n != 1 || !s.Shared() {
		t.Errorf("%d requests went, %v", n, s.Err())
	}
}

// The files of keys that are not in use any more go when a new one comes.
func TestUnusedFilesAreRemoved(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, age := range map[string]time.Duration{"limit-old.json": keepUnused + time.Hour, "limit-used.json": time.Hour, "other.json": 9 * keepUnused} {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, noon.Add(-age), noon.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	reserve(Shared(Folder{Named: folder}, "new"), noon, 1)
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) != 3 || strings.Contains(strings.Join(files, " "), "old") {
		t.Errorf("%v, %v", files, err)
	}
}

// What acquiring or releasing a place costs: lock, read, change, write, unlock. The file holds a hundred requests, as
// a full window does by default, or a thousand, the most that a connection may allow.
func BenchmarkStep(b *testing.B) {
	for _, requests := range []int{100, 1000} {
		b.Run(strconv.Itoa(requests), func(b *testing.B) {
			s := Shared(Folder{Named: b.TempDir()}, "bench")
			s.Update(noon.Add(-time.Hour), func(*Window, time.Time) bool { return true })
			s.Update(noon, func(w *Window, now time.Time) bool { return send(w, now, requests) > 0 })
			for b.Loop() {
				s.Update(noon, func(w *Window, now time.Time) bool {
					r, _ := w.Reserve(now, requests+1)
					w.Cancel(r)
					return true
				})
			}
			if s.Err() != nil {
				b.Fatal(s.Err())
			}
		})
	}
}

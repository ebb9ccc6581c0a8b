//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/vfs"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// fillsAt has the disk of an archive be full after so many bytes of one write to it.
const fillsAt = "AIRCALL_TEST_DISK_FILLS_AT"

// diesAt has the command kill itself, as kill -9 does, when it has come so far in writing an archive: at which write, sync or
// removal of the archive's file or its journal.
const diesAt = "AIRCALL_TEST_DIES_AT"

func init() {
	if n, err := strconv.ParseInt(os.Getenv(diesAt), 10, 64); err == nil {
		vfs.Register("dying", &dyingVFS{VFS: vfs.Find(""), left: n})
		store.VFS = "dying"
	}
	if n, err := strconv.ParseInt(os.Getenv(fillsAt), 10, 64); err == nil {
		vfs.Register("full", &fullVFS{vfs.Find(""), n})
		store.VFS = "full"
	}
}

// fullVFS is the operating system's file system on a disk that is full behind some byte of each file.
type fullVFS struct {
	vfs.VFS
	size int64
}

func (v *fullVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, flags, err := v.VFS.(vfs.VFSFilename).OpenFilename(name, flags)
	if err == nil && flags&vfs.OPEN_MAIN_DB != 0 {
		file = &fullFile{file, v.size}
	}
	return file, flags, err
}

type fullFile struct {
	vfs.File
	size int64
}

func (f *fullFile) WriteAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > f.size {
		return 0, syscall.ENOSPC
	}
	return f.File.WriteAt(p, at)
}

// dyingVFS is the operating system's file system up to a certain operation, which is half done.
type dyingVFS struct {
	vfs.VFS
	left int64
}

func (v *dyingVFS) last() bool { return atomic.AddInt64(&v.left, -1) == 0 }

func die() {
	self, _ := os.FindProcess(os.Getpid())
	_ = self.Kill()
	select {}
}

func (v *dyingVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, flags, err := v.VFS.(vfs.VFSFilename).OpenFilename(name, flags)
	if err == nil && flags&(vfs.OPEN_MAIN_DB|vfs.OPEN_MAIN_JOURNAL) != 0 {
		file = &dyingFile{file, v}
	}
	return file, flags, err
}

func (v *dyingVFS) Delete(name string, syncDir bool) error {
	if v.last() {
		die()
	}
	return v.VFS.Delete(name, syncDir)
}

type dyingFile struct {
	vfs.File
	v *dyingVFS
}

func (f *dyingFile) WriteAt(p []byte, at int64) (int, error) {
	if f.v.last() {
		_, _ = f.File.WriteAt(p[:len(p)/2], at)
		die()
	}
	return f.File.WriteAt(p, at)
}

func (f *dyingFile) Sync(flags vfs.SyncFlag) error {
	if f.v.last() {
		die()
	}
	return f.File.Sync(flags)
}

// archiveContent is all that an archive says of Aircall, as the command shows it: its rows without the times at which they
// were stored.
func archiveContent(t *testing.T, file string) map[string]string {
	t.Helper()
	l, err := layout.Choose(nil)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, table := range l.Tables {
		if table.Kind == layout.Samples {
			continue
		}
		var columns []string
		for _, c := range table.Columns {
			if c.Name != layout.ArchivedAt && c.Name != layout.DeletedAt {
				columns = append(columns, `"`+c.Name+`"`)
			}
		}
		all[table.Name] = askArchive(t, file, fmt.Sprintf("select %s from archive.%s order by %s", strings.Join(columns, ", "), table.Name, strings.Join(table.Key, ", ")))
	}
	return all
}

// askArchive asks an archive alone.
func askArchive(t *testing.T, file, sql string) string {
	t.Helper()
	return succeeded(t, command(t, "query", "--allow-files", "--archive", file, "--output", "csv", "--header=false", sql))
}

// TestAnArchiveThatIsKilledInTheMiddleOfACommit kills the command in the midst of its writing, as kill -9 does, again and
// again: the archive can be asked at once each time, and in the end is as one that was never disturbed.
func TestAnArchiveThatIsKilledInTheMiddleOfACommit(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	undisturbed, file := filepath.Join(t.TempDir(), "calls.db"), filepath.Join(t.TempDir(), "calls.db")
	if e := command(t, "archive", "--config", config, "--to", undisturbed); e.status != 0 {
		t.Fatal(e.err)
	}
	kills, hot := 0, 0
	for at := 1; ; at += 1 + at/3 {
		cmd := archiveProcess(config, file)
		cmd.Env = append(cmd.Env, fmt.Sprintf("%s=%d", diesAt, at))
		out, err := cmd.CombinedOutput()
		if err == nil {
			break // it had less to write
		}
		if cmd.ProcessState.ExitCode() != -1 {
			t.Fatalf("at %d: %v: %s", at, err, out)
		}
		kills++
		if needsRepair(t, file) {
			hot++
		}
		status := func() bool {
			e := command(t, "archive", "--to", file, "--status")
			if strings.Contains(e.err, "holds nothing yet") {
				return false
			}
			succeeded(t, e)
			return true
		}
		// Either is the first to find what the kill has left.
		if _, err := os.Stat(file); err != nil || kills%2 == 0 && !status() {
			continue
		}
		e := command(t, "query", "--allow-files", "--archive", file, "--output", "csv", "--header=false",
			"pragma archive.integrity_check; select count(*) from archive.aircall_call where id not in (select call_id from archive.aircall_call_event)")
		if e.out != "ok\n\n0\n" && !strings.Contains(e.err, "holds nothing yet") {
			t.Errorf("after a kill at %d: status %d, %s%s", at, e.status, e.out, e.err)
		}
	}
	if kills < 10 || hot < 5 {
		t.Errorf("%d kills, of which %d were in the middle of a commit: the test has lost its point", kills, hot)
	}
	wantSameArchive(t, file, undisturbed)
}

// wantSameArchive compares two archives row by row.
func wantSameArchive(t *testing.T, file, undisturbed string) {
	t.Helper()
	want, got := archiveContent(t, undisturbed), archiveContent(t, file)
	for table := range want {
		if got[table] != want[table] {
			t.Errorf("%s is\n%.500s\nwant\n%.500s", table, got[table], want[table])
		}
	}
}

// needsRepair asks a copy of a killed archive that cannot be locked: where a commit has to be undone first, the error says
// what to do.
func needsRepair(t *testing.T, file string) bool {
	t.Helper()
	moved := filepath.Join(t.TempDir(), "moved.db")
	for _, end := range []string{"", "-journal"} {
		content, err := os.ReadFile(file + end)
		if err != nil {
			return false
		}
		if err := os.WriteFile(moved+end, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(moved+".lock", 0o700); err != nil {
		t.Fatal(err)
	}
	e := command(t, "archive", "--to", moved, "--status")
	return e.status == failure && strings.Contains(e.err, "aircall archive --to "+moved+" ") && strings.Contains(e.err, moved+"-journal")
}

// TestAnArchiveOnAFullDisk: the run says so and keeps what was whole; with room, the next makes it as one that was never disturbed.
func TestAnArchiveOnAFullDisk(t *testing.T) {
	t.Parallel()
	_, config := serve(t, small())
	undisturbed, file := filepath.Join(t.TempDir(), "calls.db"), filepath.Join(t.TempDir(), "calls.db")
	if e := command(t, "archive", "--config", config, "--to", undisturbed); e.status != 0 {
		t.Fatal(e.err)
	}
	info, err := os.Stat(undisturbed)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int64{info.Size() / 2, info.Size() * 3 / 4} {
		cmd := archiveProcess(config, file)
		cmd.Env = append(cmd.Env, fmt.Sprintf("%s=%d", fillsAt, size))
		if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != failure || !strings.Contains(string(out), "is its disk full?") {
			t.Errorf("with %d bytes: status %d, %s", size, cmd.ProcessState.ExitCode(), out)
		}
		if got := askArchive(t, file, "pragma archive.integrity_check; select count(*) from archive.aircall_call where id not in (select call_id from archive.aircall_call_event)"); got != "ok\n\n0\n" {
			t.Errorf("with %d bytes: %s", size, got)
		}
	}
	if e := command(t, "archive", "--config", config, "--to", file); e.status != 0 {
		t.Fatal(e.err)
	}
	wantSameArchive(t, file, undisturbed)
}

// TestControlCOfAnArchive: the open transaction is rolled back, and the next run goes on.
func TestControlCOfAnArchive(t *testing.T) {
	t.Parallel()
	company := small()
	_, whole := serve(t, company)
	undisturbed, file := filepath.Join(t.TempDir(), "calls.db"), filepath.Join(t.TempDir(), "calls.db")
	if e := command(t, "archive", "--config", whole, "--to", undisturbed); e.status != 0 {
		t.Fatal(e.err)
	}
	var at, seen atomic.Int64
	asked, end := make(chan struct{}), make(chan struct{})
	_, config := serveWith(t, company, fakeaircall.Options{RateLimit: -1, Latency: func(*http.Request) time.Duration {
		if seen.Add(1) == at.Load() {
			asked <- struct{}{}
			<-end
		}
		return 0
	}})
	for _, k := range []int64{1, 4, 10, 13} {
		at.Store(k)
		seen.Store(0)
		cmd, out, errs := process(t, "archive", "--config", config, "--to", file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-asked
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // its status is looked at
		end <- struct{}{}
		if cmd.ProcessState.ExitCode() != interrupted || out.Len() > 0 || errs.String() != "Interrupted.\n" {
			t.Errorf("at request %d: status %d, %q, %q", k, cmd.ProcessState.ExitCode(), out, errs)
		}
		if files, _ := filepath.Glob(file + "*"); len(files) > 2 {
			t.Errorf("it leaves %q", files)
		}
	}
	at.Store(-1)
	if e := command(t, "archive", "--config", config, "--to", file); e.status != 0 {
		t.Fatal(e.err)
	}
	wantSameArchive(t, file, undisturbed)
}

// Command atomicsdk writes a copy of the Steampipe SDK that counts rows atomically, and a go.mod for `go test -modfile`.
//
// The SDK counts the rows of a scan in one goroutine and reads the count in another, which the race detector reports for
// every list of more than one row, so that a report of our own drowns. With the copy, and the tag atomicsdk that lets
// the tests of whole scans into a race build, what is reported is ours.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const sdk = "github.com/turbot/steampipe-plugin-sdk/v5"

// An edit replaces a text that is in the file once.
type edit struct{ from, to string }

var edits = map[string][]edit{
	"plugin/query_status.go": {
		{"import (\n", "import (\n\t\"sync/atomic\"\n"},
		{"s.rowsRequired - s.rowsStreamed", "s.rowsRequired - atomic.LoadInt64(&s.rowsStreamed)"},
	},
	"plugin/table_fetch.go": {
		{"import (\n", "import (\n\t\"sync/atomic\"\n"},
		{"queryData.queryStatus.rowsStreamed = 1", "atomic.StoreInt64(&queryData.queryStatus.rowsStreamed, 1)"},
	},
	// A scan counts the connections while others are added.
	"plugin/plugin.go": {
		{"\tnumConnections := len(p.ConnectionMap) + 1\n",
			"\tp.connectionMapLock.RLock()\n\tnumConnections := len(p.ConnectionMap) + 1\n\tp.connectionMapLock.RUnlock()\n"},
	},
	"plugin/query_data.go": {
		{"import (\n", "import (\n\t\"sync/atomic\"\n"},
		{"d.queryStatus.rowsRequired - d.queryStatus.rowsStreamed", "d.queryStatus.rowsRequired - atomic.LoadInt64(&d.queryStatus.rowsStreamed)"},
		{"d.queryStatus.rowsStreamed++", "atomic.AddInt64(&d.queryStatus.rowsStreamed, 1)"},
		{"HydrateCalls: d.queryStatus.hydrateCalls,", "HydrateCalls: atomic.LoadInt64(&d.queryStatus.hydrateCalls),"},
		{"RowsFetched: d.queryStatus.rowsStreamed + d.queryStatus.cachedRowsFetched,",
			"RowsFetched: atomic.LoadInt64(&d.queryStatus.rowsStreamed) + atomic.LoadInt64(&d.queryStatus.cachedRowsFetched),"},
		{"d.queryStatus.cachedRowsFetched > 0,", "atomic.LoadInt64(&d.queryStatus.cachedRowsFetched) > 0,"},
	},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: atomicsdk FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write puts the copy, go.mod and go.sum into a folder. It runs where the module's own go.mod is.
func write(folder string) error {
	found, err := exec.CommandContext(context.Background(), "go", "list", "-m", "-f", "{{.Dir}}", sdk).Output()
	if err != nil {
		return fmt.Errorf("the SDK is not found: %w", err)
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		return err
	}
	copied := filepath.Join(folder, "sdk")
	if err := os.RemoveAll(copied); err != nil {
		return err
	}
	if err := os.CopyFS(copied, os.DirFS(strings.TrimSpace(string(found)))); err != nil {
		return err
	}
	for file, list := range edits {
		if err := rewrite(filepath.Join(copied, file), list); err != nil {
			return err
		}
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(file) //nolint:gosec // one of the two
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, file), content, 0o600); err != nil { //nolint:gosec // the folder is the caller's
			return err
		}
	}
	//nolint:gosec // the folder is the caller's
	return exec.CommandContext(context.Background(), "go", "mod", "edit", "-replace", sdk+"="+copied, filepath.Join(folder, "go.mod")).Run()
}

func rewrite(path string, list []edit) error {
	content, err := os.ReadFile(path) //nolint:gosec // the copy
	if err != nil {
		return err
	}
	text := string(content)
	for _, e := range list {
		if n := strings.Count(text, e.from); n != 1 {
			return fmt.Errorf("%s has %q %d times, want it once: is it another version of the SDK?", path, e.from, n)
		}
		text = strings.Replace(text, e.from, e.to, 1)
	}
	if err := os.Remove(path); err != nil { // it is read-only
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600) //nolint:gosec // the copy
}

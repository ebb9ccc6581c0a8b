package output_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// TestAFileIsWholeOrAsItWas: nobody finds half an answer in it.
func TestAFileIsWholeOrAsItWas(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "calls.csv")
	write := func(text string, keep bool) {
		t.Helper()
		f, err := output.NewFile(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Drop()
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if keep {
			if err := f.Keep(); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("half", false)
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half an answer is there: %v", err)
	}
	write("first", true)
	write("half", false)
	if got, err := os.ReadFile(name); err != nil || string(got) != "first" {
		t.Errorf("%q, %v", got, err)
	}
	write("second", true)
	info, err := os.Stat(name)
	if got, _ := os.ReadFile(name); err != nil || string(got) != "second" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v, %v", got, info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, bad := range []string{filepath.Dir(name), filepath.Join(name, "x")} {
		if _, err := output.NewFile(bad); err == nil || !strings.Contains(err.Error(), bad) || strings.Contains(err.Error(), "/.") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestALinkStaysOne: the file that it leads to is written.
func TestALinkStaysOne(t *testing.T) {
	t.Parallel()
	target := filepath.Join(t.TempDir(), "calls.csv")
	link := filepath.Join(t.TempDir(), "latest.csv")
	if err := errors.Join(os.WriteFile(target, []byte("first"), 0o644), os.Symlink(target, link)); err != nil { //nolint:gosec // a file that others may read
		t.Fatal(err)
	}
	f, err := output.NewFile(link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("second"); err != nil {
		t.Fatal(err)
	}
	if err := f.Keep(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(target)
	if content, _ := os.ReadFile(target); err != nil || string(content) != "second" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v, %v", content, info, err)
	}
	if to, err := os.Readlink(link); err != nil || to != target {
		t.Errorf("%s, %v", to, err)
	}
}

// TestAFileThatCannotTakeItsPlace is an error that names the place alone, and leaves nothing.
func TestAFileThatCannotTakeItsPlace(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "calls.csv")
	f, err := output.NewFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(name, "in"), 0o700); err != nil { // meanwhile somebody else has taken it
		t.Fatal(err)
	}
	if err := f.Keep(); err == nil || !strings.Contains(err.Error(), "the rows cannot be written to "+name+": ") {
		t.Errorf("%v", err)
	}
	f.Drop()
	if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestFormatOfAFile(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]output.Format{
		"a.parquet": output.Parquet, "a.XLSX": output.XLSX, "a/b.csv": output.CSV, "a.tsv": output.TSV, "a.json": output.JSON, "a.jsonl": output.JSONL, "a.ndjson": output.JSONL,
		"a.md": output.Markdown, "a.txt": "", "csv": "", "a.table": "",
	} {
		if got := output.FormatOf(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

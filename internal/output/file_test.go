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

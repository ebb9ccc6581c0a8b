//go:build e2e

package steampipe_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// block is a fenced block of code in a document.
type block struct {
	document, heading string
	line              int
	language, code    string
}

func (b block) String() string { return fmt.Sprintf("%s:%d (%s)", b.document, b.line, b.heading) }

// blocks are those of README.md and of every document under docs/.
func blocks(t *testing.T) []block {
	t.Helper()
	all := blocksOf(t, "README.md")
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			path, err = filepath.Rel(root, path)
			all = append(all, blocksOf(t, path)...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func blocksOf(t *testing.T, path string) []block {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	var heading string
	var open *block
	for i, line := range strings.Split(string(content), "\n") {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open == nil:
			open = &block{document: path, heading: heading, line: i + 1, language: language}
		case fence:
			all = append(all, *open)
			open = nil
		case open != nil:
			open.code += line + "\n"
		case strings.HasPrefix(line, "#"):
			heading = strings.TrimSpace(strings.TrimLeft(line, "#"))
		}
	}
	return all
}

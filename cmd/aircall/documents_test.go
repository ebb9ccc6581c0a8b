//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/markdown"
)

// TestDocumentedCommands: every line for a shell in docs/command.md runs as it stands, and says something. The lines of a block
// follow each other in one folder.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../docs/command.md")
	if err != nil {
		t.Fatal(err)
	}
	document, err := markdown.Parse("docs/command.md", string(content))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	binary, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(folder, "aircall")); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, s := range document.Sections {
		for _, b := range s.Blocks {
			if b.Language != "sh" {
				continue
			}
			for line := range strings.Lines(b.Code) {
				cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
				cmd.Dir = folder
				cmd.Env = append(os.Environ(), asCommand+"=1", "HOME="+folder, "PATH="+folder+":"+os.Getenv("PATH"))
				before, _ := os.ReadDir(folder)
				out, err := cmd.Output()
				after, _ := os.ReadDir(folder)
				if err != nil || len(out) == 0 && len(after) == len(before) {
					t.Errorf("%s: %v, %q", line, err, out)
				}
				ran++
			}
		}
	}
	if ran < 10 {
		t.Errorf("%d lines were found", ran)
	}
}

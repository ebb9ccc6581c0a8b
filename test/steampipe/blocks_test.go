//go:build e2e

package steampipe_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/markdown"
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
	documents, err := markdown.Documents(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	for _, d := range documents {
		all = append(all, blocksIn(d)...)
	}
	return all
}

// blocksOf are those of the document at that path.
func blocksOf(t *testing.T, path string) []block {
	t.Helper()
	d, err := markdown.ParseFile(os.DirFS(root), path)
	if err != nil {
		t.Fatal(err)
	}
	return blocksIn(d)
}

func blocksIn(d markdown.Document) (all []block) {
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			all = append(all, block{d.Path, s.Title, b.Line, b.Language, b.Code})
		}
	}
	return all
}

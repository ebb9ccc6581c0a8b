package docs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/markdown"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

const (
	root     = "../.."
	postgres = string(questions.Postgres)
	sqlite   = string(questions.SQLite)
)

func parse(t *testing.T, path string) markdown.Document {
	t.Helper()
	d, err := markdown.ParseFile(os.DirFS(root), path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// documents are README.md and everything under docs/.
func documents(t *testing.T) []markdown.Document {
	t.Helper()
	all, err := markdown.Documents(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// in keeps the documents of one folder.
func in(folder string, all []markdown.Document) []markdown.Document {
	return slices.DeleteFunc(all, func(d markdown.Document) bool { return filepath.ToSlash(filepath.Dir(d.Path)) != folder })
}

// allowsNoRows says that the example looks for what a healthy company does not have.
func allowsNoRows(b markdown.Block) bool { return strings.Contains(b.Code, "-- may be empty\n") }

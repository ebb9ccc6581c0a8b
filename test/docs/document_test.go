package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// A document is a Markdown file in the form that Steampipe's Hub reads.
type document struct {
	path     string // from the repository's root
	front    map[string]string
	sections []section
}

// A section is what stands below one heading, up to the next.
type section struct {
	level  int // 0: before the first heading
	title  string
	text   string
	blocks []block
}

// A block is a fenced block of code.
type block struct {
	language, code string
	line           int
}

const (
	postgres = "sql+postgres"
	sqlite   = "sql+sqlite"
)

var frontLine = regexp.MustCompile(`^(\w+): (.*)$`)

func parse(t *testing.T, path string) document {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	d := document{path: path, front: map[string]string{}, sections: []section{{}}}
	var fence *block
	inFront := false
	for i, line := range strings.Split(string(content), "\n") {
		s := &d.sections[len(d.sections)-1]
		language, fenced := strings.CutPrefix(line, "```")
		switch {
		case i == 0 && line == "---":
			inFront = true
		case inFront:
			inFront = line != "---"
			if m := frontLine.FindStringSubmatch(line); m != nil {
				d.front[m[1]] = strings.Trim(m[2], `"`)
			}
		case fenced && fence == nil:
			fence = &block{language: language, line: i + 1}
		case fenced:
			s.blocks = append(s.blocks, *fence)
			fence = nil
		case fence != nil:
			fence.code += line + "\n"
		case strings.HasPrefix(line, "#"):
			title := strings.TrimLeft(line, "#")
			d.sections = append(d.sections, section{level: len(line) - len(title), title: strings.TrimSpace(title)})
		default:
			s.text += line + "\n"
		}
	}
	if fence != nil {
		t.Fatalf("%s:%d: the block of code has no end", path, fence.line)
	}
	return d
}

// documents are README.md and everything under docs/.
func documents(t *testing.T) []document {
	t.Helper()
	all := []document{parse(t, "README.md")}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			path, err = filepath.Rel(root, path)
			all = append(all, parse(t, filepath.ToSlash(path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// in keeps the documents of one folder.
func in(folder string, all []document) []document {
	return slices.DeleteFunc(all, func(d document) bool { return filepath.ToSlash(filepath.Dir(d.path)) != folder })
}

// find returns the section of that title, or one without text.
func (d document) find(title string) section {
	for _, s := range d.sections {
		if s.title == title {
			return s
		}
	}
	return section{}
}

// of returns the code of the section's blocks in a language.
func (s section) of(language string) []string {
	var code []string
	for _, b := range s.blocks {
		if b.language == language {
			code = append(code, b.code)
		}
	}
	return code
}

// allowsNoRows says that the example looks for what a healthy company does not have.
func (b block) allowsNoRows() bool { return strings.Contains(b.code, "-- may be empty\n") }

// Package markdown reads a document in the form that Steampipe's Hub shows: front matter, sections, fenced blocks of code.
package markdown

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// A Document is a Markdown file.
type Document struct {
	Path     string
	Front    map[string]string // the front matter's scalars
	Sections []Section         // the first is what stands before any heading
}

// A Section is what stands below one heading, up to the next.
type Section struct {
	Level  int // 0: before the first heading
	Title  string
	Text   string // without the blocks
	Blocks []Block
}

// A Block is a fenced block of code.
type Block struct {
	Language, Code string
	Line           int // of the opening fence, from 1
}

var frontLine = regexp.MustCompile(`^(\w+): (.*)$`)

// Parse reads a document. Its one error is a block of code without an end.
func Parse(path, content string) (Document, error) {
	d := Document{Path: path, Front: map[string]string{}, Sections: []Section{{}}}
	var fence *Block
	inFront := false
	for i, line := range strings.Split(content, "\n") {
		s := &d.Sections[len(d.Sections)-1]
		language, fenced := strings.CutPrefix(line, "```")
		switch {
		case i == 0 && line == "---":
			inFront = true
		case inFront:
			inFront = line != "---"
			if m := frontLine.FindStringSubmatch(line); m != nil {
				d.Front[m[1]] = strings.Trim(m[2], `"`)
			}
		case fenced && fence == nil:
			fence = &Block{Language: language, Line: i + 1}
		case fenced:
			s.Blocks = append(s.Blocks, *fence)
			fence = nil
		case fence != nil:
			fence.Code += line + "\n"
		case strings.HasPrefix(line, "#"):
			title := strings.TrimLeft(line, "#")
			d.Sections = append(d.Sections, Section{Level: len(line) - len(title), Title: strings.TrimSpace(title)})
		default:
			s.Text += line + "\n"
		}
	}
	if fence != nil {
		return Document{}, fmt.Errorf("%s:%d: the block of code has no end", path, fence.Line)
	}
	return d, nil
}

// ParseFile reads the document at that path.
func ParseFile(in fs.FS, path string) (Document, error) {
	content, err := fs.ReadFile(in, path)
	if err != nil {
		return Document{}, err
	}
	return Parse(path, string(content))
}

// Documents reads the README.md and every document under docs/ of a repository.
func Documents(repository fs.FS) ([]Document, error) {
	readme, err := ParseFile(repository, "README.md")
	all := []Document{readme}
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(repository, "docs", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".md") {
			return err
		}
		d, err := ParseFile(repository, path)
		all = append(all, d)
		return err
	})
	return all, err
}

// Find returns the section of that title, or one without text.
func (d Document) Find(title string) Section {
	for _, s := range d.Sections {
		if s.Title == title {
			return s
		}
	}
	return Section{}
}

// Of returns the code of the section's blocks in a language.
func (s Section) Of(language string) []string {
	var code []string
	for _, b := range s.Blocks {
		if b.Language == language {
			code = append(code, b.Code)
		}
	}
	return code
}

// Rows are the cells of the section's tables whose first is code, which those of a heading are not.
func (s Section) Rows() [][]string {
	var rows [][]string
	for line := range strings.Lines(s.Text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "| `") {
			rows = append(rows, strings.Split(strings.TrimSuffix(strings.TrimPrefix(line, "| "), " |"), " | "))
		}
	}
	return rows
}

package markdown

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

const example = "---\ntitle: \"One\"\n---\n\n# Title\n\nText.\n\n## Part\n\n```sql\nselect 1;\n# no heading\n```\n\nMore.\n"

func TestDocumentHasFrontMatterSectionsAndBlocks(t *testing.T) {
	t.Parallel()
	d, err := Parse("docs/one.md", example)
	if err != nil {
		t.Fatal(err)
	}
	want := Document{Path: "docs/one.md", Front: map[string]string{"title": "One"}, Sections: []Section{
		{Text: "\n"}, {Level: 1, Title: "Title", Text: "\nText.\n\n"},
		{Level: 2, Title: "Part", Text: "\n\nMore.\n\n", Blocks: []Block{{"sql", "select 1;\n# no heading\n", 11}}},
	}}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("%+v, want %+v", d, want)
	}
	if code := d.Find("Part").Of("sql"); len(code) != 1 || d.Find("Nowhere").Text != "" {
		t.Errorf("code %q", code)
	}
}

func TestBlockWithoutEndIsAnErrorWithItsLine(t *testing.T) {
	t.Parallel()
	if _, err := Parse("one.md", "# Title\n```sql\nselect 1;\n"); err == nil || !strings.HasPrefix(err.Error(), "one.md:2: ") {
		t.Error(err)
	}
}

func TestDocumentsAreTheReadmeAndThoseUnderDocs(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"README.md": {Data: []byte(example)}, "docs/a/one.md": {Data: []byte(example)}, "docs/one.txt": {}, "other/two.md": {}}
	all, err := Documents(files)
	if err != nil || len(all) != 2 || all[0].Path != "README.md" || all[1].Path != "docs/a/one.md" {
		t.Errorf("%v, %v", all, err)
	}
	delete(files, "README.md")
	if _, err := Documents(files); err == nil {
		t.Error("a repository without a README.md has documents")
	}
}

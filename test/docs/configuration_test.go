package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/spc"
)

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestConfigurationFileIsThatOfTheIndex: the installed file is the one in the documents, and names every argument.
func TestConfigurationFileIsThatOfTheIndex(t *testing.T) {
	t.Parallel()
	file := read(t, "config/aircall.spc")
	if got := parse(t, "docs/index.md").Find("Configuration").Of("hcl"); !slices.Equal(got, []string{file}) {
		t.Error("the configuration in docs/index.md differs from config/aircall.spc")
	}
	arguments := reflect.TypeOf(aircall.Plugin(t.Context()).ConnectionConfigSchema.NewInstance()).Elem()
	for i := range arguments.NumField() {
		name, _, _ := strings.Cut(arguments.Field(i).Tag.Get("hcl"), ",")
		if !regexp.MustCompile(`(?m)^  # `+name+` += `).MatchString(file) || !strings.Contains(file, "`"+name+"`") {
			t.Errorf("config/aircall.spc does not explain %s with a value for example", name)
		}
	}
	for _, variable := range regexp.MustCompile(`AIRCALL_[A-Z_]+[A-Z]`).FindAllString(read(t, "aircall/config.go"), -1) {
		if !strings.Contains(file, variable) || !strings.Contains(read(t, "docs/index.md"), variable) {
			t.Errorf("%s is not in config/aircall.spc or not in docs/index.md", variable)
		}
	}
}

// TestConfigurationFileCanBeRead: the file can be read, and so it can with each argument that it shows switched on.
func TestConfigurationFileCanBeRead(t *testing.T) {
	t.Parallel()
	file := read(t, "config/aircall.spc")
	for _, source := range []string{file, regexp.MustCompile(`(?m)^  # (\w+ += .*)$`).ReplaceAllString(file, "  $1")} {
		path := filepath.Join(t.TempDir(), "aircall.spc")
		if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		if found, err := spc.Read(path, "aircall"); err != nil || len(found.Connections) != 1 || found.Connections[0].Name != "aircall" {
			t.Errorf("%v, %v", found, err)
		}
	}
}

// TestReadmeIndexAndDemoAskTheSame: README.md, docs/index.md and `make demo` ask the same.
func TestReadmeIndexAndDemoAskTheSame(t *testing.T) {
	t.Parallel()
	readme, index := first(t, "README.md"), first(t, "docs/index.md")
	if !reflect.DeepEqual(readme, index) {
		t.Errorf("README.md begins with %q, docs/index.md with %q", readme, index)
	}
	demo := regexp.MustCompile(`(?s)\nDEMO := (.*?[^\\])\n`).FindStringSubmatch(read(t, "Makefile"))
	if demo == nil {
		t.Fatal("the Makefile has no DEMO")
	}
	words := func(sql string) string { return strings.Join(strings.Fields(strings.ReplaceAll(sql, `\`, " ")), " ") }
	if got, want := words(demo[1]), strings.TrimSuffix(words(readme[1]), ";"); got != want {
		t.Errorf("make demo asks %q, README.md %q", got, want)
	}
}

// first gives the example of a document in both dialects, and the answer that is printed below.
func first(t *testing.T, path string) []string {
	t.Helper()
	for _, s := range parse(t, path).Sections {
		for i, b := range s.Blocks {
			if b.Language == postgres {
				return []string{b.Code, s.Blocks[i+1].Code, s.Blocks[i+2].Code}
			}
		}
	}
	t.Fatalf("%s has no example", path)
	return nil
}

// TestIndexHasTheFrontMatterOfTheHub: the keys that the Hub reads.
func TestIndexHasTheFrontMatterOfTheHub(t *testing.T) {
	t.Parallel()
	front := parse(t, "docs/index.md").Front
	for _, key := range []string{"organization", "category", "icon_url", "brand_color", "display_name", "short_name", "description", "og_description", "og_image", "engines"} {
		if front[key] == "" {
			t.Errorf("docs/index.md lacks %s", key)
		}
	}
	// SQLite's host falsifies ids, NULL and times, whatever a plugin does.
	if got, want := front["engines"], `["steampipe", "postgres", "export"]`; got != want {
		t.Errorf("docs/index.md offers the engines %s, want %s", got, want)
	}
}

var message = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

// TestExplainedMessagesExist: the messages that are explained are those of the program.
func TestExplainedMessagesExist(t *testing.T) {
	t.Parallel()
	var source strings.Builder
	for _, folder := range []string{"aircall", "internal/table", "internal/api", "internal/guard", "internal/localsql"} {
		err := fs.WalkDir(os.DirFS(filepath.Join(root, folder)), ".", func(path string, _ fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				source.WriteString(read(t, filepath.Join(folder, path)))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	explained := message.FindAllStringSubmatch(parse(t, "docs/index.md").Find("Troubleshooting").Text, -1)
	if len(explained) == 0 {
		t.Error("no message is explained")
	}
	for _, m := range explained {
		if !strings.Contains(source.String(), m[1]) {
			t.Errorf("%q is explained, and nothing says it", m[1])
		}
	}
}

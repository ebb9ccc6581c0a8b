package mods_test

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclparse"
)

const complianceFolder = "../../mods/aircall-compliance"

// frameworks are the tags of those that a control may bear on, and how its document must speak of them.
var frameworks = map[string]string{"gdpr": "GDPR Art. ", "hipaa": "45 CFR ", "pci_dss": "PCI DSS", "soc_2": "SOC 2 CC", "tcpa": "47 CFR "}

func TestEachControlIsWhole(t *testing.T) {
	t.Parallel()
	m := readMod(t, complianceFolder)
	if n := len(m.blocks["control"]); n < 22 {
		t.Errorf("there are %d controls", n)
	}
	for name, c := range m.blocks["control"] {
		for _, attribute := range []string{"title", "description", "documentation", "sql"} {
			if c.text(attribute) == "" {
				t.Errorf("control %s has no %s", name, attribute)
			}
		}
		if !slices.Contains([]string{"none", "low", "medium", "high", "critical"}, c.text("severity")) {
			t.Errorf("control %s has the severity %q", name, c.text("severity"))
		}
		checkTags(t, name, c)
		checkParams(t, m, name, c)
		checkDocument(t, name, c)
	}
}

func checkTags(t *testing.T, name string, c *block) {
	tags := c.words("tags")
	for _, tag := range []string{"category", "plugin", "requests", "service"} {
		if tags[tag] == "" {
			t.Errorf("control %s has no tag %s", name, tag)
		}
	}
	if !strings.HasPrefix(tags["service"], "Aircall/") {
		t.Errorf("control %s has the service %q, by which pages group it", name, tags["service"])
	}
	for framework, article := range frameworks {
		if tagged, said := tags[framework] == "true", strings.Contains(c.text("documentation"), article); tagged != said {
			t.Errorf("control %s is tagged %s: %v; its document names an article of it: %v", name, framework, tagged, said)
		}
	}
	for tag := range tags {
		if !slices.Contains([]string{"category", "plugin", "requests", "service"}, tag) && frameworks[tag] == "" {
			t.Errorf("control %s has the tag %s, which says nothing", name, tag)
		}
	}
	if strings.Contains(c.text("sql"), "make_interval(days => $1::int)") != strings.Contains(tags["requests"], "calls of lookback_days") {
		t.Errorf("control %s is said to cost %q", name, tags["requests"])
	}
}

var placeholder = regexp.MustCompile(`\$([0-9]+)`)

// checkParams: each of the SQL's parameters has a variable as its default, and all are used.
func checkParams(t *testing.T, m *mod, name string, c *block) {
	used := map[string]bool{}
	for _, match := range placeholder.FindAllStringSubmatch(c.text("sql"), -1) {
		used[match[1]] = true
	}
	if len(used) != len(c.params) || len(used) > 0 && !used[fmt.Sprint(len(used))] {
		t.Errorf("control %s uses the parameters %v, and has %d", name, slices.Sorted(maps.Keys(used)), len(c.params))
	}
	for _, p := range c.params {
		if p.variable != p.name || m.blocks["variable"][p.variable] == nil || !p.described {
			t.Errorf("the parameter %s of control %s has the default %q, or no description", p.name, name, p.variable)
		}
		if !strings.Contains(c.text("documentation"), "`"+p.variable+"`") {
			t.Errorf("the document of control %s does not name %s", name, p.variable)
		}
	}
}

func checkDocument(t *testing.T, name string, c *block) {
	document := c.text("documentation")
	if !strings.HasPrefix(document, "# "+c.text("title")+"\n") {
		t.Errorf("the document of control %s does not begin with its title", name)
	}
	last := 0
	for _, part := range []string{"Why", "How it is found", "What to do", "What it costs", "What it cannot see"} {
		at := strings.Index(document, "\n## "+part+"\n\n")
		if at <= last {
			t.Errorf("the document of control %s has no part %q after those before", name, part)
		}
		last = at
	}
}

// TestWindowsArePushed: a bound whose top is no operator is not pushed, and the whole history would be read; a condition
// on another column is searched apart. Each reading of calls is one of these.
func TestWindowsArePushed(t *testing.T) {
	t.Parallel()
	allowed := []string{
		"started_at >= now() - make_interval(days => $1::int)",
		"started_at >= now() - make_interval(days => least($1::int, 173) + 7) and started_at < now() - make_interval(days => least($1::int, 173)) and $1::int <= 173",
		"search_phone_number = any($1::text[]) and cardinality($1::text[]) > 0",
	}
	condition := regexp.MustCompile(`(?s)from\s+aircall_call\s+(?:where\s+(.*?)\s+)?(?:group by|\),|\)\s)`)
	readings := 0
	for name, c := range readMod(t, complianceFolder).blocks["control"] {
		for _, match := range condition.FindAllStringSubmatch(c.text("sql"), -1) {
			readings++
			where := strings.Join(strings.Fields(match[1]), " ")
			for _, harmless := range []string{" and answered_at is not null", " and ended_at is not null", " and tags_src is not null"} {
				where = strings.ReplaceAll(where, harmless, "")
			}
			if !slices.Contains(allowed, where) {
				t.Errorf("control %s reads calls where %q", name, where)
			}
		}
		if len(regexp.MustCompile(`aircall_(call|call_tag|call_comment|missed_call)\b`).FindAllString(c.text("sql"), -1)) > len(condition.FindAllString(c.text("sql"), -1)) {
			t.Errorf("control %s reads calls in a way that this test does not see", name)
		}
	}
	if readings < 10 {
		t.Errorf("only %d readings of calls were found", readings)
	}
}

func TestEachControlIsInTheTree(t *testing.T) {
	t.Parallel()
	m := readMod(t, complianceFolder)
	var inTree func(name string) []string
	inTree = func(name string) []string {
		kind, short, _ := strings.Cut(name, ".")
		if kind == "control" {
			return []string{short}
		}
		var all []string
		for _, child := range m.blocks["benchmark"][short].names("children") {
			all = append(all, inTree(child)...)
		}
		return all
	}
	tree, all := slices.Sorted(slices.Values(inTree("benchmark.aircall_compliance"))), slices.Sorted(maps.Keys(m.blocks["control"]))
	if !slices.Equal(tree, all) {
		t.Errorf("the tree has %q, of the controls %q", tree, all)
	}
	for _, name := range inTree("benchmark.cheap") {
		if requests := m.blocks["control"][name].words("tags")["requests"]; requests != "1" && requests != "2" {
			t.Errorf("the cheap benchmark has %s, which costs %q", name, requests)
		}
	}
	for name, b := range m.blocks["benchmark"] {
		document := b.text("documentation")
		if b.text("title") == "" || b.text("description") == "" || !strings.HasPrefix(document, "# "+b.text("title")+"\n") || b.words("tags")["type"] != "Benchmark" {
			t.Errorf("benchmark %s lacks a title, a description, a document that begins with its title, or the tag type", name)
		}
		for _, child := range b.names("children") {
			kind, short, _ := strings.Cut(child, ".")
			if !strings.Contains(document, m.blocks[kind][short].text("title")) && !strings.Contains(document, short+".md") {
				t.Errorf("the document of benchmark %s does not name %s", name, child)
			}
		}
	}
}

// TestEachDocumentIsOfSomething: a control that is renamed leaves no document behind.
func TestEachDocumentIsOfSomething(t *testing.T) {
	t.Parallel()
	m := readMod(t, complianceFolder)
	pages := []string{"docs/index.md", "docs/what-cannot-be-checked.md"}
	for _, path := range m.documents(t) {
		name := strings.TrimSuffix(filepath.Base(path), ".md")
		of := m.blocks["control"][name]
		if of == nil {
			of = m.blocks["benchmark"][name]
		}
		if !slices.Contains(pages, path) && (of == nil || of.text("documentation") != m.readFile(t, path)) {
			t.Errorf("%s is the document of no control or benchmark", path)
		}
	}
}

// TestVariablesAreExplained: in the file, in the example, which has the defaults, and in the README.
func TestVariablesAreExplained(t *testing.T) {
	t.Parallel()
	m := readMod(t, complianceFolder)
	example, problems := hclparse.NewParser().ParseHCL([]byte(m.readFile(t, "powerpipe.ppvars.example")), "powerpipe.ppvars.example")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	set, problems := example.Body.JustAttributes()
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	readme, text := m.readFile(t, "README.md"), m.readFile(t, "powerpipe.ppvars.example")
	for name, v := range m.blocks["variable"] {
		if v.text("description") == "" || !strings.HasSuffix(v.text("description"), ".") || v.attributes["default"].IsNull() {
			t.Errorf("variable %s lacks a description that ends in a period, or a default", name)
		}
		if !strings.Contains(readme, "| `"+name+"` |") || !strings.Contains(readme, v.text("description")) {
			t.Errorf("README.md does not explain %s", name)
		}
		if !strings.Contains(text, "# "+v.text("description")+"\n") {
			t.Errorf("the example does not explain %s", name)
		}
		if name == "database" {
			continue // a connection is no value that the file could hold
		}
		if set[name] == nil {
			t.Errorf("the example does not set %s", name)
			continue
		}
		value, problems := set[name].Expr.Value(nil)
		if problems.HasErrors() || !value.RawEquals(v.attributes["default"]) {
			t.Errorf("the example sets %s to something else than its default", name)
		}
	}
	for name := range set {
		if m.blocks["variable"][name] == nil {
			t.Errorf("the example sets %s, which is no variable", name)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`)

func TestLinksOfTheMods(t *testing.T) {
	t.Parallel()
	m := readMod(t, complianceFolder)
	for _, document := range append(m.documents(t), "README.md", "CHANGELOG.md") {
		for _, match := range link.FindAllStringSubmatch(m.readFile(t, document), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(m.folder, path.Join(path.Dir(document), match[1]))); err != nil {
				t.Errorf("%s links to %s, which is not there", document, match[1])
			}
		}
	}
}

// TestTheDocumentsCountTheControls: in words that the reader sees first.
func TestTheDocumentsCountTheControls(t *testing.T) {
	t.Parallel()
	m := readMod(t, complianceFolder)
	count := fmt.Sprintf("%d controls", len(m.blocks["control"]))
	for _, document := range []string{"README.md", "CHANGELOG.md", "docs/index.md"} {
		if !strings.Contains(m.readFile(t, document), count) {
			t.Errorf("%s does not speak of %s", document, count)
		}
	}
}

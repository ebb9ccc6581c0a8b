//go:build e2e

package steampipe_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// mod is a folder of this repository that Powerpipe runs. Each mod has the variable database.
type mod string

// snapshot is what a dashboard showed: its panels by name, those of its inputs and of its with blocks among them.
type snapshot struct {
	Panels map[string]panel `json:"panels"`
}

// panel is one element of a dashboard.
type panel struct {
	Name       string         `json:"name"`
	Title      string         `json:"title"`
	Type       string         `json:"panel_type"` // card, chart, table, input, with, …
	Display    string         `json:"display_type"`
	Status     string         `json:"status"` // complete, error, or that of a panel that never ran
	Error      string         `json:"error"`
	SQL        string         `json:"sql"`
	Args       any            `json:"args"`
	Properties map[string]any `json:"properties"`
	Data       struct {
		Columns []struct {
			Name string `json:"name"`
			Type string `json:"data_type"`
		} `json:"columns"`
		Rows []map[string]any `json:"rows"`
	} `json:"data"`
}

// of returns the panels of that type, sorted by name.
func (s snapshot) of(kind string) []panel {
	var all []panel
	for _, p := range s.Panels {
		if p.Type == kind {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b panel) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// failed returns a line for each panel that did not end well. Powerpipe exits with 0 all the same.
func (s snapshot) failed() []string {
	var lines []string
	for _, p := range s.Panels {
		if p.Status != "complete" {
			lines = append(lines, fmt.Sprintf("%s: %s: %s", p.Name, p.Status, p.Error))
		}
	}
	slices.Sort(lines)
	return lines
}

// benchmark is the result of a benchmark, as a tree.
type benchmark struct {
	ID       string             `json:"group_id"`
	Title    string             `json:"title"`
	Groups   []benchmark        `json:"groups"`
	Controls []benchmarkControl `json:"controls"`
}

// benchmarkControl is one control of it, with a result for each resource.
type benchmarkControl struct {
	ID       string            `json:"control_id"`
	Title    string            `json:"title"`
	Severity string            `json:"severity"`
	Tags     map[string]string `json:"tags"`
	Error    string            `json:"run_error"`
	Results  []controlResult   `json:"results"`
}

type controlResult struct {
	Resource   string `json:"resource"`
	Status     string `json:"status"` // ok, alarm, info, skip, error
	Reason     string `json:"reason"`
	Dimensions []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"dimensions"`
}

// controls returns all controls of the tree by their names without the mod's; one that is in several benchmarks ran once.
func (b benchmark) controls() map[string]benchmarkControl {
	all := map[string]benchmarkControl{}
	for _, c := range b.Controls {
		all[c.ID[strings.LastIndex(c.ID, ".")+1:]] = c
	}
	for _, group := range b.Groups {
		for name, c := range group.controls() {
			all[name] = c
		}
	}
	return all
}

// dashboard runs one with the unqualified tables of that schema. The arguments are those of the command: --arg days=7
// for each of its inputs, --var name=value.
func (m mod) dashboard(t testing.TB, schema, name string, args ...string) snapshot {
	t.Helper()
	stdout, exit := m.powerpipe(t, slices.Concat([]string{"dashboard", "run", name, "--output", "snapshot"}, onSchema(schema), args)...)
	if exit != 0 {
		t.Fatalf("dashboard %s: exit code %d", name, exit)
	}
	var s snapshot
	if err := json.Unmarshal(stdout, &s); err != nil {
		t.Fatalf("dashboard %s: %v", name, err)
	}
	return s
}

// benchmark runs one, or a single control, with the unqualified tables of that schema.
func (m mod) benchmark(t *testing.T, schema, name string, args ...string) benchmark {
	t.Helper()
	stdout, exit := m.powerpipe(t, slices.Concat([]string{"benchmark", "run", name, "--output", "json"}, onSchema(schema), args)...)
	if exit > 2 { // 1: alarms; 2: controls that failed
		t.Fatalf("benchmark %s: exit code %d", name, exit)
	}
	return parseBenchmark(t, stdout)
}

func parseBenchmark(t *testing.T, output []byte) (b benchmark) {
	t.Helper()
	if err := json.Unmarshal(output, &b); err != nil {
		t.Fatalf("benchmark: %v", err)
	}
	return b
}

// onSchema makes unqualified tables those of the schema. The flag is not redundant: Powerpipe 1.5.2 forgets the search
// path of a mod's connection when it runs a benchmark.
func onSchema(schema string) []string {
	return []string{"--var", "database=connection.steampipe." + schema, "--search-path-prefix", schema}
}

// powerpipe runs the command in the mod's folder.
func (m mod) powerpipe(t testing.TB, args ...string) (stdout []byte, exit int) {
	t.Helper()
	home, err := powerpipeHome()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := m.copied()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), os.Getenv("POWERPIPE"), append(args, "--progress=false", "--input=false")...)
	command.Dir = folder
	command.Env = append(environment(os.Getenv("STEAMPIPE_INSTALL_DIR")), "POWERPIPE_INSTALL_DIR="+home,
		"POWERPIPE_UPDATE_CHECK=false", "POWERPIPE_TELEMETRY=none", "POWERPIPE_MAX_PARALLEL=10")
	if command.SysProcAttr, err = asUser(os.Getenv("STEAMPIPE_USER")); err != nil {
		t.Fatal(err)
	}
	var said, complained bytes.Buffer
	command.Stdout, command.Stderr = &said, &complained
	var failed *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	// That the plugin's file has no version is not worth a line for each run.
	const unversioned = "does not provide a plugin which satisfies requirement"
	if text := strings.TrimSpace(complained.String()); text != "" && !strings.Contains(text, unversioned) {
		t.Logf("powerpipe %s:\n%s", strings.Join(args, " "), text)
	}
	return said.Bytes(), command.ProcessState.ExitCode()
}

// powerpipeHome is Powerpipe's install folder, with a connection to the service for each of Steampipe's and for each
// aggregator, under the same name.
var powerpipeHome = sync.OnceValues(func() (string, error) {
	home := filepath.Join(os.Getenv("STEAMPIPE_INSTALL_DIR"), "powerpipe")
	at, err := url.Parse(steampipe.url)
	if err != nil {
		return "", err
	}
	password, _ := at.User.Password()
	var config strings.Builder
	for _, name := range schemas() {
		fmt.Fprintf(&config, "connection \"steampipe\" %q {\n  host = %q\n  port = %s\n  db = \"steampipe\"\n  username = %q\n  password = %q\n  search_path_prefix = [%q]\n}\n",
			name, at.Hostname(), at.Port(), at.User.Username(), password, name)
	}
	if err := os.MkdirAll(filepath.Join(home, "config"), 0o755); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(home, "config", "e2e.ppc"), []byte(config.String()), 0o644); err != nil {
		return "", err
	}
	return home, giveToUser(home)
})

// schemas are all connections, aggregators too.
func schemas() []string {
	names := allConnections()
	for _, line := range strings.Split(aggregators, "\n") {
		if rest, found := strings.CutPrefix(line, `connection "`); found {
			name, _, _ := strings.Cut(rest, `"`)
			names = append(names, name)
		}
	}
	return names
}

var copies sync.Map // of mods by folder: a func() (string, error)

// copied is a copy of the mod that the user who runs Powerpipe can read and write to, made at the first use.
func (m mod) copied() (string, error) {
	once, _ := copies.LoadOrStore(m, sync.OnceValues(func() (string, error) {
		to := filepath.Join(os.Getenv("STEAMPIPE_INSTALL_DIR"), "mods", filepath.Base(string(m)))
		if err := os.CopyFS(to, os.DirFS(filepath.Join("..", "..", string(m)))); err != nil {
			return "", err
		}
		return to, giveToUser(to)
	}))
	return once.(func() (string, error))()
}

// giveToUser makes the user who runs Steampipe the owner of a folder.
func giveToUser(folder string) error {
	owner, err := asUser(os.Getenv("STEAMPIPE_USER"))
	if owner == nil || err != nil {
		return err
	}
	return filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, int(owner.Credential.Uid), int(owner.Credential.Gid))
	})
}

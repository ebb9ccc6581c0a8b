//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dustin/go-humanize"
	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/pflag"

	"github.com/turbot/steampipe-plugin-aircall/internal/markdown"
)

// TestDocumentedCommands: every line for a shell in docs/command.md runs as it stands, and says something. The lines of a block
// follow each other in one folder.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	document := documented(t, "../../docs/command.md")
	folder := commandFolder(t)
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

func documented(t *testing.T, path string) markdown.Document {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	document, err := markdown.Parse(path, string(content))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// commandFolder is a folder with the command in it.
func commandFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	binary, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(folder, "aircall")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestDocumentedServers: every configuration of an assistant in docs/mcp.md starts a server as it stands, which lists its tools;
// the first one answers.
func TestDocumentedServers(t *testing.T) {
	t.Parallel()
	folder := commandFolder(t)
	started := 0
	for _, block := range documented(t, "../../docs/mcp.md").Find("Connect it").Of("json") {
		var config struct {
			MCPServers map[string]struct {
				Command string
				Args    []string
				Env     map[string]string
			} `json:"mcpServers"`
		}
		if err := json.Unmarshal([]byte(block), &config); err != nil || len(config.MCPServers) != 1 {
			t.Fatalf("%v: %s", err, block)
		}
		for _, server := range config.MCPServers {
			cmd := exec.Command(filepath.Join(folder, server.Command), server.Args...) //nolint:gosec // the document's
			cmd.Env = append(os.Environ(), asCommand+"=1", "HOME="+folder)
			for name, value := range server.Env {
				cmd.Env = append(cmd.Env, name+"="+value)
			}
			session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
			if err != nil {
				t.Fatalf("%v: %s", err, block)
			}
			if tools, err := session.ListTools(t.Context(), nil); err != nil || len(tools.Tools) != 4 {
				t.Errorf("%v, %+v", err, tools)
			}
			if started == 0 {
				asked(t, session, "query", map[string]any{"sql": "select count(*) from aircall_number"})
			}
			_ = session.Close()
			started++
		}
	}
	if started < 2 {
		t.Errorf("%d servers were started", started)
	}
}

// TestDocumentedBounds: docs/mcp.md names the flags of aircall mcp, and the bounds that the tools tell an assistant.
func TestDocumentedBounds(t *testing.T) {
	t.Parallel()
	document := documented(t, "../../docs/mcp.md")
	var flags []string
	for _, row := range document.Find("Connect it").Rows() {
		flags = append(flags, strings.Trim(row[0], "`-"))
	}
	var want []string
	mcpCommand(streams{}).LocalFlags().VisitAll(func(f *pflag.Flag) { want = append(want, f.Name) })
	slices.Sort(flags)
	if !slices.Equal(flags, want) {
		t.Errorf("docs/mcp.md explains %q, and the flags are %q", flags, want)
	}
	session, _, _ := assistant(t, nil, "--demo")
	tools, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names, explained []string
	for _, row := range document.Find("What the assistant can do").Rows() {
		explained = append(explained, strings.Trim(row[0], "`"))
	}
	for _, tool := range tools.Tools {
		names = append(names, tool.Name)
		properties := tool.InputSchema.(map[string]any)["properties"].(map[string]any)
		for _, row := range document.Find("Bounds").Rows() {
			of, there := properties[strings.Trim(row[0], "`")].(map[string]any)
			if got := []string{shown(of["default"]), shown(of["minimum"]), shown(of["maximum"])}; there && !slices.Equal(got, row[1:]) {
				t.Errorf("%s: %s is bounded by %q, documented is %q", tool.Name, row[0], got, row[1:])
			} else if !there && tool.Name == "query" {
				t.Errorf("query has no argument %s", row[0])
			}
		}
	}
	if !slices.Equal(names, explained) {
		t.Errorf("docs/mcp.md explains the tools %q, and there are %q", explained, names)
	}
}

// shown is a number of a JSON schema as the documents write it.
func shown(number any) string {
	n, _ := number.(float64)
	return humanize.Comma(int64(n))
}

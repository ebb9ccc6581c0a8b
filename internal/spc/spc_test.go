package spc_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/spc"
)

func write(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "aircall.spc")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestReadGivesTheArgumentsOfThePlugin(t *testing.T) {
	t.Parallel()
	file := write(t, `
# the companies
connection "fr" {
  plugin        = "aircall"
  import_schema = "enabled"
  api_id        = "id" # of the French company
  api_token     = "to}ken"
  cache_seconds = 10
  options "connection" { cache = true }
}

connection "aws" {
  plugin  = "aws"
  regions = ["eu-west-1"]
}

connection "de" {
  plugin       = "aircall"
  access_token = ""
  start_date   = <<-EOT
    2026-06-01
  EOT
}

connection "all" {
  plugin      = "aircall"
  type        = "aggregator"
  connections = ["fr", "de"]
}
`)
	got, err := spc.Read(file, "aircall")
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Connections) != 2 {
		t.Fatalf("%d connections, want fr and de", len(got.Connections))
	}
	wantConfig := []string{
		"api_id        = \"id\"\napi_token     = \"to}ken\"\ncache_seconds = 10\n",
		"access_token = \"\"\nstart_date   = <<-EOT\n    2026-06-01\n  EOT\n",
	}
	for i, name := range []string{"fr", "de"} {
		if c := got.Connections[i]; c.Name != name || c.Config != wantConfig[i] {
			t.Errorf("connection %d is %q with\n%q, want %q with\n%q", i, c.Name, c.Config, name, wantConfig[i])
		}
	}
	for argument, want := range map[string]bool{"api_id": true, "cache_seconds": true, "access_token": false, "plugin": false} {
		if got.Connections[0].Has(argument) != want {
			t.Errorf("fr has %s: %t, want %t", argument, !want, want)
		}
	}
	if got.Connections[1].Has("access_token") {
		t.Error("an empty access_token counts as given")
	}
	if len(got.Aggregators) != 1 || got.Aggregators[0].Name != "all" || !slices.Equal(got.Aggregators[0].Connections, []string{"fr", "de"}) {
		t.Errorf("aggregators %+v", got.Aggregators)
	}
}

func TestAnAggregatorNamesConnections(t *testing.T) {
	t.Parallel()
	connections := ""
	for _, name := range []string{"aircall_fr", "aircall_de", "other"} {
		connections += "connection \"" + name + "\" {\nplugin = \"aircall\"\n}\n"
	}
	for names, want := range map[string][]string{
		`["*"]`:                           {"aircall_fr", "aircall_de", "other"},
		`["aircall_*"]`:                   {"aircall_fr", "aircall_de"},
		`["aircall_[ab]*", "aircall_?e"]`: {"aircall_de"},
		`["other", "aircall_*", "o*"]`:    {"aircall_fr", "aircall_de", "other"},
		`["Aircall_fr", "aircall_fr"]`:    {"aircall_fr"},
	} {
		got, err := spc.Read(write(t, connections+"connection \"all\" {\nplugin = \"aircall\"\ntype = \"aggregator\"\nconnections = "+names+"\n}\n"), "aircall")
		if err != nil || len(got.Aggregators) != 1 || !slices.Equal(got.Aggregators[0].Connections, want) {
			t.Errorf("%s: %+v, %v, want %q", names, got, err, want)
		}
	}
	for attribute, want := range map[string]string{
		"":                            `aircall.spc, line 10: the aggregator "all" needs connections`,
		`connections = ["nobody"]`:    `aircall.spc, line 13: the aggregator "all" matches no connection`,
		`connections = ["all"]`:       `aircall.spc, line 13: the aggregator "all" matches no connection`,
		`connections = []`:            `aircall.spc, line 13: the aggregator "all" matches no connection`,
		`connections = ["aircall_["]`: `aircall.spc, line 13: "aircall_[" is no name and no wildcard`,
		`connections = aircall`:       `aircall.spc, line 13: variables not allowed`,
	} {
		got, err := spc.Read(write(t, connections+"connection \"all\" {\nplugin = \"aircall\"\ntype = \"aggregator\"\n"+attribute+"\n}\n"), "aircall")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v, want %s", attribute, got, err, want)
		}
	}
}

func TestReadableByOthers(t *testing.T) {
	t.Parallel()
	file := write(t, "")
	for mode, want := range map[fs.FileMode]bool{0o600: false, 0o400: false, 0o711: false, 0o640: true, 0o604: true, 0o644: true} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		if got, readable := spc.ReadableByOthers(file); readable != want || got != mode {
			t.Errorf("%04o: %04o, %t", mode, got, readable)
		}
	}
	if _, readable := spc.ReadableByOthers(filepath.Join(t.TempDir(), "missing")); readable {
		t.Error("a file that is not there is readable")
	}
}

func TestReadKnowsThePluginInAnySpelling(t *testing.T) {
	t.Parallel()
	for plugin, want := range map[string]bool{
		`"aircall"`:         true,
		`"aircall@1"`:       true,
		`"local/aircall"`:   true,
		`"acme/aircall@^2"`: true,
		`"hub.steampipe.io/plugins/acme/aircall@latest"`: true,
		`plugin.calls`:        true,
		`plugin.aircall`:      true,
		`plugin.clouds`:       false,
		`"aircallx"`:          false,
		`"aircall/something"`: false,
	} {
		file := write(t, `
connection "c" {
  plugin = `+plugin+`
}
plugin "calls" { source = "acme/aircall" }
plugin "aircall" { memory_max_mb = 512 }
plugin "clouds" { source = "aws" }
`)
		if got, err := spc.Read(file, "aircall"); (err == nil) != want {
			t.Errorf("plugin = %s: %v, %v", plugin, got, err)
		}
	}
}

func TestReadErrors(t *testing.T) {
	t.Parallel()
	const secret = "c81e5f7094ab"
	for name, test := range map[string]struct{ content, want string }{
		"no connection":       {`options "general" {}`, "aircall.spc has no connection of the plugin aircall"},
		"another plugin":      {`connection "a" { plugin = "aws" }`, "has no connection of the plugin aircall"},
		"only an aggregator":  {"connection \"a\" {\nplugin = \"aircall\"\ntype = \"aggregator\"\nconnections = [\"*\"]\n}", "has no connection of the plugin aircall"},
		"no quotes":           {"connection \"a\" {\n plugin = \"aircall\"\n api_token = " + secret + "\n}", "aircall.spc, line 3: variables not allowed"},
		"open quotes":         {"connection \"a\" {\n plugin = \"aircall\"\n api_token = \"" + secret + "\n}", "aircall.spc, line 3: "},
		"a template":          {"connection \"a\" {\n plugin = \"aircall\"\n api_token = \"%{" + secret + "}\"\n}", "aircall.spc, line 3: "},
		"an open block":       {"connection \"a\" {\n plugin = \"aircall\"\n", "aircall.spc, line 1: unclosed configuration block"},
		"twice":               {"connection \"a\" {\n plugin = \"aircall\"\n api_token = \"x\"\n api_token = \"" + secret + "\"\n}", "aircall.spc, line 4: attribute redefined"},
		"no name":             {"connection {\n}", "aircall.spc, line 1: a connection needs one name"},
		"no such block":       {"connection \"a\" {\n plugin = plugin.other\n}", `aircall.spc, line 2: the plugin of connection "a" is neither`},
		"a plugin of no text": {"connection \"a\" {\n plugin = [1]\n}", "aircall.spc, line 2: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connections, err := spc.Read(write(t, test.content), "aircall")
			if err == nil {
				t.Fatalf("%+v and no error", connections)
			}
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), secret) {
				t.Errorf("%v, want %q and no value", err, test.want)
			}
		})
	}
	t.Run("no file", func(t *testing.T) {
		t.Parallel()
		missing := filepath.Join(t.TempDir(), "missing.spc")
		if _, err := spc.Read(missing, "aircall"); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("%v, want the name of the file", err)
		}
	})
}

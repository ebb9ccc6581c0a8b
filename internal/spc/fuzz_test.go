package spc

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// FuzzParse: a file that is read gives each connection arguments that can be read again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"connection \"fr\" {\n  plugin = \"aircall\"\n  api_id = \"id\" # of ours\n  max_requests_per_minute = 60\n}\n",
		"plugin \"a\" { source = \"hub.steampipe.io/plugins/turbot/aircall@1\" }\nconnection \"b\" { plugin = plugin.a\n import_schema = \"disabled\" }",
		"connection \"all\" {\n plugin = \"aircall\"\n type = \"aggregator\"\n connections = [\"f*\"]\n}",
		"connection \"x\" {\n plugin = \"aircall\"\n api_token = <<EOT\n${1+1}\nEOT\n}", "connection {", "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		file, err := parse(source, "aircall.spc", "aircall")
		if err != nil {
			return
		}
		for _, c := range file.Connections {
			if _, diagnostics := hclsyntax.ParseConfig([]byte(c.Config), "again", hcl.InitialPos); diagnostics.HasErrors() {
				t.Errorf("%q gives %q: %v", source, c.Config, diagnostics)
			}
		}
	})
}

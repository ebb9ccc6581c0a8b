package mcpserver

import (
	"context"
	"io/fs"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/docs"
	documents "github.com/turbot/steampipe-plugin-aircall/docs/questions"
	"github.com/turbot/steampipe-plugin-aircall/internal/questions"
)

const markdownType = "text/markdown"

func tableURI(name string) string    { return "aircall://tables/" + name }
func questionURI(name string) string { return "aircall://questions/" + name }

// addResources adds the documents of the tables and of the questions.
func (s *server) addResources() {
	for _, t := range s.DB.Tables() {
		s.addDocument(tableURI(t.Name), t.Name, firstSentence(t.Description), docs.Files, "tables/"+t.Name+".md")
	}
	for _, d := range questions.All() {
		s.addDocument(questionURI(d.Name), d.Name, d.Title, documents.Files, d.Name+".md")
	}
}

func (s *server) addDocument(uri, name, about string, in fs.FS, path string) {
	s.mcp.AddResource(&mcp.Resource{URI: uri, Name: name, Description: about, MIMEType: markdownType},
		func(context.Context, *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
			content, err := fs.ReadFile(in, path)
			if err != nil {
				return nil, err
			}
			return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: markdownType, Text: ofThisEngine(string(content))}}}, nil
		})
}

// ofThisEngine leaves out of a document the SQL of the other dialect, and the front matter.
func ofThisEngine(document string) string {
	if front, rest, ok := strings.Cut(strings.TrimPrefix(document, "---\n"), "\n---\n"); ok && strings.HasPrefix(document, "---\n") && !strings.Contains(front, "\n#") {
		document = strings.TrimLeft(rest, "\n")
	}
	var b strings.Builder
	inOther := false
	for line := range strings.Lines(document) {
		switch {
		case strings.HasPrefix(line, "```sql+postgres"):
			inOther = true
		case inOther && strings.HasPrefix(line, "```"):
			inOther = false
		case !inOther:
			b.WriteString(line)
		}
	}
	return b.String()
}

// Package docs holds the documents that a program shows too. The ready answers are in package docs/questions.
package docs

import "embed"

// Files are the tables' documents and the one on what is sent to Aircall, by their paths below docs.
//
//go:embed tables/*.md pushdown.md
var Files embed.FS

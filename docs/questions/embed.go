// Package questions holds the ready answers as they are read on the Hub, so that a program can give them too.
// Package internal/questions reads them.
package questions

import "embed"

// Files are the documents, one for each question.
//
//go:embed *.md
var Files embed.FS

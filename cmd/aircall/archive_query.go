package main

import (
	"context"
	"errors"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// openArchive opens the archive that is asked beside Aircall; nil where none is named. Invented calls stand beside real
// ones in no answer.
func (f *connectFlags) openArchive(ctx context.Context, p *pseudonym.Pseudonyms) (*archive.Reading, error) {
	if f.archive == "" {
		return nil, nil
	}
	kept, err := archive.OpenReading(ctx, f.archive)
	switch {
	case err != nil:
		return nil, err
	case f.demo && !kept.Demo:
		return nil, errors.New("--demo would put invented calls beside those of the archive: leave it out")
	case !f.demo && kept.Demo:
		return nil, errors.New("the archive holds the invented company: ask it with --demo")
	}
	if err := kept.Use(p, func(table, column string) string { return localsql.CollationOf(p, table, column) }); err != nil {
		return nil, err
	}
	f.orDemo = false
	if kept.Demo {
		f.demoAt = kept.CreatedAt
	}
	return kept, nil
}

// schemasOf are the names of connections in SQL.
func schemasOf(connections []localsql.Connection) []archive.Schema {
	var schemas []archive.Schema
	for _, c := range connections {
		name := c.Name
		if len(connections) == 1 {
			name = "main"
		}
		schemas = append(schemas, archive.Schema{Connection: c.Name, Name: name})
	}
	return schemas
}

package main

import (
	"context"
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/archive"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// A sessionTable is one that a shell has beside Aircall's: of an archive, a view over both, or a temporary one.
type sessionTable struct {
	schema string // "": temp, which nobody writes
	localsql.Table
}

// name is the table's as SQL has it.
func (t sessionTable) name() string {
	if t.schema == "" {
		return t.Name
	}
	return t.schema + "." + t.Name
}

const sessionTablesSQL = `select l.schema, l.name, l.type, x.name, x.type from pragma_table_list as l, pragma_table_xinfo(l.name, l.schema) as x
	where l.schema in ('temp', '` + archive.SchemaName + `') and l.name not like 'sqlite\_%' escape '\' and l.name not like 'archive\_%' escape '\' order by l.schema = 'temp' desc, l.name, x.cid`

// sessionTables lists them. What they share with a table of Aircall is described as it is there.
func sessionTables(ctx context.Context, session querier, live []localsql.Table) (tables []sessionTable) {
	rows, err := session.Query(ctx, sessionTablesSQL)
	if err != nil {
		return nil // a completion is no place for an error
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var cells [5]string
		for i, v := range rows.Values() {
			cells[i], _ = v.(string)
		}
		schema, name, kind, column := cells[0], cells[1], cells[2], cells[3]
		if schema == "temp" {
			schema = ""
		}
		if n := len(tables); n == 0 || tables[n-1].Name != name || tables[n-1].schema != schema {
			tables = append(tables, sessionTable{schema, localsql.Table{Name: name, Description: aboutSessionTable(name, kind, live)}})
		}
		t := &tables[len(tables)-1]
		t.Columns = append(t.Columns, sessionColumn(t.Table, column, cells[4], live))
	}
	return tables
}

func aboutSessionTable(name, kind string, live []localsql.Table) string {
	of := liveTable(name, live)
	switch {
	case of == nil:
		return "Temporary: until the shell ends."
	case kind == "view":
		return "Archive and Aircall: " + of.Description
	}
	return "Archive: " + of.Description
}

// liveTable is the table of Aircall that one of an archive, or a view over both, has the rows of; nil: there is none.
func liveTable(name string, live []localsql.Table) *localsql.Table {
	i := slices.IndexFunc(live, func(t localsql.Table) bool {
		return name == t.Name || name == "all_"+strings.TrimPrefix(t.Name, "aircall_")
	})
	if i < 0 {
		return nil
	}
	return &live[i]
}

// aboutArchived are the columns that an archive adds.
var aboutArchived = map[string]string{
	"company_id": "The archive's own number for the company.", "archived_at": "When the row last changed in the archive.",
	"deleted_at": "Since when Aircall lists the row no more.", "position": "The place in what it is inside of, from 1.",
	"sampled_at": "When Aircall was asked.",
}

func sessionColumn(of localsql.Table, name, declared string, live []localsql.Table) localsql.Column {
	if t := liveTable(of.Name, live); t != nil {
		for _, c := range t.Columns {
			if c.Name == name {
				return localsql.Column{Name: name, Type: c.Type, Description: c.Description}
			}
		}
	}
	return localsql.Column{Name: name, Type: strings.ToLower(declared), Description: aboutArchived[name]}
}

package mcpserver

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/sqltoken"
)

// archived lists the tables of the archive (archive.aircall_call) and the views of both together (all_call).
func (s *server) archived(ctx context.Context) ([]string, error) {
	if !s.Archive {
		return nil, nil
	}
	return column0(ctx, s.DB, "select case schema when 'archive' then 'archive.' else '' end || name from pragma_table_list "+
		"where schema = 'archive' and name like 'aircall\\_%' escape '\\' or schema = 'temp' and type = 'view' and name like 'all\\_%' escape '\\' order by 1")
}

// describeArchived describes one of them; nil where there is none of that name.
func (s *server) describeArchived(ctx context.Context, name string) (*description, error) {
	names, err := s.archived(ctx)
	name = strings.ToLower(name)
	if err != nil || !slices.Contains(names, name) {
		return nil, err
	}
	schema, table, inArchive := strings.Cut(name, ".")
	d := &description{Table: name, About: "The rows of the archive.", Cost: "none"}
	if !inArchive {
		schema, table = "temp", name
		d.About = "The rows of the archive and of Aircall together, each once: what the archive has cost no request."
		d.Cost = fmt.Sprintf("those of aircall_%s for what is later than the archive", strings.TrimPrefix(name, "all_"))
	}
	rows, err := s.DB.Query(ctx, fmt.Sprintf("select name, type from pragma_table_info(%s, %s)", sqltoken.Quote(table), sqltoken.Quote(schema)))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	columns := s.columnsOf("aircall_" + strings.TrimPrefix(strings.TrimPrefix(table, "all_"), "aircall_"))
	for rows.Next() {
		column := fmt.Sprint(rows.Values()[0])
		d.Columns = append(d.Columns, describedField{Name: column, Type: strings.ToLower(fmt.Sprint(rows.Values()[1])), Meaning: columns[column].Description, Shown: columns[column].Pseudonym})
	}
	return d, rows.Err()
}

// columnsOf are those of a table of Aircall, by name.
func (s *server) columnsOf(table string) map[string]localsql.Column {
	of := map[string]localsql.Column{}
	if t, err := s.DB.Table(table); err == nil {
		for _, c := range t.Columns {
			of[c.Name] = c
		}
	}
	return of
}

// column0 are the texts of a result's first column.
func column0(ctx context.Context, db *localsql.DB, sql string) (texts []string, err error) {
	rows, err := db.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		texts = append(texts, fmt.Sprint(rows.Values()[0]))
	}
	return texts, rows.Err()
}

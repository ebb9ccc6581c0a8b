package archive

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/layout"
	"github.com/turbot/steampipe-plugin-aircall/internal/archive/store"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

const (
	// settled is how far behind its mark the archive answers for calls; what is later is asked of Aircall.
	settled = DefaultReread
	// boundaryOverlap is how far the two halves overlap: a call may move over the boundary by a second.
	boundaryOverlap = time.Hour
)

// SchemaName is that of an archive's tables.
const SchemaName = "archive"

// A Reading is an archive that is asked beside Aircall.
type Reading struct {
	file      string
	Demo      bool // it holds the invented company
	CreatedAt time.Time
	meta      store.Meta
	collation func(table, column string) string // of the columns with pseudonyms
	companies []readCompany
	tables    []*layout.Table // that it has
	notes     []string
}

type readCompany struct {
	store.Company
	mark time.Time
}

// A Schema is a connection and the name that its tables have in SQL.
type Schema struct{ Connection, Name string }

// OpenReading reads what an archive says of itself: a SQLite file.
func OpenReading(ctx context.Context, name string) (*Reading, error) {
	target, err := ParseTarget(name)
	if err != nil {
		return nil, err
	}
	file, err := target.ledger()
	if err != nil {
		return nil, err
	}
	s, m, err := target.openToRead(ctx)
	if err != nil {
		return nil, err
	}
	r := &Reading{file: file, Demo: m.Demo, CreatedAt: m.CreatedAt, meta: m}
	err = s.Update(ctx, func(tx *store.Tx) error { return r.read(ctx, tx) })
	return r, errors.Join(err, s.Close())
}

func (r *Reading) read(ctx context.Context, tx *store.Tx) error {
	companies, err := tx.Companies(ctx)
	if err != nil {
		return err
	}
	for _, c := range companies {
		p, err := tx.Progress(ctx, c.ID, layout.Call)
		if err != nil {
			return err
		}
		r.companies = append(r.companies, readCompany{c, p.Mark})
	}
	for _, t := range layout.All().Tables {
		there, err := tx.Has(ctx, t)
		if err != nil {
			return err
		}
		if there {
			r.tables = append(r.tables, t)
		}
	}
	return nil
}

// Setup is the SQL that shows the archive as the schema archive, read-only, and for each table aircall_x the view all_x:
// archive and Aircall together.
func (r *Reading) Setup(schemas []Schema, now time.Time) ([]string, error) {
	sql := []string{"attach " + text("file:"+(&url.URL{Path: r.file}).EscapedPath()+"?mode=ro") + " as " + SchemaName}
	companies := map[string]*readCompany{}
	for i := range r.companies {
		c := &r.companies[i]
		if horizon := api.Horizon(now); !c.mark.IsZero() && c.mark.Before(horizon) {
			r.notes = append(r.notes, fmt.Sprintf("the calls of %s from %s to %s are in neither: the archive ends before, and Aircall serves none so old", c.Connection, c.mark.Format(time.DateOnly), horizon.Format(time.DateOnly)))
		}
		companies[c.Connection] = c
	}
	if len(schemas) == 1 && len(r.companies) == 1 { // the connection may have been renamed
		companies = map[string]*readCompany{schemas[0].Connection: &r.companies[0]}
	}
	live := liveColumns()
	for _, t := range r.tables {
		if t.Kind == layout.Samples || t.Name == layout.Company || t.ByName {
			continue
		}
		branches := make([]string, 0, 2*len(schemas))
		var asked []string
		for _, s := range schemas {
			c := companies[s.Connection]
			if c == nil {
				c = &readCompany{}
			} else {
				asked = append(asked, fmt.Sprint(c.ID))
			}
			branches = append(branches, r.branches(t, s, c, live[t.Name])...)
		}
		if len(asked) < len(r.companies) { // companies that no connection asks any more
			branches = append(branches, r.archived(t, live[t.Name], fmt.Sprintf("company_id not in (%s)", strings.Join(asked, ", "))))
		}
		sql = append(sql, fmt.Sprintf("create temp view all_%s as %s", strings.TrimPrefix(t.Name, "aircall_"), strings.Join(branches, " union all ")))
	}
	return sql, nil
}

// TypeOf is the type of a column of the archive, in the words of results; "" for one of its bookkeeping.
func (r *Reading) TypeOf(table, column string) string {
	for _, t := range r.tables {
		if i := t.Index(column); t.Name == table && i >= 0 {
			return sqlTypes[t.Columns[i].Type]
		}
	}
	return ""
}

// Notes are what to know of an answer, once Setup has been made.
func (r *Reading) Notes() []string { return r.notes }

// branches are the rows of a table and a connection: those of the archive, and those of Aircall.
func (r *Reading) branches(t *layout.Table, s Schema, c *readCompany, columns []layout.Column) []string {
	all := make([]string, len(columns))
	for i, column := range columns {
		all[i] = `"` + column.Name + `"`
	}
	of := fmt.Sprintf("%s.%s", identifier(s.Name), t.Name)
	read := strings.Join(all, ", ")
	if t.Month == "" {
		key := t.Key[0]
		return []string{
			r.archived(t, columns, fmt.Sprintf("company_id = %d and deleted_at is not null and %s not in (select %s from %s)", c.ID, key, key, of)),
			fmt.Sprintf("select %s, null as deleted_at from %s", read, of),
		}
	}
	if c.mark.IsZero() {
		return []string{fmt.Sprintf("select %s from %s", read, of)}
	}
	boundary := c.mark.Add(-settled)
	at, id := "started_at", "id"
	if t.Kind == layout.Inside {
		at, id = "call_started_at", "call_id"
	}
	return []string{
		r.archived(t, columns, fmt.Sprintf("company_id = %d and %s <= %s", c.ID, at, instant(boundary))),
		fmt.Sprintf("select %s from %s as live where %s > %s and not exists (select 1 from archive.aircall_call as kept where kept.id = live.%s and kept.started_at <= %s)",
			read, of, at, instant(boundary.Add(-boundaryOverlap)), id, instant(boundary)),
	}
}

// archived selects the archive's half of a view. Its times get the collation of the tables of Aircall, in the view alone:
// only where both halves agree a condition reaches both.
func (r *Reading) archived(t *layout.Table, columns []layout.Column, condition string) string {
	selected := make([]string, len(columns))
	for i, c := range columns {
		name := `"` + c.Name + `"`
		switch {
		case t.Index(c.Name) < 0:
			selected[i] = "null as " + name
		case r.collation != nil && r.collation(t.Name, c.Name) != "":
			selected[i] = fmt.Sprintf("(%s collate %s) as %s", name, r.collation(t.Name, c.Name), name)
		case c.Type == layout.Timestamp:
			selected[i] = fmt.Sprintf("(%s collate timestamp) as %s", name, name)
		default:
			selected[i] = name
		}
	}
	if t.HasDeleted() {
		selected = append(selected, "deleted_at")
	}
	return fmt.Sprintf("select %s from archive.%s where %s", strings.Join(selected, ", "), t.Name, condition)
}

// liveColumns are the columns of the views: those of a table of Aircall that come with its rows.
func liveColumns() map[string][]layout.Column {
	all := map[string][]layout.Column{}
	for name, columns := range aircall.RowColumns() {
		for _, c := range columns {
			all[name] = append(all[name], layout.Column{Name: c.Name, Type: layout.TypeOf(c.Type)})
		}
	}
	return all
}

func text(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func identifier(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func instant(at time.Time) string { return text(plan.FormatTimestamp(at)) }

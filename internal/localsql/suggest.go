package localsql

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// maxSuggestions is how many names an error offers at most.
const maxSuggestions = 3

// withSuggestions adds to SQLite's message the names that may have been meant.
func (r *Rows) withSuggestions(err error, sql string) error {
	text := messageOf(err)
	var names []string
	if name, ok := strings.CutPrefix(text, "no such table: "); ok {
		names = firstOf(similarNames(name, r.conn.furtherTables()), similarNames(name, r.conn.host.tableNames()))
	} else if name, ok := strings.CutPrefix(text, "no such column: "); ok {
		names = similarColumns(name, r.conn.columnNames(sql))
	}
	switch advice := postgresAdvice(sql); {
	case advice != "":
		return fmt.Errorf("%s (%s)", text, advice)
	case len(names) > 0:
		return didYouMean(text, names)
	case text == "no query solution":
		return errors.New("the tables of this join wait for each other: each can only be asked with a condition on a column that another is to give; compare one of them with a constant")
	case text == err.Error():
		return err
	}
	return errors.New(text)
}

// firstOf are the first names of two lists, each once.
func firstOf(a, b []string) []string {
	names := slices.Clone(a)
	for _, name := range b {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names[:min(len(names), maxSuggestions)]
}

// didYouMean is an error that offers the names.
func didYouMean(text string, names []string) error {
	return fmt.Errorf("%s (did you mean %s?)", text, strings.Join(names, ", "))
}

func (h *pluginHost) tableNames() []string {
	var names []string
	for _, tables := range h.tables {
		for _, t := range tables {
			names = append(names, t.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// furtherTables are those of the connection that are not the plugin's: temporary ones, and those of an attached file.
func (c *conn) furtherTables() (names []string) {
	stmt, _, err := c.Prepare("select distinct name from pragma_table_list where type <> 'virtual' and schema <> 'main' and name not like 'sqlite\\_%' escape '\\'")
	if err != nil {
		return nil // the error that is explained says more
	}
	defer func() { _ = stmt.Close() }()
	for stmt.Step() {
		names = append(names, stmt.ColumnText(0))
	}
	return names
}

// columnNames are those of the tables that the statement mentions.
func (c *conn) columnNames(sql string) []string {
	var names []string
	for _, tables := range c.host.tables {
		for _, t := range tables {
			if !strings.Contains(strings.ToLower(sql), t.Name) {
				continue
			}
			for _, column := range t.Columns {
				if !isHidden(column.Name) {
					names = append(names, column.Name)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// typeOf is the type of a column, "" when it is neither one of the plugin's nor of the attached schema.
func (c *conn) typeOf(schema, table, column string) string {
	if a := c.host.attached; a != nil && schema == a.Name {
		return a.Type(table, column)
	}
	if schema == "main" {
		schema = c.host.only
	}
	tables := c.host.tables[schema]
	i := slices.IndexFunc(tables, func(t *plan.Table) bool { return t.Name == table })
	if i < 0 {
		return ""
	}
	for _, known := range tables[i].Columns {
		if known.Name == column {
			return typeName(known.Type)
		}
	}
	return ""
}

// similarColumns are the columns that may have been meant by a name; none where a table of the statement has just that column,
// and what was named, such as a subquery, has not.
func similarColumns(name string, columns []string) []string {
	if slices.Contains(columns, strings.ToLower(name[strings.LastIndex(name, ".")+1:])) {
		return nil
	}
	return similarNames(name, columns)
}

// similarNames returns the names nearest to a mistyped one: those that contain it, or are a few edits away. What all names
// begin with may be left out: plugin_call is near to calls.
func similarNames(name string, names []string) []string {
	name = strings.ToLower(name[strings.LastIndex(name, ".")+1:])
	prefix := commonPrefix(names)
	distances := map[string]int{}
	var near []string
	for _, n := range names {
		d := min(levenshtein.Distance(name, n, nil), levenshtein.Distance(name, n[len(prefix):], nil))
		if len(name) > 2 && strings.Contains(n, name) {
			d = min(d, 1)
		}
		if distances[n] = d; d <= max(2, len(name)/3) {
			near = append(near, n)
		}
	}
	slices.SortStableFunc(near, func(a, b string) int { return cmp.Compare(distances[a], distances[b]) })
	return near[:min(len(near), maxSuggestions)]
}

// commonPrefix is what all names begin with, up to the last underscore in it.
func commonPrefix(names []string) string {
	if len(names) < 2 {
		return ""
	}
	prefix := names[0]
	for _, n := range names {
		for !strings.HasPrefix(n, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return prefix[:strings.LastIndex(prefix, "_")+1]
}

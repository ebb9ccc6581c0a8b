package localsql

import (
	"fmt"
	"slices"

	"github.com/ncruces/go-sqlite3"
)

// An AttachedSchema is a database of a file, which Options.Setup attaches. SQLite knows neither booleans, nor times, nor JSON
// among its columns: Type does, in the words of Column.Type, and gives "" for those of unknown type.
type AttachedSchema struct {
	Name string
	Type func(table, column string) string
}

// A btree is a table or an index of an attached schema, as the bytecode names it.
type btree struct{ database, rootPage int }

// readAttached finds where the columns of the attached schema are.
func (c *conn) readAttached() error {
	attached := c.host.attached
	if attached == nil {
		return nil
	}
	schema := sqlite3.QuoteIdentifier(attached.Name)
	name := sqlite3.Quote(attached.Name)
	stmt, _, err := c.Prepare(fmt.Sprintf(`select d.seq, s.rootpage, s.tbl_name, i.name from pragma_database_list as d, (
			select rootpage, tbl_name, name, type from %[1]s.sqlite_schema) as s, (
			select 'table' as type, t.name as of, x.cid as place, x.name from %[1]s.sqlite_schema as t, pragma_table_xinfo(t.name, %[2]s) as x where t.type = 'table'
			union all
			select 'index', t.name, x.seqno, x.name from %[1]s.sqlite_schema as t, pragma_index_xinfo(t.name, %[2]s) as x where t.type = 'index') as i
		where d.name = %[2]s and i.type = s.type and i.of = s.name order by s.rootpage, i.place`, schema, name))
	if err != nil {
		return err
	}
	defer func() { _ = stmt.Close() }()
	c.attached = map[btree][]sources{}
	for stmt.Step() {
		at := btree{stmt.ColumnInt(0), stmt.ColumnInt(1)}
		typ := attached.Type(stmt.ColumnText(2), stmt.ColumnText(3))
		c.attached[at] = append(c.attached[at], sources{source{typ: typ}: true})
	}
	return stmt.Err()
}

// openAttached has the rows of a cursor be those of a table, or of an index, of the attached schema.
func (t *dataflow) openAttached(in instruction) {
	if columns, known := t.attached[btree{in.p3, in.p2}]; known {
		t.rows[in.p1] = slices.Clone(columns)
	}
}

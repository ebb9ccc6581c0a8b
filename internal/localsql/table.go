package localsql

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// timestampCollation is the collation of the columns that hold times.
const timestampCollation = "TIMESTAMP"

// maskedColumns is how many columns SQLite tells apart when it says which are used; the last bit stands for all the rest.
const maskedColumns = 63

// firstPlan is the number by which SQLite knows the first plan of a statement: none that other virtual tables, json_each for
// one, give their plans.
const firstPlan = 1 << 20

// A virtualTable shows a table of the plugin to one SQLite connection.
type virtualTable struct {
	*plan.Table
	conn *conn
}

// A plannedScan is a table and its plan. SQLite knows it by its index among those of the connection's present query.
type plannedScan struct {
	table *plan.Table
	plan  *plan.Plan

	mayEnd   bool            // the statement may leave it before its end
	opened   bool            // in a dry run: it was started
	requests []*plan.Request // in a dry run: what it asked for
}

// declaration is the CREATE TABLE statement that tells SQLite of the columns.
func declaration(t *plan.Table) string {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = sqlite3.QuoteIdentifier(c.Name) + " " + declaredType(c)
		if isHidden(c.Name) {
			columns[i] += " HIDDEN"
		}
	}
	return "CREATE TABLE x(" + strings.Join(columns, ", ") + ")"
}

func declaredType(c plan.Column) string {
	switch c.Type {
	case proto.ColumnType_BOOL:
		return "BOOLEAN"
	case proto.ColumnType_INT:
		return "INTEGER"
	case proto.ColumnType_DOUBLE:
		return "REAL"
	case proto.ColumnType_DATETIME, proto.ColumnType_TIMESTAMP:
		return "TEXT COLLATE " + timestampCollation
	}
	if c.Collation != "" {
		return "TEXT COLLATE " + c.Collation
	}
	return "TEXT"
}

var operators = map[sqlite3.IndexConstraintOp]plan.Op{
	sqlite3.INDEX_CONSTRAINT_EQ:        plan.Eq,
	sqlite3.INDEX_CONSTRAINT_NE:        plan.Ne,
	sqlite3.INDEX_CONSTRAINT_GT:        plan.Gt,
	sqlite3.INDEX_CONSTRAINT_GE:        plan.Ge,
	sqlite3.INDEX_CONSTRAINT_LT:        plan.Lt,
	sqlite3.INDEX_CONSTRAINT_LE:        plan.Le,
	sqlite3.INDEX_CONSTRAINT_LIKE:      plan.Like,
	sqlite3.INDEX_CONSTRAINT_IS:        plan.Is,
	sqlite3.INDEX_CONSTRAINT_ISNULL:    plan.IsNull,
	sqlite3.INDEX_CONSTRAINT_ISNOTNULL: plan.IsNotNull,
	sqlite3.INDEX_CONSTRAINT_LIMIT:     plan.Limit,
	sqlite3.INDEX_CONSTRAINT_OFFSET:    plan.Offset,
}

// BestIndex plans a scan. SQLite checks every row again, except for an IN list on a FromQual column and where the plugin takes
// all conditions exactly.
func (v *virtualTable) BestIndex(index *sqlite3.IndexInfo) error {
	constraints := make([]plan.Constraint, len(index.Constraint))
	for i, c := range index.Constraint {
		constraints[i] = v.constraint(index, i, c)
	}
	p, ok := v.Choose(constraints, v.usedColumns(index.ColumnsUsed), orderOf(index))
	if !ok {
		return sqlite3.CONSTRAINT
	}
	for i, u := range p.Uses {
		index.ConstraintUsage[u.Index].ArgvIndex, index.ConstraintUsage[u.Index].Omit = i+1, u.Omit
		if u.In {
			index.In(u.Index, 1)
		}
	}
	index.IdxNum, index.IdxStr = firstPlan+len(v.conn.plans), p.String()
	index.EstimatedCost, index.EstimatedRows = p.Cost, int64(max(p.Rows, 1))
	if p.Unique && !v.Aggregated {
		index.IdxFlags = sqlite3.INDEX_SCAN_UNIQUE
	}
	v.conn.plans = append(v.conn.plans, &plannedScan{table: v.Table, plan: p})
	return nil
}

func orderOf(index *sqlite3.IndexInfo) []plan.Order {
	order := make([]plan.Order, len(index.OrderBy))
	for i, o := range index.OrderBy {
		order[i] = plan.Order{Column: o.Column, Descending: o.Desc}
	}
	return order
}

func (v *virtualTable) constraint(index *sqlite3.IndexInfo, i int, c sqlite3.IndexConstraint) plan.Constraint {
	known := plan.Constraint{Column: c.Column, Op: operators[c.Op], Usable: c.Usable}
	if known.Op == plan.Limit || known.Op == plan.Offset {
		known.Column = -1
		return known
	}
	_, err := index.RHSValue(i)
	known.Fixed = err == nil
	known.In = c.Op == sqlite3.INDEX_CONSTRAINT_EQ && index.In(i, -1)
	if c.Column >= 0 {
		known.CollationFits = v.collationFits(c.Column, index.Collation(i))
	}
	return known
}

// collationFits reports whether a comparison by the collation is the plugin's own comparison.
func (v *virtualTable) collationFits(column int, collation string) bool {
	switch v.Columns[column].Type {
	case proto.ColumnType_BOOL, proto.ColumnType_INT, proto.ColumnType_DOUBLE:
		return true
	case proto.ColumnType_DATETIME, proto.ColumnType_TIMESTAMP:
		return strings.EqualFold(collation, timestampCollation)
	}
	return strings.EqualFold(collation, cmp.Or(v.Columns[column].Collation, "BINARY"))
}

// usedColumns lists the columns that a statement uses.
func (v *virtualTable) usedColumns(mask uint64) []int {
	var columns []int
	for i := range v.Columns {
		if mask&(1<<min(i, maskedColumns)) != 0 {
			columns = append(columns, i)
		}
	}
	return columns
}

// Open makes a cursor for the statement that the connection runs.
func (v *virtualTable) Open() (sqlite3.VTabCursor, error) {
	if v.conn.cache == nil {
		return nil, fmt.Errorf("table %s is read outside of a query", v.Name)
	}
	return &cursor{Cursor: plan.NewCursor(v.Table, v.conn.cache), table: v}, nil
}

// A cursor shows the rows of a scan to SQLite.
type cursor struct {
	*plan.Cursor
	table     *virtualTable
	positions []int    // of the table's columns in a row; -1 for those that were not asked for
	asked     []string // the texts that the scan is asked with
}

// Filter starts a scan.
func (c *cursor) Filter(number int, _ string, args ...sqlite3.Value) error {
	scan := c.table.conn.plans[number-firstPlan]
	p := scan.plan
	if d := c.table.conn.dryRun; d != nil {
		scan.opened, d.current = true, scan
	}
	c.positions = make([]int, len(c.table.Columns))
	for i := range c.positions {
		c.positions[i] = -1
	}
	for position, column := range p.Columns {
		c.positions[column] = position
	}
	values := make([]any, len(p.Uses))
	for i, u := range p.Uses {
		var err error
		if values[i], err = argument(args[i], u.In); err != nil {
			return err
		}
	}
	c.asked = textsOf(values...)
	return c.table.conn.keepScanError(c.Cursor.Filter(p, values), c.asked)
}

// Next moves to the next row.
func (c *cursor) Next() error { return c.table.conn.keepScanError(c.Cursor.Next(), c.asked) }

// RowID identifies the current row.
func (c *cursor) RowID() (int64, error) { return c.Cursor.RowID(), nil }

// Close ends the scan.
func (c *cursor) Close() error {
	c.Cursor.Close()
	return nil
}

// Column gives a cell of the current row.
func (c *cursor) Column(ctx sqlite3.Context, n int) error {
	if p := c.positions[n]; p >= 0 {
		setResult(ctx, c.Row()[p])
	}
	return nil
}

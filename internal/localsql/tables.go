package localsql

import (
	"slices"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// A Table describes one table of the plugin.
type Table struct {
	Name, Description string
	Columns           []Column
}

// A Column describes one column of a table.
type Column struct {
	Name        string
	Type        string // the lower-case Postgres type that Steampipe gives the column
	Description string
	Keys        []Key // how the plugin can filter by the column
	// Pseudonym says what its cells are under pseudonyms, "" where they are as they were.
	Pseudonym string
}

// A KeyKind says which of the plugin's functions takes a condition.
type KeyKind string

// The kinds of key.
const (
	KeyGet    KeyKind = "get"    // finds one row
	KeyList   KeyKind = "list"   // narrows a list
	KeyFilter KeyKind = "filter" // narrows a list, though the plugin does not declare it
)

// A Key is one way in which the plugin filters by a column.
type Key struct {
	Kind      KeyKind
	Operators []string
	Require   string // "required", "optional" or "any_of"
}

// describe puts a table's schema into the words of this package.
func (h *pluginHost) describe(t *plan.Table, schema *proto.TableSchema) Table {
	d := Table{Name: t.Name, Description: schema.GetDescription()}
	for _, c := range schema.GetColumns() {
		if isHidden(c.GetName()) {
			continue
		}
		column := Column{Name: c.GetName(), Type: typeName(c.GetType()), Description: c.GetDescription()}
		if h.pseudonyms != nil {
			column.Pseudonym = h.pseudonyms.FormOf(t.Name, column.Name).String()
		}
		add := func(kind KeyKind, keys []plan.Key) {
			for _, k := range keys {
				if k.Column == column.Name {
					column.Keys = append(column.Keys, Key{kind, k.Operators, k.Require})
				}
			}
		}
		add(KeyGet, t.Get)
		add(KeyList, t.List)
		if slices.Contains(t.Filters, column.Name) {
			column.Keys = append(column.Keys, Key{KeyFilter, []string{"="}, plugin.Optional})
		}
		d.Columns = append(d.Columns, column)
	}
	return d
}

// isHidden recognises the columns that Steampipe adds to every table.
func isHidden(column string) bool {
	return column == "_ctx" || strings.HasPrefix(column, "sp_")
}

func typeName(t proto.ColumnType) string {
	switch t {
	case proto.ColumnType_BOOL:
		return "boolean"
	case proto.ColumnType_INT:
		return "bigint"
	case proto.ColumnType_DOUBLE:
		return "double precision"
	case proto.ColumnType_JSON:
		return "jsonb"
	case proto.ColumnType_DATETIME, proto.ColumnType_TIMESTAMP:
		return "timestamp with time zone"
	case proto.ColumnType_IPADDR, proto.ColumnType_INET:
		return "inet"
	case proto.ColumnType_CIDR:
		return "cidr"
	case proto.ColumnType_LTREE:
		return "ltree"
	}
	return "text"
}

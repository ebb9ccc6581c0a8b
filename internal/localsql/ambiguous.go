package localsql

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

const (
	// ambiguousModule is the name under which SQLite knows the stand-ins.
	ambiguousModule = "ambiguous"
	// offeredSchemas is how many connections an error lists.
	offeredSchemas = 12
)

// An ambiguousTable stands in schema main for a table of several connections, of which a name without a connection could
// mean any: no scan of it can be planned.
type ambiguousTable struct {
	*plan.Table
	conn *conn
}

func (c *conn) createAmbiguousTables() error {
	for i, t := range c.host.tables[c.host.schemas[0]] {
		create := fmt.Sprintf("CREATE VIRTUAL TABLE main.%s USING %s(%d)", sqlite3.QuoteIdentifier(t.Name), ambiguousModule, i)
		if err := c.exec(create); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return nil
}

func (c *conn) connectAmbiguous(db *sqlite3.Conn, _, _, _ string, arg ...string) (*ambiguousTable, error) {
	i, err := strconv.Atoi(arg[0])
	if err != nil {
		return nil, err
	}
	t := c.host.tables[c.host.schemas[0]][i]
	return &ambiguousTable{Table: t, conn: c}, db.DeclareVTab(declaration(t))
}

// BestIndex refuses, and lists what can be meant.
func (a *ambiguousTable) BestIndex(*sqlite3.IndexInfo) error {
	var names []string
	for _, schema := range a.conn.host.schemas {
		names = append(names, quoted(schema)+"."+a.Name)
	}
	more := ""
	if n := len(names); n > offeredSchemas {
		names, more = names[:offeredSchemas], fmt.Sprintf(" and %d more", n-offeredSchemas)
	}
	return a.conn.keepError(fmt.Errorf("%s is a table of several connections: say which (%s%s)", a.Name, strings.Join(names, ", "), more))
}

// Open is never reached.
func (a *ambiguousTable) Open() (sqlite3.VTabCursor, error) { return nil, errors.ErrUnsupported }

// quoted puts quotes around a name that SQL would not read without.
func quoted(name string) string {
	plain := strings.IndexFunc(name, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) < 0
	if plain && (name[0] < '0' || name[0] > '9') {
		return name
	}
	return sqlite3.QuoteIdentifier(name)
}

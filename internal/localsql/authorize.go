package localsql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// A RefusedError is SQL that would open or write a file, or change how the engine works. Options.AllowFiles allows it.
type RefusedError struct{ What string }

func (e *RefusedError) Error() string {
	return e.What + " is refused: SQL may read the tables, and make what it needs in memory"
}

// readPragmas only describe what is there.
var readPragmas = []string{
	"collation_list", "compile_options", "database_list", "foreign_key_list", "function_list", "index_info", "index_list",
	"index_xinfo", "module_list", "pragma_list", "table_info", "table_list", "table_xinfo",
}

// authorize is asked by SQLite before each thing that a statement does. Tables in main, temp and an attached ':memory:'
// are in memory, and free; a file is opened by ATTACH alone, which VACUUM INTO does too, and by pragmas.
func (c *conn) authorize(action sqlite3.AuthorizerActionCode, name, _, _, _ string) sqlite3.AuthorizerReturnCode {
	if c.trusted || c.host.allowFiles && c.dryRun == nil {
		return sqlite3.AUTH_OK
	}
	var what string
	switch {
	case action == sqlite3.AUTH_ATTACH && name == "": // SQLite does not say what is computed
		what = "opening a file (attach, vacuum)"
	case action == sqlite3.AUTH_ATTACH && name != ":memory:":
		what = fmt.Sprintf("opening the file %q (attach, vacuum into)", name)
	case action == sqlite3.AUTH_PRAGMA && !slices.Contains(readPragmas, strings.ToLower(name)):
		what = "pragma " + name
	default:
		return sqlite3.AUTH_OK
	}
	_ = c.keepError(&RefusedError{what})
	return sqlite3.AUTH_DENY
}

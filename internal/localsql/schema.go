package localsql

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// maxAttached is how many schemas SQLite takes beside its own two: a limit of the build that cannot be raised. So the
// schemas of connections come when a statement names them, and go when others need their place.
const maxAttached = 10

// missingSchema is the plugin's schema that a statement did not compile for want of, or "".
func (c *conn) missingSchema(err error) string {
	for _, complaint := range []string{"no such table: ", "unknown database "} {
		_, name, found := strings.Cut(err.Error(), complaint)
		if !found {
			continue
		}
		for _, schema := range c.host.schemas {
			n := len(schema)
			named := strings.EqualFold(name, schema) || len(name) > n && name[n] == '.' && strings.EqualFold(name[:n], schema)
			if named && !c.isAttached(schema) {
				return schema
			}
		}
	}
	return ""
}

func (c *conn) isAttached(schema string) bool {
	for n := 0; ; n++ {
		switch name := c.DBName(n); {
		case name == "":
			return false
		case strings.EqualFold(name, schema):
			return true
		}
	}
}

// attach makes the last of the schemas that a statement names. The schemas of earlier statements give way to it.
func (c *conn) attach(named []string) error {
	schema := named[len(named)-1]
	if len(named) > maxAttached {
		return fmt.Errorf("one statement can read %d connections by name, and this one names more: take an aggregator (type = \"aggregator\") over them, and where needed sp_connection_name", maxAttached)
	}
	statement := "ATTACH ':memory:' AS " + sqlite3.QuoteIdentifier(schema)
	err := c.exec(statement)
	if err != nil && strings.Contains(err.Error(), "too many attached") {
		if err := c.detachAll(named); err != nil {
			return err
		}
		err = c.exec(statement)
	}
	if err != nil {
		return fmt.Errorf("connection %s: %w", schema, err)
	}
	return c.createTables(schema, schema)
}

// detachAll makes room: it drops the plugin's schemas but for some.
func (c *conn) detachAll(but []string) error {
	var errs []error
	for _, schema := range c.host.schemas {
		if !slices.Contains(but, schema) && c.isAttached(schema) {
			errs = append(errs, c.exec("DETACH "+sqlite3.QuoteIdentifier(schema)))
		}
	}
	return errors.Join(errs...)
}

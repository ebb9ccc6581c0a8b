package localsql

import (
	"errors"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/csv"
	"github.com/ncruces/go-sqlite3/ext/stats"
)

// pure are functions that give the same for the same arguments, and do nothing else.
const pure = sqlite3.DETERMINISTIC | sqlite3.INNOCUOUS

// registerFunctions adds to what SQLite has by itself: statistics, CSV files, letters beyond ASCII and time zones.
func (c *conn) registerFunctions() error {
	known := zones{c, map[string]*time.Location{}}
	return errors.Join(
		stats.Register(c.Conn),
		c.CreateWindowFunction("stddev", 1, pure, newDeviation),
		csv.RegisterFS(c.Conn, files{c}),
		c.CreateFunction(jsonMark, 1, pure|sqlite3.RESULT_SUBTYPE, markedJSON),
		c.CreateFunction(argumentProbe, 2, pure, probedArgument),
		c.CreateFunction("lower", 1, pure, lower),
		c.CreateFunction("upper", 1, pure, upper),
		c.CreateFunction("like", 2, pure, like),
		c.CreateFunction("like", 3, pure, like),
		c.CreateFunction("at_time_zone", 2, pure, known.atTimeZone),
		c.CreateFunction("timezone", 2, pure, known.timezone),
	)
}

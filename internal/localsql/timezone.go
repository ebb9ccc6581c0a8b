package localsql

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // for a machine that knows no time zones, such as a small container

	"github.com/ncruces/go-sqlite3"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// zones are the time zones that were named on a connection: finding one reads a file.
type zones struct {
	conn  *conn
	known map[string]*time.Location
}

// atTimeZone is at_time_zone(t, 'Europe/Paris'): what the clocks there show at that instant, as a text.
func (z zones) atTimeZone(ctx sqlite3.Context, arg ...sqlite3.Value) {
	z.show(ctx, arg[0], arg[1])
}

// timezone is timezone('Europe/Paris', t), the form that Postgres has too.
func (z zones) timezone(ctx sqlite3.Context, arg ...sqlite3.Value) {
	z.show(ctx, arg[1], arg[0])
}

func (z zones) show(ctx sqlite3.Context, instant, name sqlite3.Value) {
	if instant.Type() == sqlite3.NULL || name.Type() == sqlite3.NULL {
		return
	}
	zone, err := z.find(name.Text())
	if err != nil {
		ctx.ResultError(z.conn.keepError(err))
		return
	}
	t, ok := plan.ParseTimestamp(instant.Text())
	if !ok {
		ctx.ResultError(z.conn.keepError(fmt.Errorf("%s is not a time that another zone's clocks could show: give a column of times, or an expression such as datetime('now')",
			z.conn.said.or(instant.Text(), "a value of a row"))))
		return
	}
	layout := plan.TimestampFormat
	if t.Nanosecond() >= 1000 {
		layout += ".000000"
	}
	ctx.ResultText(t.In(zone).Format(layout))
}

func (z zones) find(name string) (*time.Location, error) {
	if zone := z.known[name]; zone != nil {
		return zone, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" { // which would be this machine's
		if near := similarZone(name); near != "" && z.conn.said.has(name) {
			return nil, fmt.Errorf("%q is not a time zone (did you mean '%s'?)", name, near)
		}
		return nil, fmt.Errorf("%s is not a time zone: write one of the IANA names, such as 'Europe/Paris', 'America/New_York' or 'UTC'", z.conn.said.or(name, "a value of a row"))
	}
	z.known[name] = zone
	return zone, nil
}

// areas are those of the IANA names, most asked for first.
var areas = []string{"", "Europe/", "America/", "Asia/", "Africa/", "Australia/", "Pacific/", "Atlantic/", "Indian/"}

// similarZone finds the zone of a name without its area, or in another case: paris, new york, utc. "": there is none.
func similarZone(name string) string {
	title := strings.ToLower(strings.ReplaceAll(name, " ", "_"))
	for _, between := range []string{"/", "_", "-"} {
		parts := strings.Split(title, between)
		for i, part := range parts {
			if part != "" {
				parts[i] = strings.ToUpper(part[:1]) + part[1:]
			}
		}
		title = strings.Join(parts, between)
	}
	candidates := []string{strings.ToUpper(name)}
	for _, area := range areas {
		candidates = append(candidates, area+title)
	}
	for _, zone := range candidates {
		if _, err := time.LoadLocation(zone); err == nil && title != "" && title != "Local" {
			return zone
		}
	}
	return ""
}

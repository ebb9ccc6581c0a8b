package localsql

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// A PlannedScan is a scan of a table that a statement would make.
type PlannedScan struct {
	Connection, Table string
	Columns           []string
	// Conditions are those that the plugin filters by, such as "started_at >= 2026-06-10 00:00:00". Where Known is false, ?
	// stands for a value.
	Conditions []string
	Limit      int64 // of the rows, where the plugin stops by itself; negative: none
	// Known says that the scan is certainly made, once, and with which values. If not, that depends on the rows of other
	// scans: it is made once for each of their values, until one listing of the table is cheaper.
	Known bool
	// Counted says that the plugin is asked for the number of rows, and Oldest that it is asked for the oldest row, instead of all.
	Counted, Oldest bool
	// RowRequests is how many requests each row costs beside those that list it.
	RowRequests int
	// PerKey says that the table costs up to one request for each row of another table, unless a condition names the rows.
	PerKey bool
	// MayEnd says that the statement may have enough before it has read all: because of a LIMIT, which the plugin may know
	// (Limit), or of EXISTS.
	MayEnd bool

	request *plan.Request
	said    sqlText
}

// Explain returns the scans that the statements would make, without making them. The statements run over empty tables, so
// that constant expressions such as datetime('now') have their values; what they create is discarded, and no file is opened.
func (db *DB) Explain(ctx context.Context, sql string) ([]PlannedScan, error) {
	d := &dryRun{host: db.host}
	rows, err := db.query(ctx, sql, d)
	return d.run(rows, err)
}

// run runs the statements of a result, and returns the scans that they would make.
func (d *dryRun) run(rows *Rows, err error) ([]PlannedScan, error) {
	if err != nil {
		return nil, err
	}
	for more := true; more; more = rows.NextResultSet() {
		for rows.Next() {
		}
	}
	err = rows.Err()
	_ = rows.Close()
	return d.scans, err
}

// Scan makes a scan whose values are known, and drops its rows.
func (db *DB) Scan(ctx context.Context, p PlannedScan) error {
	if p.request == nil {
		return fmt.Errorf("%s.%s: the values of the scan are not known", p.Connection, p.Table)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(db.ctx, func() { cancel(ErrClosed) })()
	rows := db.host.Scan(ctx, p.request)
	defer rows.Close()
	for {
		if _, err := rows.Next(); err != nil {
			return p.said.withoutValues(plan.UnlessEnd(err), textsOfError(err))
		}
	}
}

// A dryRun stands in for the plugin: it keeps what it is asked for, and every table is empty.
type dryRun struct {
	host    *pluginHost
	scans   []PlannedScan
	current *plannedScan // whose cursor starts
}

// Scan keeps the request.
func (d *dryRun) Scan(_ context.Context, r *plan.Request) plan.Stream {
	d.current.requests = append(d.current.requests, r)
	return failedScan{plan.ErrEnd}
}

// Size asks the plugin: what is listed depends on it.
func (d *dryRun) Size(ctx context.Context, r *plan.Request) (plan.Size, bool) {
	return d.host.Size(ctx, r)
}

// collect adds the scans of a statement that has run, in the order in which the program makes them.
func (d *dryRun) collect(flow *dataflow, said sqlText) {
	if flow == nil {
		return
	}
	for _, s := range flow.scans {
		p := s.describe()
		if len(s.requests) == 0 && !p.Known {
			d.scans = append(d.scans, p)
		}
		for _, r := range s.requests {
			p.request, p.said, p.Known = r, said, true
			p.Conditions, p.Limit = conditions(r.Quals, said), r.Limit
			p.Counted, p.Oldest = r.Count, r.Oldest
			p.MayEnd = s.mayEnd && !r.Count
			d.scans = append(d.scans, p)
		}
	}
}

// describe is what is known of a scan before it runs.
func (s *plannedScan) describe() PlannedScan {
	t := s.table
	p := PlannedScan{Connection: t.Connection, Table: t.Name, Limit: -1, Known: s.opened, RowRequests: t.RowRequests(s.plan), PerKey: t.PerKeyRequest}
	for _, c := range s.plan.Columns {
		p.Columns = append(p.Columns, t.Columns[c].Name)
	}
	for _, u := range s.plan.Uses {
		if u.Column < 0 || !u.Pushed() {
			continue
		}
		p.Known = p.Known && u.Fixed // a value of other rows, of which there are none now
		p.Conditions = append(p.Conditions, condition(plan.Qual{Column: t.Columns[u.Column].Name, Operator: u.Op.String(), In: u.In}, "?"))
		p.PerKey = p.PerKey && !t.IsPerKey(u.Column)
	}
	return p
}

// maxListed is how many values of an IN list a condition shows.
const maxListed = 3

// computed stands in a condition for a value that the SQL does not have in its text.
const computed = "(a value that the query computes)"

func conditions(quals []plan.Qual, said sqlText) []string {
	var all []string
	for _, q := range quals {
		var values []string
		for _, v := range q.Values[:min(len(q.Values), maxListed)] {
			switch v := v.(type) {
			case time.Time:
				values = append(values, plan.FormatTimestamp(v))
			case string:
				if !said.shows(v) {
					values = append(values, computed)
					continue
				}
				values = append(values, "'"+strings.ReplaceAll(v, "'", "''")+"'")
			default:
				values = append(values, fmt.Sprint(v))
			}
		}
		if more := len(q.Values) - maxListed; more > 0 {
			values = append(values, fmt.Sprintf("… %d more", more))
		}
		all = append(all, condition(q, strings.Join(values, ", ")))
	}
	return all
}

// sqlOperators are those that plugins call otherwise.
var sqlOperators = map[string]string{plan.Like.String(): "like", plan.Is.String(): "="}

func condition(q plan.Qual, values string) string {
	operator := q.Operator
	if known, ok := sqlOperators[operator]; ok {
		operator = known
	}
	switch {
	case q.In:
		return fmt.Sprintf("%s in (%s)", q.Column, values)
	case slices.Contains([]string{plan.IsNull.String(), plan.IsNotNull.String()}, operator):
		return q.Column + " " + operator
	}
	return fmt.Sprintf("%s %s %s", q.Column, operator, values)
}

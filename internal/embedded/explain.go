package embedded

import (
	"context"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// An Explanation says what a statement would read from Aircall, and what that costs.
type Explanation struct {
	Scans []ExplainedScan // in the order in which the statement makes them
	// Requests is how many requests the statement costs at least, where it reads its lists to their ends (MayEnd). What is in
	// memory counts as if it were not.
	Requests int
	// MayEnd says that the statement may have enough before the ends of the lists, and then costs less.
	MayEnd bool
	// Limit is how many requests a minute the company allows, Left how many of them are left now; both are 0 where nothing is
	// read. Of several companies they are those of the one with the fewest left.
	Limit, Left int
	// Wait is how long the requests have to wait for the limit, about: whole minutes.
	Wait time.Duration
}

// An ExplainedScan is a scan of one table, and its cost.
type ExplainedScan struct {
	localsql.PlannedScan
	Requests int  // at least; 0 where it is not Known, because there may be no row to ask for
	Rows     int  // of the lists that are read
	AllRows  bool // false: there are more rows than Aircall counts
}

// An Explainer plans statements: a database, or a session of one.
type Explainer interface {
	Explain(ctx context.Context, sql string) ([]localsql.PlannedScan, error)
	Scan(ctx context.Context, scan localsql.PlannedScan) error
}

// Explain tells what the statements in sql would cost without making them. It costs one request itself for each list that
// would be read: the first page, whose total tells the rest, and which stays in memory like any other. An error is that of
// the statement, of the credential or of the context.
func Explain(ctx context.Context, db Explainer, sql string) (*Explanation, error) {
	scans, err := db.Explain(ctx, sql)
	if err != nil {
		return nil, err
	}
	var e Explanation
	var whole api.Estimate
	for _, planned := range scans {
		s := ExplainedScan{PlannedScan: planned}
		if planned.Known {
			of := whole.Part()
			if err := db.Scan(api.WithEstimate(ctx, of), planned); err != nil && !api.IsNotFound(err) {
				return nil, err
			}
			of.PerRow(planned.RowRequests)
			s.Requests = of.Requests()
			if !s.Counted && !s.Oldest {
				s.Rows, s.AllRows = of.Rows()
			}
		}
		e.MayEnd = e.MayEnd || s.MayEnd && s.Requests > pagesOf(s.Limit)
		e.Scans = append(e.Scans, s)
	}
	e.Requests, e.Wait = whole.Requests(), whole.Wait()
	e.Limit, e.Left = whole.Limit()
	return &e, nil
}

// pagesOf is how many requests a limit of rows needs, at most, where each row of a list is one of the table; 1 for no limit.
func pagesOf(limit int64) int { return max(1, int((limit+49)/50)) }

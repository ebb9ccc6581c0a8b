// Package table is the machinery between the conditions of a query and its rows: conditions become list queries, list
// queries become rows, and rows become columns. It knows no table of its own, and reaches Aircall through internal/api.
package table

import (
	"context"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// Connection is who answers a scan.
type Connection struct {
	Client    *api.Client
	StartDate time.Time // calls before it are excluded; zero: none are
}

// Scan is one call of a table's list or get function: what is asked, and where the rows go.
type Scan interface {
	Query() Query
	// RowsRemaining is how many more rows are wanted.
	RowsRemaining(context.Context) int64
	Send(ctx context.Context, row any)
	// Direct returns what takes rows with these columns, without the SDK; nil where they have to go by Send.
	Direct(context.Context, []scansink.Column) scansink.RowWriter
}

// Query is what a scan asks for.
type Query struct {
	Columns    []string         // by name
	Table      []*plugin.Column // all columns of the table
	Conditions Conditions
	Limit      int64 // below 0: none
}

// wants is the set of the columns that are asked for.
func (q Query) wants() map[string]bool {
	columns := map[string]bool{}
	for _, name := range q.Columns {
		columns[name] = true
	}
	return columns
}

// ScanOf makes a Scan of what the SDK gives a list or get function.
func ScanOf(d *plugin.QueryData) Scan { return sdkScan{d} }

type sdkScan struct{ *plugin.QueryData }

func (s sdkScan) Query() Query {
	return Query{
		Columns:    s.QueryContext.Columns,
		Table:      s.Table.Columns,
		Conditions: Conditions{query: s.QueryContext.UnsafeQuals, keys: s.Quals, equals: s.EqualsQuals},
		Limit:      s.QueryContext.GetLimit(),
	}
}

func (s sdkScan) Send(ctx context.Context, row any) { s.StreamListItem(ctx, row) }

func (s sdkScan) Direct(ctx context.Context, columns []scansink.Column) scansink.RowWriter {
	return scansink.RowsOf(ctx, scansink.Header{Connection: s.Connection.Name, Columns: columns})
}

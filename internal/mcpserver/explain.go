package mcpserver

import (
	"context"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
)

// An explanation is what a query would read, and what that costs at least.
type explanation struct {
	Summary     string           `json:"summary"`
	Requests    int              `json:"least_requests"`
	WaitSeconds int              `json:"wait_seconds" jsonschema:"for Aircall's rate limit, about"`
	Limit       int              `json:"limit_per_minute,omitempty"`
	Left        int              `json:"left_this_minute,omitempty"`
	Notices     []string         `json:"notices,omitempty"`
	Tables      []explainedTable `json:"tables"`
	Spent       int              `json:"requests_spent" jsonschema:"what explaining has cost: the first page of each list and, where it is selected, the name of the company; both stay in memory"`
}

type explainedTable struct {
	Connection string   `json:"connection"`
	Table      string   `json:"table"`
	Conditions []string `json:"conditions" jsonschema:"those that are sent to Aircall"`
	Limit      *int64   `json:"limit,omitempty" jsonschema:"rows, where no more are read"`
	Requests   *int     `json:"requests,omitempty" jsonschema:"at least; absent where rows of other tables decide"`
	Rows       *int     `json:"rows,omitempty" jsonschema:"of the list, where Aircall counts it"`
	Note       string   `json:"note,omitempty"`
}

func (s *server) addExplain() {
	in := schemaOf[statement]()
	describeParams(in)
	add(s, &mcp.Tool{
		Name:  "explain",
		Title: "Say what a query would cost",
		Description: "Says what a SELECT would read, without running it: the tables, the conditions that are sent to Aircall, the least number of requests, and how long these " +
			"take under the rate limit. It costs at most one request for each table, for the first page of its list. Use it before a query over a long time or many tables.",
		InputSchema:  in,
		OutputSchema: schemaOf[explanation](),
	}, func(ctx context.Context, c *call, in statement) (any, error) {
		sql, err := in.bound()
		if err != nil {
			return nil, err
		}
		return c.explain(ctx, sql)
	})
}

func (c *call) explain(ctx context.Context, sql string) (*explanation, error) {
	ctx, meter := embedded.WithMeter(ctx, time.Now)
	ctx, watch := c.watch(ctx)
	e, err := embedded.Explain(ctx, c.DB, sql)
	if err != nil {
		return nil, err
	}
	out := &explanation{
		Summary: e.Summary(), Requests: e.Requests, WaitSeconds: int(e.Wait.Seconds()), Limit: e.Limit, Left: e.Left,
		Tables: []explainedTable{}, Spent: meter.Cost().Requests, Notices: watch.notices(c.Notices),
	}
	for _, s := range e.Scans {
		out.Tables = append(out.Tables, explained(s))
	}
	return out, nil
}

func explained(s embedded.ExplainedScan) explainedTable {
	t := explainedTable{Connection: s.Connection, Table: s.Table, Conditions: append([]string{}, s.Conditions...), Note: s.Words()}
	if s.Limit >= 0 {
		t.Limit = &s.Limit
	}
	if s.Known {
		t.Requests = &s.Requests
		if s.AllRows {
			t.Rows = &s.Rows
		}
	}
	return t
}

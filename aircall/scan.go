package aircall

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/go-hclog"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
	"github.com/turbot/steampipe-plugin-aircall/internal/standalone"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

// list sends the rows of a table that a query asks for.
func list[T any](ctx context.Context, d *plugin.QueryData, spec table.ListSpec[T]) (any, error) {
	return run(ctx, d, func(ctx context.Context, c *connection) (any, error) {
		return nil, table.List(ctx, c.Connection, table.ScanOf(d), spec)
	})
}

// get reads a row of a table by its key.
func get[T any](ctx context.Context, d *plugin.QueryData, spec table.ListSpec[T], fetch func(context.Context, *api.Client, *table.ListQuery) (*T, error)) (any, error) {
	return run(ctx, d, func(ctx context.Context, c *connection) (any, error) {
		return table.Get(ctx, c.Connection, table.ScanOf(d), spec, fetch)
	})
}

// hydrate reads what a row has only on request of its own, for a column made by table.PerRow.
func hydrate[T any](ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData, column string, read func(context.Context, *api.Client, *T) (json.RawMessage, error)) (any, error) {
	if value, known := table.PerRowValue(h.Item, column); known {
		return value, nil
	}
	return run(ctx, d, func(ctx context.Context, c *connection) (any, error) {
		document, err := read(ctx, c.Client, table.Item[T](h.Item))
		switch {
		case api.IsNotFound(err):
			return nil, nil
		case err != nil:
			return nil, err
		}
		return document, nil
	})
}

// run asks the connection of a query. Every list, get and hydrate function goes through it, and every error.
func run(ctx context.Context, d *plugin.QueryData, ask func(context.Context, *connection) (any, error)) (any, error) {
	ctx = withTrace(ctx)
	result, err := func() (_ any, err error) {
		defer guard.Recover(&err, "")
		c, err := connect(d)
		if err != nil {
			return nil, err
		}
		return ask(withQueryLimit(ctx, d, c.maxQueryRequests), c)
	}()
	if err != nil {
		return nil, reportError(ctx, d, err)
	}
	return result, nil
}

// withTrace gives the client the plugin's log, also for what the user should know of an answer.
func withTrace(ctx context.Context) context.Context {
	log := plugin.Logger(ctx)
	return api.WithTrace(hclog.WithContext(ctx, log), &api.Trace{Notice: func(message string) { log.Warn(message) }})
}

// reportError names connection and table, adds what to change, and hands the error over: beside the SDK where somebody listens
// (scansink), and else to the SDK, which names the connection itself.
func reportError(ctx context.Context, d *plugin.QueryData, err error) error {
	err = fmt.Errorf("%s: %w", d.Table.Name, advise(adviseCost(ctx, d, err)))
	named := fmt.Errorf("%s: %w", d.Connection.Name, err)
	if scansink.Report(ctx, named) == nil {
		return nil
	}
	return standalone.Unheard(err, named)
}

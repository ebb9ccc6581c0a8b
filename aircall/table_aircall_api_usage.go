package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallAPIUsage() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name: "aircall_api_usage",
		Description: "The connection's use of Aircall's request limit: one row, now. Reading it makes no request. " +
			"Requests of other programs count against the same limit but are not seen here; connections with the same key share these figures.",
		List: &plugin.ListConfig{Hydrate: listAPIUsage},
		Columns: []*plugin.Column{
			table.Integer("requests_last_minute", "Requests of the last 60 seconds, those in flight included: of all processes on this machine where budget_is_shared.", func(u *api.Usage) *int64 { return new(int64(u.RequestsLastMinute)) }),
			table.Integer("requests_limit", "Requests that may be made in any 60 seconds: the smaller of max_requests_per_minute and what Aircall has said.", func(u *api.Usage) *int64 { return new(int64(u.Limit)) }),
			table.Boolean("budget_is_shared", "Whether the machine's other processes that ask Aircall with the same key count their requests in the same 60 seconds. False for an Aircall that is invented on this machine, and where no file can be kept.", func(u *api.Usage) *bool { return &u.Shared }),
			table.Integer("requests_in_flight", "Requests of this process that Aircall has not answered yet.", func(u *api.Usage) *int64 { return new(int64(u.InFlight)) }),
			table.Integer("requests_waiting", "Requests of this process that wait for their turn.", func(u *api.Usage) *int64 { return new(int64(u.Waiting)) }),
			table.Integer("requests_total", "Requests that this process has made since it began.", func(u *api.Usage) *int64 { return &u.Requests }),
			table.Integer("waits_total", "Requests of this process that had to wait for their turn since it began.", func(u *api.Usage) *int64 { return &u.Waits }),
			table.Integer("seconds_waited", "How long requests of this process have waited for their turn in all since it began, in seconds.", func(u *api.Usage) *int64 { return new(int64(u.Waited.Seconds())) }),
			table.Integer("rate_limited_total", "Answers that the limit was passed (429) to requests of this process since it began.", func(u *api.Usage) *int64 { return &u.RateLimited }),
			table.Timestamp("blocked_until", "When requests go on after Aircall said that the limit was passed, to this process or to one that shares the budget; NULL when they are not held up.", func(u *api.Usage) api.Time { return api.Time{Time: u.BlockedUntil} }),
			table.Company(),
		},
	}}
}

func listAPIUsage(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, table.ListSpec[api.Usage]{Read: usage})
}

func usage(_ context.Context, c *api.Client, _ *table.ListQuery) iter.Seq2[*api.Usage, error] {
	return func(yield func(*api.Usage, error) bool) {
		u := c.Usage()
		yield(&u, nil)
	}
}

package aircall

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/evaluated"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCallVolume() table.Definition {
	return table.Filtered(callVolumes(), &plugin.Table{
		Name: "aircall_call_volume",
		Description: "Numbers of calls by hour, day or week, as Aircall counts them: one request a bucket, however many calls it has. " +
			"The query must say from when, by started_at. For fewer than 50 calls a bucket, or for any other condition, counting the rows of aircall_call costs no more. " +
			"As of aircall_call, calls older than six months are not counted.",
		List: &plugin.ListConfig{Hydrate: listCallVolumes, KeyColumns: table.TimeKey("started_at")},
		Columns: []*plugin.Column{
			table.Timestamp("started_at", "The first second that is counted: the start of the bucket, or the bound that cuts it. Needs a lower bound; without an upper one calls are counted until now.",
				func(v *callVolume) api.Time { return api.Time{Time: v.first} }),
			table.Text("bucket", personal.None(), "What a row counts. Possible values are: hour, day, week (from Monday); day unless the query names another.", func(v *callVolume) *string { return &v.name }),
			table.Text("time_zone", personal.None(), "Time zone whose hours, days and weeks are counted, an IANA name such as Europe/Paris; UTC unless the query names another.", func(v *callVolume) *string { return &v.zone }),
			table.QualColumn("direction", personal.None(), proto.ColumnType_STRING, "Direction of the calls, where the query names one; else NULL, and all are counted. Possible values are: inbound, outbound. Compare it with values: in Steampipe a join finds nothing."),
			table.QualColumn("user_id", personal.None(), proto.ColumnType_INT, "Id of the user who took or made the calls, where the query names one; else NULL, and all are counted. Compare it with values: in Steampipe a join finds nothing."),
			table.Timestamp("bucket_start", "When the hour, day or week begins; before started_at where a bound cuts it.", func(v *callVolume) api.Time { return api.Time{Time: v.start} }),
			table.Timestamp("bucket_end", "When the next one begins.", func(v *callVolume) api.Time { return api.Time{Time: v.end} }),
			table.Integer("total", "Number of calls that started in the bucket, within the bounds on started_at.", func(v *callVolume) *int64 { return &v.total }),
			table.Company(),
		},
	})
}

// callVolume is how many calls started in a bucket.
type callVolume struct {
	bucket
	name, zone string
	total      int64
}

func callVolumes() table.ListSpec[callVolume] {
	named := func(any) bool { return true } // what it names is looked up later, with an error for what there is not
	return table.ListSpec[callVolume]{
		Read:       countCalls,
		OfCalls:    true,
		TimeColumn: "started_at",
		At:         func(v *callVolume) api.Time { return api.Time{Time: v.first} },
		ID:         func(v *callVolume) any { return v }, // no two list queries count the same
		Filters: []table.Filter[callVolume]{
			counting("bucket", named),
			counting("time_zone", named),
			counting("direction", func(v any) bool { return v == inbound || v == outbound }),
			counting("user_id", func(v any) bool { id, ok := v.(int64); return ok && id > 0 }),
		},
	}
}

// counting is a filter that says what is counted, so that each row fits.
func counting(column string, valid func(any) bool) table.Filter[callVolume] {
	return table.Filter[callVolume]{Column: column, Valid: valid, Matches: func(*callVolume, any) bool { return true }, FromQual: true, PerValue: true}
}

func listCallVolumes(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return run(ctx, d, func(ctx context.Context, c *connection) (any, error) {
		volumes := callVolumes()
		volumes.Check = atMostBuckets(c.maxVolumeBuckets)
		return nil, table.List(ctx, c.Connection, table.ScanOf(d), volumes)
	})
}

// atMostBuckets refuses a query that names no bucket or too many of them, before it costs a request.
func atMostBuckets(allowed int) func(context.Context, *api.Client, table.TimeRange, []*table.ListQuery) error {
	return func(ctx context.Context, c *api.Client, times table.TimeRange, queries []*table.ListQuery) error {
		switch {
		case times.Unevaluated:
			return table.UnevaluatedError("started_at", "and the bounds decide what is counted. Write the values in")
		case times.From.IsZero():
			bound := "now() - interval '30 days'"
			if evaluated.In(ctx) { // the embedded engine, whose SQL is SQLite's
				bound = "datetime('now', '-30 days')"
			}
			return fmt.Errorf("each bucket costs a request, so the query must say from when calls are counted: add a lower bound, such as started_at >= %s", bound)
		case times.In != nil && !times.From.Equal(times.To):
			return errors.New("started_at says between which bounds calls are counted: compare it by >=, >, <= and <, not with a list")
		}
		requests := 0
		for _, q := range queries {
			buckets, _, err := volumeBuckets(q, c.ServerNow())
			if err != nil {
				return err
			}
			for range buckets {
				requests++
			}
		}
		if requests > allowed {
			return fmt.Errorf("the query counts %d buckets, each of which costs a request, and the connection allows %d (max_volume_buckets): take a shorter time or larger buckets, or raise max_volume_buckets",
				requests, allowed)
		}
		return nil
	}
}

// volumeBuckets are the buckets that a list query counts, and what they have in common. Calls start at
// whole seconds.
func volumeBuckets(q *table.ListQuery, now time.Time) (buckets iter.Seq[bucket], common callVolume, err error) {
	common = callVolume{name: "day", zone: "UTC"}
	if name, named := q.Value("bucket").(string); named {
		common.name = name
	}
	if zone, named := q.Value("time_zone").(string); named {
		common.zone = zone
	}
	calendar := calendars[common.name]
	if calendar == nil {
		return nil, common, fmt.Errorf("%q is no bucket: write hour, day or week", common.name)
	}
	zone, err := loadZone(common.zone)
	if err != nil {
		return nil, common, err
	}
	first, last := q.Window.From.In(zone), q.Window.To
	if last.IsZero() {
		last = now
	}
	if whole := first.Truncate(time.Second); whole.Before(first) {
		first = whole.Add(time.Second)
	}
	return calendar.cut(first, last.Truncate(time.Second)), common, nil
}

func countCalls(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*callVolume, error] {
	buckets, common, err := volumeBuckets(q, c.ServerNow())
	each := func(yield func(bucket, error) bool) {
		if err != nil {
			yield(bucket{}, err)
			return
		}
		for b := range buckets {
			if !yield(b, nil) {
				return
			}
		}
	}
	return table.FanOut(ctx, each, func(ctx context.Context, b bucket) ([]*callVolume, error) {
		v := common
		v.bucket = b
		var err error
		v.total, err = countBetween(ctx, c, api.CallQuery{Direction: q.Text("direction"), UserID: q.ID("user_id")}, b.first, b.last)
		return []*callVolume{&v}, err
	})
}

// mostListed is how many calls Aircall lists of one query. Whether its count stops there too is not
// documented.
const mostListed = 10_000

// countBetween counts the calls from one second to another, in halves where the count may be short.
func countBetween(ctx context.Context, c *api.Client, q api.CallQuery, first, last time.Time) (int64, error) {
	q.Window = api.Window{From: first, To: last}
	total, err := c.CountCalls(ctx, q)
	if err != nil || total != mostListed || !first.Before(last) {
		return total, err
	}
	middle := first.Add(last.Sub(first) / 2).Truncate(time.Second)
	before, err := countBetween(ctx, c, q, first, middle)
	if err != nil {
		return 0, err
	}
	after, err := countBetween(ctx, c, q, middle.Add(time.Second), last)
	return before + after, err
}

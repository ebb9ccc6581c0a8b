//go:build !race || atomicsdk

// As scan_harness_test.go: the SDK's own race in a scan of several rows.

package aircall

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

const volume = "aircall_call_volume"

// between are bounds on when calls started.
func between(from, to time.Time) []*proto.Qual {
	return []*proto.Qual{where("started_at", ">=", from), where("started_at", "<", to)}
}

// callsAround is a company with calls all through the twelve days around an instant, more of them on
// the full hours and beside them, where a bound that is off by one would show.
func callsAround(at time.Time) *fakeaircall.Company {
	c := fixture.Calls(500, at.AddDate(0, 0, -6), at.AddDate(0, 0, 6), 0)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range c.Calls {
		if i%3 == 0 {
			hour := at.Add(time.Duration(r.IntN(288)-144) * time.Hour)
			c.Calls[i].StartedAt = hour.Unix() + int64(r.IntN(3)) - 1
		}
	}
	slices.SortFunc(c.Calls, func(a, b fakeaircall.Call) int { return int(a.StartedAt - b.StartedAt) })
	return c
}

// TestVolumesEqualTheCountsOfRows over a clock change: the rows' own local time says which bucket they
// are in.
func TestVolumesEqualTheCountsOfRows(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	labels := map[string]func(time.Time) string{
		"hour": func(t time.Time) string { return t.Format("2006-01-02 15 -0700") },
		"day":  func(t time.Time) string { return t.Format("2006-01-02") },
		"week": func(t time.Time) string { year, week := t.ISOWeek(); return fmt.Sprint(year, week) },
	}
	for _, change := range []struct {
		zone, at string
		hours    int // of that day
	}{
		{"Europe/London", "2026-03-29T01:00:00Z", 23},
		{"Europe/London", "2026-10-25T01:00:00Z", 25},
		{"America/New_York", "2026-03-08T07:00:00Z", 23},
		{"America/New_York", "2026-11-01T06:00:00Z", 25},
	} {
		t.Run(change.zone+" "+change.at, func(t *testing.T) {
			t.Parallel()
			zone, err := loadZone(change.zone)
			if err != nil {
				t.Fatal(err)
			}
			at := instant(t, change.at)
			c := plugin.serveWith(t, callsAround(at), fakeaircall.Options{Now: func() time.Time { return at.AddDate(0, 1, 0) }})
			day := time.Date(at.In(zone).Year(), at.In(zone).Month(), at.In(zone).Day(), 0, 0, 0, 0, zone)
			windows := map[string][]*proto.Qual{
				"the day":             between(day, day.AddDate(0, 0, 1)),
				"cut within a bucket": between(day.Add(-17*time.Hour-59*time.Minute-1), day.Add(31*time.Hour+time.Second)),
				"within a second":     {where("started_at", ">", at.Add(-5*time.Hour-time.Second)), where("started_at", "<=", at.Add(5*time.Hour+time.Nanosecond))},
				"two weeks":           between(at.AddDate(0, 0, -7), at.AddDate(0, 0, 7)),
			}
			for name, window := range windows {
				calls := c.rows(query{table: "aircall_call", columns: []string{"started_at"}, where: window})
				for bucket, label := range labels {
					if bucket == "hour" && name == "two weeks" {
						continue
					}
					want := map[string]int64{}
					for _, call := range calls {
						want[label(call["started_at"].(time.Time).In(zone))]++
					}
					rows := c.rows(query{table: volume, columns: []string{"started_at", "bucket_start", "bucket_end", "total"},
						where: append(slices.Clone(window), where("bucket", "=", bucket), where("time_zone", "=", change.zone))})
					for _, row := range rows {
						start, end := row["bucket_start"].(time.Time), row["bucket_end"].(time.Time)
						this := label(start.In(zone))
						if this != label(end.Add(-time.Second).In(zone)) || this == label(end.In(zone)) || this == label(start.Add(-time.Second).In(zone)) {
							t.Errorf("%s of %s: %s to %s is none", bucket, name, start, end)
						}
						if total := row["total"].(int64); total != want[this] {
							t.Errorf("%s of %s: %s has %d calls, want %d", bucket, name, this, total, want[this])
						}
						delete(want, this)
						if first := row["started_at"].(time.Time); !holds(first, window) {
							t.Errorf("%s of %s: started_at is %s, which the query excludes", bucket, name, first)
						}
					}
					if len(want) > 0 {
						t.Errorf("%s of %s: no row for %v", bucket, name, want)
					}
					if bucket == "hour" && name == "the day" && len(rows) != change.hours {
						t.Errorf("the day has %d hours, want %d", len(rows), change.hours)
					}
				}
			}
		})
	}
}

// holds is Postgres' own check of a row.
func holds(at time.Time, conditions []*proto.Qual) bool {
	return !slices.ContainsFunc(conditions, func(q *proto.Qual) bool {
		order := at.Compare(q.Value.GetTimestampValue().AsTime())
		switch q.GetStringValue() {
		case ">=":
			return order < 0
		case ">":
			return order <= 0
		case "<=":
			return order > 0
		}
		return order >= 0
	})
}

func TestVolumesReachAircall(t *testing.T) {
	const noon = "GET /v1/calls?from=11:59:59&order=desc&page=1&per_page=1&to=12:59:59"
	hour := where("bucket", "=", "hour")
	day := []*proto.Qual{where("started_at", ">=", at(8, 0, 0)), where("started_at", "<=", at(13, 0, 0))}
	half := 500 * time.Millisecond
	check(t, volume, "total", []pushdown{
		{"a day, cut", day, []string{"GET /v1/calls?from=07:59:59&order=desc&page=1&per_page=1&to=13:00:00"}, []int64{6}},
		{"after the first second, before the last", []*proto.Qual{where("started_at", ">", at(8, 0, 0)), where("started_at", "<", at(13, 0, 0))},
			[]string{"GET /v1/calls?from=08:00:00&order=desc&page=1&per_page=1&to=12:59:59"}, []int64{4}},
		{"hours", append(between(at(12, 0, 0), at(14, 0, 0)), hour), []string{noon, "GET /v1/calls?from=12:59:59&order=desc&page=1&per_page=1&to=13:59:59"}, []int64{1, 1}},
		{"bounds within a second", append(between(at(12, 0, 0).Add(-half), at(13, 0, 0).Add(-half)), hour), []string{noon}, []int64{1}},
		{"no whole second between", between(at(12, 0, 0).Add(time.Microsecond), at(12, 0, 0).Add(half)), none, noRows},
		{"one second", []*proto.Qual{where("started_at", "=", at(12, 0, 0))}, []string{"GET /v1/calls?from=11:59:59&order=desc&page=1&per_page=1&to=12:00:00"}, []int64{1}},
		{"a list of seconds", []*proto.Qual{where("started_at", "=", []any{at(12, 0, 0), at(12, 0, 1)})},
			[]string{"GET /v1/calls?from=11:59:59&order=desc&page=1&per_page=1&to=12:00:00", "GET /v1/calls?from=12:00:00&order=desc&page=1&per_page=1&to=12:00:01"}, []int64{0, 1}},
		{"an empty window", between(at(12, 0, 0), at(12, 0, 0)), none, noRows},
		{"a direction", append(slices.Clone(day), where("direction", "=", "inbound")),
			[]string{"GET /v1/calls/search?direction=inbound&from=07:59:59&order=desc&page=1&per_page=1&to=13:00:00"}, []int64{4}},
		{"each direction", append(slices.Clone(day), where("direction", "=", []any{"inbound", "outbound"})),
			[]string{"GET /v1/calls/search?direction=inbound&from=07:59:59&order=desc&page=1&per_page=1&to=13:00:00",
				"GET /v1/calls/search?direction=outbound&from=07:59:59&order=desc&page=1&per_page=1&to=13:00:00"}, []int64{2, 4}},
		{"a user's direction", append(slices.Clone(day), where("direction", "=", "outbound"), where("user_id", "=", ada)),
			[]string{"GET /v1/calls/search?direction=outbound&from=07:59:59&order=desc&page=1&per_page=1&to=13:00:00&user_id=11"}, []int64{1}},
		{"a direction that Aircall does not have", append(slices.Clone(day), where("direction", "=", "sideways")), none, noRows},
		{"a user that Aircall cannot have", append(slices.Clone(day), where("user_id", "=", -1)), none, noRows},
		{"hours and days", append(between(at(12, 0, 0), at(13, 0, 0)), where("bucket", "=", []any{"hour", "day"})), []string{noon}, []int64{1, 1}},
		{"another company", append(slices.Clone(day), where("company_name", "=", "Somebody Else")), []string{"GET /v1/company"}, noRows},
	})
}

func TestVolumesRepeatTheConditionsThatTheyCount(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany())
	columns := columnNames(tableAircallCallVolume().Table)
	for _, test := range []struct {
		where []*proto.Qual
		want  map[string]any
	}{
		{nil, map[string]any{"bucket": "day", "time_zone": "UTC", "bucket_start": at(0, 0, 0), "bucket_end": at(24, 0, 0)}},
		{[]*proto.Qual{where("bucket", "=", "week"), where("time_zone", "=", "Europe/Paris"), where("direction", "=", "inbound"), where("user_id", "=", ada)},
			map[string]any{"bucket": "week", "time_zone": "Europe/Paris", "bucket_start": at(-6*24-2, 0, 0), "bucket_end": at(22, 0, 0), "direction": "inbound", "user_id": int64(ada), "total": int64(1)}},
	} {
		want := map[string]any{"started_at": at(8, 0, 0), "total": int64(6), "direction": nil, "user_id": nil, "company_name": "Brightwater Tea"}
		for column, value := range test.want {
			want[column] = value
		}
		rows := c.rows(query{table: volume, columns: columns, where: append(between(at(8, 0, 0), at(14, 0, 0)), test.where...)})
		if len(rows) != 1 {
			t.Errorf("%d rows, want 1", len(rows))
			continue
		}
		for _, column := range columns {
			if rows[0][column] != want[column] {
				t.Errorf("%s is %v, want %v", column, rows[0][column], want[column])
			}
		}
	}
}

// TestVolumesEndNow: the present is Aircall's, also where the machine's clock is behind.
func TestVolumesEndNow(t *testing.T) { bubble(t, volumesEndNow) }

func volumesEndNow(t *testing.T) {
	present := now.Add(90 * time.Minute)
	c := start(t, nil).serveWith(t, smallCompany(), fakeaircall.Options{Now: func() time.Time { return present }})
	c.rows(query{table: "aircall_tag", columns: []string{"id"}}) // an answer tells what time it is
	rows := c.rows(query{table: volume, columns: []string{"bucket_start"}, where: []*proto.Qual{where("started_at", ">=", now.Add(-2*time.Hour)), where("bucket", "=", "hour")}})
	latest := time.Time{}
	for _, row := range rows {
		if start := row["bucket_start"].(time.Time); start.After(latest) {
			latest = start
		}
	}
	if want := now.Add(time.Hour); len(rows) != 4 || !latest.Equal(want) {
		t.Errorf("%d hours, the last from %s, want 4 to %s", len(rows), latest, want)
	}
}

func TestVolumesBeginAtStartDate(t *testing.T) {
	t.Parallel()
	c := serve(t, smallCompany(), `start_date = "2026-06-14T09:30:00Z"`)
	requests, rows := c.asked(query{table: volume, columns: []string{"total"}, where: between(at(8, 0, 0), at(14, 0, 0))})
	if want := []string{"GET /v1/calls?from=09:29:59&order=desc&page=1&per_page=1&to=13:59:59"}; !slices.Equal(requests, want) || rows[0]["total"] != int64(4) {
		t.Errorf("%q counts %v, want %q and 4", requests, rows, want)
	}
}

func TestVolumesRefuseWhatCannotBeCounted(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	day := between(at(0, 0, 0), at(24, 0, 0))
	for _, test := range []struct {
		name  string
		where []*proto.Qual
		want  string
	}{
		{"no bound", nil, "add a lower bound"},
		{"no lower bound", []*proto.Qual{where("started_at", "<", at(9, 0, 0)), where("direction", "=", "inbound")}, "add a lower bound"},
		{"an unevaluated lower bound", []*proto.Qual{where("started_at", ">=", unevaluatedTime)}, "compared with a subquery"},
		{"an unevaluated upper bound", []*proto.Qual{where("started_at", ">=", at(9, 0, 0)), where("started_at", "<", unevaluatedTime)}, "compared with a subquery"},
		{"an unevaluated bucket", append(slices.Clone(day), where("bucket", "=", unevaluatedText)), "compared with a subquery"},
		{"an unevaluated user", append(slices.Clone(day), where("user_id", "=", unevaluatedInt)), "compared with a subquery"},
		{"an unknown bucket", append(slices.Clone(day), where("bucket", "=", "month")), `"month" is no bucket: write hour, day or week`},
		{"an unknown bucket among others", append(slices.Clone(day), where("bucket", "=", []any{"day", "month"})), `"month" is no bucket`},
		{"an unknown zone", append(slices.Clone(day), where("time_zone", "=", "Europe/Londres")), `"Europe/Londres" is not a time zone`},
		{"too many", append(between(at(0, 0, 0), at(11*24, 0, 0)), where("bucket", "=", "day")), "counts 11 buckets, each of which costs a request, and the connection allows 10 (max_volume_buckets)"},
		{"too many in all", append(between(at(0, 0, 0), at(2*24, 0, 0)), where("user_id", "=", []any{1, 2, 3, 4, 5, 6})), "counts 12 buckets"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := plugin.serve(t, smallCompany(), "max_volume_buckets = 10")
			_, err := c.run(t.Context(), c.connection, query{table: volume, columns: []string{"total"}, where: test.where})
			if err == nil || !strings.Contains(err.Error(), volume+": ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
			if requests := c.requests(); len(requests) > 0 {
				t.Errorf("it cost %q", requests)
			}
		})
	}
	c := plugin.serve(t, smallCompany(), "max_volume_buckets = 10")
	if rows := c.rows(query{table: volume, columns: []string{"total"}, where: between(at(0, 0, 0), at(10*24, 0, 0))}); len(rows) != 10 {
		t.Errorf("%d rows for as many buckets as are allowed, 10", len(rows))
	}
}

// TestVolumesBeyondWhatAircallLists: whether its count stops at 10,000 is not known.
func TestVolumesBeyondWhatAircallLists(t *testing.T) {
	t.Parallel()
	plugin := start(t, nil)
	const calls = 25_000
	company := fixture.Calls(calls, at(0, 0, 0), now, 0)
	for capped, most := range map[bool]int{true: 7, false: 1} {
		c := plugin.serveWith(t, company, fakeaircall.Options{Now: func() time.Time { return now }, CapTotal: capped})
		requests, rows := c.asked(query{table: volume, columns: []string{"total"}, where: append(between(at(0, 0, 0), at(48, 0, 0)), where("bucket", "=", "week"))})
		total := int64(0)
		for _, row := range rows {
			total += row["total"].(int64)
		}
		if total != calls || len(requests) > most+1 { // the fifteenth is a Monday: two weeks
			t.Errorf("capped %v: %d calls by %d requests, want %d", capped, total, len(requests), calls)
		}
	}
}

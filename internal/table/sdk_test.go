package table

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	googlegrpc "google.golang.org/grpc"

	"github.com/turbot/steampipe-plugin-aircall/internal/hosting"
)

// sdkCalls are the scans that the SDK made of one query.
type sdkCalls struct {
	mu    sync.Mutex
	calls []*plugin.QueryData
}

func (s *sdkCalls) listForTest(_ context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, d)
	return nil, nil
}

// of runs a query on a table whose declared list key is parent_id.
func (s *sdkCalls) of(t *testing.T, conditions ...*proto.Qual) []*plugin.QueryData {
	t.Helper()
	listed := &plugin.Table{
		Name:    "listed",
		List:    &plugin.ListConfig{Hydrate: s.listForTest, KeyColumns: plugin.KeyColumnSlice{ParentKey{Column: "parent_id"}.KeyColumn()}},
		Columns: []*plugin.Column{{Name: "parent_id", Type: proto.ColumnType_INT}},
	}
	p, err := hosting.Load(func(context.Context) *plugin.Plugin {
		return &plugin.Plugin{Name: "listing", TableMap: map[string]*plugin.Table{"listed": listed}}
	}, &proto.ConnectionConfig{Connection: "c"})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	quals := map[string]*proto.Quals{"parent_id": {Quals: conditions}}
	if err := p.Execute(&proto.ExecuteRequest{
		Table: "listed", Connection: "c", CallId: t.Name(),
		QueryContext:          &proto.QueryContext{Columns: []string{"parent_id"}, Quals: quals},
		ExecuteConnectionData: map[string]*proto.ExecuteConnectionData{"c": {}},
	}, discard{ctx: t.Context()}); err != nil {
		t.Fatal(err)
	}
	return s.calls
}

type discard struct {
	googlegrpc.ServerStream
	ctx context.Context
}

func (d discard) Context() context.Context        { return d.ctx }
func (discard) Send(*proto.ExecuteResponse) error { return nil }

// Conditions.ListValue rests on it: of an IN list the SDK makes a call for each value and hands over that value itself, not
// a copy, in the query's own list. So the calls know which one is the first, also when a value is listed twice.
func TestTheSDKGivesEachCallOfAListItsVeryOwnValue(t *testing.T) {
	t.Parallel()
	var sdk sdkCalls
	var places []int
	calls := sdk.of(t, equal("parent_id", 7, 8, 7))
	for _, d := range calls {
		values, place := ScanOf(d).Query().Conditions.ListValue("parent_id")
		if places = append(places, place); values != 3 {
			t.Errorf("a list of %d values, want 3", values)
		}
		if d.QueryContext != calls[0].QueryContext {
			t.Error("calls of one list have different query contexts")
		}
	}
	if slices.Sort(places); !slices.Equal(places, []int{0, 1, 2}) {
		t.Errorf("the calls were given the values at %d, want each once", places)
	}
}

func TestAValueThatIsAloneBelongsToNoList(t *testing.T) {
	t.Parallel()
	var sdk sdkCalls
	calls := sdk.of(t, equal("parent_id", 7))
	if len(calls) != 1 {
		t.Fatalf("%d calls, want 1", len(calls))
	}
	if values, place := ScanOf(calls[0]).Query().Conditions.ListValue("parent_id"); values != 0 || place != -1 {
		t.Errorf("it is number %d of a list of %d", place, values)
	}
}

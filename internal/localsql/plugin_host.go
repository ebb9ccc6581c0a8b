package localsql

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/hosting"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
	"github.com/turbot/steampipe-plugin-aircall/internal/sdkenv"
)

// A pluginHost runs the plugin in this process.
type pluginHost struct {
	plugin       *hosting.Plugin
	watch        func(context.Context) context.Context
	estimate     func(context.Context) (context.Context, func() plan.Size)
	notify       func(context.Context, string) // nil: nobody is told
	publicTables []Table

	schemas       []string                 // the connections, then the aggregators
	only          string                   // the only connection; "" of several
	members       map[string][]string      // of the aggregators
	tables        map[string][]*plan.Table // by schema, sorted by name
	allowFiles    bool
	maxValueBytes int
	maxMemory     int64
	setup         []string
	attached      *AttachedSchema
	pseudonyms    *pseudonym.Pseudonyms // nil: personal data is shown

	mu      sync.Mutex
	running map[*scan]struct{}
}

// newHost loads the plugin and the schemas of its connections.
func newHost(o Options) (*pluginHost, error) {
	var configs []*proto.ConnectionConfig
	for _, c := range o.Connections {
		configs = append(configs, &proto.ConnectionConfig{Connection: c.Name, Config: c.Config})
	}
	if o.Pseudonyms != nil {
		sdkenv.Silence()
	}
	p, err := hosting.Load(o.Plugin, configs...)
	if err != nil {
		return nil, err
	}
	h := &pluginHost{
		plugin: p, watch: o.Watch, estimate: o.Estimate, notify: o.Notify, running: map[*scan]struct{}{}, members: map[string][]string{}, tables: map[string][]*plan.Table{},
		allowFiles: o.AllowFiles, setup: o.Setup, attached: o.Attached, pseudonyms: o.Pseudonyms, maxValueBytes: cmp.Or(o.MaxValueBytes, defaultMaxValueBytes), maxMemory: cmp.Or(o.MaxMemoryBytes, defaultMaxMemoryBytes),
	}
	if len(o.Connections) == 1 {
		h.only = o.Connections[0].Name
	}
	for i, c := range o.Connections {
		schema, err := p.GetSchema(&proto.GetSchemaRequest{Connection: c.Name})
		if err != nil {
			return nil, fmt.Errorf("connection %s: %w", c.Name, err)
		}
		h.addConnection(c.Name, i == 0, schema.GetSchema().GetSchema(), p.Loaded, o)
	}
	for _, a := range o.Aggregators {
		h.addAggregator(a)
	}
	return h, nil
}

// addConnection adds the tables of a connection.
func (h *pluginHost) addConnection(connection string, show bool, schema map[string]*proto.TableSchema, p *plugin.Plugin, o Options) {
	for name, s := range schema {
		t := &plan.Table{Connection: connection, Name: name, CanList: true, Filters: o.Filters[name], FromQual: o.FromQual[name], PerKeyRequest: slices.Contains(o.PerKeyRequest, name), Short: slices.Contains(o.Short, name)}
		if newest, ok := o.NewestFirst[name]; ok {
			t.Newest = &newest
		}
		if static := p.TableMap[name]; static != nil {
			t.CanList = static.List != nil
		}
		for _, c := range s.GetColumns() {
			t.Columns = append(t.Columns, h.column(name, c))
		}
		t.Get = planKeys(s.GetGetCallKeyColumnList(), p)
		t.List = planKeys(s.GetListCallKeyColumnList(), p)
		h.tables[connection] = append(h.tables[connection], t)
		if show {
			h.publicTables = append(h.publicTables, h.describe(t, s))
		}
	}
	h.schemas = append(h.schemas, connection)
	slices.SortFunc(h.tables[connection], func(a, b *plan.Table) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.publicTables, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
}

// planKeys leaves out the columns by which the SDK chooses among connections: here the schema chooses, and the SDK drops a
// connection without a word when it cannot find the value.
func planKeys(declared []*proto.KeyColumn, p *plugin.Plugin) []plan.Key {
	var keys []plan.Key
	for _, k := range declared {
		chooses := slices.ContainsFunc(p.ConnectionKeyColumns, func(c plugin.ConnectionKeyColumn) bool { return c.Name == k.GetName() })
		if !chooses && !isHidden(k.GetName()) {
			keys = append(keys, plan.Key{Column: k.GetName(), Operators: k.GetOperators(), Require: k.GetRequire()})
		}
	}
	return keys
}

// Scan starts a request.
func (h *pluginHost) Scan(ctx context.Context, r *plan.Request) plan.Stream {
	if err := ctx.Err(); err != nil {
		return failedScan{err}
	}
	return startScan(ctx, h, r)
}

// Size tells what a request would cost.
func (h *pluginHost) Size(ctx context.Context, r *plan.Request) (plan.Size, bool) {
	if h.estimate == nil {
		return plan.Size{}, false
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx, size := h.estimate(ctx)
	rows := h.Scan(ctx, r)
	defer rows.Close()
	for {
		if _, err := rows.Next(); plan.UnlessEnd(err) != nil {
			return plan.Size{}, false // the scan itself will say what is wrong
		} else if err != nil {
			return size(), true
		}
	}
}

// A failedScan never started.
type failedScan struct{ err error }

func (f failedScan) Next() (plan.Row, error) { return nil, f.err }
func (f failedScan) Close()                  {}

// waitForScans waits until every scan has ended.
func (h *pluginHost) waitForScans(ctx context.Context) error {
	h.mu.Lock()
	running := slices.Collect(maps.Keys(h.running))
	h.mu.Unlock()
	for _, s := range running {
		select {
		case <-s.ended:
		case <-ctx.Done():
			return errors.New("the plugin goes on with a scan that was cancelled")
		}
	}
	return nil
}

func (h *pluginHost) scanStarted(s *scan) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.running[s] = struct{}{}
}

func (h *pluginHost) scanEnded(s *scan) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.running, s)
}

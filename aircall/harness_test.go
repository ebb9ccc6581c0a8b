package aircall

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/hosting"
)

// network is how the plugin reaches the tests' companies: in memory, so that a bubble's clock can rule both.
var network fakeaircall.Network

func TestMain(m *testing.M) {
	Clients.Transport = &network
	Clients.StateFolder = nil // what tests send is nobody else's
	os.Exit(m.Run())
}

// now is when the tests' companies live.
var now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// What Steampipe hands over for the value of a subquery that it has not run yet.
const (
	unevaluatedInt  = int64(0)
	unevaluatedText = "?"
)

var unevaluatedTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// bubble runs a test on a clock of its own that begins at now.
func bubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(now))
		test(t)
	})
}

// steampipe asks the plugin as Steampipe does: qualifiers in, rows out.
type steampipe struct {
	t      *testing.T
	plugin *hosting.Plugin
}

var connectionCount atomic.Int64

// uniqueName keeps parallel tests apart, which share the registry of clients.
func uniqueName(name string) string { return fmt.Sprintf("%s_%d", name, connectionCount.Add(1)) }

// start loads the plugin with connections: names and the bodies of their blocks.
func start(t *testing.T, connections map[string]string) *steampipe {
	t.Helper()
	return startPlugin(t, Plugin, connections)
}

func startPlugin(t *testing.T, load plugin.PluginFunc, connections map[string]string) *steampipe {
	t.Helper()
	var configs []*proto.ConnectionConfig
	for name, body := range connections {
		configs = append(configs, connectionConfig(name, body))
	}
	p, err := hosting.Load(load, configs...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return &steampipe{t: t, plugin: p}
}

// connect adds a connection, or changes it.
func (s *steampipe) connect(name, body string, isNew bool) {
	s.t.Helper()
	request := &proto.UpdateConnectionConfigsRequest{}
	if config := connectionConfig(name, body); isNew {
		request.Added = []*proto.ConnectionConfig{config}
	} else {
		request.Changed = []*proto.ConnectionConfig{config}
	}
	if _, err := s.plugin.UpdateConnectionConfigs(request); err != nil {
		s.t.Fatal(err)
	}
}

func connectionConfig(name, body string) *proto.ConnectionConfig {
	return &proto.ConnectionConfig{Connection: name, Plugin: "aircall", PluginShortName: "aircall", Config: body}
}

func demoArguments(url string, more ...string) string {
	return strings.Join(append([]string{
		fmt.Sprintf("base_url = %q", url),
		fmt.Sprintf("api_id = %q", fakeaircall.DemoAPIID),
		fmt.Sprintf("api_token = %q", fakeaircall.DemoAPIToken),
		"max_requests_per_minute = 1000",
	}, more...), "\n")
}

// applicationArguments are those of an OAuth application.
func applicationArguments(url string) string {
	return fmt.Sprintf("base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000", url, fakeaircall.DemoAccessToken)
}

// schema is what the plugin says of its tables.
func (s *steampipe) schema(connection string) map[string]*proto.TableSchema {
	s.t.Helper()
	response, err := s.plugin.GetSchema(&proto.GetSchemaRequest{Connection: connection})
	if err != nil {
		s.t.Fatal(err)
	}
	return response.GetSchema().GetSchema()
}

// listen starts a company whose clock stands still.
func listen(t *testing.T, c *fakeaircall.Company) (*fakeaircall.Server, string) {
	t.Helper()
	server := fakeaircall.New(c, fakeaircall.Options{Now: func() time.Time { return now }, RateLimit: -1})
	url, stop := network.Connect(server)
	t.Cleanup(stop)
	return server, url
}

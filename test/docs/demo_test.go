package docs_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// seed is that of the company which the examples' ids, numbers and addresses are taken from.
const seed = 1

// network is how the plugin reaches the companies: in memory, so that one clock rules both.
var network fakeaircall.Network

func TestMain(m *testing.M) {
	aircall.Clients.Transport = &network
	aircall.Clients.StateFolder = nil // what tests send is nobody else's
	os.Exit(m.Run())
}

// present is when the tests run that do not go through the year.
var present = time.Date(2026, 6, 17, 10, 30, 0, 0, time.UTC)

// at runs a test on a clock of its own that begins at that instant. Company, client, plugin and SQLite all read it.
func at(t *testing.T, instant time.Time, test func(*testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(instant)) // takes no time
		test(t)
	})
}

// demo serves the company as it is at present.
var demo = sync.OnceValue(func() *fakeaircall.Server { return demoAt(present, democompany.Size{}) })

func demoAt(now time.Time, size democompany.Size) *fakeaircall.Server {
	return fakeaircall.New(democompany.New(seed, now, size), fakeaircall.Options{RateLimit: -1})
}

// connect gives an engine over a company, at an address of its own: connections to one address share their requests a
// minute. It adds arguments to the connection's.
func connect(t *testing.T, company *fakeaircall.Server, arguments string) *localsql.DB {
	t.Helper()
	url, stop := network.Connect(company)
	t.Cleanup(stop)
	name := "aircall_" + strings.TrimPrefix(url, "http://127.0.0.1:")
	db, err := localsql.Open(t.Context(), embedded.Options(localsql.Connection{Name: name, Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\nmax_concurrent_requests = 20\n%s\n",
		url, fakeaircall.DemoAccessToken, arguments)}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// tables are those of the plugin, as the engine sees them.
func tables(t *testing.T) []localsql.Table {
	t.Helper()
	return connect(t, demo(), "").Tables()
}

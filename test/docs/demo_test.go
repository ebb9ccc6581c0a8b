package docs_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// seed is that of the company which the examples' ids, numbers and addresses are taken from.
const seed = 1

// demo serves one company for all tests. Examples say "now", so it is told up to the present.
var demo = sync.OnceValue(func() *fakeaircall.Server {
	return fakeaircall.New(fakeaircall.NewCompany(seed, time.Now(), fakeaircall.Size{}), fakeaircall.Options{RateLimit: -1})
})

// open gives an engine over the demo company.
func open(t *testing.T) *localsql.DB {
	t.Helper()
	return connect(t, demo(), "")
}

// connect gives an engine over a company, at an address of its own: connections to one address share their requests a
// minute. It adds arguments to the connection's.
func connect(t *testing.T, company *fakeaircall.Server, arguments string) *localsql.DB {
	t.Helper()
	server := httptest.NewServer(company)
	t.Cleanup(server.Close)
	name := "aircall_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}, strings.ToLower(t.Name()))
	db, err := localsql.Open(t.Context(), embedded.Options(localsql.Connection{Name: name, Config: fmt.Sprintf(
		"base_url = %q\naccess_token = %q\nmax_requests_per_minute = 1000\nmax_concurrent_requests = 20\n%s\n",
		server.URL, fakeaircall.DemoAccessToken, arguments)}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

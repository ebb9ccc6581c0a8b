// Not under the race detector: the SDK's own streams are reported (see localsql/scan_test.go).

//go:build !race || atomicsdk

package mcpserver_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/mcpserver"
)

// network is how the plugin reaches the companies: in memory, so that one clock rules both.
var network fakeaircall.Network

func TestMain(m *testing.M) {
	aircall.Clients.Transport, aircall.Clients.StateFolder = repeating{&network}, nil
	os.Exit(m.Run())
}

// present is when the companies live, and when the clock of a bubble begins.
var present = time.Date(2026, 6, 17, 10, 30, 0, 0, time.UTC)

// bubble runs a test on a clock of its own.
func bubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(present))
		test(t)
	})
}

// opened counts connections: one whose name has another key before drops what the other has in memory.
var opened atomic.Int64

func company() *fakeaircall.Company {
	return democompany.New(1, present, democompany.Size{Days: 14, Contacts: 60, Numbers: 3, Users: 4})
}

// open gives an engine over a company; perMinute is what its connection allows.
func open(t *testing.T, c *fakeaircall.Company, o fakeaircall.Options, perMinute int) (*localsql.DB, *fakeaircall.Server) {
	t.Helper()
	return openWith(t, c, o, perMinute, func(*localsql.Options) {})
}

// serve starts a server, and gives its client's ends of the two streams.
func serve(t *testing.T, o mcpserver.Options) (toServer io.WriteCloser, fromServer io.Reader) {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ended := make(chan error)
	go func() {
		err := mcpserver.Serve(t.Context(), o, in, out)
		_ = out.Close()
		ended <- err
	}()
	t.Cleanup(func() {
		_ = toServer.Close()
		go func() { _, _ = io.Copy(io.Discard, fromServer) }()
		if err := <-ended; err != nil && t.Context().Err() == nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return toServer, fromServer
}

// connect gives a client of the protocol's own library.
func connect(t *testing.T, o mcpserver.Options, client *mcp.ClientOptions) *mcp.ClientSession {
	t.Helper()
	toServer, fromServer := serve(t, o)
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, client).Connect(t.Context(), &mcp.IOTransport{Reader: io.NopCloser(fromServer), Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return session
}

type object = map[string]any

// call calls a tool, and gives its structured answer or the text of its error.
func call(t *testing.T, session *mcp.ClientSession, tool string, arguments any) (answer object, failure string) {
	t.Helper()
	answer, failure, err := callWith(t.Context(), session, &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return answer, failure
}

func callWith(ctx context.Context, session *mcp.ClientSession, p *mcp.CallToolParams) (answer object, failure string, err error) {
	result, err := session.CallTool(ctx, p)
	if err != nil {
		return nil, "", err
	}
	var text strings.Builder
	for _, c := range result.Content {
		text.WriteString(c.(*mcp.TextContent).Text)
	}
	if result.IsError {
		return nil, text.String(), nil
	}
	answer, _ = result.StructuredContent.(object)
	var repeated object
	if err := json.Unmarshal([]byte(text.String()), &repeated); err != nil || len(repeated) != len(answer) {
		return nil, "", fmt.Errorf("the text is not the structured answer: %w", err)
	}
	return answer, "", nil
}

// query calls the tool for SQL, which must succeed.
func query(t *testing.T, session *mcp.ClientSession, sql string) object {
	t.Helper()
	answer, failure := call(t, session, "query", object{"sql": sql})
	if failure != "" {
		t.Fatalf("%s: %s", sql, failure)
	}
	return answer
}

// Command fakeaircall serves an invented company on loopback, as Aircall would, for tests and for trying things by hand.
// It prints the address to use as a connection's base_url.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "fakeaircall:", err)
		os.Exit(1)
	}
}

var plans = map[string]fakeaircall.Plan{
	"ai-assist-pro": fakeaircall.AIAssistPro,
	"ai-assist":     fakeaircall.AIAssist,
	"none":          fakeaircall.NoAddOn,
}

// companies are what may be served. Those but the first have their own size.
var companies = map[string]func(seed int64, now time.Time, size democompany.Size) *fakeaircall.Company{
	"demo": democompany.New,
	"began-yesterday": func(seed int64, now time.Time, _ democompany.Size) *fakeaircall.Company {
		return democompany.BeganYesterday(seed, now)
	},
	"empty": func(seed int64, now time.Time, _ democompany.Size) *fakeaircall.Company {
		return democompany.Empty(seed, now)
	},
}

// run serves until ctx is done: the base URL goes to stdout, the credentials to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var size democompany.Size
	var options fakeaircall.Options
	flags := flag.NewFlagSet("fakeaircall", flag.ContinueOnError)
	flags.SetOutput(stderr)
	address := flags.String("address", "127.0.0.1:0", "loopback `address` to listen on; port 0 takes a free one")
	seed := flags.Int64("seed", 1, "which company; the same seed is the same company on the same day")
	which := flags.String("company", "demo", "the company: "+strings.Join(slices.Sorted(maps.Keys(companies)), ", "))
	flags.IntVar(&size.Users, "users", 0, "users of the company (default 17)")
	flags.IntVar(&size.Numbers, "numbers", 0, "lines of the company (default 9)")
	flags.IntVar(&size.Contacts, "contacts", 0, "contacts of the company (default 260)")
	flags.IntVar(&size.CallsPerDay, "calls-per-day", 0, "calls on an ordinary business day (default 40)")
	flags.IntVar(&size.Days, "days", 0, "days of history (default 200)")
	flags.IntVar(&options.RateLimit, "rate-limit", 0, "requests in any 60 seconds (default 120); negative for no limit")
	flags.DurationVar(&options.BlockFor, "block", time.Minute, "how long everything is refused when the limit is passed; 0 for not")
	plan := flags.String("plan", "ai-assist-pro", "the add-on: "+strings.Join(slices.Sorted(maps.Keys(plans)), ", "))
	if err := flags.Parse(args); err != nil {
		return err
	}
	var known bool
	if options.Plan, known = plans[*plan]; !known {
		return fmt.Errorf("-plan is %q: write one of %s", *plan, strings.Join(slices.Sorted(maps.Keys(plans)), ", "))
	}
	invent, known := companies[*which]
	if !known {
		return fmt.Errorf("-company is %q: write one of %s", *which, strings.Join(slices.Sorted(maps.Keys(companies)), ", "))
	}
	if size != (democompany.Size{}) && *which != "demo" {
		return fmt.Errorf("-company %s has a size of its own: leave out -users, -numbers, -contacts, -calls-per-day and -days", *which)
	}
	listener, err := listen(ctx, *address)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           fakeaircall.New(invent(*seed, time.Now(), size), options),
		ReadHeaderTimeout: time.Minute,
	}
	stopped := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stopped()
	fmt.Fprintf(stdout, "http://%s\n", listener.Addr())
	fmt.Fprintf(stderr, "api_id    = %q\napi_token = %q\n", fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// listen keeps to loopback: the company is invented, but its answers are for this machine alone.
func listen(ctx context.Context, address string) (net.Listener, error) {
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("-address: %w", err)
	}
	if !at.IP.IsLoopback() {
		return nil, fmt.Errorf("-address is %s, which is not a loopback address: write 127.0.0.1 and a port", address)
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", at.String())
}

package main

import (
	"fmt"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// demoSeed makes every demo the same company.
const demoSeed = 1

// A demo is an invented company on a loopback port of this process.
type demo struct {
	company    *fakeaircall.Company
	server     *fakeaircall.Server
	connection localsql.Connection
	stop       func()
}

// startDemo invents the company as it is at that moment. It answers as fast as it is asked.
func startDemo(now time.Time) (*demo, error) {
	company := democompany.New(demoSeed, now, democompany.Size{})
	server := fakeaircall.New(company, fakeaircall.Options{RateLimit: -1})
	url, stop, err := server.ListenLoopback()
	if err != nil {
		return nil, err
	}
	return &demo{company, server, localsql.Connection{
		Name: connectionName,
		Config: fmt.Sprintf("base_url = %q\napi_id = %q\napi_token = %q\nmax_requests_per_minute = 1000\n",
			url, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken),
	}, stop}, nil
}

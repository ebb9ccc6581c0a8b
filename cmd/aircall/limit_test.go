//go:build !race || atomicsdk

// The SDK has data races of its own, which any scan of a table can show.

package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// TestCommandsShareTheLimit: one command after the other, and several at once.
func TestCommandsShareTheLimit(t *testing.T) {
	t.Parallel()
	const perMinute = 12
	clock := scaledClock{time.Now().Round(0)}
	company := democompany.New(2, time.Now(), democompany.Size{Contacts: 150, Days: 2})
	server, url := listenWith(t, company, fakeaircall.Options{Now: clock.Now, RateLimit: perMinute, BlockFor: time.Minute})
	folder := t.TempDir()
	config := configFile(t, fmt.Sprintf("base_url = %q\napi_id = %q\napi_token = %q\nmax_requests_per_minute = %d", url, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken, perMinute))
	query := func() {
		cmd, out, errs := process(t, "query", "select count(id) from aircall_contact", "--config", config, "--output", "csv")
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", asCommand, clock.start.UnixNano()), "AIRCALL_STATE_DIR="+folder)
		if err := cmd.Run(); err != nil || out.String() != "count(id)\n150\n" || errs.Len() > 0 {
			t.Errorf("%v, %q, %q", err, out, errs)
		}
	}
	for range 5 {
		query()
	}
	var commands sync.WaitGroup
	for range 3 {
		commands.Go(query)
	}
	commands.Wait()
	requests := server.Requests()
	if slices.ContainsFunc(requests, func(r fakeaircall.Request) bool { return r.Status == http.StatusTooManyRequests }) {
		t.Error("the limit was passed")
	}
	if len(requests) != 8*3 {
		t.Errorf("%d requests, want three pages by each of eight commands", len(requests))
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 2 {
		t.Errorf("%v is kept, %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if text := file.Name() + string(content); err != nil || strings.Contains(text, fakeaircall.DemoAPIToken) || strings.Contains(text, fakeaircall.DemoAPIID) {
			t.Errorf("%s holds a credential: %v", file.Name(), err)
		}
	}
}

// TestDemoLeavesNothingBehind: the demo is this process's alone.
func TestDemoLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	cmd, _, errs := process(t, "query", "select count(*) from aircall_tag", "--demo")
	cmd.Env = append(cmd.Env, "HOME="+home, "XDG_STATE_HOME="+home, "XDG_CACHE_HOME="+home, "TMPDIR="+home)
	if err := cmd.Run(); err != nil {
		t.Fatal(err, errs)
	}
	if files, err := filepath.Glob(filepath.Join(home, "steampipe-plugin-aircall*")); err != nil || len(files) > 0 {
		t.Errorf("%v is left, %v", files, err)
	}
}

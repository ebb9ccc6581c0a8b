package api

import (
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// BenchmarkDecode decodes one page of 50 calls.
func BenchmarkDecode(b *testing.B) {
	now := time.Now()
	server := fakeaircall.New(fixture.Calls(50, now.Add(-24*time.Hour), now, 0), fakeaircall.Options{})
	base, stop, err := server.ListenLoopback()
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	var registry Registry
	c, err := registry.Client("bench", Config{BaseURL: base, APIID: fakeaircall.DemoAPIID, APIToken: fakeaircall.DemoAPIToken})
	if err != nil {
		b.Fatal(err)
	}
	l := CallQuery{}.list()
	r := l.request(pageRef{unbounded, 1}, maxPerPage, l.flags)
	body, err := c.send(b.Context(), r)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body.bytes)))
	for b.Loop() {
		if p, err := l.decodePage(r, body.bytes); err != nil || len(p.rows) != 50 {
			b.Fatal(err)
		}
	}
}

package api

import (
	stdjson "encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// plainCall is what one would write by hand for the same page.
type plainCall struct {
	ID               int64   `json:"id"`
	SID              *string `json:"sid"`
	Direction        *string `json:"direction"`
	Status           *string `json:"status"`
	MissedCallReason *string `json:"missed_call_reason"`
	StartedAt        *int64  `json:"started_at"`
	AnsweredAt       *int64  `json:"answered_at"`
	EndedAt          *int64  `json:"ended_at"`
	Duration         *int64  `json:"duration"`
	RawDigits        *string `json:"raw_digits"`
	Voicemail        *string `json:"voicemail"`
	Recording        *string `json:"recording"`
	Asset            *string `json:"asset"`
	Archived         *bool   `json:"archived"`
	Cost             *string `json:"cost"`
	PricingType      *string `json:"pricing_type"`
	CountryCodeA2    *string `json:"country_code_a2"`
	DirectLink       *string `json:"direct_link"`
	User             *struct {
		ID    *int64  `json:"id"`
		Name  *string `json:"name"`
		Email *string `json:"email"`
	} `json:"user"`
	Number *struct {
		ID      *int64  `json:"id"`
		Name    *string `json:"name"`
		Digits  *string `json:"digits"`
		Country *string `json:"country"`
		Zone    *string `json:"time_zone"`
	} `json:"number"`
	Contact       stdjson.RawMessage `json:"contact"`
	AssignedTo    stdjson.RawMessage `json:"assigned_to"`
	TransferredBy stdjson.RawMessage `json:"transferred_by"`
	TransferredTo stdjson.RawMessage `json:"transferred_to"`
	Teams         stdjson.RawMessage `json:"teams"`
	Tags          stdjson.RawMessage `json:"tags"`
	Comments      stdjson.RawMessage `json:"comments"`
}

type plainPage struct {
	Calls []plainCall `json:"calls"`
	Meta  struct {
		Total int `json:"total"`
	} `json:"meta"`
}

const benchCalls = 5_000

// benched is a company of benchCalls on loopback.
func benched(b *testing.B, latency time.Duration, calls int) (base string, server *fakeaircall.Server) {
	b.Helper()
	now := time.Now()
	server = fakeaircall.New(fakeaircall.Calls(calls, now.Add(-30*24*time.Hour), now, 0), fakeaircall.Options{
		RateLimit: -1, Latency: func(*http.Request) time.Duration { return latency },
	})
	base, stop, err := server.ListenLoopback()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(stop)
	return base, server
}

func benchClient(b *testing.B, base string, cfg Config) *Client {
	b.Helper()
	cfg.BaseURL, cfg.APIID, cfg.APIToken = base, fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken
	cfg.MaxRequestsPerMinute = 1 << 30
	var registry Registry
	c, err := registry.Client("bench", cfg)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// readPlain reads pages one after the other with encoding/json: what the client is measured against.
func readPlain(b *testing.B, base string) (rows int) {
	for page := 1; ; page++ {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, fmt.Sprintf("%s/v1/calls?order=asc&per_page=50&page=%d", base, page), nil)
		if err != nil {
			b.Fatal(err)
		}
		req.SetBasicAuth(fakeaircall.DemoAPIID, fakeaircall.DemoAPIToken)
		response, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		var p plainPage
		if err := stdjson.Unmarshal(body, &p); err != nil {
			b.Fatal(err)
		}
		if rows += len(p.Calls); rows >= p.Meta.Total {
			return rows
		}
	}
}

func readClient(b *testing.B, c *Client) (rows int) {
	for _, err := range c.Calls(b.Context(), CallQuery{}) {
		if err != nil {
			b.Fatal(err)
		}
		rows++
	}
	return rows
}

func reportRows(b *testing.B, rows, want int) {
	b.Helper()
	if rows != want {
		b.Fatalf("%d rows, want %d", rows, want)
	}
	b.ReportMetric(float64(want)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkRead(b *testing.B) {
	base, _ := benched(b, 0, benchCalls)
	b.Run("plain", func(b *testing.B) {
		rows := 0
		for b.Loop() {
			rows = readPlain(b, base)
		}
		reportRows(b, rows, benchCalls)
	})
	for name, cfg := range map[string]Config{"client": {}, "client-sequential": {MaxConcurrentRequests: 1}} {
		b.Run(name, func(b *testing.B) {
			c, rows := benchClient(b, base, cfg), 0
			for b.Loop() {
				rows = readClient(b, c)
			}
			reportRows(b, rows, benchCalls)
		})
	}
	b.Run("client-remembering", func(b *testing.B) {
		rows := 0
		for b.Loop() {
			rows = readClient(b, benchClient(b, base, Config{CacheFor: time.Minute}))
		}
		reportRows(b, rows, benchCalls)
	})
	b.Run("client-from-memory", func(b *testing.B) {
		c := benchClient(b, base, Config{CacheFor: time.Hour})
		rows := readClient(b, c)
		for b.Loop() {
			rows = readClient(b, c)
		}
		reportRows(b, rows, benchCalls)
	})
}

// BenchmarkLatency reads 3,000 calls from a server that answers in 200 ms.
func BenchmarkLatency(b *testing.B) {
	base, _ := benched(b, 200*time.Millisecond, 3_000)
	b.Run("plain", func(b *testing.B) {
		rows := 0
		for b.Loop() {
			rows = readPlain(b, base)
		}
		reportRows(b, rows, 3_000)
	})
	b.Run("client", func(b *testing.B) {
		c, rows := benchClient(b, base, Config{}), 0
		for b.Loop() {
			rows = readClient(b, c)
		}
		reportRows(b, rows, 3_000)
	})
}

// BenchmarkDecode decodes one page of 50 calls with encoding/json and with the decoder that was chosen.
func BenchmarkDecode(b *testing.B) {
	base, _ := benched(b, 0, 50)
	c := benchClient(b, base, Config{})
	l := CallQuery{}.list()
	r := l.request(pageRef{from: noBound, page: 1}, noBound, maxPerPage)
	body, err := c.send(b.Context(), r)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			var p struct {
				Calls []Call `json:"calls"`
				Meta  meta   `json:"meta"`
			}
			if err := stdjson.Unmarshal(body, &p); err != nil || len(p.Calls) != 50 {
				b.Fatal(err)
			}
		}
	})
	b.Run("chosen", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if p, err := l.decodePage(r, body); err != nil || len(p.rows) != 50 {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRequests reports what lists of many lengths cost, and the least that they could.
func BenchmarkRequests(b *testing.B) {
	for _, n := range []int{0, 1, 50, 51, 1_000, 10_000, 10_001, 25_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			base, server := benched(b, 0, n)
			c := benchClient(b, base, Config{})
			for b.Loop() {
				server.ResetRequests()
				if rows := readClient(b, c); rows != n {
					b.Fatalf("%d rows", rows)
				}
			}
			b.ReportMetric(float64(len(server.Requests())), "requests")
			b.ReportMetric(float64(max(1, (n+49)/50)), "least")
		})
	}
}

package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/fixture"
)

// Each way in which rows can move between pages while they are read. The rows that were there all the
// time must all come, once.
func TestShiftingPagesLoseNothing(t *testing.T) {
	moveByASecond := func(c *fakeaircall.Company, i int) { c.Calls[i].StartedAt++ }
	tests := map[string]struct {
		before int // the request before which the change happens
		change func(c *fakeaircall.Company)
		gone   func(call fakeaircall.Call, all []fakeaircall.Call) bool
	}{
		"a call is finalised across a page's end": {before: 3, change: func(c *fakeaircall.Company) {
			c.Calls[49].StartedAt = c.Calls[50].StartedAt + 1
		}},
		"calls at every page's end are finalised": {before: 6, change: func(c *fakeaircall.Company) {
			for i := 49; i < len(c.Calls)-1; i += 50 {
				c.Calls[i].StartedAt = c.Calls[i+1].StartedAt + 1
			}
		}},
		"a call moves by one second": {before: 4, change: func(c *fakeaircall.Company) { moveByASecond(c, 120) }},
		"a call vanishes from the first page": {before: 4,
			change: func(c *fakeaircall.Company) { c.Calls = slices.Delete(c.Calls, 10, 11) },
			gone:   func(call fakeaircall.Call, all []fakeaircall.Call) bool { return call.ID == all[10].ID },
		},
		"a call vanishes from the last page": {before: 11,
			change: func(c *fakeaircall.Company) { c.Calls = slices.Delete(c.Calls, 495, 496) },
			gone:   func(call fakeaircall.Call, all []fakeaircall.Call) bool { return call.ID == all[495].ID },
		},
		"a late call appears in the middle": {before: 6, change: func(c *fakeaircall.Company) {
			late := c.Calls[100]
			late.ID++
			c.Calls = slices.Insert(c.Calls, 101, late)
		}},
		"calls start meanwhile": {before: 2, change: func(c *fakeaircall.Company) {
			for i := range 60 {
				call := c.Calls[len(c.Calls)-1]
				call.ID += int64(i) + 1
				call.StartedAt += 3600 + int64(i)
				c.Calls = append(c.Calls, call)
			}
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				company := callsOf(520, 0)
				all := slices.Clone(company.Calls)
				a := serve(t, company, fakeaircall.Options{RateLimit: -1, BeforeRequest: func(n int, _ *http.Request, c *fakeaircall.Company) {
					if n == test.before {
						test.change(c)
					}
				}})
				rows, err := allCalls(t.Context(), a.client("c", Config{MaxConcurrentRequests: 1}))
				if err != nil {
					t.Fatal(err)
				}
				got := map[int64]int{}
				for _, row := range rows {
					if got[row.ID]++; got[row.ID] > 1 {
						t.Fatalf("call %d came twice", row.ID)
					}
				}
				for _, call := range all {
					if got[call.ID] == 0 && (test.gone == nil || !test.gone(call, all)) {
						t.Errorf("call %d is lost", call.ID)
					}
				}
			})
		})
	}
}

// A contact that is deleted, a tag that is removed from a call: shorter lists lose none of the rest.
func TestDeletionsWhileReadingLoseNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := democompany.New(3, time.Now(), democompany.Size{Contacts: 300, CallsPerDay: 1, Days: 5})
		all := slices.Clone(company.Contacts)
		a := serve(t, company, fakeaircall.Options{RateLimit: -1, BeforeRequest: func(n int, _ *http.Request, c *fakeaircall.Company) {
			if n == 3 {
				c.Contacts = slices.Delete(c.Contacts, 0, 3)
			}
		}})
		rows, err := collect(a.client("c", Config{MaxConcurrentRequests: 1}).Contacts(t.Context(), ContactQuery{}))
		if err != nil {
			t.Fatal(err)
		}
		got := map[int64]bool{}
		for _, row := range rows {
			got[row.ID] = true
		}
		for _, contact := range all[3:] {
			if !got[contact.ID] {
				t.Errorf("contact %d is lost", contact.ID)
			}
		}
	})
}

// A list that never agrees with its own count is an error with the figures, not a short answer.
func TestListThatNeverAgreesIsAnError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		company := democompany.New(1, time.Now(), democompany.Size{Users: 180, CallsPerDay: 1, Days: 2})
		a := serve(t, company, fakeaircall.Options{RateLimit: -1, BeforeRequest: func(_ int, _ *http.Request, c *fakeaircall.Company) {
			c.Users = c.Users[:len(c.Users)-1]
		}})
		_, err := collect(a.client("c", Config{}).Users(t.Context(), ListOptions{}))
		var incomplete *IncompleteError
		if !asError(err, &incomplete) || !strings.Contains(err.Error(), "/v2/users") {
			t.Fatalf("got %v, want an IncompleteError", err)
		}
		if got := len(a.Requests()); got > 4*maxReadings {
			t.Errorf("%d requests before giving up", got)
		}
	})
}

// A machine whose clock is behind still gets the newest calls: the first answer tells Aircall's time.
func TestClockBehindLeavesOutNothing(t *testing.T) {
	for behind, learning := range map[time.Duration]int{0: 0, time.Second: 0, 1900 * time.Millisecond: 0, 2 * time.Second: 0, 3 * time.Second: 1, 10 * time.Minute: 1} {
		t.Run(behind.String(), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				now := time.Now().Add(behind)
				company := fixture.Calls(120, now.Add(-time.Hour), now, 0)
				company.Calls[len(company.Calls)-1].StartedAt = now.Unix()
				a := serve(t, company, fakeaircall.Options{RateLimit: -1, Now: func() time.Time { return time.Now().Add(behind) }})
				rows, err := allCalls(t.Context(), a.client("c", Config{}))
				if err != nil {
					t.Fatal(err)
				}
				wantCalls(t, rows, company.Calls)
				if got := len(a.Requests()); got > 3+learning {
					t.Errorf("%d requests, want the 3 of the list and %d to learn the time", got, learning)
				}
			})
		})
	}
}

// A list that grows within the present second has no last page before that second is over: on a quiet machine four readings
// take no second.
func TestListThatGrowsInThePresentSecond(t *testing.T) {
	lists := map[string]struct {
		add  func(*fakeaircall.Company)
		read func(context.Context, *Client) (rows int, err error)
	}{
		"contacts": {
			func(c *fakeaircall.Company) {
				c.Contacts = append(c.Contacts, fakeaircall.Contact{ID: int64(len(c.Contacts)) + 1, CreatedAt: time.Now().Unix()})
			},
			func(ctx context.Context, c *Client) (int, error) {
				rows, err := collect(c.Contacts(ctx, ContactQuery{}))
				return len(rows), err
			},
		},
		"calls": {
			func(c *fakeaircall.Company) {
				c.Calls = append(c.Calls, fakeaircall.Call{ID: 5_000_000_000 + int64(len(c.Calls)), StartedAt: time.Now().Unix()})
			},
			func(ctx context.Context, c *Client) (int, error) {
				rows, err := allCalls(ctx, c)
				return len(rows), err
			},
		},
	}
	for name, list := range lists {
		for _, every := range []int{1, 2, 5} {
			t.Run(fmt.Sprintf("%s, every %d requests", name, every), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					company := democompany.New(1, time.Now(), democompany.Size{Users: 1, CallsPerDay: 1, Days: 2})
					company.Contacts, company.Calls = nil, nil
					for range 130 {
						list.add(company)
					}
					began := time.Now()
					a := serve(t, company, fakeaircall.Options{RateLimit: -1, BeforeRequest: func(n int, _ *http.Request, c *fakeaircall.Company) {
						if n%every == 0 && time.Since(began) < 3*time.Second {
							list.add(c)
						}
					}})
					rows, err := list.read(t.Context(), a.client("c", Config{}))
					if err != nil || rows < 130 {
						t.Fatalf("%d rows, %v", rows, err)
					}
					if took := time.Since(began); took > 10*time.Second {
						t.Errorf("took %v", took)
					}
				})
			})
		}
	}
}

func TestRetentionNoticeIsGivenOnce(t *testing.T) {
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // when a bubble begins
	tests := map[string]struct {
		from  time.Time
		limit int
		want  int
	}{
		"beyond": {from: now.Add(-200 * 24 * time.Hour), want: 1}, "within": {from: now.Add(-30 * 24 * time.Hour)},
		"without a bound": {want: 1}, "six months": {from: now.AddDate(0, -6, 0).Add(-time.Second)},
		"the newest": {limit: 70}, "as many as there are": {limit: 120}, "more than there are": {limit: 121, want: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				var notices []string
				ctx := WithTrace(t.Context(), &Trace{Notice: func(s string) { notices = append(notices, s) }})
				a := serve(t, callsOf(120, 0), unlimited)
				q := CallQuery{ListOptions: ListOptions{Window: Window{From: test.from}, Limit: test.limit}}
				n := 0
				for _, err := range a.client("c", Config{}).Calls(ctx, q) {
					if err != nil {
						t.Fatal(err)
					}
					if n++; n == test.limit {
						break
					}
				}
				if want := min(120, cmp.Or(test.limit, 120)); n != want {
					t.Fatalf("%d rows, want %d", n, want)
				}
				if len(notices) != test.want {
					t.Errorf("notices: %q, want %d", notices, test.want)
				}
			})
		})
	}
}

// Lists without a time filter end in an error at the depth that Aircall lists.
func TestListWithoutTimeFilterIsAnErrorAtTheDepth(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := serve(t, democompany.New(1, time.Now(), democompany.Size{Tags: 10_001, CallsPerDay: 1, Days: 2}), unlimited)
		_, err := collect(a.client("c", Config{}).Tags(t.Context(), ListOptions{}))
		var depth *DepthError
		if !asError(err, &depth) {
			t.Fatalf("got %v, want a DepthError", err)
		}
	})
}

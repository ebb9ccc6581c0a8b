package api

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// changing is a list whose rows leave and join while it is read.
type changing struct {
	read  func(context.Context, *Client) ([]string, error)
	ids   func(*fakeaircall.Company) []string
	leave func(c *fakeaircall.Company, i int)
	join  func(c *fakeaircall.Company, n int64, r *rand.Rand)
}

const searchedMail = "one@larkfield.example"

// changingLists are Aircall's lists. Rows join them at the head, because they are ordered by when they were made; a search
// finds rows of any age.
var changingLists = map[string]changing{
	"/v2/users": {
		read: idsOf(func(ctx context.Context, c *Client) ([]*User, error) { return collect(c.Users(ctx, ListOptions{})) },
			func(u *User) string { return fmt.Sprint(u.ID) }),
		ids:   idsIn(func(c *fakeaircall.Company) []fakeaircall.User { return c.Users }, func(u fakeaircall.User) string { return fmt.Sprint(u.ID) }),
		leave: func(c *fakeaircall.Company, i int) { c.Users = slices.Delete(c.Users, i, i+1) },
		join: func(c *fakeaircall.Company, n int64, _ *rand.Rand) {
			c.Users = append(c.Users, fakeaircall.User{ID: n, CreatedAt: time.Now()})
		},
	},
	"/v1/teams": {
		read: idsOf(func(ctx context.Context, c *Client) ([]*Team, error) { return collect(c.Teams(ctx, ListOptions{})) },
			func(t *Team) string { return fmt.Sprint(t.ID) }),
		ids:   idsIn(func(c *fakeaircall.Company) []fakeaircall.Team { return c.Teams }, func(t fakeaircall.Team) string { return fmt.Sprint(t.ID) }),
		leave: func(c *fakeaircall.Company, i int) { c.Teams = slices.Delete(c.Teams, i, i+1) },
		join: func(c *fakeaircall.Company, n int64, _ *rand.Rand) {
			c.Teams = append(c.Teams, fakeaircall.Team{ID: n, CreatedAt: time.Now()})
		},
	},
	"/v1/webhooks": {
		read: idsOf(func(ctx context.Context, c *Client) ([]*Webhook, error) {
			return collect(c.Webhooks(ctx, ListOptions{}))
		},
			func(w *Webhook) string { return w.WebhookID }),
		ids:   idsIn(func(c *fakeaircall.Company) []fakeaircall.Webhook { return c.Webhooks }, func(w fakeaircall.Webhook) string { return w.WebhookID }),
		leave: func(c *fakeaircall.Company, i int) { c.Webhooks = slices.Delete(c.Webhooks, i, i+1) },
		join: func(c *fakeaircall.Company, n int64, _ *rand.Rand) {
			c.Webhooks = append(c.Webhooks, fakeaircall.Webhook{ID: n, WebhookID: fmt.Sprint("w", n), CreatedAt: time.Now()})
		},
	},
	"/v1/tags": { // joins behind all others
		read: idsOf(func(ctx context.Context, c *Client) ([]*Tag, error) { return collect(c.Tags(ctx, ListOptions{})) },
			func(t *Tag) string { return fmt.Sprint(t.ID) }),
		ids:   idsIn(func(c *fakeaircall.Company) []fakeaircall.Tag { return c.Tags }, func(t fakeaircall.Tag) string { return fmt.Sprint(t.ID) }),
		leave: func(c *fakeaircall.Company, i int) { c.Tags = slices.Delete(c.Tags, i, i+1) },
		join: func(c *fakeaircall.Company, n int64, _ *rand.Rand) {
			c.Tags = append(c.Tags, fakeaircall.Tag{ID: n})
		},
	},
	"/v1/contacts": {
		read: idsOf(func(ctx context.Context, c *Client) ([]*Contact, error) {
			return collect(c.Contacts(ctx, ContactQuery{}))
		},
			func(p *Contact) string { return fmt.Sprint(p.ID) }),
		ids:   idsIn(func(c *fakeaircall.Company) []fakeaircall.Contact { return c.Contacts }, func(p fakeaircall.Contact) string { return fmt.Sprint(p.ID) }),
		leave: func(c *fakeaircall.Company, i int) { c.Contacts = slices.Delete(c.Contacts, i, i+1) },
		join: func(c *fakeaircall.Company, n int64, _ *rand.Rand) {
			c.Contacts = append(c.Contacts, fakeaircall.Contact{ID: n, CreatedAt: time.Now().Unix()})
		},
	},
	"/v1/contacts/search": { // an address is put on an old contact
		read: idsOf(func(ctx context.Context, c *Client) ([]*Contact, error) {
			return collect(c.Contacts(ctx, ContactQuery{Email: searchedMail}))
		}, func(p *Contact) string { return fmt.Sprint(p.ID) }),
		ids:   idsIn(func(c *fakeaircall.Company) []fakeaircall.Contact { return c.Contacts }, func(p fakeaircall.Contact) string { return fmt.Sprint(p.ID) }),
		leave: func(c *fakeaircall.Company, i int) { c.Contacts = slices.Delete(c.Contacts, i, i+1) },
		join: func(c *fakeaircall.Company, n int64, r *rand.Rand) {
			c.Contacts = append(c.Contacts, fakeaircall.Contact{ID: n, CreatedAt: time.Now().Unix() - r.Int64N(100_000),
				Emails: []fakeaircall.ContactDetail{{ID: n, Value: searchedMail}}})
		},
	},
	"/v1/calls/search": { // an old call is handed to the user
		read: idsOf(func(ctx context.Context, c *Client) ([]*Call, error) {
			return collect(c.Calls(ctx, CallQuery{Direction: "inbound"}))
		},
			func(p *Call) string { return fmt.Sprint(p.ID) }),
		ids:   idsIn(func(c *fakeaircall.Company) []fakeaircall.Call { return c.Calls }, func(p fakeaircall.Call) string { return fmt.Sprint(p.ID) }),
		leave: func(c *fakeaircall.Company, i int) { c.Calls = slices.Delete(c.Calls, i, i+1) },
		join: func(c *fakeaircall.Company, n int64, r *rand.Rand) {
			c.Calls = append(c.Calls, fakeaircall.Call{ID: n, StartedAt: time.Now().Unix() - r.Int64N(100_000), Direction: "inbound"})
		},
	},
}

func idsOf[T any](read func(context.Context, *Client) ([]*T, error), id func(*T) string) func(context.Context, *Client) ([]string, error) {
	return func(ctx context.Context, c *Client) (ids []string, err error) {
		rows, err := read(ctx, c)
		for _, row := range rows {
			ids = append(ids, id(row))
		}
		return ids, err
	}
}

func idsIn[T any](rows func(*fakeaircall.Company) []T, id func(T) string) func(*fakeaircall.Company) []string {
	return func(c *fakeaircall.Company) (ids []string) {
		for _, row := range rows(c) {
			ids = append(ids, id(row))
		}
		return ids
	}
}

// drawnChanges are what happens to a list before some of the requests that read it.
type drawnChanges struct {
	path       string
	rows       int
	concurrent int
	cached     bool
	seed       uint64
	changes    map[int]leavesAndJoins // by request
	later      time.Duration          // when a second query begins
}

// shuffled answers requests in another order than they came in.
func shuffled(seed uint64) func(*http.Request) time.Duration {
	var mu sync.Mutex
	r := rand.New(rand.NewPCG(seed, 2))
	return func(*http.Request) time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return time.Duration(r.IntN(1000)) * time.Millisecond
	}
}

type leavesAndJoins struct{ leave, join int }

func drawChanges(r *rand.Rand) drawnChanges {
	paths := []string{"/v2/users", "/v1/teams", "/v1/webhooks", "/v1/tags", "/v1/contacts", "/v1/contacts/search", "/v1/calls/search"}
	d := drawnChanges{path: paths[r.IntN(len(paths))], rows: 51 + r.IntN(200), concurrent: 1 + r.IntN(6), cached: r.IntN(2) == 0,
		seed: r.Uint64(), later: time.Duration(r.IntN(3000)) * time.Millisecond, changes: map[int]leavesAndJoins{}}
	for range r.IntN(4) {
		change := leavesAndJoins{leave: r.IntN(3), join: r.IntN(3)}
		if r.IntN(2) == 0 {
			change.leave = change.join
		}
		d.changes[1+r.IntN(8)] = change
	}
	return d
}

// Rows leave and join while any list is read, as many of one as of the other or not: those that were there all the time all
// come, once, or the query fails.
func TestRowsThatLeaveAndJoinHideNone(t *testing.T) {
	property(t, drawChanges, func(t *testing.T, d drawnChanges) error {
		list := changingLists[d.path]
		r := rand.New(rand.NewPCG(d.seed, 1))
		company := democompany.New(1, time.Now(), democompany.Size{Users: 1, Teams: -1, Contacts: -1, Tags: -1, Webhooks: -1, CallsPerDay: 1, Days: -1})
		company.Users, company.Contacts, company.Calls = nil, nil, nil
		company.Teams, company.Webhooks, company.Tags = nil, nil, nil
		time.Sleep(200_000 * time.Second)
		for i := range d.rows {
			list.join(company, int64(i)+1, r)
			if i%3 == 0 {
				time.Sleep(time.Second)
			}
		}
		time.Sleep(time.Duration(r.IntN(3)) * 10 * time.Second)
		stay := list.ids(company)
		made := int64(1_000_000)
		a := serve(t, company, fakeaircall.Options{RateLimit: -1, Latency: shuffled(d.seed), BeforeRequest: func(n int, _ *http.Request, c *fakeaircall.Company) {
			for range d.changes[n].leave {
				if rows := len(list.ids(c)); rows > 0 {
					list.leave(c, r.IntN(rows))
				}
			}
			for range d.changes[n].join {
				made++
				list.join(c, made, r)
			}
			there := list.ids(c)
			stay = slices.DeleteFunc(stay, func(id string) bool { return !slices.Contains(there, id) })
		}})
		cfg := Config{MaxConcurrentRequests: d.concurrent}
		if d.cached {
			cfg.CacheFor = time.Minute
		}
		c := a.client("c", cfg)
		var queries sync.WaitGroup
		answers, failures := make([][]string, 2), make([]error, 2)
		for i := range answers {
			queries.Go(func() {
				time.Sleep(time.Duration(i) * d.later)
				answers[i], failures[i] = list.read(t.Context(), c)
			})
		}
		queries.Wait()
		for i, err := range failures {
			if err == nil {
				wantEach(t, answers[i], stay)
			} else if len(d.changes) == 0 {
				t.Error(err)
			}
		}
		return errors.Join(failures...)
	})
}

// wantEach fails unless each of the rows that must be there came, and none twice.
func wantEach(t *testing.T, got, must []string) {
	seen := map[string]bool{}
	for _, id := range got {
		if seen[id] {
			t.Errorf("row %s came twice", id)
		}
		seen[id] = true
	}
	for _, id := range must {
		if !seen[id] {
			t.Errorf("row %s is lost", id)
		}
	}
}

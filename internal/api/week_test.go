package api

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/democompany"
	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// A week of ten dashboards, refreshed every five minutes by three connections of one company: no 60
// seconds see more requests than allowed, and every panel is answered.
func TestWeekOfDashboardsIsPolite(t *testing.T) {
	const (
		budget     = 12 // less than a refresh costs, so that the limiter has to work
		dashboards = 10
		refresh    = 5 * time.Minute
	)
	bubble(t, func(t *testing.T) {
		company := democompany.New(5, time.Now().Add(week), democompany.Size{Users: dashboards, CallsPerDay: 3, Days: 9, Contacts: 20})
		var busiest, refused int
		var window []time.Time
		a := serve(t, company, fakeaircall.Options{RateLimit: budget})
		var connections []*Client
		for i := range 3 {
			connections = append(connections, a.client(fmt.Sprint("connection", i), Config{MaxRequestsPerMinute: budget, CacheFor: time.Minute}))
		}
		for began := time.Now(); time.Since(began) < week; time.Sleep(refresh) {
			var panels sync.WaitGroup
			for _, c := range connections {
				for i := range dashboards {
					panels.Go(func() {
						q := CallQuery{UserID: company.Users[i].ID, ListOptions: ListOptions{Window: Window{From: time.Now().Add(-24 * time.Hour)}}}
						if _, err := collect(c.Calls(t.Context(), q)); err != nil {
							t.Error(err)
						}
					})
				}
			}
			panels.Wait()
			for _, r := range a.Requests() {
				window = append(window, r.Time)
				for r.Time.Sub(window[0]) >= time.Minute {
					window = window[1:]
				}
				busiest = max(busiest, len(window))
				if r.Status != http.StatusOK {
					refused++
				}
			}
			a.ResetRequests()
		}
		if busiest > budget || refused > 0 || busiest < budget*3/4 {
			t.Errorf("%d requests in the busiest 60 seconds of %d allowed, %d refused", busiest, budget, refused)
		}
	})
}

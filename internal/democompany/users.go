package democompany

import (
	"fmt"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

func (s *generator) users() {
	states := []string{"available", "available", "in_call", "offline", "after_call_work", "do_not_disturb"}
	// Measured in webhooks: the codes that Aircall has, and labels that a company makes.
	reasons := []string{"out_for_lunch", "on_a_break", "in_training", "doing_back_office", "other", "Lunch"}
	taken := map[string]bool{}
	for i := range s.regularUsers() {
		first, last := name(s.r)
		email := address(first) + "." + address(last)
		if taken[email] {
			email = fmt.Sprintf("%s%d", email, i+1)
		}
		taken[email] = true
		u := fakeaircall.User{
			ID: FirstUserID + int64(i)*23, Name: first + " " + last, Email: email + "@" + s.domain(),
			Availability: states[s.r.IntN(len(states))], AvailabilityStatus: "available", Substatus: "always_opened",
			State: "always_opened", CreatedAt: s.created(600 - 500*float64(i)/float64(s.size.Users)), TimeZone: "Etc/UTC", Language: "en-US",
			WrapUpTime: []int{0, 15, 30}[i%3],
		}
		if i%5 != 4 {
			u.Extension = fmt.Sprintf("%03d", i+1)
		}
		switch u.Availability {
		case "offline": // measured: who is idle keeps the setting of the working hours
			if i%6 == 5 {
				u.AvailabilityStatus, u.Substatus = "unavailable", "always_closed"
			}
		case "do_not_disturb":
			u.AvailabilityStatus, u.Substatus = "custom", reasons[s.r.IntN(len(reasons))]
		default:
			u.Available = true
		}
		for j := range s.c.Numbers {
			n := &s.c.Numbers[j]
			if home := j == i%len(s.c.Numbers); home || (i+2*j)%3 == 0 {
				n.UserIDs = append(n.UserIDs, u.ID)
				if home {
					u.DefaultNumberID, u.TimeZone, u.Language = n.ID, n.TimeZone, countries[j%len(countries)].language
				}
			}
		}
		s.c.Users = append(s.c.Users, u)
	}
}

// teams distributes the users over the teams; the last of three or more teams is empty.
func (s *generator) teams() {
	for i := range s.size.Teams {
		t := fakeaircall.Team{ID: FirstTeamID + int64(i)*4, Name: teamNames[i%len(teamNames)], CreatedAt: s.created(560 - float64(i%500))}
		if i >= len(teamNames) {
			t.Name = fmt.Sprintf("%s %d", t.Name, i/len(teamNames)+1)
		}
		staffed := s.size.Teams
		if staffed > 2 {
			staffed--
		}
		for j, u := range s.c.Users {
			if i < staffed && j%staffed == i {
				t.UserIDs = append(t.UserIDs, u.ID)
			}
		}
		s.c.Teams = append(s.c.Teams, t)
	}
}

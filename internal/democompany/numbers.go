package democompany

import (
	"fmt"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// isOpen says whether the line is open at a local time.
func isOpen(n *fakeaircall.Number, t time.Time) bool {
	if t.Weekday() == time.Sunday || t.Weekday() == time.Saturday && !n.WorksSaturdays {
		return false
	}
	return t.Hour() >= n.OpensAt && t.Hour() < n.ClosesAt
}

func (s *generator) numbers() {
	for i := range s.regularLines() {
		at := countries[i%len(countries)]
		title := at.names[i/len(countries)%len(at.names)]
		if round := i / (len(countries) * len(at.names)); round > 0 {
			title = fmt.Sprintf("%s %d", title, round+1)
		}
		n := fakeaircall.Number{
			ID: FirstNumberID + int64(i)*3, Name: title, Digits: fictitious(s.r, at.lines), Country: at.code, TimeZone: at.timeZone,
			IsIVR: i%2 == 0, FlowEditor: i%2 == 0, LiveRecording: i%4 != 3, AvailabilityStatus: "custom", CreatedAt: s.created(640 - float64(i)),
			OpensAt: 9, ClosesAt: 18, WorksSaturdays: i == 1, RegistrationStatus: "not_required",
		}
		if at.code == "US" {
			n.RegistrationStatus = "approved"
			n.MessagesCallbackURL, n.MessagesCallbackType = "https://hooks.example/messages", "public_api"
		}
		if i%3 != 2 {
			n.Priority = new(i % 2)
		}
		local, _ := time.LoadLocation(n.TimeZone) // the zones are ours
		n.Open = isOpen(&n, s.c.Now.In(local))
		slug := address(strings.ReplaceAll(title, " ", "-"))
		n.Messages = fakeaircall.Messages{Welcome: "https://cdn.example/" + slug + "/welcome.mp3", Voicemail: "https://cdn.example/" + slug + "/voicemail.mp3"}
		if n.IsIVR {
			n.Messages.IVR = "https://cdn.example/" + slug + "/ivr.mp3"
		}
		s.c.Numbers = append(s.c.Numbers, n)
	}
}

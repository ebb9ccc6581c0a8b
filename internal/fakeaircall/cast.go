package fakeaircall

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// toBeCast stands for the user who handed a call over, until the first half of the transfer is cast.
const toBeCast = -1

// noteTime is how long an agent may take to tag and comment a call.
const noteTime = 5 * time.Minute

// formerUsers are two who have left: on the wire the user of their calls is null.
var formerUsers = []int64{firstUserID - 46, firstUserID - 23}

var (
	menu     = []string{"Orders", "Returns", "Accounts", "Something else"}
	comments = []string{"Promised a callback on Friday", "Wants the invoice again", "Parcel arrived short by two", "Left a message with the office",
		"Asked for the trade price list", "Will send photos by e-mail", "Happy with the replacement", "Speak to the yard before calling back"}
)

// cast says who took each call, who else was on it and what was noted, in the order in which they happened.
func (t *storyteller) cast() {
	busy := map[int64]int64{}                 // until when a user is on the phone
	handed := map[string]*Call{}              // by raw digits: the first half of a transfer
	left := t.c.Now.AddDate(0, 0, -90).Unix() // when the former users left
	for i := range t.c.Calls {
		c := &t.c.Calls[i]
		n := t.c.Number(c.NumberID)
		staged := t.staged[c.scene()]
		if c.UserID == 0 && (c.AnsweredAt != 0 || c.Direction == Outbound) {
			c.UserID = t.agent(n, c, busy)
			if !staged && c.StartedAt < left && t.chance(0.12) {
				c.UserID = formerUsers[t.r.IntN(len(formerUsers))]
			}
			// Seen: a few answered calls of shared lines have no user.
			if !staged && c.Direction == Inbound && t.chance(0.01) {
				c.UserID = 0
			}
		}
		// Documented: a recording needs a line that records, an answer and five seconds.
		c.HasRecording = n.LiveRecording && c.AnsweredAt != 0 && c.EndedAt-c.AnsweredAt >= 5 && c.EndedAt-c.AnsweredAt <= 4*60*60
		if c.Direction == Inbound {
			t.ring(n, c)
		}
		t.handOver(n, c, handed)
		if c.EndedAt < t.c.Now.Unix()-int64(noteTime.Seconds()) {
			t.note(c)
		}
	}
}

// agent is one of the line's users who is free, else whoever is free soonest.
func (t *storyteller) agent(n *Number, c *Call, busy map[int64]int64) int64 {
	users := n.UserIDs
	if len(users) == 0 {
		users = []int64{t.c.Users[0].ID}
	}
	start := t.r.IntN(len(users))
	chosen := users[start]
	for i := range users {
		id := users[(start+i)%len(users)]
		if busy[id] <= c.StartedAt {
			chosen = id
			break
		}
		if busy[id] < busy[chosen] {
			chosen = id
		}
	}
	busy[chosen] = c.EndedAt
	return chosen
}

// ring adds what a call meets on its way in: menu, AI agent and teams.
func (t *storyteller) ring(n *Number, c *Call) {
	if n.FlowEditor && c.MissedCallReason != OutOfOpeningHours && c.MissedCallReason != ShortAbandoned {
		choice := t.r.IntN(len(menu))
		option := IVROption{ID: "opt_" + strconv.Itoa(choice+1), Title: menu[choice], Key: strconv.Itoa(choice + 1), Branch: menu[choice],
			CreatedAt: c.StartedAt + 3, TransitionStarted: c.StartedAt + 3, TransitionEnded: c.StartedAt + 5}
		if choice == len(menu)-1 {
			option.Key = "fallback"
		}
		c.detail().IVROptions = []IVROption{option}
		if c.AnsweredAt != 0 && t.chanceOrStaged(c, 0.04) {
			agent := AIVoiceAgent{AgentID: "agent_1", AgentName: "Front desk", EndReason: "escalated", StartedAt: c.StartedAt + 5,
				EndedAt: max(c.StartedAt+5, c.AnsweredAt), EscalationReason: "Caller asked for a person", TargetType: "branch", TargetDestination: menu[choice]}
			if !t.staged[c.scene()] && t.chance(0.4) { // the agent settled it alone
				c.UserID = 0
				agent = AIVoiceAgent{AgentID: "agent_1", AgentName: "Front desk", EndReason: "answered", StartedAt: c.AnsweredAt, EndedAt: c.EndedAt}
			}
			c.detail().AIVoiceAgents = []AIVoiceAgent{agent}
		}
	}
	if len(t.c.Teams) > 0 && t.chance(0.6) {
		team := t.c.Teams[t.r.IntN(len(t.c.Teams))]
		if i := slices.IndexFunc(t.c.Teams, func(team Team) bool { return slices.Contains(team.UserIDs, c.UserID) }); i >= 0 {
			team = t.c.Teams[i]
		}
		if len(team.UserIDs) > 0 {
			c.detail().TeamIDs = []int64{team.ID}
		}
	}
}

// handOver adds transfers, conferences and assignments.
func (t *storyteller) handOver(n *Number, c *Call, handed map[string]*Call) {
	switch {
	case c.Details != nil && c.Details.TransferredAway:
		handed[c.RawDigits] = c
	case c.Details != nil && c.Details.TransferredBy == toBeCast:
		c.Details.TransferredBy, c.Details.TransferredTo = 0, 0
		if first := handed[c.RawDigits]; first != nil {
			first.Details.TransferredBy, first.Details.TransferredTo = first.UserID, c.UserID
			c.Details.TransferredBy, c.Details.TransferredTo = first.UserID, c.UserID
		}
	case c.Direction == Inbound && c.UserID != 0 && !t.staged[c.scene()] && t.chance(0.05):
		if by := n.UserIDs[t.r.IntN(len(n.UserIDs))]; by != c.UserID {
			d := c.detail()
			d.TransferredBy, d.TransferredTo = by, c.UserID
		}
	case c.UserID != 0 && c.AnsweredAt != 0 && t.chanceOrStaged(c, 0.012):
		other := t.c.Users[t.r.IntN(len(t.c.Users))]
		d := c.detail()
		d.Participants = []Participant{{strconv.FormatInt(other.ID, 10), "user", other.Name, ""}, {"", "external", "", outside(c)}}
		if p := t.c.Contact(c.ContactID); p != nil {
			d.Participants[1] = Participant{strconv.FormatInt(p.ID, 10), "contact", strings.TrimSpace(p.FirstName + " " + p.LastName), p.PhoneNumbers[0].Value}
		}
	case c.MissedCallReason != "" && !t.staged[c.scene()] && t.chance(0.08):
		c.detail().AssignedTo = t.c.Users[t.r.IntN(len(t.c.Users))].ID
	}
}

// late is by how much a call's tags come later than at once. Measured of 67 that were set by hand: 63 within five minutes
// of the end, three within thirty, one after 165.
func late(c *Call) int64 {
	switch c.EndedAt % 67 {
	case 0:
		return 165 * 60
	case 1, 2, 3:
		return 20 * 60
	}
	return 0
}

// note adds tags and comments, some of them by an integration.
func (t *storyteller) note(c *Call) {
	taken := c.AnsweredAt != 0
	if len(t.c.Tags) > 0 && (taken && t.chanceOrStaged(c, 0.3) || c.HasVoicemail && t.chance(0.3)) {
		first := t.r.IntN(len(t.c.Tags))
		for i := range 1 + t.r.IntN(2) {
			tag := t.c.Tags[(first+i*5)%len(t.c.Tags)]
			if i == 0 || tag.ID != c.Details.Tags[0].TagID {
				c.detail().Tags = append(c.detail().Tags, CallTag{tag.ID, min(c.EndedAt+int64(5+9*i)+late(c), t.c.Now.Unix()), c.UserID})
			}
		}
	}
	if !taken || !t.chanceOrStaged(c, 0.16) {
		return
	}
	count := 1
	for count < maxComments && t.chance(0.25) {
		count++
	}
	for i := range count {
		note := Comment{t.id(), comments[t.r.IntN(len(comments))], c.EndedAt + int64(20+40*i), c.UserID}
		if t.chance(0.2) {
			note.PostedBy = 0
		}
		c.detail().Comments = append(c.detail().Comments, note)
	}
}

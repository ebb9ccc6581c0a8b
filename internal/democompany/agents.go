package democompany

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// userPending stands in for the user who transferred a call, until the call before the transfer has been assigned.
const userPending = -1

// noteTime is how long an agent may take to tag and comment a call.
const noteTime = 5 * time.Minute

// formerUsers are the ids of two users who were deleted: the server sends null as the user of their calls.
var formerUsers = []int64{FirstUserID - 46, FirstUserID - 23}

var (
	comments = []string{"Promised a callback on Friday", "Wants the invoice again", "Parcel arrived short by two", "Left a message with the office",
		"Asked for the trade price list", "Will send photos by e-mail", "Happy with the replacement", "Speak to the yard before calling back"}
)

// assignUsers goes through the calls in order and adds who took each, the menu, transfers, tags and comments.
func (t *callGenerator) assignUsers() {
	busy := map[int64]int64{}                   // until when a user is on the phone
	transfers := map[string]*fakeaircall.Call{} // by raw digits: the first half of a transfer
	left := t.c.Now.AddDate(0, 0, -90).Unix()   // when the former users left
	for i := range t.c.Calls {
		c := &t.c.Calls[i]
		n := t.c.Number(c.NumberID)
		_, exceptional := t.exceptionOf[keyOf(c)]
		guaranteed := t.guaranteed[keyOf(c)] || exceptional
		if c.UserID == 0 && (c.AnsweredAt != 0 || c.Direction == fakeaircall.Outbound) {
			c.UserID = t.agent(n, c, busy)
			if !guaranteed && c.StartedAt < left && t.chance(0.12) {
				c.UserID = formerUsers[t.r.IntN(len(formerUsers))]
			}
			// Seen: a few answered calls of shared lines have no user.
			if !guaranteed && c.Direction == fakeaircall.Inbound && t.chance(0.01) {
				c.UserID = 0
			}
		} else if c.UserID != 0 {
			busy[c.UserID] = max(busy[c.UserID], c.EndedAt)
		}
		// Documented: a recording needs a line that records, an answer and five seconds.
		c.HasRecording = n.LiveRecording && c.AnsweredAt != 0 && c.EndedAt-c.AnsweredAt >= 5 && c.EndedAt-c.AnsweredAt <= 4*60*60
		if c.Direction == fakeaircall.Inbound {
			t.addRouting(n, c)
		}
		t.addTransfers(n, c, transfers)
		if c.EndedAt < t.c.Now.Unix()-int64(noteTime.Seconds()) {
			t.addTagsAndComments(c)
		}
	}
}

// agent is one of the line's users who is free, else whoever is free soonest.
func (t *callGenerator) agent(n *fakeaircall.Number, c *fakeaircall.Call, busy map[int64]int64) int64 {
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

// addTransfers adds transfers, conferences and assignments.
func (t *callGenerator) addTransfers(n *fakeaircall.Number, c *fakeaircall.Call, transfers map[string]*fakeaircall.Call) {
	switch {
	case c.Details != nil && c.Details.TransferredAway:
		transfers[c.RawDigits] = c
	case c.Details != nil && c.Details.TransferredBy == userPending:
		c.Details.TransferredBy, c.Details.TransferredTo = 0, 0
		if first := transfers[c.RawDigits]; first != nil {
			first.Details.TransferredBy, first.Details.TransferredTo = first.UserID, c.UserID
			c.Details.TransferredBy, c.Details.TransferredTo = first.UserID, c.UserID
		}
	case c.Direction == fakeaircall.Inbound && c.UserID != 0 && !t.guaranteed[keyOf(c)] && t.chance(0.05):
		if by := n.UserIDs[t.r.IntN(len(n.UserIDs))]; by != c.UserID {
			d := c.EnsureDetails()
			d.TransferredBy, d.TransferredTo = by, c.UserID
		}
	case c.UserID != 0 && c.AnsweredAt != 0 && t.chanceOrGuaranteed(c, 0.012):
		other := t.c.Users[t.r.IntN(len(t.c.Users))]
		d := c.EnsureDetails()
		d.Participants = []fakeaircall.Participant{{ID: strconv.FormatInt(other.ID, 10), Type: "user", Name: other.Name, PhoneNumber: ""}, {ID: "", Type: "external", Name: "", PhoneNumber: outside(c)}}
		if p := t.c.Contact(c.ContactID); p != nil {
			d.Participants[1] = fakeaircall.Participant{ID: strconv.FormatInt(p.ID, 10), Type: "contact", Name: strings.TrimSpace(p.FirstName + " " + p.LastName), PhoneNumber: p.PhoneNumbers[0].Value}
		}
	case c.MissedCallReason != "" && !t.guaranteed[keyOf(c)] && t.chance(0.08):
		c.EnsureDetails().AssignedTo = t.c.Users[t.r.IntN(len(t.c.Users))].ID
	}
}

// late is a further delay, in seconds, of a call's tags. Measured of 67 tags set by hand: 63 came within five minutes of the
// end of the call, three within thirty, one after 165.
func late(c *fakeaircall.Call) int64 {
	switch c.EndedAt % 67 {
	case 0:
		return 165 * 60
	case 1, 2, 3:
		return 20 * 60
	}
	return 0
}

// addTagsAndComments adds tags and comments, some of them by an integration.
func (t *callGenerator) addTagsAndComments(c *fakeaircall.Call) {
	taken, tags, e := c.AnsweredAt != 0, t.regularTags(), t.exceptionOf[keyOf(c)]
	if i := slices.IndexFunc(t.c.Tags, func(tag fakeaircall.Tag) bool { return tag.Name == e.tag }); i >= 0 {
		c.EnsureDetails().Tags = []fakeaircall.CallTag{{TagID: t.c.Tags[i].ID, TaggedAt: min(c.EndedAt+5, t.c.Now.Unix()), TaggedBy: c.UserID}}
	} else if len(tags) > 0 && (taken && t.chanceOrGuaranteed(c, 0.3) || c.HasVoicemail && t.chance(0.3)) {
		first := t.r.IntN(len(tags))
		for i := range 1 + t.r.IntN(2) {
			tag := tags[(first+i*5)%len(tags)]
			if i == 0 || tag.ID != c.Details.Tags[0].TagID {
				c.EnsureDetails().Tags = append(c.EnsureDetails().Tags, fakeaircall.CallTag{TagID: tag.ID, TaggedAt: min(c.EndedAt+int64(5+9*i)+late(c), t.c.Now.Unix()), TaggedBy: c.UserID})
			}
		}
	}
	if e.comment != "" {
		c.EnsureDetails().Comments = []fakeaircall.Comment{{ID: t.id(), Content: e.comment, PostedAt: c.EndedAt + 20, PostedBy: c.UserID}}
		return
	}
	if !taken || !t.chanceOrGuaranteed(c, 0.16) {
		return
	}
	count := 1
	for count < fakeaircall.MaxComments && t.chance(0.25) {
		count++
	}
	for i := range count {
		note := fakeaircall.Comment{ID: t.id(), Content: comments[t.r.IntN(len(comments))], PostedAt: c.EndedAt + int64(20+40*i), PostedBy: c.UserID}
		if t.chance(0.2) {
			note.PostedBy = 0
		}
		c.EnsureDetails().Comments = append(c.EnsureDetails().Comments, note)
	}
}

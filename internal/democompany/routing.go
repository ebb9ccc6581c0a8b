package democompany

import (
	"slices"
	"strconv"

	"github.com/turbot/steampipe-plugin-aircall/internal/fakeaircall"
)

// menu is what a Smartflow offers; a caller who presses nothing, or another key, gets the last choice. The first choice leads
// to a second menu, orders.
var (
	menu   = []string{"Orders", "Returns", "Accounts", "Something else"}
	orders = []string{"New order", "Order on its way"}
)

// closedChoice was on the menu until closedDays ago: its key is no longer pressed.
const (
	closedChoice = "Orders by fax"
	closedKey    = "5"
	closedDays   = 36
)

// addRouting adds what happens to an inbound call before a user takes it: menu choices, AI agent and teams.
func (t *callGenerator) addRouting(n *fakeaircall.Number, c *fakeaircall.Call) {
	if n.FlowEditor && c.MissedCallReason != fakeaircall.OutOfOpeningHours && c.MissedCallReason != fakeaircall.ShortAbandoned {
		if c.MissedCallReason != fakeaircall.AbandonedInIVR || t.chance(0.5) {
			t.choose(c)
		}
		if alone := t.exceptionOf[keyOf(c)].alone; c.AnsweredAt != 0 && (alone || t.chanceOrGuaranteed(c, 0.04)) {
			t.addAgent(c, alone || !t.guaranteed[keyOf(c)] && t.chance(0.4))
		}
	}
	if len(t.c.Teams) > 0 && t.chance(0.6) {
		team := t.c.Teams[t.r.IntN(len(t.c.Teams))]
		if i := slices.IndexFunc(t.c.Teams, func(team fakeaircall.Team) bool { return slices.Contains(team.UserIDs, c.UserID) }); i >= 0 {
			team = t.c.Teams[i]
		}
		if len(team.UserIDs) > 0 {
			c.EnsureDetails().TeamIDs = []int64{team.ID}
		}
	}
}

// choose adds the caller's choices in the menu.
func (t *callGenerator) choose(c *fakeaircall.Call) {
	choice := t.r.IntN(len(menu))
	key, title := strconv.Itoa(choice+1), menu[choice]
	switch {
	case choice == len(menu)-1:
		key = "fallback"
	case choice == 2 && c.StartedAt < t.ago(closedDays).Unix():
		key, title = closedKey, closedChoice
	}
	at := c.StartedAt + 3
	option := func(id, title, key string) fakeaircall.IVROption {
		return fakeaircall.IVROption{ID: "opt_" + id, Title: title, Key: key, Branch: title, CreatedAt: at, TransitionStarted: at, TransitionEnded: at + 2}
	}
	d := c.EnsureDetails()
	d.IVROptions = []fakeaircall.IVROption{option(key, title, key)}
	if choice != 0 || c.AnsweredAt != 0 && c.AnsweredAt < at+4 || c.EndedAt != 0 && c.EndedAt < at+4 {
		return
	}
	at += 2
	again := t.r.IntN(len(orders))
	d.IVROptions = append(d.IVROptions, option("1"+strconv.Itoa(again+1), orders[again], strconv.Itoa(again+1)))
}

// addAgent adds an AI agent, which settles the call alone or hands it over to a user.
func (t *callGenerator) addAgent(c *fakeaircall.Call, alone bool) {
	agent := fakeaircall.AIVoiceAgent{AgentID: "agent_1", AgentName: "Front desk", EndReason: "escalated", StartedAt: c.StartedAt + 5,
		EndedAt: max(c.StartedAt+5, c.AnsweredAt), EscalationReason: "Caller asked for a person", TargetType: "branch", TargetDestination: menu[len(menu)-1]}
	if options := c.EnsureDetails().IVROptions; len(options) > 0 {
		agent.TargetDestination = options[len(options)-1].Branch
	}
	if alone {
		c.UserID = 0
		agent = fakeaircall.AIVoiceAgent{AgentID: "agent_1", AgentName: "Front desk", EndReason: "answered", StartedAt: c.AnsweredAt, EndedAt: c.EndedAt}
	}
	c.EnsureDetails().AIVoiceAgents = []fakeaircall.AIVoiceAgent{agent}
}

package aircall

import (
	"context"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCallEvent() table.Definition {
	return table.Filtered(callTimelines(), &plugin.Table{
		Name: "aircall_call_event",
		Description: "The timeline of each call, one row an event: start, choices in the menu, answer, transfer, end, notes and tags. " +
			"Choices in the menu are known for Smartflow numbers and calls of the last two months.",
		List: &plugin.ListConfig{Hydrate: listCallEvents, KeyColumns: table.TimeKey("call_started_at")},
		Columns: callChildColumns[callEvent](
			table.Timestamp("occurred_at", "When it happened; NULL for a transfer, whose time Aircall does not give.", func(p *callChild[callEvent]) api.Time { return p.Item.at }),
			table.Integer("seconds_since_start", "From the start of the call to the event, in seconds; NULL where occurred_at is.",
				func(p *callChild[callEvent]) *int64 { return secondsBetween(p.Parent.StartedAt, p.Item.at) }),
			table.Text("type", personal.None(), "What happened. Possible values are: started, ivr_option, answered, transferred, comment, tag, ended.", func(p *callChild[callEvent]) *string { return &p.Item.kind }),
			table.Text("detail", callEventDetail(), "More of it: the direction of a start, the title of a choice, the name of the user who answered or took the transfer, "+
				"the text of a note, the name of a tag, the outcome of an ended call as in aircall_call.", func(p *callChild[callEvent]) *string { return p.Item.detail() }),
			table.Integer("user_id", "Id of the user who answered (of an outbound call: who called), took the transfer, wrote or tagged; aircall_user.id.",
				func(p *callChild[callEvent]) *int64 { return p.Item.userID() }),
		),
	})
}

func callTimelines() table.ListSpec[callChild[callEvent]] {
	return callChildren(api.Expand{Timeline: true}, callEvents)
}

func listCallEvents(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, callTimelines())
}

// callEvent is something that happened in a call.
type callEvent struct {
	kind   string
	at     api.Time       // zero when Aircall does not say
	place  api.Time       // where in the timeline it stands
	detail func() *string // asked by the columns: what is in it need not fit a query that does not want it
	userID func() *int64
}

// callEvents is a call's timeline in order. An event without a time stands behind the one that it
// follows in the course of a call: a transfer behind the answer.
func callEvents(c *api.Call) []callEvent {
	var events []callEvent
	add := func(kind string, at api.Time, detail func() *string, userID func() *int64) {
		place := at
		if at.IsZero() && len(events) > 0 {
			place = events[len(events)-1].place
		}
		events = append(events, callEvent{kind, at, place, detail, userID})
	}
	nobody := func() *int64 { return nil }
	add("started", c.StartedAt, c.Direction.Ptr, nobody)
	for _, o := range c.IVROptionsSelected.Value() {
		add("ivr_option", o.CreatedAt.Value(), o.Title.Ptr, nobody)
	}
	if at := c.AnsweredAt.Value(); !at.IsZero() {
		add("answered", at, func() *string { return userOf(answeredBy(c)).Name.Ptr() }, func() *int64 { return userID(answeredBy(c)) })
	}
	if c.TransferredTo.Present() || c.TransferredBy.Present() {
		to := c.TransferredTo.Value
		add("transferred", api.Time{}, func() *string { return userOf(to()).Name.Ptr() }, func() *int64 { return userID(to()) })
	}
	if at := c.EndedAt.Value(); !at.IsZero() {
		add("ended", at, func() *string { return callOutcome(c) }, nobody)
	}
	for _, n := range c.Comments.Value() {
		add("comment", n.PostedAt.Value(), n.Content.Ptr, func() *int64 { return userID(n.PostedBy.Ptr()) })
	}
	for _, t := range c.Tags.Value() {
		add("tag", t.CreatedAt.Value(), t.Name.Ptr, func() *int64 { return userID(t.TaggedBy.Ptr()) })
	}
	slices.SortStableFunc(events, func(a, b callEvent) int { return a.place.Compare(b.place.Time) })
	return events
}

// answeredBy is the user who answered. Of a call that was handed over, Aircall's own user is the one
// who took over (seen in its documentation's example), and who answered is the one who handed over.
func answeredBy(c *api.Call) *api.UserRef {
	if by := c.TransferredBy.Value(); by != nil && userID(by) != nil && !equals(userID(c.User.Ptr()), *userID(by)) {
		return by
	}
	return c.User.Ptr()
}

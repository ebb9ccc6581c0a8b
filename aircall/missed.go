package aircall

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

// longestDay is how far back a local day can have begun: 24 hours, and one more where the clocks go back.
const longestDay = 25 * time.Hour

// missedCall is an inbound call that nobody answered, and the first answered call with the same
// caller after it, on whichever line.
type missedCall struct {
	callID    int64
	startedAt api.Time
	number    api.Object[api.NumberRef]
	caller    *string // E.164; nil for one who cannot be told from others, and is never returned
	reason    api.Field[string]
	voicemail api.Field[string]
	attempt   *int64

	returnedBy     *string
	returnedAt     api.Time
	returnedCallID *int64
	returnedUserID *int64
}

// isMissed reports whether a call is one that came in, has ended and was not answered.
func isMissed(c *api.Call) bool {
	return is(c.Direction.Ptr(), inbound) && hasEnded(c) && c.AnsweredAt.Value().IsZero()
}

// findMissedCalls reads calls once, oldest first, from the window's start to now: an answer may come
// after the window. A missed call is given when it is returned, the others at the end. Until then it
// is kept: memory grows with the window's missed calls that wait for a return, and with the missed
// calls of one day.
func findMissedCalls(ctx context.Context, c *api.Client, q *question) iter.Seq2[*missedCall, error] {
	from := q.Window.From
	if !from.IsZero() && q.wants("attempt") {
		from = from.Add(-longestDay)
	}
	return func(yield func(*missedCall, error) bool) {
		open := waiting{}
		tries := attempts{zones: map[string]*time.Location{}, byCaller: map[string][]time.Time{}}
		for call, err := range c.Calls(ctx, api.CallQuery{ListOptions: api.ListOptions{Window: api.Window{From: from}}}) {
			if err != nil {
				yield(nil, err)
				return
			}
			after := !q.Window.To.IsZero() && call.StartedAt.After(q.Window.To)
			if after && len(open) == 0 {
				return
			}
			settled, err := guard.Catch(func() []*missedCall {
				switch {
				case isMissed(call) && !after:
					m := newMissedCall(call)
					m.attempt = tries.next(call, m.caller)
					switch {
					case call.StartedAt.Before(q.Window.From):
					case m.caller == nil:
						return []*missedCall{m}
					default:
						open[*m.caller] = append(open[*m.caller], m)
					}
				case len(open) > 0 && !call.AnsweredAt.Value().IsZero():
					return open.returned(call)
				}
				return nil
			})
			if err != nil {
				yield(nil, fmt.Errorf("call_id %d: %w", call.ID, err))
				return
			}
			for _, m := range settled {
				if !yield(m, nil) {
					return
				}
			}
		}
		for _, m := range open.all() {
			if !yield(m, nil) {
				return
			}
		}
	}
}

func newMissedCall(c *api.Call) *missedCall {
	return &missedCall{
		callID:    c.ID,
		startedAt: c.StartedAt,
		number:    c.Number,
		caller:    callPhoneNumber(c),
		reason:    c.MissedCallReason,
		voicemail: c.Voicemail,
	}
}

// waiting are the missed calls that nothing has returned yet, by caller, oldest first.
type waiting map[string][]*missedCall

// returned takes out those that an answered call returns: of the same caller, and started before it.
func (w waiting) returned(answer *api.Call) []*missedCall {
	var by string
	switch {
	case is(answer.Direction.Ptr(), outbound):
		by = "callback"
	case is(answer.Direction.Ptr(), inbound):
		by = "retry"
	default:
		return nil
	}
	caller := callPhoneNumber(answer)
	if caller == nil {
		return nil
	}
	var returned, still []*missedCall
	for _, m := range w[*caller] {
		if !m.startedAt.Before(answer.StartedAt.Time) {
			still = append(still, m)
			continue
		}
		m.returnedBy, m.returnedAt = &by, answer.StartedAt
		m.returnedCallID, m.returnedUserID = new(answer.ID), userID(answer.User.Ptr())
		returned = append(returned, m)
	}
	if still == nil {
		delete(w, *caller)
	} else {
		w[*caller] = still
	}
	return returned
}

func (w waiting) all() []*missedCall {
	all := slices.Concat(slices.Collect(maps.Values(w))...)
	slices.SortFunc(all, func(a, b *missedCall) int {
		return cmp.Or(a.startedAt.Compare(b.startedAt.Time), cmp.Compare(a.callID, b.callID))
	})
	return all
}

// attempts counts how often callers have tried on a day. It remembers the last one.
type attempts struct {
	zones    map[string]*time.Location
	recent   []attempt
	byCaller map[string][]time.Time // of recent
}

type attempt struct {
	caller string
	at     time.Time
}

// next counts a missed call among those of its caller on the same day by the clock of the line that
// it missed; nil when the caller is not known.
func (a *attempts) next(c *api.Call, caller *string) *int64 {
	for len(a.recent) > 0 && c.StartedAt.Sub(a.recent[0].at) > longestDay {
		first := a.recent[0].caller
		a.recent = a.recent[1:]
		if a.byCaller[first] = a.byCaller[first][1:]; len(a.byCaller[first]) == 0 {
			delete(a.byCaller, first)
		}
	}
	if caller == nil {
		return nil
	}
	a.recent = append(a.recent, attempt{*caller, c.StartedAt.Time})
	a.byCaller[*caller] = append(a.byCaller[*caller], c.StartedAt.Time)

	zone := a.zone(c.Number.OrEmpty().Zone.Ptr())
	day := c.StartedAt.In(zone).Format(time.DateOnly)
	n := int64(0)
	for _, at := range a.byCaller[*caller] {
		if at.In(zone).Format(time.DateOnly) == day {
			n++
		}
	}
	return &n
}

// zone is UTC for a line whose time zone is not known.
func (a *attempts) zone(name *string) *time.Location {
	if name == nil {
		return time.UTC
	}
	if zone, known := a.zones[*name]; known {
		return zone
	}
	zone, err := loadZone(*name)
	if err != nil {
		zone = time.UTC
	}
	a.zones[*name] = zone
	return zone
}

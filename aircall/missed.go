package aircall

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
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
	return equals(c.Direction.Ptr(), inbound) && hasEnded(c) && c.AnsweredAt.Value().IsZero()
}

// findMissedCalls reads calls once, newest first, so that the answered call that follows a missed one is
// known when this is met. Where the window ends in the past, the time after it is read too, a day first,
// until every missed call is returned or the present is reached.
//
// What is kept grows with the callers who were answered, and with the missed calls of one day or, behind
// the window's end, those that nobody has returned yet.
func findMissedCalls(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*missedCall, error] {
	return func(yield func(*missedCall, error) bool) {
		s := missedSearch{ctx: ctx, c: c, wanted: q.Window, yield: func(m *missedCall) bool { return yield(m, nil) }}
		if q.Wants("attempt") {
			s.attempts = &attempts{zones: map[string]*time.Location{}}
		}
		if err := s.run(); err != nil {
			yield(nil, err)
		}
	}
}

// firstWait is how long after a window the first look for returns is; each further one is longer.
const firstWait = 24 * time.Hour

type missedSearch struct {
	ctx      context.Context
	c        *api.Client
	wanted   api.Window
	attempts *attempts // nil: they are not wanted
	yield    func(*missedCall) bool

	stopped bool
	waiting map[string][]*missedCall // by caller: the window is over, and nothing has returned them yet
}

func (s *missedSearch) run() error {
	from, to := s.wanted.From, s.wanted.To
	if s.attempts != nil && !from.IsZero() {
		from = from.Add(-longestDay)
	}
	if !to.IsZero() && !to.Before(s.c.Now().Add(-firstWait)) {
		to = time.Time{}
	}
	if err := s.readWindow(api.Window{From: from, To: to}, to.IsZero()); err != nil {
		return err
	}
	for wait := firstWait; len(s.waiting) > 0 && !to.IsZero() && !s.stopped; wait *= 4 {
		from = to.Add(time.Microsecond)
		if to = to.Add(wait); !to.Before(s.c.Now()) {
			to = time.Time{}
		}
		if err := s.readReturns(api.Window{From: from, To: to}); err != nil {
			return err
		}
	}
	for _, missed := range s.waiting {
		for _, m := range missed {
			s.give(m)
		}
	}
	return nil
}

// readWindow finds the missed calls. What is not returned waits, unless the window reaches the present.
func (s *missedSearch) readWindow(window api.Window, toPresent bool) error {
	answers := answeredCalls{}
	s.waiting = map[string][]*missedCall{}
	found := func(m *missedCall) {
		if m.caller != nil && m.returnedBy == nil && !toPresent {
			s.waiting[*m.caller] = append(s.waiting[*m.caller], m)
			return
		}
		s.give(m)
	}
	for call, err := range s.calls(window) {
		if err != nil {
			return err
		}
		known, err := guard.Catch(func() []*missedCall { return s.meet(call, answers) })
		if err != nil {
			return fmt.Errorf("call_id %d: %w", call.ID, err)
		}
		for _, m := range known {
			found(m)
		}
		if s.stopped {
			return nil
		}
	}
	if s.attempts != nil {
		for _, m := range s.attempts.all() {
			found(m)
		}
	}
	return nil
}

// meet takes in a call of the window, and returns the missed ones of which all is known that stands in the window.
func (s *missedSearch) meet(call *api.Call, answers answeredCalls) (known []*missedCall) {
	if s.attempts != nil {
		known = s.attempts.complete(call.StartedAt.Time)
	}
	if !isMissed(call) || !s.wanted.To.IsZero() && call.StartedAt.After(s.wanted.To) {
		answers.add(call)
		return known
	}
	m := newMissedCall(call)
	answers.answer(m)
	wanted := !call.StartedAt.Before(s.wanted.From)
	switch {
	case s.attempts != nil && m.caller != nil:
		s.attempts.add(m, call, wanted)
	case wanted:
		known = append(known, m)
	}
	return known
}

// readReturns looks for the returns of those that wait.
func (s *missedSearch) readReturns(window api.Window) error {
	answers := answeredCalls{}
	for call, err := range s.calls(window) {
		if err != nil {
			return err
		}
		_, err := guard.Catch(func() any {
			if caller := callPhoneNumber(call); caller != nil && s.waiting[*caller] != nil {
				answers.add(call)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("call_id %d: %w", call.ID, err)
		}
	}
	for caller, missed := range s.waiting {
		var still []*missedCall
		for _, m := range missed {
			if answers.answer(m); m.returnedBy == nil {
				still = append(still, m)
				continue
			}
			s.give(m)
		}
		if still == nil {
			delete(s.waiting, caller)
		} else {
			s.waiting[caller] = still
		}
	}
	return nil
}

func (s *missedSearch) calls(window api.Window) iter.Seq2[*api.Call, error] {
	return s.c.Calls(s.ctx, api.CallQuery{ListOptions: api.ListOptions{Window: window}})
}

func (s *missedSearch) give(m *missedCall) {
	if !s.stopped {
		s.stopped = !s.yield(m)
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

// answeredCall is what a missed call needs to know of the answered call that returned it.
type answeredCall struct {
	id     int64
	at     api.Time
	by     string // callback or retry
	userID *int64
}

// answeredCalls has two answered calls of each caller: the earliest that was met so far, and the earliest that started in a
// later second than that one.
type answeredCalls map[string][2]*answeredCall

// add takes in an answered call; older ones follow.
func (a answeredCalls) add(c *api.Call) {
	if c.AnsweredAt.Value().IsZero() {
		return
	}
	answer := &answeredCall{id: c.ID, at: c.StartedAt, userID: userID(c.User.Ptr())}
	switch {
	case equals(c.Direction.Ptr(), outbound):
		answer.by = "callback"
	case equals(c.Direction.Ptr(), inbound):
		answer.by = "retry"
	default:
		return
	}
	caller := callPhoneNumber(c)
	if caller == nil {
		return
	}
	met := a[*caller]
	switch {
	case met[0] == nil || answer.at.Equal(met[0].at.Time) && answer.id < met[0].id:
		met[0] = answer
	case answer.at.Before(met[0].at.Time):
		met = [2]*answeredCall{answer, met[0]}
	}
	a[*caller] = met
}

// answer notes the first answered call with the caller that started after a missed one.
func (a answeredCalls) answer(m *missedCall) {
	if m.caller == nil {
		return
	}
	for _, answer := range a[*m.caller] {
		if answer != nil && answer.at.After(m.startedAt.Time) {
			m.returnedBy, m.returnedAt = &answer.by, answer.at
			m.returnedCallID, m.returnedUserID = new(answer.id), answer.userID
			return
		}
	}
}

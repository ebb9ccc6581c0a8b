package aircall

import (
	"encoding/json"
	"slices"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

const (
	inbound  = "inbound"
	outbound = "outbound"
)

// hasEnded reports whether a call is over: its end says so, also where the status lags behind, and a
// status of done does, also without an end.
func hasEnded(c *api.Call) bool { return !c.EndedAt.Value().IsZero() || equals(c.Status.Ptr(), "done") }

// callOutcome says in one word what end, status, answer, voicemail and reason say together; nil when
// Aircall does not say enough.
func callOutcome(c *api.Call) *string {
	outcome := "missed"
	switch {
	case !hasEnded(c) && c.Status.Ptr() == nil:
		return nil
	case !hasEnded(c):
		outcome = "ongoing"
	case !c.AnsweredAt.Value().IsZero():
		outcome = "answered"
	case equals(c.Direction.Ptr(), outbound):
		outcome = "unanswered"
	case !equals(c.Direction.Ptr(), inbound):
		return nil
	case nonBlank(c.Voicemail.Ptr()) != nil:
		outcome = "voicemail"
	default:
		switch c.MissedCallReason.Value() {
		case "short_abandoned", "abandoned_in_ivr", "abandoned_in_classic":
			outcome = "abandoned"
		case "out_of_opening_hours":
			outcome = "out_of_hours"
		}
	}
	return &outcome
}

// callPhoneNumber reads the other party's digits as dialled in the country of the company's line.
func callPhoneNumber(c *api.Call) *string {
	return e164(c.RawDigits.Ptr(), c.Number.OrEmpty().Country.Ptr())
}

// callTagMap is the map of labels that Steampipe calls tags.
func callTagMap(c *api.Call) json.RawMessage {
	if !c.Tags.Present() {
		return nil
	}
	labels := map[string]bool{}
	for _, t := range c.Tags.Value() {
		if name := t.Name.Ptr(); name != nil {
			labels[*name] = true
		}
	}
	document, _ := json.Marshal(labels) // such a map always marshals
	return document
}

func callHasTag(c *api.Call, id int64) bool {
	return slices.ContainsFunc(c.Tags.Value(), func(t api.CallTag) bool { return equals(t.ID.Ptr(), id) })
}

// contactOf and userOf return one without fields where Aircall sent null.

func contactOf(c *api.Call) *api.Contact {
	if contact := c.Contact.Value(); contact != nil {
		return contact
	}
	return &api.Contact{}
}

func userOf(u *api.UserRef) *api.UserRef {
	if u == nil {
		return &api.UserRef{}
	}
	return u
}

func userID(u *api.UserRef) *int64 { return userOf(u).ID.Ptr() }

// secondsBetween is nil unless both instants are there.
func secondsBetween(from, to api.Time) *int64 {
	if from.IsZero() || to.IsZero() {
		return nil
	}
	return new(int64(to.Sub(from.Time).Seconds()))
}

func equals[V comparable](value *V, wanted V) bool { return value != nil && *value == wanted }

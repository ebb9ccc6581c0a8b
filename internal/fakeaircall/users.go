package fakeaircall

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	linkV1 = "https://api.aircall.io/v1/"
	linkV2 = "https://api.aircall.io/v2/"
)

// inWindow returns the positions of the rows that were created within from and to. Documented for users and numbers;
// whether the bounds belong to the window is not established.
func inWindow[T any](x *exchange, rows []T, created func(*T) time.Time) []int {
	b := x.bounds(x.o.ExclusiveFrom)
	var at []int
	for i := range rows {
		if b.holds(float64(created(&rows[i]).UnixMilli()) / 1000) {
			at = append(at, i)
		}
	}
	return at
}

func users(x *exchange) response {
	at := inWindow(x, x.c.Users, func(u *User) time.Time { return u.CreatedAt })
	return x.list(listing{key: "users", total: len(at), ordered: true, echo: []string{"from", "to"},
		row: func(w *jsonWriter, i int) { x.listedUser(w, "", &x.c.Users[at[i]]) }})
}

// user finds by id or by e-mail address. Only a literal @ is known to work in a path, so an escaped one is refused here.
func user(x *exchange) response {
	u := x.user(x.id())
	if asked := x.r.PathValue("id"); strings.Contains(asked, "@") && !strings.Contains(x.r.URL.EscapedPath(), "%40") {
		u = find(x.c.Users, func(u *User) bool { return strings.EqualFold(u.Email, asked) })
	}
	if u == nil {
		return notFound()
	}
	return x.single("user", func(w *jsonWriter) {
		x.userFields(w, u)
		if x.isV1() { // documented on v1, and absent from v2 and from the v1 list
			list(w, "numbers", x.c.Numbers, func(n *Number) {
				if slices.Contains(n.UserIDs, u.ID) {
					w.object("", func() { x.numberFields(w, n, numberListed) })
				}
			})
		}
	})
}

func (x *exchange) listedUser(w *jsonWriter, key string, u *User) {
	w.object(key, func() { x.userFields(w, u) })
}

// userFields writes the v2 form or, on a v1 path, the v1 form.
func (x *exchange) userFields(w *jsonWriter, u *User) {
	if x.isV1() {
		x.v1User(w, u, true)
		return
	}
	w.int("id", u.ID)
	w.directLink(linkV2+"users/", u.ID)
	w.text("name", u.Name)
	w.text("email", u.Email)
	w.bool("available", u.Available)
	w.text("availability_status", u.AvailabilityStatus)
	w.textOrNull("substatus", u.Substatus)
	w.textOrNull("state", u.State)
	w.intOrNull("default_number_id", u.DefaultNumberID)
	w.iso("created_at", u.CreatedAt)
	w.text("time_zone", u.TimeZone)
	w.text("language", u.Language)
	w.int("wrap_up_time", int64(u.WrapUpTime))
	w.textOrNull("extension", u.Extension)
}

// v1User writes the form that is nested in calls. Measured: who posted a comment has neither time zone nor language.
func (x *exchange) v1User(w *jsonWriter, u *User, zone bool) {
	w.int("id", u.ID)
	w.directLink(linkV1+"users/", u.ID)
	w.text("name", u.Name)
	w.text("email", u.Email)
	w.bool("available", u.Available)
	w.text("availability_status", u.AvailabilityStatus)
	w.iso("created_at", u.CreatedAt)
	if zone {
		w.text("time_zone", u.TimeZone)
		w.text("language", u.Language)
	}
	w.textOrNull("state", u.State)
	w.int("wrap_up_time", int64(u.WrapUpTime))
	w.textOrNull("extension", u.Extension)
}

// nestedUser writes the user under the key, or null when there is none, or none any more.
func (x *exchange) nestedUser(w *jsonWriter, key string, id int64, zone bool) {
	u := x.user(id)
	if u == nil {
		w.null(key)
		return
	}
	w.object(key, func() { x.v1User(w, u, zone) })
}

func userNumbers(x *exchange) response {
	u := x.user(x.id())
	if u == nil {
		return notFound()
	}
	var at []int
	for i := range x.c.Numbers {
		if slices.Contains(x.c.Numbers[i].UserIDs, u.ID) {
			at = append(at, i)
		}
	}
	return x.list(listing{key: "numbers", total: len(at), row: func(w *jsonWriter, i int) {
		w.object("", func() { x.numberFields(w, &x.c.Numbers[at[i]], numberOfUser) })
	}})
}

func availabilities(x *exchange) response {
	at := inWindow(x, x.c.Users, func(u *User) time.Time { return u.CreatedAt })
	return x.list(listing{key: "users", total: len(at), ordered: true, echo: []string{"from", "to"},
		row: func(w *jsonWriter, i int) {
			w.object("", func() {
				w.int("id", x.c.Users[at[i]].ID)
				w.text("availability", x.c.Users[at[i]].Availability)
			})
		}})
}

func availability(x *exchange) response {
	u := x.user(x.id())
	if u == nil {
		return notFound()
	}
	return x.bare(func(w *jsonWriter) { w.text("availability", u.Availability) })
}

func dialerCampaign(x *exchange) response {
	campaign := x.c.DialerCampaigns[x.id()]
	if campaign == nil || x.user(x.id()) == nil {
		return notFound()
	}
	return x.single("dialer_campaign", func(w *jsonWriter) {
		w.int("id", campaign.ID)
		if campaign.NumberID == 0 {
			w.null("number_id")
		} else {
			w.text("number_id", strconv.FormatInt(campaign.NumberID, 10))
		}
		list(w, "phone_numbers", campaign.Numbers, func(n *DialerNumber) { w.text("", cmp.Or(n.Digits, n.Number)) })
		w.iso("created_at", campaign.CreatedAt)
	})
}

// dialerNumbers has no meta: whether this list is paged is not established.
func dialerNumbers(x *exchange) response {
	campaign := x.c.DialerCampaigns[x.id()]
	if campaign == nil || x.user(x.id()) == nil {
		return notFound()
	}
	if x.omitEnvelope {
		return response{status: http.StatusOK, body: []byte(`{}`)}
	}
	return x.bare(func(w *jsonWriter) {
		list(w, "numbers", campaign.Numbers, func(n *DialerNumber) {
			w.object("", func() {
				w.int("id", n.ID)
				w.text("number", n.Number)
				w.bool("called", n.Called)
				w.iso("created_at", n.CreatedAt)
			})
		})
	})
}

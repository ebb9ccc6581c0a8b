package api

import (
	"context"
	"iter"
	"net/url"
	"strings"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v2/users, /v2/users/:id and what lies under it, /v1/users/availabilities.

// User is a seat of the company, in its v2 form. A deleted user is in no list.
type User struct {
	ID                 int64         `json:"id"`
	Email              Field[string] `json:"email"`
	Name               Field[string] `json:"name"`
	Available          Field[bool]   `json:"available"`
	AvailabilityStatus Field[string] `json:"availability_status"` // available, custom or unavailable
	Substatus          Field[string] `json:"substatus"`
	State              Field[string] `json:"state"`
	DefaultNumberID    Field[int64]  `json:"default_number_id"`
	Extension          Field[string] `json:"extension"` // with its leading zeros
	Language           Field[string] `json:"language"`
	TimeZone           Field[string] `json:"time_zone"`
	WrapUpTime         Field[int64]  `json:"wrap_up_time"` // seconds
	CreatedAt          Time          `json:"created_at"`
	DirectLink         Field[string] `json:"direct_link"`
}

// Availability is what a user is doing now.
type Availability struct {
	UserID       int64         `json:"id"`
	Availability Field[string] `json:"availability"` // available, offline, do_not_disturb, in_call or after_call_work
}

// Users lists users, by the time they were created.
func (c *Client) Users(ctx context.Context, o ListOptions) iter.Seq2[*User, error] {
	return rows(ctx, c, list[User, int64]{
		// v1 was sunset on 2026-09-30
		listSpec: listSpec{path: "/v2/users", envelope: "users", ordered: true, timed: true},
		id:       func(u *User) int64 { return u.ID },
		at:       func(u *User) Time { return u.CreatedAt },
	}, o)
}

// User reads the user with an id or an e-mail address; IsNotFound tells when there is none.
func (c *Client) User(ctx context.Context, idOrEmail string) (*User, error) {
	return getOne[User](ctx, c, request{
		path: "/v2/users/" + escapeEmail(idOrEmail), envelope: "user", label: "/v2/users/:id",
	})
}

// UserNumbers lists the numbers of a user, each with all that Aircall sent of it.
func (c *Client) UserNumbers(ctx context.Context, userID int64, o ListOptions) iter.Seq2[*Sent[Number], error] {
	return rows(ctx, c, list[Sent[Number], int64]{
		listSpec: listSpec{path: idPath("/v2/users/%d/numbers", userID), envelope: "numbers"},
		id:       func(n *Sent[Number]) int64 { return n.Value.ID },
	}, o)
}

// Availabilities lists what each user is doing now. It is never answered from memory.
func (c *Client) Availabilities(ctx context.Context, o ListOptions) iter.Seq2[*Availability, error] {
	return rows(ctx, c, list[Availability, int64]{
		listSpec: listSpec{path: "/v1/users/availabilities", envelope: "users", ordered: true, live: true},
		id:       func(a *Availability) int64 { return a.UserID },
	}, o)
}

// Availability reads what one user is doing now; IsNotFound tells when there is no such user.
func (c *Client) Availability(ctx context.Context, userID int64) (*Availability, error) {
	a, err := getOne[Availability](ctx, c, request{path: idPath("/v1/users/%d/availability", userID), live: true})
	if err != nil {
		return nil, err
	}
	a.UserID = userID // the answer does not say whose it is
	return a, nil
}

// escapeEmail makes an id or an address safe in a path but keeps its @, which Aircall wants literally.
func escapeEmail(s string) string {
	return strings.ReplaceAll(url.PathEscape(s), "%40", "@")
}

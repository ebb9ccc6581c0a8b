package api

import (
	"context"
	"iter"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/teams, /v1/teams/:id.

// Team is a group of users that calls are distributed to.
type Team struct {
	ID         int64          `json:"id"`
	Name       Field[string]  `json:"name"`
	CreatedAt  Field[Time]    `json:"created_at"`
	Users      Raw[[]UserRef] `json:"users"` // a list says more of each user than a single team does
	DirectLink Field[string]  `json:"direct_link"`
}

// Teams lists the company's teams.
func (c *Client) Teams(ctx context.Context, o ListOptions) iter.Seq2[*Team, error] {
	return rows(ctx, c, list[Team, int64]{
		listSpec: listSpec{path: "/v1/teams", envelope: "teams", ordered: true},
		id:       func(t *Team) int64 { return t.ID },
	}, o)
}

// Team reads one team; IsNotFound tells when there is none with that id.
func (c *Client) Team(ctx context.Context, id int64) (*Team, error) {
	return getOne[Team](ctx, c, request{path: idPath("/v1/teams/%d", id), envelope: "team"})
}

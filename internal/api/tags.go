package api

import (
	"context"
	"iter"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/tags, /v1/tags/:id.

// Tag is a label that can be put on calls.
type Tag struct {
	ID          int64         `json:"id"`
	Name        Field[string] `json:"name"`
	Color       Field[string] `json:"color"` // #RRGGBB
	Description Field[string] `json:"description"`
	DirectLink  Field[string] `json:"direct_link"` // not in lists
}

// Tags lists the company's tags, the system's own among them.
func (c *Client) Tags(ctx context.Context, o ListOptions) iter.Seq2[*Tag, error] {
	return rows(ctx, c, list[Tag, int64]{
		listSpec: listSpec{path: "/v1/tags", envelope: "tags"}, // whether it may be ordered is not established
		id:       func(t *Tag) int64 { return t.ID },
	}, o)
}

// Tag reads one tag; IsNotFound tells when there is none with that id.
func (c *Client) Tag(ctx context.Context, id int64) (*Tag, error) {
	return getOne[Tag](ctx, c, request{path: idPath("/v1/tags/%d", id), envelope: "tag"})
}

package api

import (
	"context"
	"encoding/json"
	"iter"
)

// Aircall's reference for this file: https://developer.aircall.io/api-references, of /v1/numbers, /v1/numbers/:id and what lies under it.

// Number is a line of the company.
type Number struct {
	ID                     int64                `json:"id"`
	Name                   Field[string]        `json:"name"`
	Digits                 Field[string]        `json:"digits"`  // display form, with spaces
	Country                Field[string]        `json:"country"` // ISO 3166 alpha-2
	TimeZone               Field[string]        `json:"time_zone"`
	Open                   Field[bool]          `json:"open"`
	AvailabilityStatus     Field[string]        `json:"availability_status"` // open, custom or closed
	IsIVR                  Field[bool]          `json:"is_ivr"`
	LiveRecordingActivated Field[bool]          `json:"live_recording_activated"`
	FlowEditorEnabled      Field[bool]          `json:"flow_editor_enabled"`
	Priority               Field[int64]         `json:"priority"`
	Messages               Raw[json.RawMessage] `json:"messages"`
	CreatedAt              Time                 `json:"created_at"`
	Users                  Raw[[]UserRef]       `json:"users"` // only when a single number is read
	DirectLink             Field[string]        `json:"direct_link"`
}

// Numbers lists the company's numbers, by the time they were created.
func (c *Client) Numbers(ctx context.Context, o ListOptions) iter.Seq2[*Number, error] {
	return rows(ctx, c, list[Number, int64]{
		listSpec: listSpec{path: "/v1/numbers", envelope: "numbers", ordered: true, timed: true},
		id:       func(n *Number) int64 { return n.ID },
		at:       func(n *Number) Time { return n.CreatedAt },
	}, o)
}

// Number reads one number, with its users; IsNotFound tells when there is none with that id.
func (c *Client) Number(ctx context.Context, id int64) (*Number, error) {
	return getOne[Number](ctx, c, request{path: idPath("/v1/numbers/%d", id), envelope: "number"})
}

// RegistrationStatus reads a number's regulatory registration. Its shape is not established.
func (c *Client) RegistrationStatus(ctx context.Context, id int64) (json.RawMessage, error) {
	return c.raw(ctx, request{path: idPath("/v1/numbers/%d/registration_status", id)})
}

// MessagesConfiguration reads a number's messaging set-up. Its shape is not established.
func (c *Client) MessagesConfiguration(ctx context.Context, id int64) (json.RawMessage, error) {
	return c.raw(ctx, request{path: idPath("/v1/numbers/%d/messages/configuration", id)})
}

package api

import (
	"context"
	"encoding/json"
	"iter"
)

// Number is a line of the company.
type Number struct {
	ID                     int64                `json:"id"`
	Name                   *string              `json:"name"`
	Digits                 *string              `json:"digits"`  // display form, with spaces
	Country                *string              `json:"country"` // ISO 3166 alpha-2
	TimeZone               *string              `json:"time_zone"`
	Open                   *bool                `json:"open"`
	AvailabilityStatus     *string              `json:"availability_status"` // open, custom or closed
	IsIVR                  *bool                `json:"is_ivr"`
	LiveRecordingActivated *bool                `json:"live_recording_activated"`
	FlowEditorEnabled      *bool                `json:"flow_editor_enabled"`
	Priority               *int64               `json:"priority"`
	Messages               Raw[json.RawMessage] `json:"messages"`
	CreatedAt              Time                 `json:"created_at"`
	Users                  Raw[[]UserRef]       `json:"users"` // only when a single number is read
	DirectLink             *string              `json:"direct_link"`
}

// Numbers lists the company's numbers, by the time they were created.
func (c *Client) Numbers(ctx context.Context, o ListOptions) iter.Seq2[*Number, error] {
	return rows(ctx, c, list[Number, int64]{
		path:     "/v1/numbers",
		envelope: "numbers",
		order:    true,
		id:       func(n *Number) int64 { return n.ID },
		at:       func(n *Number) Time { return n.CreatedAt },
	}, o)
}

// Number reads one number, with its users; IsNotFound tells when there is none with that id.
func (c *Client) Number(ctx context.Context, id int64) (*Number, error) {
	return one[Number](ctx, c, request{path: idPath("/v1/numbers/%d", id), envelope: "number"})
}

// RegistrationStatus reads a number's regulatory registration. Its shape is not established.
func (c *Client) RegistrationStatus(ctx context.Context, id int64) (json.RawMessage, error) {
	return c.raw(ctx, request{path: idPath("/v1/numbers/%d/registration_status", id)})
}

// MessagesConfiguration reads a number's messaging set-up. Its shape is not established.
func (c *Client) MessagesConfiguration(ctx context.Context, id int64) (json.RawMessage, error) {
	return c.raw(ctx, request{path: idPath("/v1/numbers/%d/messages/configuration", id)})
}

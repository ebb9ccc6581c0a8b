package aircall

import (
	"context"
	"encoding/json"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallNumber() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_number",
		Description: "Phone numbers of the company: its lines.",
		List:        &plugin.ListConfig{Hydrate: listNumbers, KeyColumns: table.TimeKey("created_at")},
		Get:         &plugin.GetConfig{Hydrate: getNumber, KeyColumns: plugin.SingleColumn("id")},
		Columns: []*plugin.Column{
			table.Integer("id", "Unique id of the number.", func(n *api.Number) *int64 { return &n.ID }),
			table.Timestamp("created_at", "When the number was created.", func(n *api.Number) api.Time { return n.CreatedAt }),
			table.Text("name", personal.None(), "Name of the number.", func(n *api.Number) *string { return n.Name.Ptr() }),
			table.Text("digits", personal.Line(), "The number as Aircall shows it, with spaces.", func(n *api.Number) *string { return n.Digits.Ptr() }),
			table.Text("phone_number", personal.Line(), "The number in E.164 form, such as +33123456789.", func(n *api.Number) *string { return e164(n.Digits.Ptr(), n.Country.Ptr()) }),
			table.Text("country", personal.None(), "Country of the number, an ISO 3166-1 alpha-2 code.", func(n *api.Number) *string { return n.Country.Ptr() }),
			table.Text("time_zone", personal.None(), "Time zone of the number's opening hours, such as Europe/Paris.", func(n *api.Number) *string { return n.TimeZone.Ptr() }),
			table.Boolean("open", "Whether the number is open now. Deprecated by Aircall and stale for Smartflow numbers: see availability_status.", func(n *api.Number) *bool { return n.Open.Ptr() }),
			table.Text("availability_status", personal.None(), "How the number's opening hours are set. Possible values are: open (always), custom (by its hours), closed (never).",
				func(n *api.Number) *string { return n.AvailabilityStatus.Ptr() }),
			table.Boolean("is_ivr", "Whether callers are met by a menu. Deprecated by Aircall.", func(n *api.Number) *bool { return n.IsIVR.Ptr() }),
			table.Boolean("live_recording_activated", "Whether calls are recorded.", func(n *api.Number) *bool { return n.LiveRecordingActivated.Ptr() }),
			table.Boolean("flow_editor_enabled", "Whether the number is set up in Smartflow. Aircall's lists may leave it out.", func(n *api.Number) *bool { return n.FlowEditorEnabled.Ptr() }),
			table.Integer("priority", "Priority of the number's calls in queues. Possible values are: NULL (none), 0 (standard), 1 (highest).", func(n *api.Number) *int64 { return n.Priority.Ptr() }),
			table.JSON("messages", personal.Document(personal.Fields{personal.Other: personal.Link()}), "Addresses of the number's recorded messages, as Aircall sent them.", func(n *api.Number) json.RawMessage { return n.Messages.JSON() }),
			table.PerRow("users", personal.Document(userFields()), "Users of the number, as Aircall sent them. Costs one request for each number when selected.", getNumberUsers),
			table.PerRow("registration_status", personal.Document(personal.Fields{"number_id": personal.None(), "status": personal.None()}), "Regulatory registration of the number, as Aircall sent it. Costs one request for each number when selected.", getNumberRegistrationStatus),
			table.PerRow("messages_configuration", personal.Document(personal.Fields{"callbackUrl": personal.Link(), "type": personal.None()}), "Messaging set-up of the number, as Aircall sent it. Costs one request for each number when selected.", getNumberMessagesConfiguration),
			table.Text("direct_link", personal.Link(), "Address of the number in Aircall's API.", func(n *api.Number) *string { return n.DirectLink.Ptr() }),
			table.Title(personal.None(), func(n *api.Number) *string { return n.Name.Ptr() }),
			table.Company(),
		},
	}}
}

func numbers() table.ListSpec[api.Number] {
	return table.ListSpec[api.Number]{
		Read:       table.Unfiltered((*api.Client).Numbers),
		TimeColumn: "created_at",
		At:         func(n *api.Number) api.Time { return n.CreatedAt },
	}
}

func listNumbers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, numbers())
}

func getNumber(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, numbers(), table.ByID((*api.Client).Number))
}

// getNumberUsers asks for the number alone, unless that is how the row was read: lists leave users out.
func getNumberUsers(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	if n := table.Item[api.Number](h.Item); n.Users.Present() {
		return n.Users.JSON(), nil
	}
	return hydrate(ctx, d, h, "users", func(ctx context.Context, c *api.Client, n *api.Number) (json.RawMessage, error) {
		alone, err := c.Number(ctx, n.ID)
		if err != nil {
			return nil, err
		}
		return alone.Users.JSON(), nil
	})
}

func getNumberRegistrationStatus(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	return hydrate(ctx, d, h, "registration_status", func(ctx context.Context, c *api.Client, n *api.Number) (json.RawMessage, error) {
		return c.RegistrationStatus(ctx, n.ID)
	})
}

func getNumberMessagesConfiguration(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	return hydrate(ctx, d, h, "messages_configuration", func(ctx context.Context, c *api.Client, n *api.Number) (json.RawMessage, error) {
		return c.MessagesConfiguration(ctx, n.ID)
	})
}

package aircall

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallIntegration() table {
	return table{Table: &plugin.Table{
		Name:        "aircall_integration",
		Description: "The OAuth application that the connection's access_token belongs to: one row. Connections with api_id and api_token have none and get an error.",
		List:        &plugin.ListConfig{Hydrate: listIntegrations},
		Columns: []*plugin.Column{
			text("name", "Name of the application.", func(i *api.Integration) *string { return i.Name.Ptr() }),
			text("custom_name", "Name that the company gave the application.", func(i *api.Integration) *string { return i.CustomName.Ptr() }),
			text("logo", "Address of the application's logo.", func(i *api.Integration) *string { return i.Logo.Ptr() }),
			integer("company_id", "Id of the Aircall company; no other table has it.", func(i *api.Integration) *int64 { return i.CompanyID.Ptr() }),
			text("status", "State of the application, such as installed.", func(i *api.Integration) *string { return i.Status.Ptr() }),
			boolean("active", "Whether the application is active.", func(i *api.Integration) *bool { return i.Active.Ptr() }),
			jsonb("number_ids", "Ids of the numbers that the application is connected to, as Aircall sent them.", func(i *api.Integration) json.RawMessage { return i.NumberIDs.JSON() }),
			integer("numbers_count", "Number of the numbers that the application is connected to.", func(i *api.Integration) *int64 { return i.NumbersCount.Ptr() }),
			integer("user_id", "Id of the user who installed the application; aircall_user.id.", func(i *api.Integration) *int64 { return userID(i.User.Value()) }),
			jsonb("installed_by", "The user who installed the application, as Aircall sent it.", func(i *api.Integration) json.RawMessage { return i.User.JSON() }),
			company(),
		},
	}}
}

func listIntegrations(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	c, err := connect(d)
	if err == nil && c.api.AccessToken == "" {
		err = errors.New("only the access token of an OAuth application belongs to an integration, and this connection has an API key: " +
			"set access_token (AIRCALL_ACCESS_TOKEN) instead of api_id and api_token (AIRCALL_API_ID, AIRCALL_API_TOKEN)")
	}
	if err != nil {
		return nil, failed(ctx, d, err)
	}
	return nil, source[api.Integration]{read: theIntegration}.stream(ctx, d)
}

func theIntegration(ctx context.Context, c *api.Client, _ *question) iter.Seq2[*api.Integration, error] {
	return func(yield func(*api.Integration, error) bool) {
		if i, err := c.Integration(ctx); !api.IsNotFound(err) {
			yield(i, err)
		}
	}
}

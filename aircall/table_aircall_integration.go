package aircall

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallIntegration() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_integration",
		Description: "The OAuth application that the connection's access_token belongs to: one row. Connections with api_id and api_token have none and get an error.",
		List:        &plugin.ListConfig{Hydrate: listIntegrations},
		Columns: []*plugin.Column{
			table.Text("name", personal.None(), "Name of the application.", func(i *api.Integration) *string { return i.Name.Ptr() }),
			table.Text("custom_name", personal.None(), "Name that the company gave the application.", func(i *api.Integration) *string { return i.CustomName.Ptr() }),
			table.Text("logo", personal.Link(), "Address of the application's logo.", func(i *api.Integration) *string { return i.Logo.Ptr() }),
			table.Integer("company_id", "Id of the Aircall company; no other table has it.", func(i *api.Integration) *int64 { return i.CompanyID.Ptr() }),
			table.Text("status", personal.None(), "State of the application, such as installed.", func(i *api.Integration) *string { return i.Status.Ptr() }),
			table.Boolean("active", "Whether the application is active.", func(i *api.Integration) *bool { return i.Active.Ptr() }),
			table.JSON("number_ids", personal.None(), "Ids of the numbers that the application is connected to, as Aircall sent them.", func(i *api.Integration) json.RawMessage { return i.NumberIDs.JSON() }),
			table.Integer("numbers_count", "Number of the numbers that the application is connected to.", func(i *api.Integration) *int64 { return i.NumbersCount.Ptr() }),
			table.Integer("user_id", "Id of the user who installed the application; aircall_user.id.", func(i *api.Integration) *int64 { return userID(i.User.Value()) }),
			table.JSON("installed_by", personal.Document(userFields()), "The user who installed the application, as Aircall sent it.", func(i *api.Integration) json.RawMessage { return i.User.JSON() }),
			table.Company(),
		},
	}}
}

func listIntegrations(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return run(ctx, d, func(ctx context.Context, c *connection) (any, error) {
		if c.api.AccessToken == "" {
			return nil, errors.New("only the access token of an OAuth application belongs to an integration, and this connection has an API key: " +
				"set access_token (AIRCALL_ACCESS_TOKEN) instead of api_id and api_token (AIRCALL_API_ID, AIRCALL_API_TOKEN)")
		}
		return nil, table.List(ctx, c.Connection, table.ScanOf(d), table.ListSpec[api.Integration]{Read: theIntegration})
	})
}

func theIntegration(ctx context.Context, c *api.Client, _ *table.ListQuery) iter.Seq2[*api.Integration, error] {
	return func(yield func(*api.Integration, error) bool) {
		if i, err := c.Integration(ctx); !api.IsNotFound(err) {
			yield(i, err)
		}
	}
}

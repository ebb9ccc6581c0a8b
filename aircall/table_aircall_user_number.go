package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallUserNumber() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_user_number",
		Description: "Numbers that users can take and make calls with. Costs one request for each user, or one for each 50 numbers: compare user_id with a value, or join on it.",
		List:        &plugin.ListConfig{Hydrate: listUserNumbers, KeyColumns: plugin.KeyColumnSlice{userNumberKey.KeyColumn()}},
		Columns: []*plugin.Column{
			table.Integer("user_id", "Id of the user; aircall_user.id.", func(n *userNumber) *int64 { return &n.Parent }),
			table.Integer("number_id", "Id of the number; aircall_number.id.", func(n *userNumber) *int64 { return &n.Item.Value.ID }),
			table.Text("number_name", personal.None(), "Name of the number.", func(n *userNumber) *string { return n.Item.Value.Name.Ptr() }),
			table.Text("digits", personal.Line(), "The number as Aircall shows it, with spaces.", func(n *userNumber) *string { return n.Item.Value.Digits.Ptr() }),
			table.Text("phone_number", personal.Line(), "The number in E.164 form, such as +33123456789.", func(n *userNumber) *string { return e164(n.Item.Value.Digits.Ptr(), n.Item.Value.Country.Ptr()) }),
			table.Company(),
		},
	}}
}

type userNumber = subresource[api.Sent[api.Number]]

// userNumberKey is a declared key, so that a join asks user by user.
var userNumberKey = table.ParentKey{Column: "user_id", Declared: true}

func userNumbers() table.ListSpec[userNumber] {
	return subresources(userNumberKey, userIDs, numbersOfUser)
}

func listUserNumbers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, userNumbers())
}

func numbersOfUser(c *api.Client, ctx context.Context, user int64) ([]*api.Sent[api.Number], error) {
	return table.ReadAll(c.UserNumbers(ctx, user, api.ListOptions{}))
}

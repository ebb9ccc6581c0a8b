package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallUserNumber() table {
	return table{Table: &plugin.Table{
		Name:        "aircall_user_number",
		Description: "Numbers that users can take and make calls with. Costs one request for each user, or one for each 50 numbers: compare user_id with a value, or join on it.",
		List: &plugin.ListConfig{Hydrate: listUserNumbers, KeyColumns: plugin.KeyColumnSlice{
			{Name: "user_id", Require: plugin.Optional, Operators: []string{"="}},
		}},
		Columns: []*plugin.Column{
			integer("user_id", "Id of the user; aircall_user.id.", func(n *userNumber) *int64 { return &n.owner }),
			integer("number_id", "Id of the number; aircall_number.id.", func(n *userNumber) *int64 { return &n.item.Value.ID }),
			text("number_name", "Name of the number.", func(n *userNumber) *string { return n.item.Value.Name.Ptr() }),
			text("digits", "The number as Aircall shows it, with spaces.", func(n *userNumber) *string { return n.item.Value.Digits.Ptr() }),
			text("phone_number", "The number in E.164 form, such as +33123456789.", func(n *userNumber) *string { return e164(n.item.Value.Digits.Ptr(), n.item.Value.Country.Ptr()) }),
			company(),
		},
	}}
}

type userNumber = owned[api.Sent[api.Number]]

func listUserNumbers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	key, named, err := listKey(ctx, d, "user_id")
	if err != nil {
		return nil, failed(ctx, d, err)
	}
	user, _ := key.(int64)
	if named && user <= 0 {
		return nil, nil
	}
	return nil, source[userNumber]{read: func(ctx context.Context, c *api.Client, _ *question) iter.Seq2[*userNumber, error] {
		return askOwners(ctx, c, user, everyUser, numbersOfUser)
	}}.stream(ctx, d)
}

func numbersOfUser(c *api.Client, ctx context.Context, user int64) ([]*api.Sent[api.Number], error) {
	return readAll(c.UserNumbers(ctx, user, api.ListOptions{}))
}

package aircall

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallUser() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_user",
		Description: "Users of the company: the people who take and make calls. A deleted user is no longer listed.",
		List:        &plugin.ListConfig{Hydrate: listUsers, KeyColumns: table.TimeKey("created_at")},
		Get:         &plugin.GetConfig{Hydrate: getUser, KeyColumns: plugin.AnyColumn([]string{"id", "email"})},
		Columns: []*plugin.Column{
			table.Integer("id", "Unique id of the user.", func(u *api.User) *int64 { return &u.ID }),
			table.Text("email", personal.UserEmail(), "E-mail address of the user; unique.", func(u *api.User) *string { return u.Email.Ptr() }),
			table.Timestamp("created_at", "When the user was created.", func(u *api.User) api.Time { return u.CreatedAt }),
			table.Text("name", personal.User(), "First and last name of the user.", func(u *api.User) *string { return u.Name.Ptr() }),
			table.Boolean("available", "Whether calls can reach the user now, by working hours and presence.", func(u *api.User) *bool { return u.Available.Ptr() }),
			table.Text("availability_status", personal.None(), "How the user's working hours are set, which does not say whether the user is there: see aircall_user_availability. Possible values are: available (always), custom (by hours), unavailable (never).",
				func(u *api.User) *string { return u.AvailabilityStatus.Ptr() }),
			table.Text("substatus", personal.None(), "Detail of that setting (always_opened, always_closed), or the reason that the user chose: on_a_break, out_for_lunch, doing_back_office, in_training, other, or a label of the company's own.",
				func(u *api.User) *string { return u.Substatus.Ptr() }),
			table.Text("state", personal.None(), "State of the user, such as always_opened. Not documented by Aircall.", func(u *api.User) *string { return u.State.Ptr() }),
			table.Integer("default_number_id", "Id of the number that the user's outbound calls are made from; aircall_number.id.", func(u *api.User) *int64 { return u.DefaultNumberID.Ptr() }),
			table.Text("extension", personal.User(), "Extension of the user, with its leading zeros.", func(u *api.User) *string { return u.Extension.Ptr() }),
			table.Text("language", personal.None(), "Language of the user, an IETF tag such as en-US.", func(u *api.User) *string { return u.Language.Ptr() }),
			table.Text("time_zone", personal.None(), "Time zone of the user, such as Europe/Paris.", func(u *api.User) *string { return u.TimeZone.Ptr() }),
			table.Integer("wrap_up_time", "Time kept free after each call, in seconds; 0 is none.", func(u *api.User) *int64 { return u.WrapUpTime.Ptr() }),
			table.PerRow("numbers", personal.Document(numberFields()), "Numbers of the user, as Aircall sent them. Costs one request for each user, or one for each 50 numbers, when selected.", listNumbersOfUser),
			table.Text("direct_link", personal.Link(), "Address of the user in Aircall's API.", func(u *api.User) *string { return u.DirectLink.Ptr() }),
			table.Title(personal.User(), func(u *api.User) *string { return u.Name.Ptr() }),
			table.Company(),
		},
	}}
}

func users() table.ListSpec[api.User] {
	return table.ListSpec[api.User]{
		Read:       table.Unfiltered((*api.Client).Users),
		TimeColumn: "created_at",
		At:         func(u *api.User) api.Time { return u.CreatedAt },
	}
}

func listUsers(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, users())
}

func getUser(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return get(ctx, d, users(), func(ctx context.Context, c *api.Client, q *table.ListQuery) (*api.User, error) {
		value, err := q.GetKey(ctx, "id", "email")
		switch value := value.(type) {
		case int64:
			if value > 0 {
				return c.User(ctx, strconv.FormatInt(value, 10))
			}
		case string:
			if strings.Contains(value, "@") { // anything else would be taken for an id
				return c.User(ctx, value)
			}
		}
		return nil, err
	})
}

func listNumbersOfUser(ctx context.Context, d *plugin.QueryData, h *plugin.HydrateData) (any, error) {
	return hydrate(ctx, d, h, "numbers", func(ctx context.Context, c *api.Client, u *api.User) (json.RawMessage, error) {
		numbers := []json.RawMessage{}
		for n, err := range c.UserNumbers(ctx, u.ID, api.ListOptions{}) {
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, n.JSON())
		}
		return json.Marshal(numbers)
	})
}

package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCompany() table.Definition {
	return table.Definition{Table: &plugin.Table{
		Name:        "aircall_company",
		Description: "The company that the connection's credential belongs to: one row.",
		List:        &plugin.ListConfig{Hydrate: listCompanies},
		Columns: []*plugin.Column{
			table.Text("name", personal.None(), "Name of the company.", func(c *api.Company) *string { return c.Name.Ptr() }),
			table.Integer("users_count", "Number of users of the company.", func(c *api.Company) *int64 { return c.UsersCount.Ptr() }),
			table.Integer("numbers_count", "Number of phone numbers of the company.", func(c *api.Company) *int64 { return c.NumbersCount.Ptr() }),
			table.Title(personal.None(), func(c *api.Company) *string { return c.Name.Ptr() }),
			table.Text(table.CompanyColumn, personal.None(), "Name of the company, as in every other table.", func(c *api.Company) *string { return c.Name.Ptr() }),
		},
	}}
}

func listCompanies(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, table.ListSpec[api.Company]{Read: theCompany, OfCompany: true})
}

func theCompany(ctx context.Context, c *api.Client, _ *table.ListQuery) iter.Seq2[*api.Company, error] {
	return func(yield func(*api.Company, error) bool) { yield(c.Company(ctx)) }
}

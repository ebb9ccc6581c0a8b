package aircall

import (
	"context"
	"iter"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

func tableAircallCompany() table {
	return table{Table: &plugin.Table{
		Name:        "aircall_company",
		Description: "The company that the connection's credential belongs to: one row.",
		List:        &plugin.ListConfig{Hydrate: listCompanies},
		Columns: []*plugin.Column{
			text("name", "Name of the company.", func(c *api.Company) *string { return c.Name.Ptr() }),
			integer("users_count", "Number of users of the company.", func(c *api.Company) *int64 { return c.UsersCount.Ptr() }),
			integer("numbers_count", "Number of phone numbers of the company.", func(c *api.Company) *int64 { return c.NumbersCount.Ptr() }),
			title(func(c *api.Company) *string { return c.Name.Ptr() }),
			text(CompanyColumn, "Name of the company, as in every other table.", func(c *api.Company) *string { return c.Name.Ptr() }),
		},
	}}
}

func listCompanies(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return nil, source[api.Company]{read: theCompany, isCompany: true}.stream(ctx, d)
}

func theCompany(ctx context.Context, c *api.Client, _ *question) iter.Seq2[*api.Company, error] {
	return func(yield func(*api.Company, error) bool) { yield(c.Company(ctx)) }
}

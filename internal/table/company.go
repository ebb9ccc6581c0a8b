package table

import (
	"context"
	"fmt"
	"slices"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// CompanyColumn names the column that every table ends with.
const CompanyColumn = "company_name"

// Company is the standard column that tells the rows of several connections apart.
func Company() *plugin.Column {
	return fromQuery(CompanyColumn, proto.ColumnType_STRING, personal.None(),
		"Name of the Aircall company that the row belongs to; NULL where Aircall refuses its name to the key. "+
			"Costs one request for each connection, once, when it is selected or filtered by.",
		func(q *ListQuery, cells scansink.Cells) { orNull(cells, q.companyName, scansink.Cells.Text) })
}

// company returns the company's name, if it is asked for, and whether rows of it are. A name that
// Aircall refuses is NULL with a notice, unless the query has a condition on it: no row could be
// told to meet it.
func (s ListSpec[T]) company(ctx context.Context, c *api.Client, conditions Conditions, selected bool) (name *string, ours bool, err error) {
	conditioned := conditions.has(CompanyColumn)
	if s.OfCompany || !conditioned && !selected {
		return nil, true, nil
	}
	name, err = c.CompanyName(ctx)
	switch {
	case api.IsCompanyRefused(err) && conditioned:
		return nil, false, fmt.Errorf("company_name cannot be compared, because Aircall does not tell it; leave that condition out: %w", err)
	case api.IsCompanyRefused(err):
		api.Notify(ctx, "company_name is NULL, because Aircall does not tell it: "+err.Error())
		return nil, true, nil
	case err != nil:
		return nil, false, err
	}
	wanted, restricted, _ := conditions.equalTo(ctx, CompanyColumn)
	return name, !restricted || name != nil && slices.Contains(wanted, any(*name)), nil
}

package aircall

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/transform"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// CompanyColumn names the column that every table ends with.
const CompanyColumn = "company_name"

// company is the standard column that tells the rows of several connections apart.
func company() *plugin.Column {
	return &plugin.Column{
		Name: CompanyColumn,
		Type: proto.ColumnType_STRING,
		Description: "Name of the Aircall company that the row belongs to; NULL where Aircall refuses its name to the key. " +
			"Costs one request for each connection, once, when it is selected or filtered by.",
		Transform: transform.From(func(_ context.Context, d *transform.TransformData) (any, error) {
			return orNull(d.HydrateItem.(interface{ question() *question }).question().company), nil
		}),
	}
}

// companies remembers the name of each connection's company: *api.Client to *rememberedName.
var companies sync.Map

type rememberedName struct {
	mu      sync.Mutex
	known   bool
	name    *string
	refused error     // why Aircall does not tell the name
	until   time.Time // when it is asked again after it refused
}

// refusalHolds is how long a refused name is not asked for again.
const refusalHolds = 10 * time.Minute

// companyName asks Aircall once for each connection and its configuration. A refusal of the name alone
// is remembered for some minutes, another failure is not.
func companyName(ctx context.Context, c *api.Client) (*string, error) {
	entry, _ := companies.LoadOrStore(c, new(rememberedName))
	r := entry.(*rememberedName)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known {
		return r.name, nil
	}
	if c.Now().Before(r.until) {
		return nil, r.refused
	}
	company, err := c.Company(ctx)
	if api.IsCompanyRefused(err) {
		r.refused, r.until = err, c.Now().Add(refusalHolds)
	}
	if err != nil {
		return nil, err
	}
	r.name, r.known = company.Name.Ptr(), true
	return r.name, nil
}

// company returns the company's name, if it is asked for, and whether rows of it are. A name that
// Aircall refuses is NULL with a notice, unless the query has a condition on it: no row could be
// told to meet it. Tables without filters leave the condition itself to Postgres.
func (s source[T]) company(ctx context.Context, c *api.Client, d *plugin.QueryData, selected bool) (name *string, ours bool, err error) {
	conditions := d.QueryContext.UnsafeQuals[CompanyColumn]
	conditioned := len(conditions.GetQuals()) > 0
	if s.isCompany || !conditioned && !selected {
		return nil, true, nil
	}
	name, err = companyName(ctx, c)
	switch {
	case api.IsCompanyRefused(err) && conditioned:
		return nil, false, fmt.Errorf("company_name cannot be compared, because Aircall does not tell it; leave that condition out: %w", err)
	case api.IsCompanyRefused(err):
		api.Notify(ctx, "company_name is NULL, because Aircall does not tell it: "+err.Error())
		return nil, true, nil
	case err != nil:
		return nil, false, err
	}
	wanted, restricted, _ := equalTo(ctx, conditions)
	return name, len(s.filters) == 0 || !restricted || name != nil && slices.Contains(wanted, any(*name)), nil
}

package aircall

import (
	"context"
	"sync"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/transform"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

const companyColumn = "company_name"

// company is the standard column that tells the rows of several connections apart.
func company() *plugin.Column {
	return &plugin.Column{
		Name:        companyColumn,
		Type:        proto.ColumnType_STRING,
		Description: "Name of the Aircall company that the row belongs to. Costs one request for each connection, once, when it is selected or filtered by.",
		Transform: transform.From(func(_ context.Context, d *transform.TransformData) (any, error) {
			return orNull(d.HydrateItem.(interface{ question() *question }).question().company), nil
		}),
	}
}

// companies remembers the name of each connection's company: *api.Client to *rememberedName.
var companies sync.Map

type rememberedName struct {
	mu    sync.Mutex
	known bool
	name  *string
}

// companyName asks Aircall once for each connection and its configuration. A failure is not remembered.
func companyName(ctx context.Context, c *api.Client) (*string, error) {
	entry, _ := companies.LoadOrStore(c, new(rememberedName))
	r := entry.(*rememberedName)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known {
		return r.name, nil
	}
	company, err := c.Company(ctx)
	if err != nil {
		return nil, err
	}
	r.name, r.known = company.Name, true
	return r.name, nil
}

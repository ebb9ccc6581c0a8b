package aircall

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// Check tries the credential of a connection, whose block has this body, and returns the name of the
// company that it belongs to: two requests. The name is "" when there is none, and when Aircall refuses
// it to a good key, which is a notice. The error says in words what is wrong.
func Check(ctx context.Context, connection, body string) (company string, err error) {
	defer func() { err = advise(err) }()
	client, err := clientOf(connection, body)
	if err != nil {
		return "", err
	}
	if err := client.Ping(ctx); err != nil {
		return "", err
	}
	name, err := client.CompanyName(ctx)
	if api.IsCompanyRefused(err) {
		api.Notify(ctx, connection+": "+err.Error())
		return "", nil
	}
	if err != nil || name == nil {
		return "", err
	}
	return *name, nil
}

// clientOf is the client of a connection whose block has this body.
func clientOf(connection, body string) (*api.Client, error) {
	s, err := settingsOf(connection, body)
	if err != nil {
		return nil, err
	}
	return Clients.Client(connection, s.api)
}

// settingsOf is what the block with this body and the environment say.
func settingsOf(connection, body string) (settings, error) {
	var c config
	file, diagnostics := hclsyntax.ParseConfig([]byte(body), connection, hcl.InitialPos)
	if !diagnostics.HasErrors() {
		diagnostics = gohcl.DecodeBody(file.Body, nil, &c)
	}
	if diagnostics.HasErrors() {
		return settings{}, fmt.Errorf("the configuration cannot be read: %s", diagnostics[0].Summary) // the detail may repeat a token
	}
	return c.resolve(os.Getenv)
}

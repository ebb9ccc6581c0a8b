package aircall

import (
	"context"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// Shapes reports what each endpoint answers to the credential of a connection, whose block has this body: field names
// and JSON types, never a value. The error says in words what is wrong with the credential.
func Shapes(ctx context.Context, connection, body string, report func(*api.EndpointShape)) (err error) {
	defer func() { err = advise(err) }()
	client, err := clientOf(connection, body)
	if err != nil {
		return err
	}
	return client.Shapes(ctx, report)
}

package scanerr_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"google.golang.org/grpc"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/scanerr"
)

// A panic of the SDK's own in a scan is the scan's error, and the process goes on. A server that has no plugin panics.
func TestAPanicIsTheErrorOfItsScan(t *testing.T) {
	t.Parallel()
	err := scanerr.Server{}.Execute(&proto.ExecuteRequest{Table: "aircall_call"}, stream{ctx: t.Context()})
	var panicked *guard.PanicError
	if !errors.As(err, &panicked) || !strings.Contains(err.Error(), "aircall_call") {
		t.Errorf("got %v", err)
	}
}

type stream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s stream) Context() context.Context        { return s.ctx }
func (stream) Send(*proto.ExecuteResponse) error { return nil }

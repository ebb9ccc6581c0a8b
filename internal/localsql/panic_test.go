package localsql

import (
	"errors"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// A panic on the way to the plugin is the error of the scan, in each of its goroutines. A host that has loaded no plugin
// panics.
func TestAPanicIsTheErrorOfItsScan(t *testing.T) {
	t.Parallel()
	h := &pluginHost{running: map[*scan]struct{}{}}
	request := &plan.Request{Connection: "aircall", Table: "aircall_call", Limit: -1}
	s := startScan(t.Context(), h, request)
	row, err := s.Next()
	var panicked *guard.PanicError
	if !errors.As(err, &panicked) {
		t.Errorf("a scan gave %v and %v", row, err)
	}
	if err := h.executeOne(&proto.ExecuteRequest{}, &rowStream{ctx: t.Context()}); !errors.As(err, &panicked) {
		t.Errorf("a request gave %v", err)
	}
	if err := h.run(nil, request); !errors.As(err, &panicked) {
		t.Errorf("requests gave %v", err)
	}
}

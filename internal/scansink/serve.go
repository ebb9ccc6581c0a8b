package scansink

import (
	"context"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"sync"

	goplugin "github.com/hashicorp/go-plugin"
	sdkgrpc "github.com/turbot/steampipe-plugin-sdk/v5/grpc"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/shared"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"google.golang.org/grpc"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/sdkenv"
)

// Serve is plugin.Serve for a plugin whose scans report their errors: none of them is lost.
func Serve(name string, opts *plugin.ServeOpts) {
	defer func() {
		if r := recover(); r != nil { // as plugin.Serve does: the plugin manager reads this line
			message := fmt.Sprintf("%s%v", plugin.PluginStartupFailureMessage, r)
			log.Println("[WARN]", message)
			fmt.Println(message)
		}
	}()
	collectLess()
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: shared.Handshake,
		Plugins:         goplugin.PluginSet{name: &shared.WrapperPlugin{Impl: Server{plugin.Server(opts)}}},
		GRPCServer:      func(opts []grpc.ServerOption) *grpc.Server { return grpc.NewServer(append(opts, Codec())...) },
	})
}

// collectLess lets twice the live heap pile up as garbage before it is collected, unless GOGC says otherwise: a row takes a
// quarter less processor time, and the heap is small, because pages pass through it.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
}

// Server is the SDK's plugin server with a sink for each query. Its gRPC server needs the option Codec.
type Server struct{ *sdkgrpc.PluginServer }

// SetCacheOptions gives the SDK no query cache, whatever Steampipe's options are: no table uses it, because a scan that is
// cached is out of reach of its sink.
func (s Server) SetCacheOptions(*proto.SetCacheOptionsRequest) (*proto.SetCacheOptionsResponse, error) {
	return s.PluginServer.SetCacheOptions(&proto.SetCacheOptionsRequest{MaxSizeMb: sdkenv.NoQueryCache})
}

// Execute runs a scan. An error that a list function has reported is the scan's, whatever the SDK made of it. The table's
// query cache must be off: with it a scan has a context of the SDK's own, and its rows and error go the SDK's way.
func (s Server) Execute(request *proto.ExecuteRequest, stream proto.WrapperPlugin_ExecuteServer) (err error) {
	defer guard.Recover(&err, request.GetTable())
	out := &output{WrapperPlugin_ExecuteServer: stream, columns: request.GetQueryContext().GetColumns()}
	defer out.close()
	ctx, sink := With(stream.Context(), out)
	out.ctx = ctx
	if err := s.PluginServer.Execute(request, out); err != nil {
		return err
	}
	return sink.Err()
}

// output is the stream of a scan, which takes rows from the SDK and beside it. A stream sends one message at a time.
type output struct {
	proto.WrapperPlugin_ExecuteServer
	ctx     context.Context
	columns []string // that are asked for

	mu     sync.Mutex
	closed bool // the scan has ended: a list function that has not noticed sends nothing more
}

func (o *output) Context() context.Context { return o.ctx }

func (o *output) Send(r *proto.ExecuteResponse) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.WrapperPlugin_ExecuteServer.Send(r)
}

// Rows is what a list function gives its rows to.
func (o *output) Rows(h Header) RowFunc {
	if contextDiffers() {
		return nil
	}
	e, err := newEncoder(h, o.columns)
	if err != nil {
		return func([]any) error { return err }
	}
	return func(values []any) error {
		r, err := e.response(values)
		if err != nil {
			return err
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.closed {
			return context.Canceled
		}
		return o.SendMsg(Response(r))
	}
}

func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
}

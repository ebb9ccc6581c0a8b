package scansink

import (
	"cmp"
	"fmt"
	"log"
	"os"
	"runtime/debug"

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
	ctx, sink := With(stream.Context(), out)
	out.ctx = ctx
	defer func() { err = cmp.Or(err, sink.Err(), out.close()) }()
	return s.PluginServer.Execute(request, out)
}

package scanerr

import (
	"context"
	"fmt"
	"log"
	"os"
	"runtime/debug"

	goplugin "github.com/hashicorp/go-plugin"
	sdkgrpc "github.com/turbot/steampipe-plugin-sdk/v5/grpc"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/shared"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
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
	collectOften()
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: shared.Handshake,
		Plugins:         goplugin.PluginSet{name: &shared.WrapperPlugin{Impl: Server{plugin.Server(opts)}}},
		GRPCServer:      goplugin.DefaultGRPCServer,
	})
}

// collectOften makes the garbage collector run when the heap has grown by 15 %, unless GOGC says otherwise. The buffers of
// the SDK's query cache are 286 MB that nobody touches, but they count as live heap: by Go's default as much garbage again
// would pile up, and fresh pages cost more time than collecting does. A memory limit cannot say this, as it counts them too.
func collectOften() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(15)
	}
}

// Server is the SDK's plugin server with a sink for each query.
type Server struct{ *sdkgrpc.PluginServer }

// Execute runs a scan. An error that a list function has reported is the scan's, whatever the SDK made of it. The table's
// query cache must be off: with it a scan has a context of the SDK's own, and its error goes the SDK's way.
func (s Server) Execute(request *proto.ExecuteRequest, stream proto.WrapperPlugin_ExecuteServer) (err error) {
	defer guard.Recover(&err, request.GetTable())
	ctx, sink := WithSink(stream.Context())
	if err := s.PluginServer.Execute(request, watched{stream, ctx}); err != nil {
		return err
	}
	return sink.Err()
}

type watched struct {
	proto.WrapperPlugin_ExecuteServer
	ctx context.Context
}

func (w watched) Context() context.Context { return w.ctx }

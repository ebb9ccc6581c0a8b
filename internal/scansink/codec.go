package scansink

import (
	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	encodingproto "google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	protobuf "google.golang.org/protobuf/proto"
)

// A Response is a message ExecuteResponse that is encoded already.
type Response []byte

// Decode is what the other side reads.
func (r Response) Decode() (*proto.ExecuteResponse, error) {
	m := new(proto.ExecuteResponse)
	return m, protobuf.Unmarshal(r, m)
}

// Codec lets a gRPC server send a Response as it is, beside every other message.
func Codec() grpc.ServerOption {
	return grpc.ForceServerCodecV2(codec{encoding.GetCodecV2(encodingproto.Name)})
}

type codec struct{ encoding.CodecV2 }

func (c codec) Marshal(v any) (mem.BufferSlice, error) {
	if r, ok := v.(Response); ok {
		return mem.BufferSlice{mem.SliceBuffer(r)}, nil
	}
	return c.CodecV2.Marshal(v)
}

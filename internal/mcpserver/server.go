// Package mcpserver answers an assistant over the Model Context Protocol, from the tables of the embedded engine. It only
// reads, keeps each answer to bounds of rows, bytes, requests and time, and says so where one cuts an answer. What comes from
// outside (a caller's name) stands in the cells of rows alone: the engine keeps it out of errors and plans.
package mcpserver

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
	"github.com/turbot/steampipe-plugin-aircall/internal/output"
)

// The bounds of a call.
const (
	// DefaultTimeout is how long a call may take unless Options say otherwise, and MaxTimeout the longest that they may say.
	DefaultTimeout = 2 * time.Minute
	MaxTimeout     = 10 * time.Minute

	maxAtOnce        = 8         // calls: each may take memory for sorting; further ones wait for their turn
	maxArgumentBytes = 1_000_000 // of the arguments of a call
	maxErrorRunes    = 4_000
)

// Options say what is served.
type Options struct {
	DB      *localsql.DB
	Version string
	// Schemas are the names of the connections and aggregators, where a table's name needs one before it.
	Schemas []string
	Archive bool // the schema archive and the views all_… are there
	// Notices are said with every answer, and in the instructions.
	Notices []string
	Timeout time.Duration // of a call; 0: DefaultTimeout
}

// instructions tell an assistant the dialect, the bounds and what costs what.
//
//go:embed instructions.md
var instructions string

type server struct {
	Options
	mcp   *mcp.Server
	turns chan struct{}   // one for each call that runs
	ctx   context.Context // done when the server ends, which the protocol's library keeps from the calls
}

// Serve answers the frames of in, one per line, until its end or until the context is done. To out it writes frames alone.
func Serve(ctx context.Context, o Options, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	s := &server{Options: o, turns: make(chan struct{}, maxAtOnce), ctx: ctx}
	s.mcp = mcp.NewServer(&mcp.Implementation{Name: "aircall", Title: "Aircall in SQL", Version: o.Version}, &mcp.ServerOptions{
		Instructions: s.instructions(),
		Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}, Resources: &mcp.ResourceCapabilities{}},
	})
	s.mcp.AddReceivingMiddleware(nameTools)
	s.addAsk()
	s.addDescribe()
	s.addExplain()
	s.addQuery()
	s.addResources()
	return s.mcp.Run(ctx, newTransport(in, out))
}

func (s *server) instructions() string {
	parts := []string{strings.TrimSpace(instructions)}
	if len(s.Schemas) > 0 {
		parts = append(parts, "There are several companies: write a name before each table's ("+strings.Join(s.Schemas, ", ")+"), as in "+s.Schemas[0]+".aircall_call.")
	}
	if s.Archive {
		parts = append(parts, "There is an archive: all_call and the like answer from it and from Aircall together, also beyond six months.")
	}
	return strings.Join(append(parts, s.Notices...), "\n")
}

// add adds a tool that only reads. An error of run is a tool error, which the assistant reads and can learn from.
func add[In any](s *server, tool *mcp.Tool, run func(context.Context, *call, In) (any, error)) {
	closed := false
	tool.Annotations = &mcp.ToolAnnotations{Title: tool.Title, ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &closed, OpenWorldHint: &closed}
	s.mcp.AddTool(tool, func(ctx context.Context, req *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		ctx, cancel := s.bound(ctx)
		defer cancel()
		result, err := func() (_ json.RawMessage, err error) {
			defer guard.Recover(&err, tool.Name)
			if err := s.takeTurn(ctx); err != nil {
				return nil, err
			}
			defer func() { <-s.turns }()
			in, err := decode[In](req.Params.Arguments)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", tool.Name, err)
			}
			out, err := run(ctx, &call{server: s, req: req}, in)
			if err != nil {
				return nil, err
			}
			return encode(out)
		}()
		if err != nil {
			return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: sentence(err)}}}, nil
		}
		return &mcp.CallToolResult{StructuredContent: result, Content: []mcp.Content{&mcp.TextContent{Text: string(result)}}}, nil
	})
}

// encode leaves < > & as they are: nobody reads them as HTML, and queries are full of them.
func encode(out any) (json.RawMessage, error) {
	b := new(bytes.Buffer)
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(out)
	return bytes.TrimSpace(b.Bytes()), err
}

// A call is one that a tool answers.
type call struct {
	*server
	req *mcp.CallToolRequest
}

// bound ends a call with the server, and after its time.
func (s *server) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithTimeoutCause(ctx, s.Timeout, &timeoutError{s.Timeout})
	ctx, cancel := context.WithCancelCause(ctx)
	detach := context.AfterFunc(s.ctx, func() { cancel(context.Cause(s.ctx)) })
	return ctx, func() { detach(); cancel(nil); stop() }
}

// timeoutError is the cause of a context whose time is up.
type timeoutError struct{ after time.Duration }

func (e *timeoutError) Error() string {
	return fmt.Sprintf("the answer was not there within %s. Read less: take less time between the bounds on started_at, or fewer tables. "+
		"What was read stays in memory for a while, so that the same call goes on from there", e.after)
}

func (s *server) takeTurn(ctx context.Context) error {
	select {
	case s.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// sentence is an error as an assistant reads it: bounded, and without what a terminal would obey.
func sentence(err error) string {
	text := []rune(output.Visible(err.Error()))
	if len(text) > maxErrorRunes {
		text = append(text[:maxErrorRunes], '…')
	}
	return string(text)
}

// nameTools adds to the error of an unknown tool which there are.
func nameTools(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		if r, ok := req.(*mcp.CallToolRequest); ok && method == "tools/call" && !isTool(r.Params.Name) {
			return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: fmt.Sprintf("there is no tool %q: choose one of %s", shortened(r.Params.Name), strings.Join(toolNames, ", "))}
		}
		return next(ctx, method, req)
	}
}

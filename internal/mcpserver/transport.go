package mcpserver

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// maxFrameBytes is how long a frame may be. One as long is read, so that its call gets an error under its own id.
const maxFrameBytes = 16 << 20

// newTransport reads frames, one per line, and writes such. The protocol's library ends the connection at the first frame
// that is none: here that is answered with an error, and the next one is read.
func newTransport(in io.Reader, out io.Writer) mcp.Transport {
	w := &frameWriter{w: out}
	return &mcp.IOTransport{Reader: &frameReader{in: bufio.NewReaderSize(in, 64<<10), out: w}, Writer: w, MaxLineLength: -1}
}

// A frameWriter writes whole frames, however many write at once.
type frameWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (w *frameWriter) Write(frame []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.w.Write(frame)
}

// Close leaves the stream to its owner.
func (*frameWriter) Close() error { return nil }

// refuse answers a frame that is no request.
func (w *frameWriter) refuse(id any, code int64, message string) error {
	frame, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "error": jsonrpc.Error{Code: code, Message: message}})
	if err != nil {
		return err
	}
	_, err = w.Write(append(frame, '\n'))
	return err
}

// A frameReader passes on the frames that can be used.
type frameReader struct {
	in    *bufio.Reader
	out   *frameWriter
	frame []byte // what is left of the present one
}

func (r *frameReader) Read(p []byte) (int, error) {
	for len(r.frame) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.frame)
	r.frame = r.frame[n:]
	return n, nil
}

// Close leaves the stream to its owner.
func (*frameReader) Close() error { return nil }

// next reads one line, and keeps it where it is a frame.
func (r *frameReader) next() error {
	line, err := r.line()
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		return r.out.refuse(nil, jsonrpc.CodeInvalidRequest, fmt.Sprintf("a frame is longer than %s: put less into one call", bytesOf(maxFrameBytes)))
	case len(bytes.TrimSpace(line)) == 0:
		return err
	}
	if !json.Valid(line) {
		return errors.Join(r.out.refuse(nil, jsonrpc.CodeParseError, "a frame is no JSON: write each message as one line of JSON"), err)
	}
	if _, wrong := jsonrpc.DecodeMessage(line); wrong != nil {
		return errors.Join(r.out.refuse(idOf(line), jsonrpc.CodeInvalidRequest, "a frame is no message of JSON-RPC 2.0 (batches are none either)"), err)
	}
	r.frame = append(bytes.TrimSpace(line), '\n')
	return nil // an end of the stream comes again
}

// line reads up to the end of a line or of the stream, whichever comes first. Of a line that is too long it keeps nothing.
func (r *frameReader) line() ([]byte, error) {
	var line []byte
	for {
		part, err := r.in.ReadSlice('\n')
		tooLong := len(line)+len(part) > maxFrameBytes
		if !tooLong {
			line = append(line, part...)
		}
		switch {
		case tooLong:
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = r.in.ReadSlice('\n')
			}
			if err != nil {
				return nil, err
			}
			return nil, bufio.ErrTooLong
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return line, nil
		default:
			return line, err
		}
	}
}

// idOf is the id of a broken message, where it has one that can be answered.
func idOf(frame []byte) any {
	var message struct {
		ID any `json:"id"`
	}
	_ = json.Unmarshal(frame, &message) // without one, too, the frame is refused
	switch message.ID.(type) {
	case string, float64:
		return message.ID
	}
	return nil
}

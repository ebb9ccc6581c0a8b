package api

import (
	"bytes"
	"io"
	"net/http"
	"sync"

	"github.com/klauspost/compress/s2"
)

// A buffer holds a body while it is read, decoded or compressed. It is used again for other bodies: a body takes more memory
// than its rows do.
type buffer struct{ bytes []byte }

var buffers = sync.Pool{New: func() any { return new(buffer) }}

func newBuffer() *buffer { return buffers.Get().(*buffer) }

// release gives a buffer back. A large one is left to the garbage collector: few bodies need it.
func (b *buffer) release() {
	const large = 1 << 20
	if cap(b.bytes) <= large {
		buffers.Put(b)
	}
}

// read reads the body of an answer.
func (b *buffer) read(r *http.Response) error {
	into := bytes.NewBuffer(b.bytes[:0])
	if r.ContentLength > 0 && r.ContentLength <= maxBody {
		into.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	n, err := into.ReadFrom(io.LimitReader(r.Body, maxBody+1))
	if b.bytes = into.Bytes(); n > maxBody {
		return errTooLarge
	}
	return err
}

func compressed(body []byte) []byte {
	b := newBuffer()
	defer b.release()
	b.bytes = s2.Encode(b.bytes[:cap(b.bytes)], body)
	return bytes.Clone(b.bytes)
}

// uncompress calls use with what was compressed; use must not keep it.
func uncompress(packed []byte, use func(body []byte) error) (err error) {
	b := newBuffer()
	defer b.release()
	if b.bytes, err = s2.Decode(b.bytes[:cap(b.bytes)], packed); err != nil {
		return err
	}
	return use(b.bytes)
}

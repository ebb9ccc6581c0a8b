package fakeaircall

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// ListenLoopback serves on a free port of the loopback interface and returns its base URL, without a slash at the end.
func (s *Server) ListenLoopback() (baseURL string, close func(), err error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("the invented Aircall finds no free port on loopback: %w", err)
	}
	return "http://" + listener.Addr().String(), s.serve(listener), nil
}

// Pipe serves in memory, without a socket, so that a client can be tested with the clock of testing/synctest. Its
// transport reaches this server whatever the host of the URL, which must be http.
func (s *Server) Pipe() (transport *http.Transport, close func()) {
	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	stop := s.serve(listener)
	transport = &http.Transport{DialContext: listener.dial}
	return transport, func() {
		transport.CloseIdleConnections()
		stop()
	}
}

func (s *Server) serve(listener net.Listener) (stop func()) {
	server := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // ends with ErrServerClosed
	}()
	return sync.OnceFunc(func() {
		_ = server.Close()
		<-done
	})
}

// pipeListener hands out the server's ends of in-memory connections.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, errors.New("the invented Aircall has closed")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "fakeaircall", Net: "pipe"} }

// Package connections accepts stream connections, with or without TLS, up to a bound, and ends them in an orderly way:
// who waits for its peer is closed at once, who is at work may finish. It knows no protocol.
package connections

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// handshakeTimeout bounds the TLS handshake.
	handshakeTimeout = 10 * time.Second
	// acceptPause keeps a listener that fails, for want of file descriptors for example, from spinning.
	acceptPause = 50 * time.Millisecond
)

// ErrTooMany is given to Refused for a connection over the limit.
var ErrTooMany = errors.New("too many connections")

// HandshakeError is given to Refused for a peer that failed the TLS handshake.
type HandshakeError struct{ Cause error }

func (e *HandshakeError) Error() string { return "the TLS handshake failed: " + e.Cause.Error() }

func (e *HandshakeError) Unwrap() error { return e.Cause }

// Options say how a Server works.
type Options struct {
	// Limit is how many connections there are at a time at most; one more is closed at once.
	Limit int
	// TLS is nil for connections in the clear.
	TLS *tls.Config
	// Handle does all the work of a connection, which is closed when it returns. ctx ends when a shutdown waits no longer.
	Handle func(ctx context.Context, c *Conn)
	// Opened is told of each connection, +1 and -1, and Refused of each that came to nothing. Both may be nil.
	Opened  func(delta int)
	Refused func(err error)
}

// Server accepts connections of one listener.
type Server struct {
	listener net.Listener
	options  Options
	ctx      context.Context
	giveUp   context.CancelFunc
	working  sync.WaitGroup

	mu       sync.Mutex
	stopping bool
	conns    map[*Conn]struct{}
}

// Serve begins to accept; it takes the listener over.
func Serve(listener net.Listener, options Options) *Server {
	if options.Opened == nil {
		options.Opened = func(int) {}
	}
	if options.Refused == nil {
		options.Refused = func(error) {}
	}
	s := &Server{listener: listener, options: options, conns: map[*Conn]struct{}{}}
	s.ctx, s.giveUp = context.WithCancel(context.Background())
	s.working.Go(s.accept)
	return s
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

func (s *Server) accept() {
	for {
		raw, err := s.listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			select {
			case <-s.ctx.Done():
			case <-time.After(acceptPause):
			}
			continue
		}
		c := s.enter(raw)
		if c == nil {
			_ = raw.Close()
			continue
		}
		s.working.Go(func() {
			defer s.leave(c)
			s.serve(c)
		})
	}
}

// enter makes a connection of what was accepted; nil when there is no room.
func (s *Server) enter(raw net.Conn) *Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return nil
	}
	if len(s.conns) >= s.options.Limit {
		s.options.Refused(ErrTooMany)
		return nil
	}
	c := &Conn{Conn: raw, server: s}
	s.conns[c] = struct{}{}
	s.options.Opened(1)
	return c
}

func (s *Server) leave(c *Conn) {
	_ = c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	s.options.Opened(-1)
}

func (s *Server) serve(c *Conn) {
	if s.options.TLS != nil {
		secured := tls.Server(c.Conn, s.options.TLS)
		ctx, cancel := context.WithTimeout(s.ctx, handshakeTimeout)
		defer cancel()
		if err := secured.HandshakeContext(ctx); err != nil {
			s.options.Refused(&HandshakeError{err})
			return
		}
		c.secure(secured)
	}
	s.options.Handle(s.ctx, c)
}

// Shutdown accepts nothing more, ends connections that wait for their peer, and waits for the others until ctx is done;
// then it closes them, too. All goroutines have ended when it returns.
func (s *Server) Shutdown(ctx context.Context) error {
	err := s.listener.Close()
	s.mu.Lock()
	s.stopping = true
	for c := range s.conns {
		_ = c.SetReadDeadline(time.Unix(1, 0))
	}
	s.mu.Unlock()
	stop := context.AfterFunc(ctx, func() {
		s.giveUp()
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.conns {
			_ = c.Close()
		}
	})
	defer stop()
	s.working.Wait()
	s.giveUp()
	return err
}

// Conn is a connection of a Server.
type Conn struct {
	net.Conn
	server *Server
}

// secure puts TLS over the connection, under the lock of the server, which may be closing it.
func (c *Conn) secure(secured *tls.Conn) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.Conn = secured
	if c.server.stopping {
		_ = c.SetReadDeadline(time.Unix(1, 0))
	}
}

// ReadWithin gives reads that long from now; 0 is no bound. When the server is stopping, reads fail from here on.
func (c *Conn) ReadWithin(d time.Duration) error {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.server.stopping {
		return net.ErrClosed
	}
	var deadline time.Time
	if d > 0 {
		deadline = time.Now().Add(d)
	}
	return c.SetReadDeadline(deadline)
}

// WriteWithin gives writes that long from now.
func (c *Conn) WriteWithin(d time.Duration) error { return c.SetWriteDeadline(time.Now().Add(d)) }

package connections

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func listen(t *testing.T, options Options) *Server {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return Serve(listener, options)
}

func dial(t *testing.T, s *Server) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// echo answers each line after work.
func echo(work func(ctx context.Context)) func(context.Context, *Conn) {
	return func(ctx context.Context, c *Conn) {
		lines := bufio.NewReader(c)
		for c.ReadWithin(time.Minute) == nil {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			work(ctx)
			if _, err = io.WriteString(c, line); err != nil {
				return
			}
		}
	}
}

func closedSoon(t *testing.T, conn net.Conn) {
	t.Helper()
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	_, err := conn.Read(make([]byte, 1))
	require.Error(t, err)
	var timeout net.Error
	assert.False(t, errors.As(err, &timeout) && timeout.Timeout(), "the connection is still open")
}

func TestConnectionsAreBounded(t *testing.T) {
	var open, refused atomic.Int64
	s := listen(t, Options{
		Limit: 1, Handle: echo(func(context.Context) {}),
		Opened: func(d int) { open.Add(int64(d)) },
		Refused: func(err error) {
			assert.ErrorIs(t, err, ErrTooMany)
			refused.Add(1)
		},
	})
	first := dial(t, s)
	_, err := io.WriteString(first, "a\n")
	require.NoError(t, err)
	_, err = io.ReadFull(first, make([]byte, 2))
	require.NoError(t, err)
	closedSoon(t, dial(t, s))
	assert.Equal(t, []int64{1, 1}, []int64{open.Load(), refused.Load()})
	require.NoError(t, s.Shutdown(context.Background()))
	closedSoon(t, first)
	assert.Zero(t, open.Load())
}

func TestShutdownLetsWorkFinish(t *testing.T) {
	working, goOn := make(chan struct{}), make(chan struct{})
	s := listen(t, Options{Limit: 2, Handle: echo(func(context.Context) { close(working); <-goOn })})
	conn := dial(t, s)
	_, err := io.WriteString(conn, "a\n")
	require.NoError(t, err)
	<-working
	ended := make(chan error)
	go func() { ended <- s.Shutdown(context.Background()) }()
	select {
	case <-ended:
		t.Fatal("it did not wait")
	case <-time.After(50 * time.Millisecond):
	}
	close(goOn)
	require.NoError(t, <-ended)
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	assert.Equal(t, "a\n", string(answer), "the answer came, and then the end")
}

func TestShutdownGivesUp(t *testing.T) {
	working := make(chan struct{})
	s := listen(t, Options{Limit: 2, Handle: echo(func(ctx context.Context) { close(working); <-ctx.Done() })})
	conn := dial(t, s)
	_, err := io.WriteString(conn, "a\n")
	require.NoError(t, err)
	<-working
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	require.NoError(t, s.Shutdown(ctx))
	closedSoon(t, conn)
}

package mqtt

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// ackTime is how long the libraries may take to send acknowledgements that were given.
const ackTime = 50 * time.Millisecond

// ErrNotConnected says that there is no connection at the moment.
var ErrNotConnected = errors.New("mqtt: not connected")

// link is one connection, spoken in one version.
type link interface {
	subscribe(ctx context.Context) error
	publish(ctx context.Context, p Publication) error
	// lost ends with the connection.
	lost() <-chan struct{}
	// reason says why it ended, where that is known.
	reason() error
	// end closes the connection and waits for what it runs.
	end()
}

// Client keeps a session.
type Client struct {
	options Options

	mu   sync.Mutex
	link link
}

// New returns a client that is not connected yet.
func New(options Options) *Client { return &Client{options: options} }

// Run keeps connected until ctx is done, and ends in an orderly way then.
func (c *Client) Run(ctx context.Context) {
	wait := c.options.FirstWait
	for ctx.Err() == nil {
		began := time.Now()
		err := c.hold(ctx)
		if ctx.Err() != nil {
			return
		}
		c.options.OnDown(err)
		if time.Since(began) > c.options.LastWait {
			wait = c.options.FirstWait
		}
		// Many clients of a broker that restarts must not come back all at once.
		pause := wait/2 + rand.N(wait/2+1) //nolint:gosec // not a secret
		wait = min(wait*2, c.options.LastWait)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// hold connects, and returns when the connection is lost or ctx is done.
func (c *Client) hold(ctx context.Context) error {
	attempt, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	conn, err := c.options.Dial(attempt)
	if err != nil {
		return err
	}
	g := newGuard(conn, c.options.MaxPacketSize, c.options.Timeout)
	// A broker that answers nothing must not outlast the attempt.
	stop := context.AfterFunc(attempt, func() { _ = g.Close() })
	connect := connect311
	if c.options.Version == Version5 {
		connect = connect5
	}
	l, resumed, err := connect(attempt, g, &c.options)
	if err != nil {
		return errors.Join(err, g.Close())
	}
	defer l.end()
	if err := l.subscribe(attempt); err != nil {
		return err
	}
	if c.options.Birth != nil {
		if err := l.publish(attempt, *c.options.Birth); err != nil {
			return err
		}
	}
	if !stop() {
		return attempt.Err()
	}
	c.set(l)
	defer c.set(nil)
	c.options.OnUp(resumed)
	select {
	case <-l.lost():
		return l.reason()
	case <-ctx.Done():
		time.Sleep(ackTime)
	}
	if c.options.Will != nil {
		// The broker does not say the will of who takes leave.
		leave, done := context.WithTimeout(context.Background(), time.Second)
		defer done()
		_ = l.publish(leave, *c.options.Will)
	}
	return nil
}

func (c *Client) set(l link) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.link = l
}

// Publish sends a message; ErrNotConnected when there is no connection.
func (c *Client) Publish(ctx context.Context, p Publication) error {
	c.mu.Lock()
	l := c.link
	c.mu.Unlock()
	if l == nil {
		return ErrNotConnected
	}
	return l.publish(ctx, p)
}

package apitelemetryreceiver

import (
	"sync"
	"time"
)

const (
	// quietTime without a message from before the connection means that the broker has sent all that it had kept.
	quietTime = time.Second
	// undatedTime is how long after connecting a message that does not say its time may be one of those.
	undatedTime = 10 * time.Second
	// longestCatchUp ends the wait when devices' clocks are behind.
	longestCatchUp = 5 * time.Minute
)

// coverage knows whether the input hears what devices say. While it does not, nothing may be said about their silence:
// the connection is away, or the broker still sends what it kept meanwhile.
type coverage struct {
	mu        sync.Mutex
	up        bool
	caughtUp  bool
	since     time.Time
	newestOld time.Time
}

// connected: the connection stands; resumed: the broker kept messages meanwhile.
func (c *coverage) connected(now time.Time, resumed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up, c.caughtUp, c.since, c.newestOld = true, !resumed, now, now
}

// lost says whether there was a connection.
func (c *coverage) lost() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.up
	c.up, c.caughtUp = false, false
	return was
}

// message notes that a message arrived, and when it was written, where it says so.
func (c *coverage) message(arrived time.Time, writtenUnixNano int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.caughtUp {
		return
	}
	old := arrived.Sub(c.since) < undatedTime
	if writtenUnixNano != 0 {
		old = writtenUnixNano < c.since.UnixNano()
	}
	if old {
		c.newestOld = arrived
	}
}

// covers says whether all that devices said up to now was heard.
func (c *coverage) covers(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.up && (now.Sub(c.newestOld) >= quietTime || now.Sub(c.since) >= longestCatchUp) {
		c.caughtUp = true
	}
	return c.up && c.caughtUp
}

package apitelemetryreceiver

import (
	"sync"
	"time"
)

// keepAlive says again and again that somebody is at work, until it is stopped.
type keepAlive struct {
	mu      sync.Mutex
	stopped bool
	timer   *time.Timer
}

// startKeepAlive calls say every interval, for as long as it says nil.
func startKeepAlive(interval time.Duration, say func() error) *keepAlive {
	k := &keepAlive{}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.timer = time.AfterFunc(interval, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if !k.stopped && say() == nil {
			k.timer.Reset(interval)
		}
	})
	return k
}

// stop returns when nothing is being said and nothing will be. It may be called again, and for nobody.
func (k *keepAlive) stop() {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stopped = true
	k.timer.Stop()
}

package apitelemetryreceiver

import (
	"sync"
	"time"
)

// datagramOverhead is counted for each datagram on top of its text, so that empty ones fill a queue too.
const datagramOverhead = 64

// datagram is one message as it was received.
type datagram struct {
	text    string
	arrived time.Time
	cut     bool
}

// datagramQueue holds datagrams that wait, up to a number of bytes. One goroutine takes, any may push.
type datagramQueue struct {
	limit int
	batch int
	// some holds a token when there is something, full when there is a whole batch.
	some, full chan struct{}

	mu    sync.Mutex
	items []datagram
	bytes int
	// taken is the arrival of the oldest datagram that was taken and is not done yet.
	taken    time.Time
	hasTaken bool
}

func newDatagramQueue(limit, batch int) *datagramQueue {
	return &datagramQueue{limit: limit, batch: batch, some: make(chan struct{}, 1), full: make(chan struct{}, 1)}
}

// push adds a datagram; false when there is no room.
func (q *datagramQueue) push(d datagram) bool {
	q.mu.Lock()
	size := len(d.text) + datagramOverhead
	if q.bytes+size > q.limit {
		q.mu.Unlock()
		return false
	}
	q.items = append(q.items, d)
	q.bytes += size
	isFull := len(q.items) >= q.batch
	q.mu.Unlock()
	signal(q.some)
	if isFull {
		signal(q.full)
	}
	return true
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// take returns at most a batch of what waits, oldest first, and holds it as under way until done. more says that
// something is left.
func (q *datagramQueue) take() (items []datagram, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.items), q.batch)
	if n == 0 {
		return nil, false
	}
	items = append(items, q.items[:n]...)
	for _, d := range items {
		q.bytes -= len(d.text) + datagramOverhead
	}
	rest := copy(q.items, q.items[n:])
	clear(q.items[rest:])
	q.items = q.items[:rest]
	q.taken, q.hasTaken = items[0].arrived, true
	return items, rest > 0
}

// done says that what was taken has been passed on or given up.
func (q *datagramQueue) done() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.hasTaken = false
}

// oldest returns the arrival of the oldest datagram that is not done.
func (q *datagramQueue) oldest() (time.Time, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.hasTaken {
		return q.taken, true
	}
	if len(q.items) > 0 {
		return q.items[0].arrived, true
	}
	return time.Time{}, false
}

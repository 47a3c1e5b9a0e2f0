package apitelemetryreceiver

import (
	"context"
	"sync"
	"time"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/mqtt"
)

// queuedMessage is a message that waits to be passed on. Where lost is set it is none, but says that the connection was
// lost between the messages before and those behind.
type queuedMessage struct {
	mqtt.Message
	arrived time.Time
	lost    bool
}

func (m *queuedMessage) size() int { return len(m.Payload) + len(m.Topic) + 64 }

// messageQueue holds messages in their order, and counts those that are being passed on as well.
type messageQueue struct {
	limit int
	// some has an element when there is something to take.
	some chan struct{}

	mu      sync.Mutex
	items   []queuedMessage
	passing []queuedMessage
	bytes   int
	// room is closed, and made anew, when something was passed on.
	room chan struct{}
}

func newMessageQueue(limit int) *messageQueue {
	return &messageQueue{limit: limit, some: make(chan struct{}, 1), room: make(chan struct{})}
}

// push waits for room, or until ctx is done; then the message is not in the queue.
func (q *messageQueue) push(ctx context.Context, m queuedMessage) {
	for {
		q.mu.Lock()
		if q.bytes == 0 || m.lost || q.bytes+m.size() <= q.limit {
			q.items = append(q.items, m)
			q.bytes += m.size()
			q.mu.Unlock()
			select {
			case q.some <- struct{}{}:
			default:
			}
			return
		}
		room := q.room
		q.mu.Unlock()
		select {
		case <-room:
		case <-ctx.Done():
			return
		}
	}
}

// take takes up to n messages, which are passed on now. done must be called before the next take.
func (q *messageQueue) take(n int) []queuedMessage {
	q.mu.Lock()
	defer q.mu.Unlock()
	n = min(n, len(q.items))
	q.passing = append(q.passing[:0], q.items[:n]...)
	rest := copy(q.items, q.items[n:])
	clear(q.items[rest:])
	q.items = q.items[:rest]
	return q.passing
}

// done says that what was taken is passed on.
func (q *messageQueue) done() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.passing {
		q.bytes -= q.passing[i].size()
	}
	clear(q.passing)
	q.passing = q.passing[:0]
	close(q.room)
	q.room = make(chan struct{})
}

// oldest is when the oldest message arrived that is not passed on yet.
func (q *messageQueue) oldest() (time.Time, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.passing) > 0 {
		return q.passing[0].arrived, true
	}
	if len(q.items) > 0 {
		return q.items[0].arrived, true
	}
	return time.Time{}, false
}

// size is how many bytes are in the queue.
func (q *messageQueue) size() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.bytes
}

package mqtt

import (
	"errors"
	"sync"
	"time"
)

// loss remembers why a connection ended: the first reason that the library gave, those after it are consequences.
type loss struct {
	mu    sync.Mutex
	first error
}

func (l *loss) because(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.first == nil {
		l.first = err
	}
}

// reason waits a little for one: the libraries report after they have closed the connection.
func (l *loss) reason() error {
	for range 20 {
		l.mu.Lock()
		first := l.first
		l.mu.Unlock()
		if first != nil {
			return first
		}
		time.Sleep(5 * time.Millisecond)
	}
	return errors.New("the connection was lost")
}

package weir

import (
	"context"
	"sync"
	"time"
)

// kept holds a value for a while. Concurrent callers who find it too old share one request for a new one, which ends only
// when all of them have given up: what seldom changes is asked for once by a dashboard, not once by each of its panels.
type kept[T any] struct {
	mu    sync.Mutex
	value T
	until time.Time
	under *fetching[T]
}

// fetching is a request that is under way. Value and err are there when done is closed.
type fetching[T any] struct {
	done    chan struct{}
	value   T
	err     error
	callers int
	end     func()
}

// get is the value. What fetch says is not to be kept is the answer for those who asked meanwhile, and then forgotten.
func (k *kept[T]) get(ctx context.Context, now time.Time, fetch func(context.Context) (value T, keep bool, err error)) (T, error) {
	k.mu.Lock()
	if now.Before(k.until) {
		defer k.mu.Unlock()
		return k.value, nil
	}
	f := k.under
	if f == nil {
		shared, end := context.WithCancel(context.WithoutCancel(ctx))
		f = &fetching[T]{done: make(chan struct{}), end: end}
		k.under = f
		go k.fetch(shared, f, now, fetch)
	}
	f.callers++
	k.mu.Unlock()
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		k.leave(f)
		var nothing T
		return nothing, silence{ctx.Err()}
	}
}

func (k *kept[T]) fetch(ctx context.Context, f *fetching[T], now time.Time, fetch func(context.Context) (T, bool, error)) {
	defer f.end()
	value, keep, err := fetch(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if f.value, f.err = value, err; err == nil && keep {
		k.value, k.until = value, now.Add(remembered)
	}
	k.forget(f)
	close(f.done)
}

// leave is called by a caller who gives up.
func (k *kept[T]) leave(f *fetching[T]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if f.callers--; f.callers == 0 {
		k.forget(f)
		f.end()
	}
}

// forget lets the next caller ask anew. The lock is held.
func (k *kept[T]) forget(f *fetching[T]) {
	if k.under == f {
		k.under = nil
	}
}

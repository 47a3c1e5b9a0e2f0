// Package idempotency remembers which keys were accepted, within a horizon and a bound, and lets repeats of a key that
// is under way wait for the first one.
package idempotency

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrUnderWay is returned when the first request with a key did not end while a repeat waited.
var ErrUnderWay = errors.New("a request with this key is still under way")

// Keys is a bounded memory of accepted keys. Its zero value is not usable; call NewKeys.
type Keys struct {
	horizon time.Duration
	bound   int

	mu       sync.Mutex
	underWay map[string]chan struct{} // closed when the attempt ends
	accepted map[string]struct{}
	order    []acceptedKey // ring, oldest at head
	head     int
}

type acceptedKey struct {
	key string
	at  time.Time
}

// NewKeys remembers at most bound keys for at most horizon.
func NewKeys(horizon time.Duration, bound int) *Keys {
	return &Keys{horizon: horizon, bound: bound, underWay: map[string]chan struct{}{}, accepted: map[string]struct{}{}}
}

// Claim asks for the right to work on key at time now. When the key was accepted before, duplicate is true. When another
// request works on it, Claim waits until that one has ended or ctx is done (ErrUnderWay). Otherwise the caller owns the
// key until it calls done, with true when its data was accepted.
func (k *Keys) Claim(ctx context.Context, key string, now time.Time) (done func(accepted bool), duplicate bool, err error) {
	for {
		k.mu.Lock()
		k.forget(now)
		if _, ok := k.accepted[key]; ok {
			k.mu.Unlock()
			return nil, true, nil
		}
		other, busy := k.underWay[key]
		if !busy {
			ended := make(chan struct{})
			k.underWay[key] = ended
			k.mu.Unlock()
			return func(accepted bool) { k.end(key, ended, accepted, now) }, false, nil
		}
		k.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, false, ErrUnderWay
		}
	}
}

func (k *Keys) end(key string, ended chan struct{}, accepted bool, at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.underWay, key)
	if accepted {
		k.accepted[key] = struct{}{}
		k.order = append(k.order, acceptedKey{key, at})
		if len(k.accepted) > k.bound {
			k.dropOldest()
		}
	}
	close(ended)
}

// forget drops what is beyond the horizon.
func (k *Keys) forget(now time.Time) {
	for k.head < len(k.order) && now.Sub(k.order[k.head].at) > k.horizon {
		k.dropOldest()
	}
}

func (k *Keys) dropOldest() {
	delete(k.accepted, k.order[k.head].key)
	k.order[k.head] = acceptedKey{}
	k.head++
	// Moving the rest down only when half is empty keeps the cost of a drop constant on average.
	if k.head*2 >= len(k.order) {
		k.order = append(k.order[:0], k.order[k.head:]...)
		k.head = 0
	}
}

// Len returns how many accepted keys are remembered.
func (k *Keys) Len() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.accepted)
}

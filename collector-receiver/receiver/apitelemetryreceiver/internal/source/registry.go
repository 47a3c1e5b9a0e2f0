// Package source keeps which live sources were heard of and up to when each has delivered everything. It has no clock:
// every time is an argument.
package source

import (
	"sync"
	"time"
)

// Registry knows the live sources of one receiver. Inputs are there from their start to their end; sources that name
// themselves are there for as long as they were seen within the timeout.
type Registry struct {
	timeout time.Duration
	bound   int

	mu      sync.Mutex
	sources map[string]*live
}

type live struct {
	// oldest is set for inputs: the arrival of the oldest thing that waits to be passed on.
	oldest func() (time.Time, bool)
	// seen is when the source was last heard of, declared when it last made a heartbeat of its own.
	seen, declared time.Time
	flights        []*Flight
	// last is the last instant that was reported: an instant never goes back, whatever the clock does.
	last time.Time
}

// NewRegistry returns a registry for at most bound sources that name themselves.
func NewRegistry(timeout time.Duration, bound int) *Registry {
	return &Registry{timeout: timeout, bound: bound, sources: map[string]*live{}}
}

// AddInput adds a source that lives until the receiver stops. oldest, which may be nil, tells what waits in the input.
func (r *Registry) AddInput(id string, oldest func() (time.Time, bool)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if oldest == nil {
		oldest = func() (time.Time, bool) { return time.Time{}, false }
	}
	r.sources[id] = &live{oldest: oldest}
}

// Flight is something that was received and has not been passed on yet. No heartbeat overtakes it.
type Flight struct {
	registry *Registry
	source   *live
	arrived  time.Time
}

// Begin notes that something of the source arrived. The caller must End the flight when it has been passed on or refused.
func (r *Registry) Begin(id string, arrived time.Time) *Flight {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.sources[id]
	if !ok {
		if len(r.sources) >= r.bound {
			r.forget(arrived)
		}
		if len(r.sources) >= r.bound {
			return &Flight{registry: r}
		}
		s = &live{}
		r.sources[id] = s
	}
	if arrived.After(s.seen) {
		s.seen = arrived
	}
	f := &Flight{registry: r, source: s, arrived: arrived}
	s.flights = append(s.flights, f)
	return f
}

// End takes the flight out.
func (f *Flight) End() {
	if f.source == nil {
		return
	}
	f.registry.mu.Lock()
	defer f.registry.mu.Unlock()
	for i, other := range f.source.flights {
		if other == f {
			last := len(f.source.flights) - 1
			f.source.flights[i] = f.source.flights[last]
			f.source.flights[last] = nil
			f.source.flights = f.source.flights[:last]
			return
		}
	}
}

// Declare notes that the source made a heartbeat of its own: it gets none from here until it has been silent for the
// timeout. A source that ended is forgotten, unless it is an input.
func (r *Registry) Declare(id string, now time.Time, ended bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.sources[id]
	if !ok {
		return
	}
	if ended && s.oldest == nil {
		delete(r.sources, id)
		return
	}
	s.declared = now
}

// Due is one heartbeat to make.
type Due struct {
	Source string
	UpTo   time.Time
}

// Heartbeats returns what is to be said at now about the live sources, and forgets those that were not heard of.
func (r *Registry) Heartbeats(now time.Time) []Due {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forget(now)
	due := make([]Due, 0, len(r.sources))
	for id, s := range r.sources {
		if !s.declared.IsZero() && now.Sub(s.declared) < r.timeout {
			continue
		}
		upTo := s.upTo(now)
		if upTo.Before(s.last) {
			upTo = s.last
		}
		s.last = upTo
		due = append(due, Due{Source: id, UpTo: upTo})
	}
	return due
}

// upTo is now, or just before the oldest thing that has not been passed on.
func (s *live) upTo(now time.Time) time.Time {
	oldest := now
	for _, f := range s.flights {
		if before := f.arrived.Add(-time.Millisecond); before.Before(oldest) {
			oldest = before
		}
	}
	if s.oldest != nil {
		if waiting, ok := s.oldest(); ok {
			if before := waiting.Add(-time.Millisecond); before.Before(oldest) {
				oldest = before
			}
		}
	}
	return oldest
}

// forget drops sources that named themselves and were not seen within the timeout.
func (r *Registry) forget(now time.Time) {
	for id, s := range r.sources {
		if s.oldest == nil && len(s.flights) == 0 && now.Sub(s.seen) >= r.timeout {
			delete(r.sources, id)
		}
	}
}

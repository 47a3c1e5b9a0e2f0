package nodesub

import (
	"sort"
	"strconv"
	"sync"
	"time"
)

// States of a subscription.
const (
	StateActive      = "active"
	StateConnecting  = "connecting"
	StateSuspended   = "suspended"
	StateSilent      = "silent"
	StateInvalid     = "invalid"
	StateRefused     = "refused"
	StateUnreachable = "unreachable"
)

// State is how one subscription is.
type State struct {
	Node, Name, State string
	// Reason is for a person; empty where there is nothing to say.
	Reason string
	// ID is that on the node, 0 where there is none.
	ID uint32
	// Last is when something of it came last; zero when nothing has.
	Last time.Time
}

// Book keeps how subscriptions are: what reconciling them came to, and what came of them since. It has no clock.
type Book struct {
	mu      sync.Mutex
	entries map[string]*entry
	byID    map[string]*entry
}

type entry struct {
	wish        Wish
	kept        Kept
	tried       bool
	unreachable error
	// since is when it was made or first seen on the node; last when something of it came.
	since, last time.Time
	// stopped is why the node has stopped it for now, or for good; empty while it runs.
	stopped string
}

// NewBook returns an empty book.
func NewBook() *Book { return &Book{entries: map[string]*entry{}, byID: map[string]*entry{}} }

// Want makes the book one of these wishes; what is known of those that stay is kept.
func (b *Book) Want(wishes []Wish) {
	b.mu.Lock()
	defer b.mu.Unlock()
	entries := make(map[string]*entry, len(wishes))
	for i := range wishes {
		key := wishes[i].Key()
		e, ok := b.entries[key]
		if !ok {
			e = &entry{}
		}
		e.wish = wishes[i]
		entries[key] = e
	}
	b.entries = entries
	for id, e := range b.byID {
		if entries[e.wish.Key()] != e {
			delete(b.byID, id)
		}
	}
}

// Reconciled notes what came of the wishes of a node; err says that the node could not be asked.
func (b *Book) Reconciled(node string, kept map[string]Kept, err error, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.entries {
		if e.wish.Node != node {
			continue
		}
		e.tried, e.unreachable = true, err
		k, ok := kept[e.wish.Name]
		if !ok {
			continue
		}
		if err != nil && k.Err == nil {
			e.unreachable = nil // it is there; something else of the node failed
		}
		if k.Made || k.ID != e.kept.ID {
			delete(b.byID, idKey(node, e.kept.ID))
			e.since, e.last, e.stopped = now, time.Time{}, ""
		}
		if k.Receiver == "active" {
			e.stopped = ""
		}
		e.kept = k
		if k.ID != 0 {
			b.byID[idKey(node, k.ID)] = e
		}
	}
}

// Heard notes that something of a subscription came. It returns the name, empty for one that is not in the book.
func (b *Book) Heard(node string, id uint32, now time.Time) (name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.byID[idKey(node, id)]
	if !ok {
		return ""
	}
	e.last, e.stopped = now, ""
	return e.wish.Name
}

// Stopped notes that the node stopped a subscription, for now or for good.
func (b *Book) Stopped(node string, id uint32, reason string) (name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.byID[idKey(node, id)]
	if !ok {
		return ""
	}
	e.stopped = reason
	return e.wish.Name
}

// silenceSlack is what a period may be late before it counts.
const silenceSlack = 10 * time.Second

// States returns how all are at an instant, in the order of node and name. Those that were not tried yet are left out.
func (b *Book) States(now time.Time) []State {
	b.mu.Lock()
	defer b.mu.Unlock()
	states := make([]State, 0, len(b.entries))
	for _, e := range b.entries {
		if e.tried {
			states = append(states, e.state(now))
		}
	}
	sort.Slice(states, func(i, j int) bool {
		if states[i].Node != states[j].Node {
			return states[i].Node < states[j].Node
		}
		return states[i].Name < states[j].Name
	})
	return states
}

func (e *entry) state(now time.Time) State {
	s := State{Node: e.wish.Node, Name: e.wish.Name, ID: e.kept.ID, Last: e.last}
	heard := e.last
	if heard.Before(e.since) {
		heard = e.since
	}
	silent := e.wish.Period > 0 && now.Sub(heard) > 3*e.wish.Period+silenceSlack
	switch {
	case e.unreachable != nil:
		s.State, s.Reason = StateUnreachable, e.unreachable.Error()
	case e.kept.Err != nil:
		s.State, s.Reason = StateRefused, e.kept.Err.Error()
	case !e.kept.Valid:
		s.State, s.Reason = StateInvalid, "the node says that it cannot serve it"
	case e.stopped != "":
		s.State, s.Reason = StateSuspended, e.stopped
	case e.kept.Receiver == "suspended":
		s.State, s.Reason = StateSuspended, "the node says that it is suspended"
	case silent:
		s.State = StateSilent
		s.Reason = "nothing came for " + now.Sub(heard).Truncate(time.Second).String() + ", expected every " + e.wish.Period.String()
	case e.last.IsZero() && e.kept.Receiver != "active":
		s.State, s.Reason = StateConnecting, "nothing has come yet"
	default:
		s.State = StateActive
	}
	return s
}

func idKey(node string, id uint32) string {
	return node + "/" + strconv.FormatUint(uint64(id), 10)
}

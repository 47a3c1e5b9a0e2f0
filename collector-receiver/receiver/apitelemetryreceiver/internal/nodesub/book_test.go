package nodesub

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func TestABookOfOne(t *testing.T) {
	b := NewBook()
	b.Want([]Wish{interfaces})
	assert.Empty(t, b.States(start), "nothing is said before it was tried")
	one := func(at time.Time) State {
		states := b.States(at)
		require.Len(t, states, 1)
		return states[0]
	}
	reconciled := func(at time.Time, k Kept, err error) {
		b.Reconciled("edge-1", map[string]Kept{"interfaces": k}, err, at)
	}
	b.Reconciled("edge-1", nil, errors.New("connection refused"), start)
	assert.Equal(t, State{Node: "edge-1", Name: "interfaces", State: StateUnreachable, Reason: "connection refused"}, one(start))

	reconciled(start, Kept{Err: errors.New("no such filter")}, nil)
	assert.Equal(t, StateRefused, one(start).State)

	reconciled(start, Kept{ID: 7, Made: true, Valid: true}, nil)
	assert.Equal(t, StateConnecting, one(start).State)
	assert.Equal(t, uint32(7), one(start).ID)
	assert.Equal(t, StateSilent, one(start.Add(41*time.Second)).State)

	assert.Equal(t, "interfaces", b.Heard("edge-1", 7, start.Add(42*time.Second)))
	assert.Empty(t, b.Heard("edge-1", 8, start))
	assert.Empty(t, b.Heard("edge-2", 7, start))
	assert.Equal(t, StateActive, one(start.Add(50*time.Second)).State)
	assert.Equal(t, start.Add(42*time.Second), one(start).Last)
	silent := one(start.Add(3 * time.Minute))
	assert.Equal(t, StateSilent, silent.State)
	assert.Equal(t, "nothing came for 2m18s, expected every 10s", silent.Reason)

	assert.Equal(t, "interfaces", b.Stopped("edge-1", 7, "no room"))
	assert.Empty(t, b.Stopped("edge-1", 8, "no room"))
	assert.Equal(t, StateSuspended, one(start.Add(50*time.Second)).State)
	b.Heard("edge-1", 7, start.Add(60*time.Second))
	assert.Equal(t, StateActive, one(start.Add(61*time.Second)).State)
	reconciled(start.Add(62*time.Second), Kept{ID: 7, Valid: true, Receiver: "suspended"}, nil)
	assert.Equal(t, StateSuspended, one(start.Add(63*time.Second)).State)
	b.Stopped("edge-1", 7, "for now")
	reconciled(start.Add(63*time.Second), Kept{ID: 7, Valid: true, Receiver: "active"}, nil)
	assert.Equal(t, StateActive, one(start.Add(63*time.Second)).State)
	reconciled(start, Kept{ID: 7}, nil)
	assert.Equal(t, StateInvalid, one(start).State)

	reconciled(start.Add(70*time.Second), Kept{ID: 7, Valid: true}, errors.New("subscription 9, which is not wanted: 409"))
	assert.Equal(t, StateActive, one(start.Add(70*time.Second)).State, "another one failed, not this")

	reconciled(start.Add(80*time.Second), Kept{ID: 9, Made: true, Valid: true}, nil)
	assert.Equal(t, StateConnecting, one(start.Add(80*time.Second)).State, "made anew")
	assert.Empty(t, b.Heard("edge-1", 7, start), "the id of before is nobody's")
	assert.Equal(t, "interfaces", b.Heard("edge-1", 9, start))
}

func TestABookFollowsTheList(t *testing.T) {
	b := NewBook()
	far := interfaces
	far.Node = "core-1"
	b.Want([]Wish{interfaces, changes, far})
	b.Reconciled("edge-1", map[string]Kept{"interfaces": {ID: 1, Valid: true, Receiver: "active"}, "changes": {ID: 2, Valid: true, Made: true}}, nil, start)
	b.Reconciled("core-1", nil, errors.New("timeout"), start)
	var order []string
	for _, s := range b.States(start) {
		order = append(order, s.Node+"/"+s.Name+" "+s.State)
	}
	assert.Equal(t, []string{"core-1/interfaces unreachable", "edge-1/changes connecting", "edge-1/interfaces active"}, order)
	assert.Equal(t, StateConnecting, b.States(start.Add(time.Hour))[1].State, "on change, silence says nothing")
	b.Want([]Wish{changes})
	assert.Len(t, b.States(start), 1)
	assert.Empty(t, b.Heard("edge-1", 1, start))
	assert.Equal(t, "changes", b.Heard("edge-1", 2, start))
}

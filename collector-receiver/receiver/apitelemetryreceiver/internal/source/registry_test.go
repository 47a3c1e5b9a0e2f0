package source

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const timeout = time.Minute

func at(seconds float64) time.Time {
	return time.Unix(1_700_000_000, 0).Add(time.Duration(seconds * float64(time.Second)))
}

func names(due []Due) []string {
	out := make([]string, 0, len(due))
	for _, d := range due {
		out = append(out, d.Source)
	}
	slices.Sort(out)
	return out
}

func TestInputsBeatAlwaysAndNamedSourcesWhileSeen(t *testing.T) {
	r := NewRegistry(timeout, 10)
	r.AddInput("in", nil)
	r.Begin("named", at(0)).End()
	assert.Equal(t, []string{"in", "named"}, names(r.Heartbeats(at(59))))
	assert.Equal(t, []string{"in"}, names(r.Heartbeats(at(60))))
	assert.Equal(t, []string{"in"}, names(r.Heartbeats(at(1e6))))
}

func TestNoHeartbeatOvertakesWhatIsInFlight(t *testing.T) {
	r := NewRegistry(timeout, 10)
	r.AddInput("in", nil)
	first := r.Begin("in", at(10))
	second := r.Begin("in", at(11))
	assert.Equal(t, at(10).Add(-time.Millisecond), r.Heartbeats(at(20))[0].UpTo)
	first.End()
	assert.Equal(t, at(11).Add(-time.Millisecond), r.Heartbeats(at(21))[0].UpTo)
	second.End()
	second.End()
	assert.Equal(t, at(22), r.Heartbeats(at(22))[0].UpTo)
}

func TestNoHeartbeatOvertakesWhatWaitsInAnInput(t *testing.T) {
	r := NewRegistry(timeout, 10)
	waiting := true
	r.AddInput("in", func() (time.Time, bool) { return at(5), waiting })
	assert.Equal(t, at(5).Add(-time.Millisecond), r.Heartbeats(at(20))[0].UpTo)
	waiting = false
	assert.Equal(t, at(20), r.Heartbeats(at(20))[0].UpTo)
}

func TestTimeNeverGoesBack(t *testing.T) {
	r := NewRegistry(timeout, 10)
	r.AddInput("in", nil)
	r.Heartbeats(at(20))
	assert.Equal(t, at(20), r.Heartbeats(at(10))[0].UpTo)
}

func TestASourceThatDeclaresIsLeftAloneUntilItFallsSilent(t *testing.T) {
	r := NewRegistry(timeout, 10)
	r.Begin("named", at(0)).End()
	r.Declare("named", at(0), false)
	assert.Empty(t, r.Heartbeats(at(30)))
	r.Begin("named", at(50)).End()
	assert.Equal(t, []string{"named"}, names(r.Heartbeats(at(60))), "it still sends, but declares no more")
	r.Declare("named", at(61), true)
	assert.Empty(t, r.Heartbeats(at(62)))
	r.Declare("never seen", at(62), true)
}

func TestTheRegistryIsBounded(t *testing.T) {
	r := NewRegistry(timeout, 10)
	for i := range 100 {
		r.Begin(strconv.Itoa(i), at(0)).End()
	}
	assert.Len(t, r.Heartbeats(at(1)), 10)
	r.Begin("new", at(61)).End()
	assert.Equal(t, []string{"new"}, names(r.Heartbeats(at(62))), "old ones make room")
}

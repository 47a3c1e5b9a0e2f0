package sparkplug

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var start = time.UnixMilli(1_700_000_000_000)

// play sends messages to a host, and writes down what each says.
type play struct {
	t    *testing.T
	host *Host
	now  time.Time
}

func newPlay(t *testing.T) *play {
	t.Helper()
	return &play{t: t, host: NewHost(Limits{Devices: 4, Metrics: 6, RebirthWait: 30 * time.Second}), now: start}
}

func (p *play) send(topic string, data []byte) string {
	p.t.Helper()
	return p.sent(topic, data, false)
}

func (p *play) sent(topic string, data []byte, repeated bool) string {
	p.t.Helper()
	parsed, ok := ParseTopic(Namespace + "/" + topic)
	require.True(p.t, ok)
	r, err := p.host.Handle(parsed, data, repeated, p.now)
	if err != nil {
		return err.Error()
	}
	out := r.Device
	for _, s := range r.Samples {
		out += fmt.Sprintf(" %s=%v", s.Name, s.Value)
		if s.Historical {
			out += "(then)"
		}
		if s.UnixMilli != 1_700_000_000_000 {
			out += fmt.Sprintf("@%d", s.UnixMilli)
		}
	}
	slices.SortFunc(r.Changed, func(a, b Change) int { return len(a.Device) - len(b.Device) })
	for _, c := range r.Changed {
		out += fmt.Sprintf(" [%s %s]", c.Device, map[Presence]string{Online: "here", Offline: "gone"}[c.Presence])
	}
	for what, is := range map[string]bool{" rebirth!": r.AskRebirth} {
		if is {
			out += what
		}
	}
	if r.Stale {
		out += " stale"
	}
	for _, count := range []struct {
		name string
		n    int
	}{{"ignored", r.Ignored}, {"undefined", r.Undefined}, {"overflow", r.Overflow}} {
		if count.n > 0 {
			out += fmt.Sprintf(" %s:%d", count.name, count.n)
		}
	}
	if r.Manufacturer != "" || r.Model != "" {
		out += " " + r.Manufacturer + "/" + r.Model
	}
	return out
}

func bd(n uint64) metric { return metric{name: "bdSeq", kind: TypeUInt64, value: n} }

var nodeBirth = []metric{
	bd(3),
	{name: "Node Control/Rebirth", alias: 90, kind: TypeBoolean, value: false},
	{name: "Supply/Voltage (V)", alias: 1, kind: TypeDouble, value: 230.5},
	{name: "Properties/Hardware Make", kind: TypeString, value: "ACME"},
}

func TestALifeOfAnEdgeNode(t *testing.T) {
	p := newPlay(t)
	assert.Equal(t, "plant/gw Supply/Voltage (V)=230.5 [plant/gw here] ACME/", p.send("plant/NBIRTH/gw", payload(0, nodeBirth...)))
	assert.Equal(t, "plant/gw/press temp=-5 [plant/gw/press here] ignored:1", p.send("plant/DBIRTH/gw/press", payload(1,
		metric{name: "temp", alias: 2, kind: TypeInt16, value: uint32(0xfffb)}, metric{name: "state", alias: 3, kind: TypeString, value: "on"})))
	assert.Equal(t, "plant/gw/press temp=-7 ignored:1", p.send("plant/DDATA/gw/press", payload(2,
		metric{alias: 2, value: uint32(0xfff9)}, metric{alias: 3, value: "off"})))
	assert.Equal(t, "plant/gw Supply/Voltage (V)=231@1700000000500 ACME/", p.send("plant/NDATA/gw", payload(3,
		metric{alias: 1, value: 231.0, time: 1_700_000_000_500}, metric{alias: 90, value: true})))
	assert.Equal(t, "plant/gw/press temp=4(then)@1600000000000 ignored:1", p.send("plant/DDATA/gw/press", payload(4,
		metric{name: "temp", value: uint32(4), historical: true, time: 1_600_000_000_000}, metric{alias: 2, null: true})))
	assert.Equal(t, "plant/gw/press [plant/gw/press gone]", p.send("plant/DDEATH/gw/press", payload(5)))
	assert.Equal(t, "plant/gw/press temp=1 [plant/gw/press here]", p.send("plant/DBIRTH/gw/press", payload(6, metric{name: "temp", alias: 2, kind: TypeInt16, value: uint32(1)})))
	assert.Equal(t, "plant/gw [plant/gw gone] [plant/gw/press gone] ACME/", p.send("plant/NDEATH/gw", payload(-1, bd(3))))
}

func TestAMissingMessageAsksForRebirthButNotTooOften(t *testing.T) {
	p := newPlay(t)
	data := metric{name: "Supply/Voltage (V)", value: 1.0}
	p.send("plant/NBIRTH/gw", payload(255, nodeBirth...))
	assert.NotContains(t, p.send("plant/NDATA/gw", payload(0, data)), "rebirth")
	assert.Contains(t, p.send("plant/NDATA/gw", payload(2, data)), "=1 rebirth!", "what is said holds all the same")
	assert.NotContains(t, p.send("plant/NDATA/gw", payload(3, data)), "rebirth")
	assert.NotContains(t, p.send("plant/NDATA/gw", payload(5, data)), "rebirth", "it was asked just now")
	p.now = p.now.Add(30 * time.Second)
	assert.Contains(t, p.send("plant/NDATA/gw", payload(9, data)), "rebirth!")
	p.now = p.now.Add(30 * time.Second)
	assert.NotContains(t, p.sent("plant/NDATA/gw", payload(9, data), true), "rebirth", "the broker sent it again")
	assert.NotContains(t, p.send("plant/NDATA/gw", payload(10, data)), "rebirth")
}

func TestWhoIsNotKnownIsAskedToBeBorn(t *testing.T) {
	p := newPlay(t)
	assert.Equal(t, "plant/gw rebirth! undefined:1", p.send("plant/NDATA/gw", payload(7, metric{alias: 1, value: 1.0})))
	assert.Equal(t, "plant/gw v=1", p.send("plant/NDATA/gw", payload(8, metric{name: "v", kind: TypeDouble, value: 1.0})), "it says all that is needed")
	assert.Equal(t, "plant/gw undefined:1", p.send("plant/NDATA/gw", payload(9, metric{name: "v", value: uint32(1)})), "of a number whose type is not known not even the sign is")
	assert.Equal(t, "plant/gw/press undefined:1", p.send("plant/DBIRTH/gw/press", payload(9, metric{name: "v", kind: TypeDouble, value: 1.0})))
	p.send("plant/NBIRTH/gw", payload(0, nodeBirth...))
	p.now = p.now.Add(time.Minute)
	assert.Equal(t, "plant/gw rebirth! undefined:1 ACME/", p.send("plant/NDATA/gw", payload(1, metric{name: "new", kind: TypeDouble, value: 1.0})), "no birth defined it")
}

func TestADeathThatComesLateChangesNothing(t *testing.T) {
	p := newPlay(t)
	p.send("plant/NBIRTH/gw", payload(0, nodeBirth...))
	again := slices.Clone(nodeBirth)
	again[0] = bd(4)
	p.send("plant/NBIRTH/gw", payload(0, again...))
	assert.Equal(t, "plant/gw stale ACME/", p.send("plant/NDEATH/gw", payload(-1, bd(3))))
	assert.Equal(t, "plant/gw [plant/gw gone] ACME/", p.send("plant/NDEATH/gw", payload(-1, bd(4))))
	assert.Equal(t, "plant/gw ACME/", p.send("plant/NDEATH/gw", payload(-1)))
}

func TestAfterAGapNothingHoldsUntilTheNextBirth(t *testing.T) {
	p := newPlay(t)
	p.send("plant/NBIRTH/gw", payload(0, nodeBirth...))
	p.send("plant/DBIRTH/gw/press", payload(1, metric{name: "temp", alias: 2, kind: TypeInt16, value: uint32(1)}))
	present := func() map[string]Presence {
		found := map[string]Presence{}
		p.host.Present(func(device string, presence Presence) { found[device] = presence })
		return found
	}
	assert.Equal(t, map[string]Presence{"plant/gw": Online, "plant/gw/press": Online}, present())
	p.host.Forget()
	assert.Empty(t, present())
	assert.Equal(t, "plant/gw/press rebirth! undefined:1", p.send("plant/DDATA/gw/press", payload(2, metric{alias: 2, value: uint32(3)})))
	p.send("plant/NBIRTH/gw", payload(0, nodeBirth...))
	assert.Equal(t, map[string]Presence{"plant/gw": Online}, present(), "its devices are born anew, too, or are not there")
}

func TestLimits(t *testing.T) {
	p := newPlay(t)
	for i := range 4 {
		p.send(fmt.Sprintf("plant/NBIRTH/gw%d", i), payload(0, bd(1)))
	}
	assert.Equal(t, ErrLimit.Error(), p.send("plant/NBIRTH/gw9", payload(0, bd(1))))
	assert.Equal(t, ErrLimit.Error(), p.send("plant/DBIRTH/gw0/press", payload(0)))
	many := []metric{}
	for i := range 6 {
		many = append(many, metric{name: fmt.Sprint(i), kind: TypeDouble, value: 1.0})
	}
	p = newPlay(t)
	p.send("plant/NBIRTH/gw", payload(0, nodeBirth...))
	assert.Contains(t, p.send("plant/DBIRTH/gw/press", payload(1, many...)), "overflow:4", "the edge node has four of six already")
	assert.Contains(t, p.send("plant/DBIRTH/gw/press", payload(2, many[:2]...)), "0=1 1=1", "a birth replaces the one before")
	assert.Contains(t, p.send("plant/NDATA/gw", []byte("nonsense")), ErrPayload.Error())
}

func FuzzHandle(f *testing.F) {
	f.Add(payload(0, nodeBirth...), payload(1, metric{alias: 1, value: 1.0}))
	f.Add(payload(-1, bd(3)), payload(2, metric{name: "m", kind: TypeInt8, value: uint32(255), historical: true}))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		h := NewHost(Limits{Devices: 4, Metrics: 100, RebirthWait: time.Second})
		for _, topic := range []string{"g/NBIRTH/n", "g/DBIRTH/n/d", "g/NDATA/n", "g/DDATA/n/d", "g/DDEATH/n/d", "g/NDEATH/n"} {
			parsed, _ := ParseTopic(Namespace + "/" + topic)
			for _, data := range [][]byte{first, second} {
				r, err := h.Handle(parsed, data, false, start)
				if err == nil && len(r.Samples) > 100 {
					t.Fatalf("%d samples", len(r.Samples))
				}
			}
		}
	})
}

func BenchmarkData(b *testing.B) {
	h := NewHost(Limits{Devices: 4, Metrics: 100, RebirthWait: time.Second})
	births := []metric{bd(1)}
	data := []metric{}
	for i := range 5 {
		births = append(births, metric{name: fmt.Sprintf("Inputs/%d", i), alias: i + 1, kind: TypeDouble, value: 1.0})
		data = append(data, metric{alias: i + 1, value: 2.0})
	}
	birth, _ := ParseTopic("spBv1.0/g/NBIRTH/n")
	topic, _ := ParseTopic("spBv1.0/g/NDATA/n")
	if _, err := h.Handle(birth, payload(0, births...), false, start); err != nil {
		b.Fatal(err)
	}
	message := payload(-1, data...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Handle(topic, message, false, start); err != nil {
			b.Fatal(err)
		}
	}
}

package sparkplug

import (
	"errors"
	"strings"
	"time"
)

// ErrLimit says that there is no room for another edge node or device.
var ErrLimit = errors.New("too many edge nodes and devices")

// Limits bound what is kept.
type Limits struct {
	// Devices bounds edge nodes and devices together.
	Devices int
	// Metrics bounds the metrics of an edge node with its devices, and those of one message.
	Metrics int
	// RebirthWait is how long an edge node has time before it is asked again.
	RebirthWait time.Duration
}

// Host knows the edge nodes. It is used by one goroutine, and has no clock: every time is an argument.
type Host struct {
	limits  Limits
	nodes   map[[2]string]*node
	devices int
	// metrics and samples are memory for the message at hand.
	metrics []Metric
	samples []Sample
}

// node is an edge node.
type node struct {
	device
	devices map[string]*device
	metrics int
	// born: aliases and names are known.
	born bool
	// seq is that of the newest message, -1 before the first.
	seq   int64
	bdSeq int64
	asked time.Time
}

// device is a device of an edge node, or the edge node itself.
type device struct {
	name         string
	byName       map[string]*definition
	byAlias      map[uint64]*definition
	online       Presence
	manufacturer string
	model        string
}

// definition is what a birth said of a metric.
type definition struct {
	name string
	kind DataType
}

// Presence is what is known of a device.
type Presence byte

// A device is unknown until its birth or death was heard.
const (
	Unknown Presence = iota
	Online
	Offline
)

// Report is what a message says. Its samples are valid until the next message.
type Report struct {
	// Device is the edge node as group/node, or a device as group/node/device.
	Device string
	Topic  Topic
	// Manufacturer and Model are those of the newest birth, where it says so.
	Manufacturer, Model string
	Samples             []Sample
	// Changed lists whose presence the message tells.
	Changed []Change
	// AskRebirth: something is missing, and the edge node should be born again.
	AskRebirth bool
	// Ignored counts values that are no numbers, Undefined those whose birth was not heard, Overflow those beyond the limit.
	Ignored, Undefined, Overflow int
	// Stale: a death that belongs to an earlier birth, which changes nothing.
	Stale bool
}

// Sample is a number.
type Sample struct {
	Name string
	// UnixMilli is 0 when the message does not say.
	UnixMilli  uint64
	Value      float64
	Historical bool
}

// Change is a word on whether a device is there.
type Change struct {
	Device    string
	Presence  Presence
	UnixMilli uint64
}

// NewHost returns a host that knows nobody.
func NewHost(limits Limits) *Host {
	return &Host{limits: limits, nodes: map[[2]string]*node{}}
}

// Forget says that messages may have been missed: nothing holds any more until the next births.
func (h *Host) Forget() {
	for _, n := range h.nodes {
		n.clear()
		n.born, n.seq, n.online, n.asked = false, -1, Unknown, time.Time{}
		for _, d := range n.devices {
			d.online = Unknown
		}
	}
}

// Present calls do with every device that is known to be there or not to be there.
func (h *Host) Present(do func(device string, presence Presence)) {
	for _, n := range h.nodes {
		if n.online != Unknown {
			do(n.name, n.online)
		}
		for _, d := range n.devices {
			if d.online != Unknown {
				do(d.name, d.online)
			}
		}
	}
}

// Handle takes a message. repeated says that the broker may have sent it before.
func (h *Host) Handle(t Topic, payload []byte, repeated bool, now time.Time) (Report, error) {
	p, err := decode(payload, h.limits.Metrics, h.metrics[:0])
	if err != nil {
		return Report{}, err
	}
	n, err := h.node(t)
	if err != nil {
		return Report{}, err
	}
	d := &n.device
	if t.Device != "" {
		if d, err = h.deviceOf(n, t); err != nil {
			return Report{}, err
		}
	}
	h.metrics = p.Metrics
	r := Report{Device: d.name, Topic: t, Samples: h.samples[:0]}
	defer func() { h.samples = r.Samples }()
	switch t.Kind {
	case NBirth:
		n.clear()
		n.born, n.seq, n.bdSeq = true, p.Seq, bdSeq(&p)
		for _, other := range n.devices {
			other.online = Unknown
		}
		h.birth(n, d, &p, &r)
	case DBirth:
		h.follow(n, &p, repeated, &r)
		if n.born {
			h.birth(n, d, &p, &r)
		} else {
			r.Undefined += len(p.Metrics)
		}
	case NData, DData:
		h.follow(n, &p, repeated, &r)
		if n.born {
			d.tell(Online, p.Timestamp, &r)
		}
		h.read(n, d, &p, &r)
	case NDeath:
		n.die(&p, &r)
	case DDeath:
		h.follow(n, &p, repeated, &r)
		d.tell(Offline, p.Timestamp, &r)
	}
	r.Manufacturer, r.Model = d.manufacturer, d.model
	if r.AskRebirth {
		r.AskRebirth = now.Sub(n.asked) >= h.limits.RebirthWait
		if r.AskRebirth {
			n.asked = now
		}
	}
	return r, nil
}

func (h *Host) node(t Topic) (*node, error) {
	key := [2]string{t.Group, t.Node}
	if n, ok := h.nodes[key]; ok {
		return n, nil
	}
	if h.devices >= h.limits.Devices {
		return nil, ErrLimit
	}
	h.devices++
	n := &node{device: *newDevice(t.Group + "/" + t.Node), devices: map[string]*device{}, seq: -1, bdSeq: -1}
	h.nodes[key] = n
	return n, nil
}

func (h *Host) deviceOf(n *node, t Topic) (*device, error) {
	if d, ok := n.devices[t.Device]; ok {
		return d, nil
	}
	if h.devices >= h.limits.Devices {
		return nil, ErrLimit
	}
	h.devices++
	d := newDevice(n.name + "/" + t.Device)
	n.devices[t.Device] = d
	return d, nil
}

// clear forgets what births have said.
func (n *node) clear() {
	n.metrics = 0
	n.undefine()
	for _, d := range n.devices {
		d.undefine()
	}
}

func newDevice(name string) *device {
	d := &device{name: name}
	d.undefine()
	return d
}

func (d *device) undefine() {
	d.byName, d.byAlias = map[string]*definition{}, map[uint64]*definition{}
}

// die takes the death of an edge node. The broker sends it as a last will, which may come after the next birth: then it
// has another bdSeq.
func (n *node) die(p *Payload, r *Report) {
	if b := bdSeq(p); b >= 0 && n.bdSeq >= 0 && b != n.bdSeq {
		r.Stale = true
		return
	}
	n.tell(Offline, p.Timestamp, r)
	for _, d := range n.devices {
		d.tell(Offline, p.Timestamp, r)
	}
	n.clear()
	n.born, n.seq = false, -1
}

// follow checks that no message is missing between the last one of the edge node and this one.
func (h *Host) follow(n *node, p *Payload, repeated bool, r *Report) {
	if !n.born {
		r.AskRebirth = true
		return
	}
	if p.Seq < 0 || (repeated && p.Seq == n.seq) {
		return
	}
	if n.seq >= 0 && p.Seq != (n.seq+1)%256 {
		r.AskRebirth = true
	}
	n.seq = p.Seq
}

// birth learns what a birth defines, and reads its values.
func (h *Host) birth(n *node, d *device, p *Payload, r *Report) {
	d.tell(Online, p.Timestamp, r)
	n.metrics -= len(d.byName)
	d.undefine()
	d.manufacturer, d.model = "", ""
	for i := range p.Metrics {
		m := &p.Metrics[i]
		if m.Name == "" {
			continue
		}
		if n.metrics >= h.limits.Metrics {
			r.Overflow++
			continue
		}
		known, ok := d.byName[m.Name]
		if !ok {
			known = &definition{name: m.Name}
			d.byName[m.Name] = known
			n.metrics++
		}
		known.kind = m.Type
		if m.HasAlias {
			d.byAlias[m.Alias] = known
		}
		switch {
		case isControl(m.Name):
		case m.kind == stringValue && m.Name == "Properties/Hardware Make":
			d.manufacturer = m.text
		case m.kind == stringValue && m.Name == "Properties/Hardware Model":
			d.model = m.text
		default:
			sample(m, m.Name, m.Type, p, r)
		}
	}
}

// read reads the values of a message that is no birth.
func (h *Host) read(n *node, d *device, p *Payload, r *Report) {
	for i := range p.Metrics {
		m := &p.Metrics[i]
		known := d.byName[m.Name]
		if m.Name == "" && m.HasAlias {
			known = d.byAlias[m.Alias]
		}
		if isControl(m.Name) || (known != nil && isControl(known.name)) {
			continue
		}
		name, kind := m.Name, m.Type
		if known != nil {
			name = known.name
			if kind == TypeUnknown {
				kind = known.kind
			}
		}
		if known == nil && (name == "" || kind == TypeUnknown || n.born) {
			// A metric that no birth has defined: a birth was missed, or this one is against the rules.
			r.Undefined++
			r.AskRebirth = true
			continue
		}
		sample(m, name, kind, p, r)
	}
}

func sample(m *Metric, name string, kind DataType, p *Payload, r *Report) {
	value, ok := m.Number(kind)
	if !ok || kind == TypeDateTime {
		r.Ignored++
		return
	}
	at := m.Timestamp
	if at == 0 {
		at = p.Timestamp
	}
	r.Samples = append(r.Samples, Sample{Name: name, UnixMilli: at, Value: value, Historical: m.Historical})
}

// tell notes whether the device is there, and reports it when that was not known.
func (d *device) tell(presence Presence, unixMilli uint64, r *Report) {
	if d.online == presence {
		return
	}
	d.online = presence
	r.Changed = append(r.Changed, Change{Device: d.name, Presence: presence, UnixMilli: unixMilli})
}

// isControl says whether a metric is no measurement but belongs to the protocol.
func isControl(name string) bool {
	return name == "bdSeq" || strings.HasPrefix(name, "Node Control/") || strings.HasPrefix(name, "Device Control/")
}

func bdSeq(p *Payload) int64 {
	for i := range p.Metrics {
		if m := &p.Metrics[i]; m.Name == "bdSeq" && (m.kind == intValue || m.kind == longValue) {
			return int64(m.number & 0xff)
		}
	}
	return -1
}

package apitelemetryreceiver

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/jsonvalues"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/mqtttopic"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/sparkplug"
)

const (
	// maxKnownTopics bounds for how many topics it is remembered what they say; others are read each time.
	maxKnownTopics = 20_000
	// maxJSONValues bounds the numbers of one message.
	maxJSONValues = 10_000
	// maxNumberLength bounds a plain number in bytes.
	maxNumberLength = 64
)

// mqttReader reads messages into batches. It is used by one goroutine.
type mqttReader struct {
	config   *MQTTConfig
	counters *mqttCounters
	topics   []*mqttTopic
	parsers  []*jsonvalues.Parser
	known    map[string]*readTopic
	book     *deviceBook
	host     *sparkplug.Host
	rebirth  []sparkplug.Topic
}

// readTopic is what a topic says.
type readTopic struct {
	// at is the index of the subscription.
	at         int
	device     string
	metric     string
	attributes func() []attributePair
	sparkplug  sparkplug.Topic
	// of is the device, once there was a message.
	of *knownDevice
}

func newMQTTReader(cfg *MQTTConfig, source []attributePair, counters *mqttCounters) (*mqttReader, error) {
	resource := append([]attributePair{}, source...)
	if cfg.Service.Namespace != "" {
		resource = append(resource, attributePair{"service.namespace", cfg.Service.Namespace})
	}
	if cfg.Service.Environment != "" {
		resource = append(resource, attributePair{"deployment.environment.name", cfg.Service.Environment})
	}
	r := &mqttReader{
		config: cfg, counters: counters, known: map[string]*readTopic{},
		book: &deviceBook{
			maxDevices: cfg.MaxDevices, maxMetrics: cfg.MaxMetricsPerDevice, resource: resource, devices: map[string]*knownDevice{},
		},
		host: sparkplug.NewHost(sparkplug.Limits{
			Devices: cfg.MaxDevices, Metrics: maxJSONValues, RebirthWait: cfg.Sparkplug.RebirthInterval,
		}),
	}
	for i := range cfg.Topics {
		t, err := cfg.Topics[i].read()
		if err != nil {
			return nil, err
		}
		r.topics = append(r.topics, t)
		r.parsers = append(r.parsers, jsonvalues.NewParser(jsonvalues.Options{
			MaxDepth: cfg.MaxJSONDepth, MaxValues: maxJSONValues, MaxPathLength: mqtttopic.MaxNameLength,
			Time: t.timestamps, Texts: []string{"manufacturer", "model"},
		}))
	}
	return r, nil
}

func (r *mqttReader) newBatch() *deviceBatch { return r.book.newBatch() }

// forget says that messages may have been missed.
func (r *mqttReader) forget() { r.host.Forget() }

// takeRebirths returns the edge nodes that should be born again.
func (r *mqttReader) takeRebirths() []sparkplug.Topic {
	nodes := r.rebirth
	r.rebirth = nil
	return nodes
}

// read reads a message into a batch, and returns when it was written, 0 when it does not say so.
func (r *mqttReader) read(b *deviceBatch, m *queuedMessage) int64 {
	if m.Retained && r.config.Retained == retainedDrop {
		r.counters.drop(1, mqttRetained)
		return 0
	}
	if len(m.Payload) > r.config.MaxMessageSize {
		r.counters.drop(1, mqttTooLarge)
		return 0
	}
	t := r.topic(m.Topic)
	if t == nil {
		return 0
	}
	if t.at < 0 {
		r.counters.drop(1, mqttTopicReason)
		return 0
	}
	var written int64
	var err error
	switch r.topics[t.at].payload {
	case payloadSparkplug:
		written, err = r.sparkplug(b, m, t)
	case payloadNumber:
		err = r.number(b, m, t)
	default:
		written, err = r.json(b, m, t)
	}
	if err != nil {
		reason := mqttPayload
		if errors.Is(err, errDeviceLimit) || errors.Is(err, sparkplug.ErrLimit) {
			reason = mqttDeviceLimit
		}
		r.counters.drop(1, reason)
	}
	return written
}

var errDeviceLimit = errors.New("too many devices")

// topic returns what a topic says; nil when it belongs to the protocol and says nothing to us.
func (r *mqttReader) topic(topic string) *readTopic {
	if t, ok := r.known[topic]; ok {
		return t
	}
	t := &readTopic{at: -1}
	for i, candidate := range r.topics {
		if !mqtttopic.Matches(candidate.filter, topic) {
			continue
		}
		if candidate.payload == payloadSparkplug {
			parsed, ok := sparkplug.ParseTopic(topic)
			if !ok {
				return nil
			}
			t = &readTopic{at: i, sparkplug: parsed}
			break
		}
		if values, ok := candidate.template.Match(topic); ok {
			t = candidate.readTopic(i, values)
			break
		}
	}
	if len(r.known) >= maxKnownTopics {
		clear(r.known)
	}
	r.known[topic] = t
	return t
}

func (t *mqttTopic) readTopic(at int, values []string) *readTopic {
	read := &readTopic{at: at, device: t.device.Text(values)}
	if t.metric >= 0 {
		read.metric = values[t.metric]
	}
	if len(read.device) > mqtttopic.MaxNameLength {
		return &readTopic{at: -1}
	}
	read.attributes = func() []attributePair {
		pairs := make([]attributePair, 0, len(t.attributes))
		for _, a := range t.attributes {
			pairs = append(pairs, attributePair{a.key, values[a.at]})
		}
		return pairs
	}
	return read
}

// device returns the device of a topic.
func (r *mqttReader) device(t *readTopic, arrived time.Time) (*knownDevice, error) {
	if t.of == nil || r.book.devices[t.device] != t.of {
		t.of = r.book.device(t.device, arrived, t.attributes)
		if t.of == nil {
			return nil, errDeviceLimit
		}
	}
	t.of.seen = arrived
	return t.of, nil
}

// json reads the numbers of a JSON document.
func (r *mqttReader) json(b *deviceBatch, m *queuedMessage, t *readTopic) (int64, error) {
	samples, err := r.parsers[t.at].Parse(m.Payload)
	if err != nil {
		return 0, err
	}
	d, err := r.device(t, m.arrived)
	if err != nil {
		return 0, err
	}
	value := r.topics[t.at].value
	var written int64
	overflow, ignored := 0, 0
	for i := range samples {
		s := &samples[i]
		at := s.UnixNano
		if at == 0 {
			at = m.arrived.UnixNano()
		} else {
			written = max(written, at)
		}
		if s.Texts[0] != "" || s.Texts[1] != "" {
			b.describe(d, clipped(s.Texts[0]), clipped(s.Texts[1]))
		}
		ignored += s.Ignored
		for _, v := range s.Values {
			if !b.add(d, t.metricName(v.Path, value), at, v.Number, m.Retained) {
				overflow++
			}
		}
	}
	r.counters.ignore(ignored, ignoredNotNumeric)
	r.counters.ignore(overflow, ignoredMetricLimit)
	return written, nil
}

// metricName is the metric of the topic for the member that is the value, and begins with it for all others.
func (t *readTopic) metricName(path, value string) string {
	switch {
	case t.metric == "" && path == "":
		return value
	case t.metric == "":
		return path
	case path == "" || path == value:
		return t.metric
	}
	return t.metric + "." + path
}

// number reads a payload that is a number, or true or false.
func (r *mqttReader) number(b *deviceBatch, m *queuedMessage, t *readTopic) error {
	text := bytes.TrimSpace(m.Payload)
	if len(text) > maxNumberLength {
		return jsonvalues.ErrSyntax
	}
	value, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		switch {
		case bytes.EqualFold(text, []byte("true")):
			value = 1
		case bytes.EqualFold(text, []byte("false")):
			value = 0
		default:
			return err
		}
	}
	if math.IsNaN(value) || math.IsInf(value, 0) {
		r.counters.ignore(1, ignoredNotNumeric)
		return nil
	}
	d, err := r.device(t, m.arrived)
	if err != nil {
		return err
	}
	if !b.add(d, t.metric, m.arrived.UnixNano(), value, m.Retained) {
		r.counters.ignore(1, ignoredMetricLimit)
	}
	return nil
}

// sparkplug reads a message of an edge node.
func (r *mqttReader) sparkplug(b *deviceBatch, m *queuedMessage, t *readTopic) (int64, error) {
	report, err := r.host.Handle(t.sparkplug, m.Payload, m.Duplicate, m.arrived)
	if err != nil {
		return 0, err
	}
	if report.AskRebirth && r.config.Sparkplug.Rebirth {
		r.rebirth = append(r.rebirth, t.sparkplug)
	}
	for _, change := range report.Changed {
		r.online(b, change.Device, change.Presence, sparkplugTime(change.UnixMilli, m.arrived))
	}
	r.counters.ignore(report.Ignored, ignoredNotNumeric)
	r.counters.ignore(report.Undefined, ignoredUndefined)
	var written int64
	if len(report.Samples) > 0 {
		d := r.book.device(report.Device, m.arrived, sparkplugAttributes(report.Device))
		if d == nil {
			return 0, errDeviceLimit
		}
		b.describe(d, clipped(report.Manufacturer), clipped(report.Model))
		for i := range report.Samples {
			s := &report.Samples[i]
			at := sparkplugTime(s.UnixMilli, m.arrived)
			written = max(written, at)
			if !b.add(d, s.Name, at, s.Value, m.Retained) {
				report.Overflow++
			}
		}
	}
	r.counters.ignore(report.Overflow, ignoredMetricLimit)
	return written, nil
}

// presence returns a batch that says of each device whether it is there.
func (r *mqttReader) presence(now time.Time) *deviceBatch {
	b := r.newBatch()
	r.host.Present(func(device string, presence sparkplug.Presence) {
		r.online(b, device, presence, now.UnixNano())
	})
	return b
}

// online says whether a device is there. That keeps no silent device among the known ones.
func (r *mqttReader) online(b *deviceBatch, device string, presence sparkplug.Presence, unixNano int64) {
	d, ok := r.book.devices[device]
	if !ok {
		d = r.book.device(device, time.Unix(0, unixNano), sparkplugAttributes(device))
	}
	if d == nil {
		return
	}
	value := 0.0
	if presence == sparkplug.Online {
		value = 1
	}
	b.add(d, weirattr.DeviceOnlineMetric, unixNano, value, false)
}

// sparkplugAttributes are those of group/node or group/node/device.
func sparkplugAttributes(device string) func() []attributePair {
	return func() []attributePair {
		keys := [...]string{"sparkplug.group.id", "sparkplug.edge_node.id", "sparkplug.device.id"}
		var pairs []attributePair
		for i, part := range strings.SplitN(device, "/", len(keys)) {
			pairs = append(pairs, attributePair{keys[i], part})
		}
		return pairs
	}
}

// sparkplugTime is the time of a message in Unix nanoseconds, or its arrival where it says none that can be.
func sparkplugTime(unixMilli uint64, arrived time.Time) int64 {
	if unixMilli == 0 || unixMilli > math.MaxInt64/1_000_000 {
		return arrived.UnixNano()
	}
	return int64(unixMilli) * 1_000_000
}

// clipped bounds a text from outside.
func clipped(text string) string {
	if !isName(text) {
		return ""
	}
	return text
}

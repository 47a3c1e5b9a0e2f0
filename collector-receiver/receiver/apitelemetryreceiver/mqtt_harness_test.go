package apitelemetryreceiver

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

// deviceSink is a next component that keeps points and may refuse them first.
type deviceSink struct {
	mu     sync.Mutex
	points []devicePoint
	beats  []int64
	calls  int
	refuse func(call int) error
}

// devicePoint is a point with its resource.
type devicePoint struct {
	resource map[string]any
	name     string
	value    float64
	time     time.Time
	retained bool
}

func (p devicePoint) String() string {
	return fmt.Sprintf("%v %s=%v", p.resource["device.id"], p.name, p.value)
}

func (*deviceSink) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

func (s *deviceSink) ConsumeMetrics(_ context.Context, metrics pmetric.Metrics) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var points []devicePoint
	eachPoint(metrics, func(resource pcommon.Resource, m pmetric.Metric, p pmetric.NumberDataPoint) {
		if m.Name() == weirattr.HeartbeatMetric {
			s.beats = append(s.beats, p.IntValue())
			return
		}
		_, retained := p.Attributes().Get("mqtt.message.retained")
		points = append(points, devicePoint{resource.Attributes().AsRaw(), m.Name(), p.DoubleValue(), p.Timestamp().AsTime(), retained})
	})
	if len(points) == 0 {
		return nil
	}
	s.calls++
	if s.refuse != nil {
		if err := s.refuse(s.calls); err != nil {
			metrics.ResourceMetrics().RemoveIf(func(pmetric.ResourceMetrics) bool { return true })
			return err
		}
	}
	s.points = append(s.points, points...)
	return nil
}

func eachPoint(metrics pmetric.Metrics, do func(resource pcommon.Resource, m pmetric.Metric, p pmetric.NumberDataPoint)) {
	for _, r := range metrics.ResourceMetrics().All() {
		for _, s := range r.ScopeMetrics().All() {
			for _, m := range s.Metrics().All() {
				for _, p := range m.Gauge().DataPoints().All() {
					do(r.Resource(), m, p)
				}
			}
		}
	}
}

// said returns the points as texts, sorted; without what the receiver itself says of devices.
func (s *deviceSink) said() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, p := range s.points {
		out = append(out, p.String())
	}
	slices.Sort(out)
	return out
}

func (s *deviceSink) all() []devicePoint {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.points)
}

// devices is a receiver with one MQTT input.
type devices struct {
	t         *testing.T
	sink      *deviceSink
	input     *mqttInput
	telemetry *componenttest.Telemetry
	stop      func()
}

func mqttConfig(broker string, change func(*MQTTConfig)) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.HeartbeatInterval = 100 * time.Millisecond
	m := cfg.Protocols.MQTT.GetOrInsertDefault()
	m.Broker, m.ClientID = "mqtt://"+broker, "weir"
	m.Topics = []MQTTTopicConfig{{Template: "factory/{site}/{device}/{metric}"}}
	m.Reconnect = ReconnectConfig{InitialInterval: 10 * time.Millisecond, MaxInterval: 100 * time.Millisecond}
	m.Timeout = 2 * time.Second
	if change != nil {
		change(m)
	}
	return cfg
}

// runDevices starts a receiver; it is stopped with the test, or by stop.
func runDevices(t *testing.T, cfg *Config) *devices {
	t.Helper()
	require.NoError(t, cfg.Protocols.MQTT.Get().Validate())
	d := &devices{t: t, sink: &deviceSink{}, telemetry: componenttest.NewTelemetry()}
	set := receivertest.NewNopSettings(metadata.Type)
	set.ID = component.NewID(metadata.Type)
	set.TelemetrySettings = d.telemetry.NewTelemetrySettings()
	r, err := newReceiver(cfg, set)
	require.NoError(t, err)
	r.metrics = d.sink
	d.input = r.inputs[0].(*mqttInput)
	require.NoError(t, r.Start(t.Context(), componenttest.NewNopHost()))
	d.stop = sync.OnceFunc(func() {
		require.NoError(t, r.Shutdown(context.Background()))
		require.NoError(t, d.telemetry.Shutdown(context.Background()))
	})
	t.Cleanup(d.stop)
	return d
}

func (d *devices) isUp() {
	d.t.Helper()
	d.eventually("connected", func() bool {
		d.input.coverage.mu.Lock()
		defer d.input.coverage.mu.Unlock()
		return d.input.coverage.up
	})
}

func (d *devices) eventually(what string, do func() bool) {
	d.t.Helper()
	require.Eventually(d.t, do, 10*time.Second, 5*time.Millisecond, what)
}

// heard waits for exactly these points.
func (d *devices) heard(want ...string) {
	d.t.Helper()
	slices.Sort(want)
	if !waitFor(func() bool { return slices.Equal(want, d.sink.said()) }) {
		require.Equal(d.t, want, d.sink.said())
	}
}

// heardAll waits for these points, some of which may have come again: what the broker had not yet heard to be acknowledged.
func (d *devices) heardAll(want ...string) {
	d.t.Helper()
	slices.Sort(want)
	distinct := func() []string { return slices.Compact(d.sink.said()) }
	if !waitFor(func() bool { return slices.Equal(want, distinct()) }) {
		require.Equal(d.t, want, distinct())
	}
}

func waitFor(do func() bool) bool {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if do() {
			return true
		}
	}
	return false
}

// counted returns a counter of the receiver, by reason.
func (d *devices) counted(name, reason string) int64 {
	d.t.Helper()
	metric, err := d.telemetry.GetMetric("otelcol_receiver_api_telemetry_" + name)
	if err != nil {
		return 0
	}
	return sumOf(metric, reason)
}

// sparkplugMetric writes a metric of a Sparkplug payload: name or alias, datatype, double value.
func sparkplugMetric(name string, alias, kind uint64, value float64) []byte {
	var b []byte
	if name != "" {
		b = protowire.AppendString(protowire.AppendTag(b, 1, protowire.BytesType), name)
	}
	if alias > 0 {
		b = protowire.AppendVarint(protowire.AppendTag(b, 2, protowire.VarintType), alias)
	}
	if kind > 0 {
		b = protowire.AppendVarint(protowire.AppendTag(b, 4, protowire.VarintType), kind)
	}
	return protowire.AppendFixed64(protowire.AppendTag(b, 13, protowire.Fixed64Type), math.Float64bits(value))
}

func sparkplugPayload(seq uint64, metrics ...[]byte) []byte {
	now := uint64(time.Now().UnixMilli())
	b := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), now)
	for _, m := range metrics {
		b = protowire.AppendBytes(protowire.AppendTag(b, 2, protowire.BytesType), m)
	}
	return protowire.AppendVarint(protowire.AppendTag(b, 3, protowire.VarintType), seq)
}

func withoutPresence(said []string) []string {
	return slices.DeleteFunc(said, func(s string) bool { return strings.Contains(s, weirattr.DeviceOnlineMetric) })
}

package apitelemetryreceiver

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/mqtt"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/sparkplug"
)

func benchReader(b *testing.B, topic MQTTTopicConfig) *mqttReader {
	b.Helper()
	cfg := mqttConfig("127.0.0.1:1883", func(m *MQTTConfig) { m.Topics = []MQTTTopicConfig{topic} }).Protocols.MQTT.Get()
	telemetry, err := metadata.NewTelemetryBuilder(componenttest.NewNopTelemetrySettings())
	require.NoError(b, err)
	r, err := newMQTTReader(cfg, []attributePair{{"weir.emitter.id", "e"}, {"weir.source.id", "s"}, {"weir.source.mode", "live"}}, newMQTTCounters(telemetry))
	require.NoError(b, err)
	return r
}

// benchMessages reads messages of 100 devices in batches of 100.
func benchMessages(b *testing.B, r *mqttReader, messages []queuedMessage) {
	b.Helper()
	b.ReportAllocs()
	batch := r.newBatch()
	i, points := 0, 0
	used := cpuTime()
	for b.Loop() {
		r.read(batch, &messages[i%len(messages)])
		if i++; i%100 == 0 {
			points += batch.points
			batch = r.newBatch()
		}
	}
	b.ReportMetric(float64(cpuTime()-used)/float64(b.N), "cpu-ns/op")
	if i > 100 && points == 0 {
		b.Fatal("no points")
	}
}

// A message as it comes: five numbers and a time, to points of the next component.
func BenchmarkMQTTJSON(b *testing.B) {
	var messages []queuedMessage
	for i := range 100 {
		payload := fmt.Appendf(nil, `{"timestamp":"2026-01-02T03:04:05.678Z","temperature":21.53,"humidity":48.2,"pressure":1013.25,"battery":{"voltage":3.71,"charging":%t}}`, i%2 == 0)
		messages = append(messages, queuedMessage{Message: mqtt.Message{Topic: fmt.Sprintf("factory/ulm/d%d", i), Payload: payload}, arrived: time.Now()})
	}
	benchMessages(b, benchReader(b, MQTTTopicConfig{Template: "factory/{site}/{device}"}), messages)
}

func BenchmarkMQTTNumber(b *testing.B) {
	var messages []queuedMessage
	for i := range 100 {
		messages = append(messages, queuedMessage{Message: mqtt.Message{Topic: fmt.Sprintf("n/d%d/temperature", i), Payload: []byte("21.53")}, arrived: time.Now()})
	}
	benchMessages(b, benchReader(b, MQTTTopicConfig{Template: "n/{device}/{metric}", Payload: "number"}), messages)
}

func BenchmarkMQTTSparkplug(b *testing.B) {
	r := benchReader(b, MQTTTopicConfig{Payload: "sparkplug"})
	var messages []queuedMessage
	births := [][]byte{}
	data := [][]byte{}
	for i := range 5 {
		births = append(births, sparkplugMetric(fmt.Sprintf("Inputs/%d", i), uint64(i+1), uint64(sparkplug.TypeDouble), 1))
		data = append(data, sparkplugMetric("", uint64(i+1), 0, 2))
	}
	batch := r.newBatch()
	for i := range 100 {
		birth := queuedMessage{Message: mqtt.Message{Topic: fmt.Sprintf("spBv1.0/g/NBIRTH/n%d", i), Payload: sparkplugPayload(0, births...)}, arrived: time.Now()}
		r.read(batch, &birth)
		messages = append(messages, queuedMessage{Message: mqtt.Message{Topic: fmt.Sprintf("spBv1.0/g/NDATA/n%d", i), Payload: sparkplugPayload(1, data...), Duplicate: true}, arrived: time.Now()})
	}
	benchMessages(b, r, messages)
}

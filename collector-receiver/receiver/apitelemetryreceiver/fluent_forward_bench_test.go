package apitelemetryreceiver

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/fluent"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

// BenchmarkFluentForward is the way of a compressed chunk from its bytes to the next component, with the members that Fluent
// Bit's filter for Kubernetes puts beside a line.
func BenchmarkFluentForward(b *testing.B) {
	const entries = 1000
	records := make([]pairs, entries)
	for i := range records {
		records[i] = pairs{
			"log", fmt.Sprintf(`10.0.%d.%d - - [17/May/2015:10:05:03 +0000] "GET /api/orders/%d/items?page=1 HTTP/1.1" 200 203023 "https://shop.example/checkout" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1)" 0.042`, i/250, i%250, i*7919),
			"stream", "stdout",
			"kubernetes", pairs{"pod_name", "shop-6d4cf56db6-x2x7k", "namespace_name", "eu", "container_name", "nginx", "labels", pairs{"app.kubernetes.io/name", "shop", "pod-template-hash", "6d4cf56db6"}},
		}
	}
	stream := chunkOf("c1", records...)
	set := receivertest.NewNopSettings(metadata.Type)
	set.ID = component.NewID(metadata.Type)
	cfg := fluentConfig(func(c *FluentForwardConfig) { c.Lines.Keep = nil })
	r, err := newReceiver(cfg, set)
	require.NoError(b, err)
	r.logs = consumertest.NewNop()
	in := r.inputs[0].(*fluentForwardInput)
	source := bytes.NewReader(nil)
	reader := fluent.NewReader(source, in.limits)
	b.ReportAllocs()
	b.ResetTimer()
	used := cpuTime()
	for i := 0; i < b.N; i += entries {
		source.Reset(stream)
		require.NoError(b, reader.Await())
		message, err := reader.Read()
		require.NoError(b, err)
		filled := in.newMessage(message, time.Now())
		require.NoError(b, reader.Each(filled.add))
		if filled.Unparsed > 0 {
			b.Fatal("unparsed")
		}
		require.NoError(b, in.consume(b.Context(), filled.batch))
		in.meter.held.Store(0)
	}
	b.ReportMetric(float64(cpuTime()-used)/float64(b.N), "cpu-ns/op")
}

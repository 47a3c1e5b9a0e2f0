package sourcepartitionerextension

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

type attributes map[string]any

// messages are the same resource as metrics, logs and traces.
func messages(t testing.TB, of attributes) map[string][]byte {
	t.Helper()
	metrics, logs, traces := pmetric.NewMetrics(), plog.NewLogs(), ptrace.NewTraces()
	rm, rl, rs := metrics.ResourceMetrics().AppendEmpty(), logs.ResourceLogs().AppendEmpty(), traces.ResourceSpans().AppendEmpty()
	for _, resource := range []pcommon.Resource{rm.Resource(), rl.Resource(), rs.Resource()} {
		require.NoError(t, resource.Attributes().FromRaw(of))
	}
	rm.ScopeMetrics().AppendEmpty().Metrics().AppendEmpty().SetName("m")
	rl.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("line")
	rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty().SetName("s")
	metrics.ResourceMetrics().AppendEmpty().Resource().Attributes().PutStr("service.name", "another")
	m, err := (&pmetric.ProtoMarshaler{}).MarshalMetrics(metrics)
	require.NoError(t, err)
	l, err := (&plog.ProtoMarshaler{}).MarshalLogs(logs)
	require.NoError(t, err)
	s, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
	require.NoError(t, err)
	return map[string][]byte{"metrics": m, "logs": l, "traces": s}
}

func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		want string
		of   attributes
	}{
		{"emitter/e-1", attributes{
			"service.name": "shop", "weir.emitter.id": "e-1", "weir.source.id": "http", "weir.emitter.sequence": 7,
		}},
		{"emitter/e-1", attributes{"weir.emitter.id": "e-1", "weir.source.id": "http", "weir.source.mode": "live"}},
		{"source/http", attributes{"service.name": "shop", "weir.source.id": "http", "weir.batch.key": "a"}},
		{"service/prod/eu/shop", attributes{
			"service.name": "shop", "service.namespace": "eu", "deployment.environment.name": "prod", "service.instance.id": "i-1",
		}},
		{"service///shop", attributes{"service.name": "shop", "telemetry.sdk.name": []any{"a", "b"}}},
		{"service///", attributes{"service.name": 7}},
		{"service///", attributes{}},
	} {
		for signal, message := range messages(t, tt.of) {
			assert.Equal(t, tt.want, string(keyOf(message)), signal)
		}
	}
}

func TestWhatIsNoOTLPHasNoKey(t *testing.T) {
	for _, text := range []string{"", "a line", `{"resourceMetrics":[]}`, "\x0a\xff\xff\xff\xff\x0f", "\x0a\x04\x0a\x02\x0a\x7f"} {
		assert.Nil(t, keyOf([]byte(text)), "%q", text)
	}
}

// TestPartitions has one partition for all of an emitter, whatever else it says, and the choice of Kafka's own producers.
func TestPartitions(t *testing.T) {
	const partitions = 12
	topic := (&sourcePartitioner{}).GetPartitioner().ForTopic("weir.operational.metrics.v1")
	used := map[int]bool{}
	for emitter := range 100 {
		var at []int
		for sequence := range 5 {
			record := &kgo.Record{Value: messages(t, attributes{
				"service.name": fmt.Sprint("s-", sequence), "weir.emitter.id": fmt.Sprint("e-", emitter), "weir.emitter.sequence": sequence,
			})["metrics"]}
			require.True(t, topic.RequiresConsistency(record))
			at = append(at, topic.Partition(record, partitions))
			assert.Equal(t, fmt.Sprint("emitter/e-", emitter), string(record.Key))
			kafkas := kgo.StickyKeyPartitioner(nil).ForTopic("").Partition(&kgo.Record{Key: record.Key}, partitions)
			assert.Equal(t, kafkas, at[0])
		}
		assert.Equal(t, []int{at[0], at[0], at[0], at[0], at[0]}, at)
		used[at[0]] = true
	}
	assert.Len(t, used, partitions)
}

func TestWhatIsNoOTLPKeepsItsKey(t *testing.T) {
	topic := partitioner{}.ForTopic("t")
	record := &kgo.Record{Key: []byte("own"), Value: []byte("a line")}
	assert.Equal(t, topic.Partition(&kgo.Record{Key: []byte("own")}, 7), topic.Partition(record, 7))
	assert.Equal(t, "own", string(record.Key))
}

func FuzzKey(f *testing.F) {
	for _, message := range messages(f, attributes{"service.name": "shop", "weir.emitter.id": "e-1"}) {
		f.Add(message)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		if key := keyOf(message); len(key) > len(message)+len("service///") {
			t.Fatalf("a key of %d bytes from %d", len(key), len(message))
		}
	})
}

func BenchmarkKey(b *testing.B) {
	message := messages(b, attributes{
		"service.name": "shop", "service.namespace": "eu", "weir.emitter.id": "4c9a6e1e-2d0b-4d3c-9b0e-2f4f0f1f2f3f",
		"weir.emitter.sequence": 7, "weir.source.id": "api_telemetry/http", "weir.source.mode": "live",
	})["metrics"]
	b.ReportAllocs()
	for b.Loop() {
		keyOf(message)
	}
}

package apiredconnector

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadatatest"
	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// sequenceOf names a partial as the detection service would.
func sequenceOf(rm pmetric.ResourceMetrics) (emitter string, sequence int64) {
	id, _ := rm.Resource().Attributes().Get(weirattr.EmitterID)
	n, _ := rm.Resource().Attributes().Get(weirattr.EmitterSequence)
	return id.Str(), n.Int()
}

func oneRequest(path string) plog.Logs {
	logs := plog.NewLogs()
	request(records(logs, "service.name=shop", "weir.source.id=nginx"), "GET", path, 200, 1, noon)
	return logs
}

// A crash at any moment: no sequence number is used again, the emitter and the routes stay.
func TestStateSurvivesCrashes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kept, used := newMemoryStorage(), map[int64]bool{}
	var emitter string
	last := int64(0)
	for life := range 20 {
		next := &sink{}
		c := start(t, next, options{storage: kept})
		for range 1 + random.IntN(2*sequenceBlock/10) {
			require.NoError(t, c.ConsumeLogs(background, oneRequest("/shop/item"+string(rune('a'+random.IntN(26)))+string(rune('a'+random.IntN(26))))))
		}
		for _, md := range next.got {
			id, sequence := sequenceOf(md.ResourceMetrics().At(0))
			require.False(t, used[sequence], "life %d uses %d again", life, sequence)
			require.Greater(t, sequence, last)
			require.LessOrEqual(t, sequence, int64(1)<<53, "a JavaScript number must hold it")
			used[sequence], last = true, sequence
			if emitter == "" {
				emitter = id
			}
			require.Equal(t, emitter, id)
		}
		kept = kept.kill()
	}
	next := &sink{}
	require.NoError(t, start(t, next, options{storage: kept}).ConsumeLogs(background, oneRequest("/shop/somethingnew")))
	assert.Contains(t, text(next.got...), "http.route=/shop/{param}")
}

// A sender that was not answered sends the same batch again to a collector that died anywhere in between; the routes are
// those of a collector that never died.
func TestRepeatedBatchHasTheSameRoutesAfterCrash(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	batches := make([]plog.Logs, 60)
	for i := range batches {
		batches[i] = plog.NewLogs()
		to := records(batches[i], "service.name=shop", "weir.source.id=s", fmt.Sprint("weir.batch.key=", i))
		for range 1 + random.IntN(9) {
			request(to, "GET", fmt.Sprintf("/%c/%c%c", 'a'+random.IntN(3), 'a'+random.IntN(26), 'a'+random.IntN(26)), 200, 1, noon)
		}
	}
	calm := &sink{}
	c := start(t, calm, options{storage: newMemoryStorage()})
	for _, logs := range batches {
		require.NoError(t, c.ConsumeLogs(background, logs))
	}

	// The first partial of a key counts, as in the service.
	var first []pmetric.Metrics
	kept := newMemoryStorage()
	for _, logs := range batches {
		next := &sink{}
		var atEmission *memoryStorage
		next.seen = func() { atEmission = kept.kill() }
		require.NoError(t, start(t, next, options{storage: kept}).ConsumeLogs(background, logs))
		first = append(first, next.got[0])
		switch random.IntN(3) {
		case 0: // died after emitting, before storing: the batch comes again
			kept = atEmission
			require.NoError(t, start(t, &sink{}, options{storage: kept}).ConsumeLogs(background, logs))
			kept = kept.kill()
		case 1: // died after storing, before answering: the batch comes again
			require.NoError(t, start(t, &sink{}, options{storage: kept}).ConsumeLogs(background, logs))
			kept = kept.kill()
		}
	}
	for i := range first {
		require.Equal(t, text(calm.got[i]), text(first[i]), "batch %d", i)
	}
	assert.Contains(t, text(first...), "{param}")
}

func TestWithoutStorageEachStartIsANewEmitter(t *testing.T) {
	var ids [2]string
	for i := range ids {
		next := &sink{}
		require.NoError(t, start(t, next, options{}).ConsumeLogs(background, oneRequest("/")))
		ids[i], _ = sequenceOf(next.got[0].ResourceMetrics().At(0))
	}
	assert.NotEqual(t, ids[0], ids[1])
}

func TestLostStorageOfANamedEmitter(t *testing.T) {
	sequences := func(storage *memoryStorage) int64 {
		next := &sink{}
		named := func(cfg *Config) { cfg.EmitterID = "edge-1" }
		require.NoError(t, start(t, next, options{storage: storage, configure: named}).ConsumeLogs(background, oneRequest("/")))
		id, sequence := sequenceOf(next.got[0].ResourceMetrics().At(0))
		assert.Equal(t, "edge-1", id)
		return sequence
	}
	before := sequences(newMemoryStorage())
	time.Sleep(1100 * time.Millisecond)
	assert.Greater(t, sequences(newMemoryStorage()), before)
}

func TestStorageThatFails(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, telemetry.Shutdown(background)) })
	kept := newMemoryStorage()
	next := &sink{}
	c := start(t, next, options{storage: kept, telemetry: telemetry})
	kept.fail(errors.New("disk full"))
	require.ErrorContains(t, c.ConsumeLogs(background, oneRequest("/")), "service \"shop\" cannot be stored: disk full")
	assert.Empty(t, next.got, "nothing is emitted under a number that is not stored")

	kept.fail(nil)
	require.NoError(t, c.ConsumeLogs(background, oneRequest("/")))
	kept.fail(errors.New("disk full"))
	require.NoError(t, c.ConsumeLogs(background, oneRequest("/learned/late")), "what was emitted must not be sent again")
	metadatatest.AssertEqualConnectorAPIRedStateFailures(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
	kept.fail(nil)
	require.NoError(t, c.ConsumeLogs(background, oneRequest("/")))
	assert.Contains(t, string(kept.kill().data["routes/0"]), "learned")
}

func TestDamagedState(t *testing.T) {
	kept := newMemoryStorage()
	require.NoError(t, start(t, &sink{}, options{storage: kept}).ConsumeLogs(background, oneRequest("/")))
	kept = kept.kill()
	kept.data["routes/0"] = []byte("{")
	require.NoError(t, start(t, &sink{}, options{storage: kept}).ConsumeLogs(background, oneRequest("/")), "routes can be learned anew")

	kept.data[keyServices] = []byte("{")
	cfg := createDefaultConfig().(*Config)
	cfg.Storage = &storageID
	c, err := NewFactory().CreateLogsToMetrics(background, connectortest.NewNopSettings(metadata.Type), cfg, consumertest.NewNop())
	require.NoError(t, err)
	require.ErrorContains(t, c.Start(background, options{storage: kept}.storageHost()), "the list of services is damaged")
	require.NoError(t, c.Shutdown(background))
}

func TestStorageThatIsNotThere(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	missing := component.MustNewID("nowhere")
	cfg.Storage = &missing
	c, err := NewFactory().CreateLogsToMetrics(background, connectortest.NewNopSettings(metadata.Type), cfg, consumertest.NewNop())
	require.NoError(t, err)
	require.ErrorContains(t, c.Start(background, newMdatagenNopHost()), "`storage` names the extension \"nowhere\"")
	require.NoError(t, c.Shutdown(background))
}

// Logs and traces of one configuration are one emitter: their sequence numbers must not meet.
func TestLogsAndTracesShareTheEmitter(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.OTLPSource.HeartbeatInterval = 0
	next, set := &sink{}, connectortest.NewNopSettings(metadata.Type)
	logs, err := NewFactory().CreateLogsToMetrics(background, set, cfg, next)
	require.NoError(t, err)
	traces, err := NewFactory().CreateTracesToMetrics(background, set, cfg, next)
	require.NoError(t, err)
	for _, c := range []component.Component{logs, traces} {
		require.NoError(t, c.Start(background, newMdatagenNopHost()))
	}
	spans := ptrace.NewTraces()
	rs := spans.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "shop")
	span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetKind(ptrace.SpanKindServer)
	span.SetEndTimestamp(1)

	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				assert.NoError(t, logs.ConsumeLogs(background, oneRequest("/a")))
				assert.NoError(t, traces.ConsumeTraces(background, spans))
			}
		})
	}
	all.Wait()
	type name struct {
		id string
		n  int64
	}
	used := map[name]bool{}
	for _, md := range next.all() {
		id, n := sequenceOf(md.ResourceMetrics().At(0))
		require.False(t, used[name{id, n}])
		used[name{id, n}] = true
	}
	assert.Len(t, used, 3200)
	require.NoError(t, logs.Shutdown(background))
	require.NoError(t, traces.ConsumeTraces(background, spans), "the other goes on")
	require.NoError(t, traces.Shutdown(background))
	require.NoError(t, traces.Shutdown(background), "a second shutdown does nothing")
	assert.Empty(t, emitters.all)
}

func beats(mds []pmetric.Metrics) (upTo []int64) {
	for _, md := range mds {
		for _, rm := range md.ResourceMetrics().All() {
			if m := rm.ScopeMetrics().At(0).Metrics().At(0); m.Name() == weirattr.HeartbeatMetric {
				upTo = append(upTo, m.Gauge().DataPoints().At(0).IntValue())
			}
		}
	}
	return upTo
}

func fastPulse(cfg *Config) { cfg.OTLPSource.HeartbeatInterval = 100 * time.Millisecond }

func TestOTLPSourceBeatsFromItsFirstRecordOn(t *testing.T) {
	kept, next := newMemoryStorage(), &sink{}
	c := start(t, next, options{storage: kept, configure: fastPulse})
	require.NoError(t, c.ConsumeLogs(background, oneRequest("/")))
	time.Sleep(250 * time.Millisecond)
	require.Empty(t, beats(next.all()), "a source with an id of its own sends its own heartbeats")

	logs := plog.NewLogs()
	request(records(logs, "service.name=shop"), "GET", "/", 200, 1, noon)
	began := time.Now().UnixMilli()
	require.NoError(t, c.ConsumeLogs(background, logs))
	require.Eventually(t, func() bool { return len(beats(next.all())) >= 3 }, 5*time.Second, 10*time.Millisecond)
	for _, upTo := range beats(next.all()) {
		assert.GreaterOrEqual(t, upTo, began)
	}

	after := &sink{}
	start(t, after, options{storage: kept.kill(), configure: fastPulse})
	require.Eventually(t, func() bool { return len(beats(after.all())) > 0 }, 5*time.Second, 10*time.Millisecond,
		"a collector that comes back to silence says that it listens")
}

func TestHistoryThroughOTLPHasNoPulse(t *testing.T) {
	next := &sink{}
	c := start(t, next, options{configure: fastPulse})
	logs := plog.NewLogs()
	request(records(logs, "weir.source.mode=history"), "GET", "/", 200, 1, noon)
	require.NoError(t, c.ConsumeLogs(background, logs))
	time.Sleep(250 * time.Millisecond)
	assert.Empty(t, beats(next.all()))
	assert.Contains(t, text(next.all()...), "weir.source.id=otlp.history weir.source.mode=history")
}

// A heartbeat must not claim the time of a call that is still under way.
func TestHeartbeatWaitsForCallsUnderWay(t *testing.T) {
	now := time.UnixMilli(1000)
	p := newPulse(nil, OTLPSourceConfig{}, func() time.Time { return now })
	assert.Equal(t, now, p.receivedUpTo())
	first := p.enter()
	now = now.Add(time.Second)
	second := p.enter()
	now = now.Add(time.Second)
	assert.EqualValues(t, 1000, p.receivedUpTo().UnixMilli())
	first()
	assert.EqualValues(t, 2000, p.receivedUpTo().UnixMilli())
	second()
	assert.EqualValues(t, 3000, p.receivedUpTo().UnixMilli())
}

// A heartbeat that the next consumer holds back must not hold up the shutdown.
func TestShutdownInterruptsABlockedHeartbeat(t *testing.T) {
	blocked := make(chan struct{}, 1)
	next := blockingSink{blocked}
	cfg := createDefaultConfig().(*Config)
	fastPulse(cfg)
	c, err := NewFactory().CreateLogsToMetrics(background, connectortest.NewNopSettings(metadata.Type), cfg, next)
	require.NoError(t, err)
	require.NoError(t, c.Start(background, newMdatagenNopHost()))
	logs := plog.NewLogs()
	request(records(logs), "GET", "/", 200, 1, noon)
	require.NoError(t, c.ConsumeLogs(background, logs))
	<-blocked
	require.NoError(t, c.Shutdown(background))
}

// blockingSink takes partials and holds heartbeats until their context ends.
type blockingSink struct{ blocked chan<- struct{} }

func (blockingSink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s blockingSink) ConsumeMetrics(ctx context.Context, md pmetric.Metrics) error {
	if len(beats([]pmetric.Metrics{md})) == 0 {
		return nil
	}
	s.blocked <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

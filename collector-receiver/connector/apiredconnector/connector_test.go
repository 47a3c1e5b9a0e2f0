package apiredconnector

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadatatest"
	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

var background = context.Background()

func TestLogsGolden(t *testing.T) {
	logs := plog.NewLogs()
	shop := records(logs, "service.name=shop", "service.namespace=web", "deployment.environment=prod",
		"weir.source.id=nginx", "weir.source.mode=history", "weir.batch.key=k1")
	request(shop, "GET", "/cart/17", 200, 0.25, noon)
	request(shop, "GET", "/cart/18?x", 200, 0.5, noon.Add(9999*time.Millisecond))
	request(shop, "GET", "/cart/18", 200, 0, noon.Add(10*time.Second))
	request(shop, "POST", "/cart", 503, 1.5, noon)
	request(shop, "POST", "/cart", 201, -1, noon)
	request(shop, "POST", "/cart", 201, -1, noon)
	request(shop, "GET", "/cart/17", 0, 30, noon)
	request(shop, "GET", "/wp-login.php", 404, 0.001, noon)
	beat(shop, noon.Add(20*time.Second), true)
	other := records(logs, "weir.source.id=nginx", "weir.source.mode=history", "weir.batch.key=k1")
	request(other, "GET", "/", 200, 0.25, noon)
	again := records(logs, "service.name=shop", "service.namespace=web", "deployment.environment.name=prod",
		"weir.source.id=nginx", "weir.source.mode=history", "weir.batch.key=k1")
	request(again, "GET", "/cart/19", 200, 0.25, noon)
	plain := records(logs, "service.name=shop", "service.namespace=web", "deployment.environment.name=prod")
	request(plain, "GET", "/cart/20", 200, 0.25, noon)
	request(plain, "CONNECT", "example.org:443", 200, 0.25, noon)

	next := &sink{}
	require.NoError(t, start(t, next, options{}).ConsumeLogs(background, logs))
	golden(t, "logs", text(next.got...))
}

func TestTracesGolden(t *testing.T) {
	traces := ptrace.NewTraces()
	rs := traces.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "cart")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	add := func(kind ptrace.SpanKind, name string, failed bool, attributes map[string]any) {
		span := spans.AppendEmpty()
		span.SetKind(kind)
		span.SetName(name)
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon.Add(20 * time.Millisecond)))
		require.NoError(t, span.Attributes().FromRaw(attributes))
		if failed {
			span.Status().SetCode(ptrace.StatusCodeError)
		}
	}
	add(ptrace.SpanKindServer, "GET /users/{id}", false, map[string]any{
		"http.request.method": "GET", "http.route": "/users/{id}", "url.path": "/users/17", "http.response.status_code": 200,
	})
	add(ptrace.SpanKindServer, "GET", false, map[string]any{"http.method": "GET", "http.target": "/users/17", "http.status_code": 200})
	add(ptrace.SpanKindServer, "shop.Cart/Add", false, map[string]any{"rpc.system": "grpc"})
	add(ptrace.SpanKindServer, "shop.Cart/Add", true, map[string]any{"rpc.system": "grpc", "rpc.grpc.status_code": 14})
	add(ptrace.SpanKindClient, "GET", false, map[string]any{"http.request.method": "GET", "http.response.status_code": 200})

	next := &sink{}
	c, err := NewFactory().CreateTracesToMetrics(background, connectortest.NewNopSettings(metadata.Type), createDefaultConfig(), next)
	require.NoError(t, err)
	c.(*tracesConnector).emitter.cfg.OTLPSource.HeartbeatInterval = 0
	require.NoError(t, c.Start(background, newMdatagenNopHost()))
	require.NoError(t, c.ConsumeTraces(background, traces))
	require.NoError(t, c.Shutdown(background))
	golden(t, "traces", text(next.got...))
}

// However requests are split into calls, the partials add up to the same.
func TestSumOfPartials(t *testing.T) {
	type one struct {
		service, method, path string
		status                int
		seconds               float64
		at                    time.Time
	}
	random := rand.New(rand.NewPCG(1, 2))
	requests := make([]one, 3000)
	for i := range requests {
		requests[i] = one{
			fmt.Sprintf("s%d", random.IntN(3)), []string{"GET", "POST"}[random.IntN(2)],
			[]string{fmt.Sprintf("/p/%d", random.IntN(99)), fmt.Sprintf("/q/x%c%c", 'a'+random.IntN(26), 'a'+random.IntN(26))}[random.IntN(2)],
			[]int{200, 404, 500, 0}[random.IntN(4)], random.ExpFloat64() - 0.1,
			noon.Add(time.Duration(random.Int64N(int64(time.Minute)))),
		}
		if requests[i].status == 0 {
			requests[i].seconds = max(requests[i].seconds, 0) // without status and duration it would be no request
		}
	}
	total := func(largest int) map[string]uint64 {
		next := &sink{}
		c := start(t, next, options{})
		for rest := requests; len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(largest))
			logs := plog.NewLogs()
			for _, r := range rest[:n] {
				request(records(logs, "service.name="+r.service), r.method, r.path, r.status, r.seconds, r.at)
			}
			require.NoError(t, c.ConsumeLogs(background, logs))
			rest = rest[n:]
		}
		return sums(next.got)
	}
	whole := total(1 << 30)
	var count uint64
	for key, n := range whole {
		if key[len(key)-5:] == "count" {
			count += n
		}
	}
	assert.EqualValues(t, len(requests), count)
	for range 5 {
		assert.Equal(t, whole, total(1+random.IntN(500)))
	}
	assert.Equal(t, whole, total(1))
}

// sums adds up every number of every point by what tells the points apart.
func sums(mds []pmetric.Metrics) map[string]uint64 {
	all := map[string]uint64{}
	for _, md := range mds {
		for _, rm := range md.ResourceMetrics().All() {
			resource := pairs(rm.Resource().Attributes(), weirattr.EmitterID, weirattr.EmitterSequence)
			for _, m := range rm.ScopeMetrics().At(0).Metrics().All() {
				if m.Type() == pmetric.MetricTypeSum {
					for _, p := range m.Sum().DataPoints().All() {
						all[resource+span(p.StartTimestamp(), p.Timestamp())+pairs(p.Attributes())+" untimed count"] += uint64(p.IntValue())
					}
					continue
				}
				for _, p := range m.ExponentialHistogram().DataPoints().All() {
					key := resource + span(p.StartTimestamp(), p.Timestamp()) + pairs(p.Attributes())
					all[key+" count"] += p.Count()
					all[key+" zero"] += p.ZeroCount()
					all[key+" micros"] += uint64(p.Sum()*1e6 + 0.5)
					for i, n := range p.Positive().BucketCounts().All() {
						if n > 0 {
							all[fmt.Sprint(key, " bucket ", int(p.Positive().Offset())+i)] += n
						}
					}
				}
			}
		}
	}
	return all
}

func TestErrorOfNextConsumerIsReturned(t *testing.T) {
	next := &sink{err: errors.New("full")}
	c := start(t, next, options{})
	logs := plog.NewLogs()
	request(records(logs), "GET", "/", 200, 1, noon)
	require.ErrorIs(t, c.ConsumeLogs(background, logs), next.err)
	next.err = consumererror.NewPermanent(errors.New("never"))
	assert.True(t, consumererror.IsPermanent(c.ConsumeLogs(background, logs)))
	next.err = nil
	require.NoError(t, c.ConsumeLogs(background, logs))
	assert.Len(t, next.got, 1)
}

func TestCallWithoutRequestsEmitsNothing(t *testing.T) {
	next := &sink{err: errors.New("must not be called")}
	c := start(t, next, options{})
	logs := plog.NewLogs()
	records(logs, "service.name=chatty").AppendEmpty().Body().SetStr("hello")
	require.NoError(t, c.ConsumeLogs(background, logs))
	assert.Zero(t, c.(*logsConnector).emitter.services.count(), "a service is made by its requests")
}

func TestCallThatSpreadsTooFarIsRefusedForGood(t *testing.T) {
	next := &sink{}
	c := start(t, next, options{configure: func(cfg *Config) { cfg.MaxOutputBytes = 1 << 20 }})
	logs := plog.NewLogs()
	to := records(logs)
	for i := range 10_000 {
		request(to, "GET", "/", 200, 1, noon.Add(time.Duration(i)*time.Hour))
	}
	err := c.ConsumeLogs(background, logs)
	require.ErrorContains(t, err, "more than `max_output_bytes` (1048576): send fewer at a time")
	assert.True(t, consumererror.IsPermanent(err))
	assert.Empty(t, next.got)
}

func TestServicesAreBounded(t *testing.T) {
	next := &sink{}
	c := start(t, next, options{configure: func(cfg *Config) { cfg.MaxServices = 2 }})
	logs := plog.NewLogs()
	for i := range 5 {
		request(records(logs, fmt.Sprintf("service.name=s%d", i)), "GET", "/", 200, 1, noon)
	}
	require.NoError(t, c.ConsumeLogs(background, logs))
	rms := next.got[0].ResourceMetrics()
	require.Equal(t, 3, rms.Len())
	name, _ := rms.At(2).Resource().Attributes().Get("service.name")
	assert.Equal(t, overflowService, name.Str())
	assert.EqualValues(t, 3, rms.At(2).ScopeMetrics().At(0).Metrics().At(0).ExponentialHistogram().DataPoints().At(0).Count())
}

func TestErrorTypesAreBounded(t *testing.T) {
	next := &sink{}
	c := start(t, next, options{})
	logs := plog.NewLogs()
	to := records(logs)
	for i := range 100 {
		request(to, "GET", "/", 0, 1, noon)
		to.At(i).Attributes().PutStr("error.type", fmt.Sprintf("failure %d", i))
	}
	require.NoError(t, c.ConsumeLogs(background, logs))
	points := next.got[0].ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).ExponentialHistogram().DataPoints()
	assert.Equal(t, maxErrorTypes+1, points.Len())
}

func TestTelemetry(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, telemetry.Shutdown(background)) })
	c := start(t, &sink{}, options{telemetry: telemetry, configure: func(cfg *Config) { cfg.Routes.MaxPerService = 1 }})
	logs := plog.NewLogs()
	to := records(logs)
	request(to, "GET", "/", 200, -0.5, noon)
	to.At(0).Attributes().PutDouble("http.server.request.duration", -1)
	request(to, "GET", "/a/b", 200, 1, noon)
	request(to, "GET", "/a/b", 200, 1, time.Unix(0, 0))
	to.AppendEmpty()
	beat(to, noon, false)
	beat(to, time.UnixMilli(-5), false)
	require.NoError(t, c.ConsumeLogs(background, logs))

	point := func(n int64, key, value string) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String(key, value))}
	}
	same := metricdatatest.IgnoreTimestamp()
	metadatatest.AssertEqualConnectorAPIRedRecords(t, telemetry, []metricdata.DataPoint[int64]{
		point(2, "outcome", "request"), point(1, "outcome", "not_request"), point(1, "outcome", "no_time"),
		point(1, "outcome", "heartbeat"), point(1, "outcome", "bad_heartbeat"),
	}, same)
	metadatatest.AssertEqualConnectorAPIRedOverflows(t, telemetry, []metricdata.DataPoint[int64]{point(1, "limit", "route")}, same)
	metadatatest.AssertEqualConnectorAPIRedBadDurations(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, same)
	metadatatest.AssertEqualConnectorAPIRedPartials(t, telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, same)
}

func BenchmarkConsumeLogs(b *testing.B) {
	const perCall = 1000
	logs := plog.NewLogs()
	to := records(logs, "service.name=shop", "weir.source.id=nginx")
	random := rand.New(rand.NewPCG(1, 2))
	for i := range perCall {
		request(to, "GET", fmt.Sprintf("/api/v1/users/%d/orders", random.IntN(1e6)), 200, random.ExpFloat64()/10,
			noon.Add(time.Duration(i)*10*time.Millisecond))
	}
	c := start(b, discardSink{}, options{})
	b.ReportAllocs()
	for b.Loop() {
		if err := c.ConsumeLogs(background, logs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*perCall), "ns/record")
}

func BenchmarkConsumeTraces(b *testing.B) {
	const perCall = 1000
	traces := ptrace.NewTraces()
	spans := traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range perCall {
		span := spans.AppendEmpty()
		span.SetKind(ptrace.SpanKindServer)
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon.Add(time.Duration(i) * time.Millisecond)))
		span.Attributes().PutStr("http.request.method", "GET")
		span.Attributes().PutStr("http.route", "/users/{id}")
		span.Attributes().PutInt("http.response.status_code", 200)
	}
	cfg := createDefaultConfig().(*Config)
	cfg.OTLPSource.HeartbeatInterval = 0
	c, err := NewFactory().CreateTracesToMetrics(background, connectortest.NewNopSettings(metadata.Type), cfg, discardSink{})
	require.NoError(b, err)
	require.NoError(b, c.Start(background, newMdatagenNopHost()))
	b.ReportAllocs()
	for b.Loop() {
		if err := c.ConsumeTraces(background, traces); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*perCall), "ns/record")
	require.NoError(b, c.Shutdown(background))
}

type discardSink struct{}

func (discardSink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (discardSink) ConsumeMetrics(context.Context, pmetric.Metrics) error { return nil }

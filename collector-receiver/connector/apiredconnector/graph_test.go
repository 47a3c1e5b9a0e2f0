package apiredconnector

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadata"
)

func withGraph(most int) options {
	return options{configure: func(c *Config) { c.ServiceGraph = ServiceGraphConfig{Enabled: true, MaxEdges: most} }}
}

// edgesOf lists the edges as "client>server calls/failed/timed seconds".
func edgesOf(t *testing.T, mds ...pmetric.Metrics) map[string]string {
	t.Helper()
	type edge struct {
		calls, failed int64
		timed         uint64
		seconds       float64
	}
	found := map[string]*edge{}
	of := func(a pcommon.Map) *edge {
		client, _ := a.Get("client")
		server, _ := a.Get("server")
		name := client.Str() + ">" + server.Str()
		if found[name] == nil {
			found[name] = &edge{}
		}
		return found[name]
	}
	for _, md := range mds {
		for _, rm := range md.ResourceMetrics().All() {
			for _, m := range rm.ScopeMetrics().At(0).Metrics().All() {
				switch m.Name() {
				case "traces_service_graph_request_total":
					assert.Zero(t, rm.Resource().Attributes().Len(), "an edge is no service's")
					for _, p := range m.Sum().DataPoints().All() {
						of(p.Attributes()).calls += p.IntValue()
					}
				case "traces_service_graph_request_failed_total":
					for _, p := range m.Sum().DataPoints().All() {
						of(p.Attributes()).failed += p.IntValue()
					}
				case "traces_service_graph_request_server_seconds":
					for _, p := range m.Histogram().DataPoints().All() {
						e := of(p.Attributes())
						e.timed += p.Count()
						e.seconds += p.Sum()
					}
				}
			}
		}
	}
	shown := map[string]string{}
	for name, e := range found {
		shown[name] = fmt.Sprintf("%d/%d/%d %gs", e.calls, e.failed, e.timed, e.seconds)
	}
	return shown
}

func TestEdgesOfLogs(t *testing.T) {
	logs := plog.NewLogs()
	add := func(service string, status int, attributes map[string]any) {
		to := records(logs, "service.name="+service, "weir.source.id=x")
		request(to, "GET", "/a", status, 0.5, noon)
		for k, v := range attributes {
			require.NoError(t, to.At(0).Attributes().PutEmpty(k).FromRaw(v))
		}
	}
	add("gateway", 200, map[string]any{"weir.upstream.name": "cart", "weir.upstream.duration": 0.25})
	add("gateway", 502, map[string]any{"weir.upstream.name": "cart"})
	add("cart", 200, map[string]any{"weir.caller.name": "web"})
	add("cart", 200, map[string]any{"weir.upstream.name": "cart"})
	add("unknown_service", 200, map[string]any{"weir.upstream.name": "cart"})
	next := &sink{}
	require.NoError(t, start(t, next, withGraph(10)).ConsumeLogs(background, logs))
	assert.Equal(t, map[string]string{"gateway>cart": "2/1/1 0.25s", "web>cart": "1/0/1 0.5s"}, edgesOf(t, next.got...))

	plain := &sink{}
	require.NoError(t, start(t, plain, options{}).ConsumeLogs(background, logs))
	assert.Empty(t, edgesOf(t, plain.got...), "nobody has asked for edges")
}

// A batch that comes again makes no edge again.
func TestEdgesOfARepeatedBatch(t *testing.T) {
	next := &sink{}
	c := start(t, next, withGraph(10))
	for range 2 {
		logs := plog.NewLogs()
		to := records(logs, "service.name=gateway", "weir.source.id=x", "weir.batch.key=k")
		request(to, "GET", "/a", 200, 0.5, noon)
		to.At(0).Attributes().PutStr("weir.upstream.name", "cart")
		require.NoError(t, c.ConsumeLogs(background, logs))
	}
	assert.Equal(t, map[string]string{"gateway>cart": "1/0/0 0s"}, edgesOf(t, next.got...))
}

func TestEdgesAreBounded(t *testing.T) {
	logs := plog.NewLogs()
	for i := range 5 {
		to := records(logs, fmt.Sprintf("service.name=s%d", i), "weir.source.id=x")
		request(to, "GET", "/a", 200, 0.5, noon)
		to.At(0).Attributes().PutStr("weir.upstream.name", "cart")
	}
	next := &sink{}
	require.NoError(t, start(t, next, withGraph(2)).ConsumeLogs(background, logs))
	assert.Equal(t, map[string]string{
		"s0>cart": "1/0/0 0s", "s1>cart": "1/0/0 0s", "weir.overflow>weir.overflow": "3/0/0 0s",
	}, edgesOf(t, next.got...))
}

func startTraces(t *testing.T, next consumer.Metrics, o options) connector.Traces {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.OTLPSource.HeartbeatInterval = 0
	if o.configure != nil {
		o.configure(cfg)
	}
	c, err := NewFactory().CreateTracesToMetrics(background, connectortest.NewNopSettings(metadata.Type), cfg, next)
	require.NoError(t, err)
	require.NoError(t, c.Start(background, newMdatagenNopHost()))
	t.Cleanup(func() { require.NoError(t, c.Shutdown(background)) })
	return c
}

func TestEdgesOfSpansAndExemplars(t *testing.T) {
	traces := ptrace.NewTraces()
	add := func(service string, kind ptrace.SpanKind, id, parent byte, took time.Duration, failed bool, attributes map[string]any) {
		rs := traces.ResourceSpans().AppendEmpty()
		rs.Resource().Attributes().PutStr("service.name", service)
		span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		span.SetKind(kind)
		span.SetTraceID([16]byte{9})
		span.SetSpanID([8]byte{id})
		span.SetParentSpanID([8]byte{parent})
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon.Add(took)))
		if failed {
			span.Status().SetCode(ptrace.StatusCodeError)
		}
		require.NoError(t, span.Attributes().FromRaw(attributes))
	}
	get := map[string]any{"http.request.method": "GET", "http.route": "/a", "http.response.status_code": 200}
	add("web", ptrace.SpanKindClient, 1, 0, time.Second, false, map[string]any{"server.address": "cart.example"})
	add("cart", ptrace.SpanKindServer, 2, 1, 500*time.Millisecond, true, get)
	add("cart", ptrace.SpanKindServer, 7, 0, 250*time.Millisecond, false, get)
	add("cart", ptrace.SpanKindClient, 3, 2, 125*time.Millisecond, false, map[string]any{"peer.service": "db", "server.address": "10.0.0.1"})
	add("cart", ptrace.SpanKindClient, 4, 2, time.Second, false, map[string]any{"server.address": "10.0.0.1"})
	next := &sink{}
	require.NoError(t, startTraces(t, next, withGraph(10)).ConsumeTraces(background, traces))
	assert.Equal(t, map[string]string{"web>cart": "1/1/1 0.5s", "cart>db": "1/0/1 0.125s"}, edgesOf(t, next.got...))

	points := next.got[0].ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).ExponentialHistogram().DataPoints()
	require.Equal(t, 1, points.Len())
	require.Equal(t, 1, points.At(0).Exemplars().Len(), "one a point: the slowest")
	exemplar := points.At(0).Exemplars().At(0)
	assert.Equal(t, pcommon.TraceID{9}, exemplar.TraceID())
	assert.Equal(t, pcommon.SpanID{2}, exemplar.SpanID())
	assert.InDelta(t, 0.5, exemplar.DoubleValue(), 0)
}

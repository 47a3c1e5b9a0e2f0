package apiredconnector

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadatatest"
	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

const accessLine = `10.0.0.1 - - [22/Nov/2026:12:00:00 +0000] "GET /users/17?page=1 HTTP/1.1" 200 512 "-" "curl/8" 0.050`

func readsLines(c *Config) {
	c.Lines.Enabled = true
	c.Lines.Service.Name = "web"
	c.BatchKeyFrom = []string{"kafka.topic", "kafka.partition", "kafka.offset"}
}

// lineLogs has a record for each body, and nothing else, as from Kafka.
func lineLogs(bodies ...string) plog.Logs {
	logs := plog.NewLogs()
	to := records(logs)
	for _, body := range bodies {
		to.AppendEmpty().Body().SetStr(body)
	}
	return logs
}

// kafkaPlace is the context in which the kafka receiver passes a message on.
func kafkaPlace(topic, offset string) context.Context {
	return client.NewContext(background, client.Info{Metadata: client.NewMetadata(map[string][]string{
		"kafka.topic": {topic}, "kafka.partition": {"0"}, "kafka.offset": {offset},
	})})
}

// TestLinesInBodies has requests in bodies counted like requests in attributes of the same resource, and the rest by reason.
func TestLinesInBodies(t *testing.T) {
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, telemetry.Shutdown(background)) })
	logs := plog.NewLogs()
	to := records(logs, "service.name=shop")
	request(to, "POST", "/users/18", 503, 0.25, noon)
	to.AppendEmpty().Body().SetStr(accessLine)
	to.AppendEmpty().Body().SetStr("listening on :8080")
	to.AppendEmpty() // no body
	beat(to, noon, false)
	line := `{"time":"2026-11-22T12:00:01Z","method":"GET","path":"/","status":200,"request_time":0.1,"service":{"name":"other"}}`
	to.AppendEmpty().Body().SetStr(line)
	to.AppendEmpty().Body().SetStr(strings.Repeat(accessLine+"\n", 2))
	next := &sink{}
	require.NoError(t, start(t, next, options{telemetry: telemetry, configure: readsLines}).ConsumeLogs(background, logs))
	golden(t, "lines", text(next.all()...))
	point := func(outcome string, count int64) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Value: count, Attributes: attribute.NewSet(attribute.String("outcome", outcome))}
	}
	metadatatest.AssertEqualConnectorAPIRedRecords(t, telemetry, []metricdata.DataPoint[int64]{
		point("request", 5), point("unparsed_line", 1), point("not_request", 1), point("heartbeat", 1),
	}, metricdatatest.IgnoreTimestamp())
}

func TestLinesAreBodiesUnlessAskedFor(t *testing.T) {
	next := &sink{}
	require.NoError(t, start(t, next, options{}).ConsumeLogs(kafkaPlace("t", "1"), lineLogs(accessLine)))
	assert.Empty(t, next.all())
}

func batchKeys(t *testing.T, s *sink) []string {
	t.Helper()
	var keys []string
	for _, md := range s.all() {
		for _, rm := range md.ResourceMetrics().All() {
			key, found := rm.Resource().Attributes().Get(weirattr.BatchKey)
			if !found {
				keys = append(keys, "")
				continue
			}
			keys = append(keys, key.Str())
		}
	}
	return keys
}

// TestPlaceInKafkaIsTheBatchKey has the same key for a message that is read again, and others for others.
func TestPlaceInKafkaIsTheBatchKey(t *testing.T) {
	next := &sink{}
	c := start(t, next, options{configure: readsLines})
	other := strings.Replace(accessLine, "17", "18", 1)
	for _, call := range []struct {
		ctx  context.Context
		line string
	}{
		{kafkaPlace("t", "1"), accessLine},
		{kafkaPlace("t", "1"), accessLine},
		{kafkaPlace("t", "2"), accessLine},
		{kafkaPlace("u", "1"), accessLine},
		{kafkaPlace("t", "1"), other}, // the topic was made anew
		{background, accessLine},
	} {
		require.NoError(t, c.ConsumeLogs(call.ctx, lineLogs(call.line)))
	}
	keys := batchKeys(t, next)
	require.Len(t, keys, 6)
	assert.Equal(t, keys[0], keys[1])
	assert.Empty(t, keys[5])
	different := map[string]bool{}
	for _, key := range keys[1:5] {
		assert.Len(t, key, 2*keyBytes)
		different[key] = true
	}
	assert.Len(t, different, 4)
}

// TestOwnKeyWins has the key that a sender gave before the place in Kafka.
func TestOwnKeyWins(t *testing.T) {
	next := &sink{}
	logs := plog.NewLogs()
	request(records(logs, "service.name=shop", "weir.batch.key=own"), "GET", "/", 200, 0.1, noon)
	require.NoError(t, start(t, next, options{configure: readsLines}).ConsumeLogs(kafkaPlace("t", "1"), logs))
	assert.Equal(t, []string{"own"}, batchKeys(t, next))
}

// TestSpansFromKafkaHaveAKey does for traces what the others do for logs.
func TestSpansFromKafkaHaveAKey(t *testing.T) {
	next := &sink{}
	c := start(t, next, options{configure: readsLines}).(*logsConnector)
	traces := &tracesConnector{connection{emitter: c.emitter, next: next}}
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetKind(ptrace.SpanKindServer)
	span.SetName("GET /")
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon))
	span.Attributes().PutInt("http.response.status_code", 200)
	for _, offset := range []string{"1", "1", "2"} {
		require.NoError(t, traces.ConsumeTraces(kafkaPlace("t", offset), td))
	}
	keys := batchKeys(t, next)
	require.Len(t, keys, 3)
	assert.Equal(t, keys[0], keys[1])
	assert.NotEqual(t, keys[1], keys[2])
}

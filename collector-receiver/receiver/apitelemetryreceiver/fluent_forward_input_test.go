package apitelemetryreceiver

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/fluent"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadatatest"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

func fluentConfig(change func(*FluentForwardConfig)) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.HeartbeatInterval = time.Hour
	c := cfg.Protocols.FluentForward.GetOrInsertDefault()
	c.Stream.TCPAddrConfig.Endpoint = "127.0.0.1:0"
	if change != nil {
		change(c)
	}
	return cfg
}

// packed writes MessagePack: a map is given as pairs.
type pairs []any

func packed(values ...any) string {
	var b []byte
	for _, value := range values {
		switch v := value.(type) {
		case string:
			b = binary.BigEndian.AppendUint32(append(b, 0xdb), uint32(len(v)))
			b = append(b, v...)
		case int:
			b = binary.BigEndian.AppendUint64(append(b, 0xd3), uint64(v))
		case float64:
			b = append(b, 0xca, 0x3f, 0x80, 0, 0) // 1.0
		case []any:
			b = binary.BigEndian.AppendUint16(append(b, 0xdc), uint16(len(v)))
			b = append(b, packed(v...)...)
		case pairs:
			b = binary.BigEndian.AppendUint16(append(b, 0xde), uint16(len(v)/2))
			b = append(b, packed(v...)...)
		}
	}
	return string(b)
}

// chunkOf is a packed message as Fluentd sends it, compressed and with a chunk.
func chunkOf(chunk string, records ...pairs) []byte {
	var events bytes.Buffer
	w := gzip.NewWriter(&events)
	for _, record := range records {
		_, _ = io.WriteString(w, packed([]any{1431857103, record}))
	}
	_ = w.Close()
	return []byte(packed([]any{"web.access", events.String(), pairs{"chunk", chunk, "compressed", "gzip", "size", len(records)}}))
}

// acked reads the answer to a chunk.
func (p *peer) acked(chunk string) {
	p.t.Helper()
	want := fluent.AppendAck(nil, chunk)
	got := make([]byte, len(want))
	require.NoError(p.t, p.SetReadDeadline(time.Now().Add(10*time.Second)))
	_, err := io.ReadFull(p, got)
	require.NoError(p.t, err)
	require.Equal(p.t, string(want), string(got))
}

func TestFluentMessagesBecomeRecords(t *testing.T) {
	run := start(t, fluentConfig(nil), &sink{})
	run.connect().send(chunkOf("c1",
		pairs{"log", combinedLine + "\n", "kubernetes", pairs{"namespace_name", "eu", "labels", pairs{"app.kubernetes.io/name", "shop"}}},
		pairs{"method", "PUT", "path", "/b", "code", 503, "request_time", 1.0, "host", "10.0.0.1", "tags", []any{"x"}},
		pairs{"message", "not a request", "service", "own", "level", 3},
		pairs{"a", pairs{"b", []any{1, "x"}}},
	)).acked("c1")
	records := run.sink.records()
	require.Len(t, records, 4)
	byEvent := map[string]seen{}
	for _, r := range records {
		byEvent[fmt.Sprint(r.attributes["url.path"], r.body)] = r
		assert.Equal(t, "c1", r.resource["weir.batch.key"])
		assert.Equal(t, "api_telemetry/fluent_forward", r.resource["weir.source.id"])
	}
	line := byEvent["/presentations/images/kibana-search.png"]
	assert.Equal(t, "shop", line.resource["service.name"])
	assert.Equal(t, "eu", line.resource["service.namespace"])
	assert.InDelta(t, 0.042, line.attributes["http.server.request.duration"], 1e-9)
	own := byEvent["/b"]
	assert.Equal(t, time.Date(2015, 5, 17, 10, 5, 3, 0, time.UTC), own.time, "the time of the entry")
	assert.Equal(t, map[string]any{
		"http.request.method": "PUT", "url.path": "/b", "http.response.status_code": int64(503), "error.type": "503", "http.server.request.duration": 1.0,
	}, own.attributes, "what the parser calls the host is the client, which is not kept")
	assert.Equal(t, requestlog.UnknownService, own.resource["service.name"])
	assert.Equal(t, "own", byEvent["<nil>not a request"].resource["service.name"])
	assert.Equal(t, requestlog.UnparsedEvent, byEvent[`<nil>{"a":{"b":[1,"x"]}}`].event)
}

func TestFluentServiceFromTag(t *testing.T) {
	run := start(t, fluentConfig(func(c *FluentForwardConfig) { c.Service.From, c.Service.Environment = "tag", "prod" }), &sink{})
	run.connect().send(chunkOf("c1", pairs{"log", combinedLine}, pairs{"log", combinedLine, "service_name", "own"})).acked("c1")
	var services []any
	for _, r := range run.sink.records() {
		services = append(services, r.resource["service.name"])
		assert.Equal(t, "prod", r.resource["deployment.environment.name"])
	}
	assert.ElementsMatch(t, []any{"web.access", "own"}, services)
}

func TestFluentTextIsRepairedAndCut(t *testing.T) {
	run := start(t, fluentConfig(func(c *FluentForwardConfig) { c.Lines.MaxLineLength = 20 }), &sink{})
	run.connect().send(chunkOf("c1", pairs{"log", "\xff\xfe"}, pairs{"log", strings.Repeat("x", 100)}, pairs{"x", strings.Repeat("y", 100)})).acked("c1")
	records := run.sink.records()
	assert.Equal(t, []string{"\ufffd", strings.Repeat("x", 20), `{"x":"yyyyyyyyyyyyyy`}, []string{records[0].body, records[1].body, records[2].body})
}

func TestFluentAcknowledgesNothingThatIsRefusedForNow(t *testing.T) {
	run := start(t, fluentConfig(nil), &sink{refuse: func(call int) error {
		if call == 1 {
			return errors.New("not now")
		}
		return nil
	}})
	run.connect().send(chunkOf("c1", pairs{"log", combinedLine})).closed()
	run.refused("fluent_forward", "unavailable")
	for range 2 { // the second time the acknowledgement was lost
		run.connect().send(chunkOf("c1", pairs{"log", combinedLine})).acked("c1")
	}
	assert.Len(t, run.sink.records(), 1)
	metadatatest.AssertEqualReceiverAPITelemetryDuplicateRequests(t, run.telemetry, []metricdata.DataPoint[int64]{{
		Attributes: attribute.NewSet(attribute.String("protocol", "fluent_forward")), Value: 1,
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestFluentAcknowledgesWhatIsRejectedForGood(t *testing.T) {
	run := start(t, fluentConfig(nil), &sink{refuse: func(int) error { return consumererror.NewPermanent(errors.New("never")) }})
	run.connect().send(chunkOf("c1", pairs{"log", combinedLine})).acked("c1")
	metadatatest.AssertEqualReceiverAPITelemetryRejectedRecords(t, run.telemetry, []metricdata.DataPoint[int64]{{
		Attributes: attribute.NewSet(attribute.String("protocol", "fluent_forward")), Value: 1,
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestFluentOffersAgainWhatItsSenderHasForgotten(t *testing.T) {
	run := start(t, fluentConfig(nil), &sink{refuse: func(call int) error {
		if call < 3 {
			return errors.New("not now")
		}
		return nil
	}})
	run.connect().send([]byte(packed([]any{"t", 1431857103, pairs{"log", combinedLine}})))
	record := run.eventually(1)[0]
	assert.NotContains(t, record.resource, "weir.batch.key")
	run.receiver.logs = &sink{refuse: func(int) error { return errors.New("not now") }}
	run.connect().send([]byte(packed([]any{"t", 1431857103, pairs{"log", combinedLine}})))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	require.NoError(t, run.receiver.Shutdown(ctx), "it gives up when it is stopped")
}

func TestFluentEmptyMessages(t *testing.T) {
	run := start(t, fluentConfig(nil), &sink{})
	p := run.connect().send([]byte("\xc0"))
	p.send([]byte(packed([]any{"t", []any{}, pairs{"chunk", "none"}}))).acked("none")
	p.send([]byte(packed([]any{"t", "\x01", pairs{"chunk", "metrics", "fluent_signal", 1}}))).acked("metrics")
	run.refused("fluent_forward", "unsupported")
	p.send(chunkOf(strings.Repeat("\x01", 200), pairs{"log", combinedLine})).acked(strings.Repeat("\x01", 200))
	assert.Len(t, run.sink.records()[0].resource["weir.batch.key"], 64, "a key of any form")
}

func TestFluentRefusesWhatIsBroken(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	_, _ = w.Write(bytes.Repeat([]byte(packed([]any{1, pairs{}})), 1<<20))
	_ = w.Close()
	for name, tt := range map[string]struct {
		stream string
		reason string
	}{
		"a message of 4 GB": {"\x92\xa1t\xdb\xff\xff\xff\xff", "too_large"},
		"a gzip bomb":       {packed([]any{"t", bomb.String(), pairs{"compressed", "gzip", "chunk", "x"}}), "too_large"},
		"no MessagePack":    {`["t",1,{"log":"x"}]`, "invalid_argument"},
	} {
		t.Run(name, func(t *testing.T) {
			run := start(t, fluentConfig(func(c *FluentForwardConfig) { c.MaxMessageSize, c.MaxUnpackedSize = mebibyte, mebibyte }), &sink{})
			run.connect().send([]byte(tt.stream)).closed()
			run.refused("fluent_forward", tt.reason)
			assert.Empty(t, run.sink.records())
			require.Eventually(t, func() bool { return run.receiver.inputs[0].(*fluentForwardInput).meter.held.Load() == 0 }, 5*time.Second, time.Millisecond)
		})
	}
}

func TestFluentHoldsNoMoreThanItMay(t *testing.T) {
	block := make(chan struct{})
	run := start(t, fluentConfig(func(c *FluentForwardConfig) {
		c.MaxMessageSize, c.MaxUnpackedSize, c.Stream.MaxInFlightSize = 1000, 1000, 3000
	}), &sink{block: block})
	large := pairs{"log", strings.Repeat("x", 900)}
	message := func(i int) []byte {
		return []byte(packed([]any{"t", []any{[]any{1, large}}, pairs{"chunk", fmt.Sprint(i)}}))
	}
	var held []*peer
	for i := range 3 {
		held = append(held, run.connect().send(message(i)))
	}
	require.Eventually(t, func() bool { run.sink.mu.Lock(); defer run.sink.mu.Unlock(); return run.sink.asked == 3 }, 5*time.Second, time.Millisecond)
	run.connect().send(message(3)).closed()
	run.refused("fluent_forward", "unavailable")
	close(block)
	for i, p := range held {
		p.acked(fmt.Sprint(i))
	}
}

func TestFluentSlowSenders(t *testing.T) {
	run := start(t, fluentConfig(func(c *FluentForwardConfig) { c.Stream.ReadTimeout = 30 * time.Millisecond }), &sink{})
	run.connect().send([]byte("\x92\xa1t")).closed()
	run.refused("fluent_forward", "invalid_argument")
}

// ping answers HELO; it returns whether the server lets in.
func (p *peer) ping(key string) bool {
	p.t.Helper()
	require.NoError(p.t, p.SetReadDeadline(time.Now().Add(10*time.Second)))
	helo := make([]byte, len("\x92\xa4HELO\x83\xa5nonce\xc4\x10")+16+len("\xa4auth\xc4\x00\xa9keepalive\xc3"))
	_, err := io.ReadFull(p, helo)
	require.NoError(p.t, err)
	start := len("\x92\xa4HELO\x83\xa5nonce\xc4\x10")
	nonce := string(helo[start : start+16])
	sum := sha512.Sum512([]byte("salt" + "me" + nonce + key))
	p.send([]byte(packed([]any{"PING", "me", "salt", hex.EncodeToString(sum[:]), "", ""})))
	var pong [7]byte
	_, err = io.ReadFull(p, pong[:])
	require.NoError(p.t, err)
	require.Equal(p.t, "\x95\xa4PONG", string(pong[:6]))
	return pong[6] == 0xc3
}

func TestFluentSharedKey(t *testing.T) {
	run := start(t, fluentConfig(func(c *FluentForwardConfig) { c.Security.SharedKey, c.Security.Hostname = "secret", "h" }), &sink{})
	p := run.connect()
	assert.True(t, p.ping("secret"))
	_, err := io.ReadFull(p, make([]byte, len("\xa0\xa1h\xd9\x80")+128))
	require.NoError(t, err)
	p.send(chunkOf("c1", pairs{"log", combinedLine})).acked("c1")
	stranger := run.connect()
	assert.False(t, stranger.ping("other"))
	reason, _ := io.ReadAll(stranger)
	assert.Contains(t, string(reason), "shared_key mismatch")
	run.refused("fluent_forward", "unauthenticated")
	ignorant := run.connect().send(chunkOf("c2", pairs{"log", combinedLine}))
	_, _ = io.ReadAll(ignorant)
	assert.Len(t, run.sink.records(), 1)
}

func TestFluentTLS(t *testing.T) {
	ours := newAuthority(t)
	run := start(t, fluentConfig(func(c *FluentForwardConfig) { c.Stream.TLS = ours.server(true) }), &sink{})
	conn, err := tlsDial(t, run.address(), ours)
	require.NoError(t, err)
	(&peer{conn, t}).send(chunkOf("c1", pairs{"log", combinedLine})).acked("c1")
	run.connect().send(chunkOf("c2", pairs{"log", combinedLine})).closedAfter()
	run.refused("fluent_forward", "unauthenticated")
}

func TestFluentHeartbeatsOverUDP(t *testing.T) {
	run := start(t, fluentConfig(func(c *FluentForwardConfig) { c.UDPHeartbeat = true }), &sink{})
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "udp", run.address())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.Write([]byte{0})
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	answer := make([]byte, 10)
	n, err := conn.Read(answer)
	require.NoError(t, err)
	assert.Equal(t, []byte{0}, answer[:n])
}

// fluentSender sends chunks until each is acknowledged, as Fluentd does.
type fluentSender struct {
	t       *testing.T
	address string
	next    atomic.Int64
	mu      sync.Mutex
	idle    []net.Conn
}

func (g *fluentSender) Start() {}

func (g *fluentSender) Stop() {
	for _, c := range g.idle {
		_ = c.Close()
	}
}

func (g *fluentSender) Generate() []receivertest.UniqueIDAttrVal {
	n := g.next.Add(1)
	var records []pairs
	var ids []receivertest.UniqueIDAttrVal
	for i := range int64(itemsPerRequest) {
		line, id := identifiedLine(n*itemsPerRequest + i)
		records, ids = append(records, pairs{"log", line}), append(ids, id)
	}
	chunk := fmt.Sprintf("%032x", n)
	message, want := chunkOf(chunk, records...), fluent.AppendAck(nil, chunk)
	for {
		g.mu.Lock()
		var conn net.Conn
		if last := len(g.idle) - 1; last >= 0 {
			conn, g.idle = g.idle[last], g.idle[:last]
		}
		g.mu.Unlock()
		if conn == nil {
			var err error
			conn, err = (&net.Dialer{}).DialContext(context.Background(), "tcp", g.address)
			require.NoError(g.t, err)
		}
		_, err := conn.Write(message)
		got := make([]byte, len(want))
		if err == nil {
			_, err = io.ReadFull(conn, got)
		}
		if err == nil {
			require.Equal(g.t, want, got)
			g.mu.Lock()
			g.idle = append(g.idle, conn)
			g.mu.Unlock()
			return ids
		}
		_ = conn.Close()
	}
}

func TestConsumeContractFluentForward(t *testing.T) {
	address := freeAddress(t, "tcp")
	cfg := fluentConfig(func(c *FluentForwardConfig) {
		c.Stream.TCPAddrConfig.Endpoint = address
		c.Stream.MaxConnections = 100_000
	})
	receivertest.CheckConsumeContract(receivertest.CheckConsumeContractParams{
		T: t, Factory: markingFactory(), Signal: pipeline.SignalLogs, Config: cfg,
		Generator: &fluentSender{t: t, address: address}, GenerateCount: contractItems / itemsPerRequest,
	})
}

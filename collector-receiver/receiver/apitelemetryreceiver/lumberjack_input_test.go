package apitelemetryreceiver

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/tls"
	"encoding/binary"
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
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadatatest"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

func lumberjackConfig(change func(*LumberjackConfig)) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.HeartbeatInterval = time.Hour
	c := cfg.Protocols.Lumberjack.GetOrInsertDefault()
	c.Stream.TCPAddrConfig.Endpoint = "127.0.0.1:0"
	if change != nil {
		change(c)
	}
	return cfg
}

// event is what Filebeat makes of a line of a file.
func event(line string, offset int) string {
	return fmt.Sprintf(`{"@timestamp":"2026-01-02T03:04:05.678Z","message":%q,"log":{"offset":%d,"file":{"path":"/var/log/a.log"}},"fields":{"service":"shop"},"host":{"name":"web-1"}}`, line, offset)
}

// bytesOf are the frames of a window.
func bytesOf(compressed bool, events ...string) []byte {
	var frames []byte
	for i, e := range events {
		frames = binary.BigEndian.AppendUint32(append(frames, "2J"...), uint32(i+1))
		frames = append(binary.BigEndian.AppendUint32(frames, uint32(len(e))), e...)
	}
	out := binary.BigEndian.AppendUint32([]byte("2W"), uint32(len(events)))
	if !compressed {
		return append(out, frames...)
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(frames)
	_ = w.Close()
	return append(binary.BigEndian.AppendUint32(append(out, "2C"...), uint32(packed.Len())), packed.Bytes()...)
}

// peer is a connection to an input over TCP.
type peer struct {
	net.Conn
	t *testing.T
}

func (r *running) address() string {
	switch in := r.receiver.inputs[0].(type) {
	case *lumberjackInput:
		return in.server.Addr().String()
	case *fluentForwardInput:
		return in.server.Addr().String()
	default:
		panic("no input over TCP")
	}
}

func (r *running) connect() *peer {
	r.t.Helper()
	conn, err := (&net.Dialer{}).DialContext(r.t.Context(), "tcp", r.address())
	require.NoError(r.t, err)
	r.t.Cleanup(func() { _ = conn.Close() })
	return &peer{conn, r.t}
}

func (p *peer) send(b []byte) *peer {
	p.t.Helper()
	_, err := p.Write(b)
	require.NoError(p.t, err)
	return p
}

// ack reads the next acknowledgement that is no sign of life, and counts those before it.
func (p *peer) ack() (sequence uint32, signs int) {
	p.t.Helper()
	for {
		var frame [6]byte
		require.NoError(p.t, p.SetReadDeadline(time.Now().Add(10*time.Second)))
		_, err := io.ReadFull(p, frame[:])
		require.NoError(p.t, err)
		require.Equal(p.t, "A", string(frame[1:2]))
		if sequence = binary.BigEndian.Uint32(frame[2:]); sequence != 0 {
			return sequence, signs
		}
		signs++
	}
}

// closed waits for the end of the connection; nothing may come before it.
func (p *peer) closed() {
	p.t.Helper()
	require.NoError(p.t, p.SetReadDeadline(time.Now().Add(10*time.Second)))
	n, err := p.Read(make([]byte, 1))
	var timeout net.Error
	require.False(p.t, errors.As(err, &timeout) && timeout.Timeout(), "the connection is open")
	require.Error(p.t, err)
	require.Zero(p.t, n)
}

func (r *running) refused(protocol, reason string) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		m, err := r.telemetry.GetMetric("otelcol_receiver_api_telemetry_refused_requests")
		return err == nil && len(m.Data.(metricdata.Sum[int64]).DataPoints) > 0
	}, 5*time.Second, 5*time.Millisecond)
	metadatatest.AssertEqualReceiverAPITelemetryRefusedRequests(r.t, r.telemetry, []metricdata.DataPoint[int64]{{
		Attributes: attribute.NewSet(attribute.String("protocol", protocol), attribute.String("reason", reason)), Value: 1,
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestLumberjackWindowsBecomeRecords(t *testing.T) {
	run := start(t, lumberjackConfig(nil), &sink{})
	p := run.connect()
	for _, compressed := range []bool{false, true} {
		p.send(bytesOf(compressed, event(combinedLine, 1), event("not a request", 2), `{"@timestamp":"2026-01-02T03:04:05Z","service":{"name":"own"},"http":{"request":{"method":"PUT"},"response":{"status_code":503}},"url":{"path":"/b"}}`, `[]`))
		sequence, _ := p.ack()
		assert.Equal(t, uint32(4), sequence)
	}
	records := run.sink.records()
	require.Len(t, records, 8)
	byEvent := map[string]seen{}
	for _, r := range records[:4] {
		byEvent[fmt.Sprint(r.attributes["url.path"], r.body)] = r
	}
	line := byEvent["/presentations/images/kibana-search.png"]
	assert.Equal(t, map[string]any{"service.name": "shop", "weir.source.id": "api_telemetry/lumberjack", "weir.source.mode": "live"}, line.resource)
	assert.InDelta(t, 0.042, line.attributes["http.server.request.duration"], 1e-9)
	assert.Equal(t, time.Date(2015, 5, 17, 10, 5, 3, 0, time.UTC), line.time)
	assert.Equal(t, "own", byEvent["/b"].resource["service.name"])
	assert.Equal(t, "503", byEvent["/b"].attributes["error.type"])
	text := byEvent["<nil>not a request"]
	assert.Equal(t, requestlog.UnparsedEvent, text.event)
	assert.Equal(t, "shop", text.resource["service.name"])
	assert.Equal(t, requestlog.UnknownService, byEvent["<nil>[]"].resource["service.name"])
}

func TestLumberjackVersion1(t *testing.T) {
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) { c.Service.Name = "configured" }), &sink{})
	frame := []byte("1W\x00\x00\x00\x011D\x00\x00\x00\x07\x00\x00\x00\x02\x00\x00\x00\x04host\x00\x00\x00\x03web\x00\x00\x00\x04line")
	frame = append(binary.BigEndian.AppendUint32(frame, uint32(len(combinedLine))), combinedLine...)
	p := run.connect().send(frame)
	var ack [6]byte
	_, err := io.ReadFull(p, ack[:])
	require.NoError(t, err)
	assert.Equal(t, "1A\x00\x00\x00\x07", string(ack[:]))
	record := run.sink.records()[0]
	assert.Equal(t, "configured", record.resource["service.name"])
	assert.Equal(t, "/presentations/images/kibana-search.png", record.attributes["url.path"])
}

func TestLumberjackLinesStayWhatTheyWere(t *testing.T) {
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) { c.Lines.Keep = []string{"user_agent", "original", "query"} }), &sink{})
	p := run.connect()
	for i := range 50 {
		p.send(bytesOf(true, event(strings.ReplaceAll(combinedLine, "kibana-search", fmt.Sprint("image-", i)), i)))
		p.ack()
	}
	for i, r := range run.sink.records() {
		assert.Equal(t, fmt.Sprintf("/presentations/images/image-%d.png", i), r.attributes["url.path"])
		assert.Contains(t, r.body, fmt.Sprintf("image-%d.png", i))
		assert.Equal(t, "x=1", r.attributes["url.query"])
		assert.Equal(t, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1)", r.attributes["user_agent.original"])
	}
}

func TestLumberjackLongMessagesAreCutAndKept(t *testing.T) {
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) { c.Lines.MaxLineLength = 10 }), &sink{})
	run.connect().send(bytesOf(true, event(strings.Repeat("é", 100), 1))).ack()
	assert.Equal(t, strings.Repeat("é", 5), run.sink.records()[0].body)
}

func TestLumberjackSaysThatItIsAtWork(t *testing.T) {
	block := make(chan struct{})
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) { c.KeepAliveInterval = 5 * time.Millisecond }), &sink{block: block})
	p := run.connect().send(bytesOf(false, event(combinedLine, 1)))
	time.AfterFunc(60*time.Millisecond, func() { close(block) })
	sequence, signs := p.ack()
	assert.Equal(t, uint32(1), sequence)
	assert.Positive(t, signs)
	assert.Len(t, run.sink.records(), 1)
}

func TestLumberjackAcknowledgesNothingThatIsRefusedForNow(t *testing.T) {
	run := start(t, lumberjackConfig(nil), &sink{refuse: func(call int) error {
		if call == 1 {
			return errors.New("not now")
		}
		return nil
	}})
	window := bytesOf(true, event(combinedLine, 1))
	run.connect().send(window).closed()
	run.refused("lumberjack", "unavailable")
	run.connect().send(window).ack()
	assert.Len(t, run.sink.records(), 1)
}

func TestLumberjackAcknowledgesWhatIsRejectedForGood(t *testing.T) {
	run := start(t, lumberjackConfig(nil), &sink{refuse: func(int) error { return consumererror.NewPermanent(errors.New("never")) }})
	run.connect().send(bytesOf(true, event(combinedLine, 1), event("x", 2))).ack()
	metadatatest.AssertEqualReceiverAPITelemetryRejectedRecords(t, run.telemetry, []metricdata.DataPoint[int64]{{
		Attributes: attribute.NewSet(attribute.String("protocol", "lumberjack")), Value: 2,
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestLumberjackAcknowledgesLargeWindowsInParts(t *testing.T) {
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) { c.MaxBatchEvents = 10 }), &sink{})
	var events []string
	for i := range 25 {
		events = append(events, event(combinedLine, i))
	}
	p := run.connect().send(bytesOf(true, events...))
	for _, want := range []uint32{10, 20, 25} {
		sequence, _ := p.ack()
		assert.Equal(t, want, sequence)
	}
	records := run.sink.records()
	assert.Len(t, records, 25)
	assert.NotContains(t, records[0].resource, "weir.batch.key", "the parts need not come back as they were")
}

// TestLumberjackKnowsAWindowAgain changes the order of members, as Filebeat does from one try to the next.
func TestLumberjackKnowsAWindowAgain(t *testing.T) {
	run := start(t, lumberjackConfig(nil), &sink{})
	other := fmt.Sprintf(`{"host":{"name":"web-1"},"log":{"file":{"path":"/var/log/a.log"},"offset":1},"message":%q,"fields":{"service":"shop"},"@timestamp":"2026-01-02T03:04:05.678Z"}`, combinedLine)
	run.connect().send(bytesOf(true, event(combinedLine, 1), event("a", 2))).ack()
	run.connect().send(bytesOf(false, other, event("a", 2))).ack()
	records := run.sink.records()
	require.Len(t, records, 2)
	assert.Len(t, records[0].resource["weir.batch.key"], 32)
	metadatatest.AssertEqualReceiverAPITelemetryDuplicateRequests(t, run.telemetry, []metricdata.DataPoint[int64]{{
		Attributes: attribute.NewSet(attribute.String("protocol", "lumberjack")), Value: 1,
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
	for _, different := range [][]string{
		{event(combinedLine, 2), event("a", 2)},                                            // another offset
		{event(combinedLine, 1), event("b", 2)},                                            // another line
		{event(combinedLine, 1)},                                                           // less
		{event("a", 2), event(combinedLine, 1)},                                            // another order
		{strings.Replace(event(combinedLine, 1), "05.678", "05.679", 1), event("a", 2)},    // read at another time
		{strings.Replace(event(combinedLine, 1), "web-1", "web-2", 1), event("a", 2)},      // by another machine
		{strings.Replace(event(combinedLine, 1), "a.log", "b.log", 1), event("a", 2)},      // in another file
		{strings.Replace(event(combinedLine, 1), `"offset"`, `"ofset"`, 1), event("a", 2)}, // no key
		{strings.Replace(event(combinedLine, 1), `"offset"`, `"ofset"`, 1), event("a", 2)}, // nor here
	} {
		before := len(run.sink.records())
		run.connect().send(bytesOf(true, different...)).ack()
		assert.Len(t, run.sink.records(), before+len(different))
	}
}

func TestLumberjackRefusesWhatIsBroken(t *testing.T) {
	for name, tt := range map[string]struct {
		stream []byte
		reason string
	}{
		"an event of 4 GB": {[]byte("2W\x00\x00\x00\x012J\x00\x00\x00\x01\xff\xff\xff\xff"), "too_large"},
		"a zlib bomb":      {bytesOf(true, strings.Repeat(" ", 3*mebibyte)), "too_large"},
		"no Lumberjack":    {[]byte("GET / HTTP/1.1\r\n"), "invalid_argument"},
	} {
		t.Run(name, func(t *testing.T) {
			run := start(t, lumberjackConfig(func(c *LumberjackConfig) { c.MaxFrameSize = mebibyte }), &sink{})
			run.connect().send(tt.stream).closed()
			run.refused("lumberjack", tt.reason)
			assert.Empty(t, run.sink.records())
			run.connect().send(bytesOf(true, event(combinedLine, 1))).ack()
		})
	}
}

func TestLumberjackHoldsNoMoreThanItMay(t *testing.T) {
	block := make(chan struct{})
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) {
		c.MaxFrameSize, c.MaxBatchSize, c.Stream.MaxInFlightSize = 1000, 1000, 2000
	}), &sink{block: block})
	large := event(strings.Repeat("x", 800), 1)
	var held []*peer
	for range 2 {
		held = append(held, run.connect().send(bytesOf(false, large)))
		large = event(strings.Repeat("y", 700), 2)
	}
	require.Eventually(t, func() bool { run.sink.mu.Lock(); defer run.sink.mu.Unlock(); return run.sink.asked == 2 }, 5*time.Second, time.Millisecond)
	third := run.connect().send(bytesOf(false, large))
	third.closed()
	run.refused("lumberjack", "unavailable")
	close(block)
	for _, p := range held {
		p.ack()
	}
	run.connect().send(bytesOf(false, large)).ack()
	require.Eventually(t, func() bool { return run.receiver.inputs[0].(*lumberjackInput).meter.held.Load() == 0 }, 5*time.Second, time.Millisecond)
}

func TestLumberjackSendersAreBounded(t *testing.T) {
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) { c.Stream.MaxConnections = 1 }), &sink{})
	run.connect().send(bytesOf(false, event(combinedLine, 1))).ack()
	run.connect().closed()
	run.refused("lumberjack", "unavailable")
}

func TestLumberjackSlowAndSilentSenders(t *testing.T) {
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) {
		c.Stream.ReadTimeout, c.Stream.IdleTimeout = 30*time.Millisecond, 60*time.Millisecond
	}), &sink{})
	silent := run.connect()
	run.connect().send([]byte("2W\x00\x00\x00\x012J")).closed()
	run.refused("lumberjack", "invalid_argument")
	silent.closed()
	run.refused("lumberjack", "invalid_argument")
}

func TestLumberjackClientCertificates(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	run := start(t, lumberjackConfig(func(c *LumberjackConfig) { c.Stream.TLS = ours.server(true) }), &sink{})
	dial := func(cfg *tls.Config) *peer {
		conn := tls.Client(run.connect().Conn, cfg)
		return &peer{conn, t}
	}
	dial(ours.client(ours)).send(bytesOf(true, event(combinedLine, 1))).ack()
	for _, cfg := range []*tls.Config{ours.client(), ours.client(theirs)} {
		p := dial(cfg)
		_, _ = p.Write(bytesOf(true, event(combinedLine, 1))) // the refusal may be there before
		_, err := io.ReadAll(p)
		require.Error(t, err)
	}
	run.connect().send(bytesOf(true, event(combinedLine, 1))) // no TLS at all
	require.Eventually(t, func() bool {
		m, err := run.telemetry.GetMetric("otelcol_receiver_api_telemetry_refused_requests")
		return err == nil && m.Data.(metricdata.Sum[int64]).DataPoints[0].Value == 3
	}, 5*time.Second, 5*time.Millisecond)
	assert.Len(t, run.sink.records(), 1)
}

func TestLumberjackShutdownLetsAWindowFinish(t *testing.T) {
	block := make(chan struct{})
	run := start(t, lumberjackConfig(nil), &sink{block: block})
	idle := run.connect()
	p := run.connect().send(bytesOf(false, event(combinedLine, 1)))
	require.Eventually(t, func() bool { run.sink.mu.Lock(); defer run.sink.mu.Unlock(); return run.sink.asked == 1 }, 5*time.Second, time.Millisecond)
	ended := make(chan error, 1)
	go func() { ended <- run.receiver.Shutdown(context.Background()) }()
	idle.closed()
	close(block)
	sequence, _ := p.ack()
	assert.Equal(t, uint32(1), sequence)
	require.NoError(t, <-ended)
}

func TestLumberjackShutdownGivesUp(t *testing.T) {
	run := start(t, lumberjackConfig(nil), &sink{block: make(chan struct{})})
	p := run.connect().send(bytesOf(false, event(combinedLine, 1)))
	require.Eventually(t, func() bool { run.sink.mu.Lock(); defer run.sink.mu.Unlock(); return run.sink.asked == 1 }, 5*time.Second, time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	require.NoError(t, run.receiver.Shutdown(ctx))
	p.closed()
}

func TestLumberjackHeartbeatsDoNotOvertake(t *testing.T) {
	cfg := lumberjackConfig(nil)
	cfg.HeartbeatInterval = 100 * time.Millisecond
	run := start(t, cfg, &sink{})
	before := time.Now()
	run.connect().send([]byte("2W\x00\x00\x00\x01")) // a window that never ends
	time.Sleep(350 * time.Millisecond)
	beats := run.sink.heartbeats()
	require.NotEmpty(t, beats)
	assert.Less(t, beats[len(beats)-1].time, before.Add(100*time.Millisecond))
}

func TestLumberjackPortInUseAndBadCertificate(t *testing.T) {
	run := start(t, lumberjackConfig(nil), &sink{})
	for _, change := range []func(*LumberjackConfig){
		func(c *LumberjackConfig) { c.Stream.TCPAddrConfig.Endpoint = run.address() },
		func(c *LumberjackConfig) {
			c.Stream.TLS = newAuthority(t).server(false)
			c.Stream.TLS.Get().KeyFile = "/nowhere"
		},
	} {
		second, err := newReceiver(lumberjackConfig(change), run.receiver.set)
		require.NoError(t, err)
		second.logs = &sink{}
		require.Error(t, second.Start(t.Context(), componenttest.NewNopHost()))
	}
}

// lumberjackSender sends windows until each is acknowledged, as Filebeat does.
type lumberjackSender struct {
	t       *testing.T
	address string
	next    atomic.Int64
	mu      sync.Mutex
	idle    []net.Conn
}

func (g *lumberjackSender) Start() {}

func (g *lumberjackSender) Stop() {
	for _, c := range g.idle {
		_ = c.Close()
	}
}

func (g *lumberjackSender) Generate() []receivertest.UniqueIDAttrVal {
	n := g.next.Add(1)
	var events []string
	var ids []receivertest.UniqueIDAttrVal
	for i := range int64(itemsPerRequest) {
		line, id := identifiedLine(n*itemsPerRequest + i)
		events, ids = append(events, event(line, int(n*itemsPerRequest+i))), append(ids, id)
	}
	window := bytesOf(true, events...)
	for {
		conn := g.take()
		_, err := conn.Write(window)
		var ack [6]byte
		if err == nil {
			_, err = io.ReadFull(conn, ack[:])
		}
		if err == nil && binary.BigEndian.Uint32(ack[2:]) == itemsPerRequest {
			g.mu.Lock()
			g.idle = append(g.idle, conn)
			g.mu.Unlock()
			return ids
		}
		_ = conn.Close()
	}
}

func (g *lumberjackSender) take() net.Conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := len(g.idle); n > 0 {
		conn := g.idle[n-1]
		g.idle = g.idle[:n-1]
		return conn
	}
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", g.address)
	require.NoError(g.t, err)
	return conn
}

func TestConsumeContractLumberjack(t *testing.T) {
	address := freeAddress(t, "tcp")
	cfg := lumberjackConfig(func(c *LumberjackConfig) {
		c.Stream.TCPAddrConfig.Endpoint = address
		c.Stream.MaxConnections = 100_000
	})
	receivertest.CheckConsumeContract(receivertest.CheckConsumeContractParams{
		T: t, Factory: markingFactory(), Signal: pipeline.SignalLogs, Config: cfg,
		Generator: &lumberjackSender{t: t, address: address}, GenerateCount: contractItems / itemsPerRequest,
	})
}

// closedAfter waits for the end of the connection, whatever comes before it.
func (p *peer) closedAfter() {
	p.t.Helper()
	require.NoError(p.t, p.SetReadDeadline(time.Now().Add(10*time.Second)))
	_, err := io.ReadAll(p)
	var timeout net.Error
	require.False(p.t, errors.As(err, &timeout) && timeout.Timeout(), "the connection is open")
}

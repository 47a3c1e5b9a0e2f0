package apitelemetryreceiver

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

// Each scenario of the contract sends 10,000 items: alone over syslog, ten in a request over HTTP.
const (
	contractItems   = 10_000
	itemsPerRequest = 10
)

// marking puts the path of each request where the contract looks for identities, and keeps heartbeats from it.
type marking struct{ consumer.Logs }

func (m marking) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

func (m marking) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	if isHeartbeat(logs) {
		return nil
	}
	eachRecord(logs, func(_ plog.ResourceLogs, r plog.LogRecord) {
		path, _ := r.Attributes().Get("url.path")
		r.Attributes().PutStr(receivertest.UniqueIDAttrName, path.Str())
	})
	return m.Logs.ConsumeLogs(ctx, logs)
}

// markingFactory is the real factory in front of marking.
func markingFactory() receiver.Factory {
	return receiver.NewFactory(metadata.Type, createDefaultConfig, receiver.WithLogs(
		func(ctx context.Context, set receiver.Settings, cfg component.Config, next consumer.Logs) (receiver.Logs, error) {
			return createLogs(ctx, set, cfg, marking{next})
		}, metadata.LogsStability))
}

func identifiedLine(n int64) (line string, id receivertest.UniqueIDAttrVal) {
	path := fmt.Sprintf("/item/%d", n)
	return `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET ` + path + ` HTTP/1.1" 200 1`, receivertest.UniqueIDAttrVal(path)
}

// httpSender posts lines until they are accepted or refused for good, as a shipper does.
type httpSender struct {
	t   *testing.T
	url string
	// body puts lines into what is sent as JSON; nil sends them as they are.
	body   func(n int64, lines string) string
	client http.Client
	next   atomic.Int64
}

func (g *httpSender) Start() {}
func (g *httpSender) Stop()  { g.client.CloseIdleConnections() }

func (g *httpSender) Generate() []receivertest.UniqueIDAttrVal {
	n := g.next.Add(1)
	var lines []string
	var ids []receivertest.UniqueIDAttrVal
	for i := range int64(itemsPerRequest) {
		line, id := identifiedLine(n*itemsPerRequest + i)
		lines, ids = append(lines, line), append(ids, id)
	}
	for {
		body, media := strings.Join(lines, "\n"), "text/plain"
		if g.body != nil {
			body, media = g.body(n, body), "application/json"
		}
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, g.url, strings.NewReader(body))
		require.NoError(g.t, err)
		req.Header.Set("Content-Type", media)
		req.Header.Set("Idempotency-Key", fmt.Sprint(n))
		res, err := g.client.Do(req)
		require.NoError(g.t, err)
		require.NoError(g.t, res.Body.Close())
		if res.StatusCode != http.StatusServiceUnavailable {
			return ids
		}
	}
}

func TestConsumeContractHTTP(t *testing.T) {
	address := freeAddress(t, "tcp")
	cfg := httpConfig(func(_ *Config, h *HTTPConfig) { h.ServerConfig.NetAddr.Endpoint = address })
	receivertest.CheckConsumeContract(receivertest.CheckConsumeContractParams{
		T: t, Factory: markingFactory(), Signal: pipeline.SignalLogs, Config: cfg,
		Generator: &httpSender{t: t, url: "http://" + address + linesPath}, GenerateCount: contractItems / itemsPerRequest,
	})
}

// udpSender sends a datagram for each item. UDP has no flow control, so it makes room for the reader now and then.
type udpSender struct {
	t       *testing.T
	address string
	conn    net.Conn
	mu      sync.Mutex
	next    int64
}

func (g *udpSender) Start() {
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "udp", g.address)
	require.NoError(g.t, err)
	g.conn = conn
}

func (g *udpSender) Stop() { require.NoError(g.t, g.conn.Close()) }

func (g *udpSender) Generate() []receivertest.UniqueIDAttrVal {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.next++
	line, id := identifiedLine(g.next)
	_, err := g.conn.Write([]byte("<190>May 17 10:05:03 web nginx: " + line))
	require.NoError(g.t, err)
	if g.next%20 == 0 {
		time.Sleep(time.Millisecond)
	}
	return []receivertest.UniqueIDAttrVal{id}
}

func TestConsumeContractSyslog(t *testing.T) {
	address := freeAddress(t, "udp")
	cfg := syslogConfig(func(s *SyslogConfig) { s.AddrConfig.Endpoint = address })
	receivertest.CheckConsumeContract(receivertest.CheckConsumeContractParams{
		T: t, Factory: markingFactory(), Signal: pipeline.SignalLogs, Config: cfg,
		Generator: &udpSender{t: t, address: address},
		// Nothing is promised over UDP: a receiver that has to wait for a busy machine loses what its socket cannot hold.
		GenerateCount: contractItems / 5,
	})
}

// tcpSyslogSender sends a message for each item over one connection, by turns counted and as a line.
type tcpSyslogSender struct{ udpSender }

func (g *tcpSyslogSender) Start() {
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", g.address)
	require.NoError(g.t, err)
	g.conn = conn
}

// connectionItems is how many messages go over one connection.
const connectionItems = 100

// settle ends the connection and waits for the receiver to end it, too, which it does when it has passed everything on:
// what it has not read when it is stopped is lost. The next messages get a connection of their own.
func (g *tcpSyslogSender) settle() {
	require.NoError(g.t, g.conn.(*net.TCPConn).CloseWrite())
	_, err := io.Copy(io.Discard, g.conn)
	require.NoError(g.t, err)
	require.NoError(g.t, g.conn.Close())
	g.Start()
}

func (g *tcpSyslogSender) Generate() []receivertest.UniqueIDAttrVal {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.next++
	line, id := identifiedLine(g.next)
	message := "<190>May 17 10:05:03 web nginx: " + line
	if g.next%2 == 0 {
		message = counted(message)
	} else {
		message += "\n"
	}
	_, err := g.conn.Write([]byte(message))
	require.NoError(g.t, err)
	if g.next%connectionItems == 0 {
		g.settle()
	}
	return []receivertest.UniqueIDAttrVal{id}
}

func TestConsumeContractSyslogStream(t *testing.T) {
	address := freeAddress(t, "tcp")
	cfg := syslogTCP(func(s *SyslogConfig) { s.AddrConfig.Endpoint = address })
	receivertest.CheckConsumeContract(receivertest.CheckConsumeContractParams{
		T: t, Factory: markingFactory(), Signal: pipeline.SignalLogs, Config: cfg,
		Generator: &tcpSyslogSender{udpSender{t: t, address: address}},
		// The sender waits for each connection to be read to its end, and so for all retries.
		GenerateCount: contractItems / 5,
	})
}

// freeAddress returns a loopback address that nobody listens on.
func freeAddress(t *testing.T, network string) string {
	t.Helper()
	if network == "udp" {
		conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), network, "127.0.0.1:0")
		require.NoError(t, err)
		defer func() { require.NoError(t, conn.Close()) }()
		return conn.LocalAddr().String()
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), network, "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	return listener.Addr().String()
}

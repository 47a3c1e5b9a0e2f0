package apitelemetryreceiver

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

const combinedLine = `83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /presentations/images/kibana-search.png?x=1 HTTP/1.1" 200 203023 "http://semicomplete.com/presentations/" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1)" 0.042`

// sink is a next component that keeps what it gets and may refuse or block first.
type sink struct {
	mu     sync.Mutex
	calls  []plog.Logs
	refuse func(call int) error
	block  chan struct{}
	asked  int
}

func (s *sink) Capabilities() consumer.Capabilities { return consumer.Capabilities{MutatesData: true} }

func (s *sink) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	if isHeartbeat(logs) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls = append(s.calls, logs)
		return nil
	}
	s.mu.Lock()
	s.asked++
	asked, block, refuse := s.asked, s.block, s.refuse
	s.mu.Unlock()
	if block != nil {
		select {
		case <-block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if refuse != nil {
		if err := refuse(asked); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, logs)
	return nil
}

// isHeartbeat says whether logs hold nothing but heartbeats.
func isHeartbeat(logs plog.Logs) bool {
	only := true
	eachRecord(logs, func(_ plog.ResourceLogs, r plog.LogRecord) { only = only && r.EventName() == weirattr.HeartbeatEvent })
	return only
}

func eachRecord(logs plog.Logs, do func(resource plog.ResourceLogs, record plog.LogRecord)) {
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				do(resource, record)
			}
		}
	}
}

// seen is a record with its resource, as plain values.
type seen struct {
	resource, attributes map[string]any
	event, body          string
	time                 time.Time
}

// records returns all records but automatic heartbeats, in order.
func (s *sink) records() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []seen
	for _, logs := range s.calls {
		if isHeartbeat(logs) && s.automatic(logs) {
			continue
		}
		out = append(out, plain(logs)...)
	}
	return out
}

// automatic tells the heartbeats of the receiver, which come alone, by the source they speak for.
func (s *sink) automatic(logs plog.Logs) bool {
	id, _ := logs.ResourceLogs().At(0).Resource().Attributes().Get(weirattr.SourceID)
	return strings.HasPrefix(id.Str(), "api_telemetry/") && !strings.HasSuffix(id.Str(), "/history")
}

// heartbeats returns every heartbeat as source and instant.
func (s *sink) heartbeats() (out []seen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, logs := range s.calls {
		for _, r := range plain(logs) {
			if r.event == weirattr.HeartbeatEvent {
				out = append(out, r)
			}
		}
	}
	return out
}

func plain(logs plog.Logs) (out []seen) {
	eachRecord(logs, func(resource plog.ResourceLogs, r plog.LogRecord) {
		out = append(out, seen{
			resource: resource.Resource().Attributes().AsRaw(), attributes: r.Attributes().AsRaw(),
			event: r.EventName(), body: r.Body().AsString(), time: r.Timestamp().AsTime(),
		})
	})
	return out
}

// running is a started receiver with its HTTP input on a free port.
type running struct {
	t         *testing.T
	receiver  *apiTelemetryReceiver
	url       string
	telemetry *componenttest.Telemetry
	sink      *sink
}

func httpConfig(change func(*Config, *HTTPConfig)) *Config {
	cfg := createDefaultConfig().(*Config)
	h := cfg.Protocols.HTTP.GetOrInsertDefault()
	h.ServerConfig.NetAddr.Endpoint = "127.0.0.1:0"
	cfg.HeartbeatInterval = time.Hour
	if change != nil {
		change(cfg, h)
	}
	return cfg
}

func start(t *testing.T, cfg *Config, next *sink) *running {
	t.Helper()
	telemetry := componenttest.NewTelemetry()
	set := receivertest.NewNopSettings(metadata.Type)
	set.ID = component.NewID(metadata.Type)
	set.TelemetrySettings = telemetry.NewTelemetrySettings()
	r, err := newReceiver(cfg, set)
	require.NoError(t, err)
	r.logs = next
	require.NoError(t, r.Start(t.Context(), componenttest.NewNopHost()))
	run := &running{t: t, receiver: r, telemetry: telemetry, sink: next}
	for _, in := range r.inputs {
		if h, ok := in.(*httpInput); ok {
			run.url = "http://" + h.address + linesPath
		}
	}
	t.Cleanup(func() {
		require.NoError(t, r.Shutdown(context.Background()))
		http.DefaultClient.CloseIdleConnections()
		require.NoError(t, telemetry.Shutdown(context.Background()))
	})
	return run
}

type reply struct {
	status int
	header http.Header
	answer
	problem
}

// post sends a body with headers given in pairs.
func (r *running) post(body string, headers ...string) reply {
	r.t.Helper()
	got, err := r.try([]byte(body), headers...)
	require.NoError(r.t, err)
	return got
}

func (r *running) try(body []byte, headers ...string) (reply, error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, r.url, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return reply{}, err
	}
	out := reply{status: res.StatusCode, header: res.Header}
	if res.StatusCode == http.StatusOK {
		err = json.Unmarshal(raw, &out.answer)
	} else {
		err = json.Unmarshal(raw, &out.problem)
	}
	return out, err
}

func zipped(tb testing.TB, text []byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(text)
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return out.Bytes()
}

func sendUDP(tb testing.TB, address string, messages ...string) {
	tb.Helper()
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "udp", address)
	require.NoError(tb, err)
	defer func() { require.NoError(tb, conn.Close()) }()
	for _, m := range messages {
		_, err = conn.Write([]byte(m))
		require.NoError(tb, err)
	}
}

var _ receiver.Logs = (*apiTelemetryReceiver)(nil)

package apiredconnector

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

var update = flag.Bool("update", false, "write the golden files anew")

// noon is the event time of most records.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// sink keeps what it is given, or refuses it.
type sink struct {
	mu   sync.Mutex
	got  []pmetric.Metrics
	err  error
	seen func()
}

func (s *sink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s *sink) ConsumeMetrics(_ context.Context, md pmetric.Metrics) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen != nil {
		s.seen()
	}
	if s.err != nil {
		return s.err
	}
	s.got = append(s.got, md)
	return nil
}

func (s *sink) all() []pmetric.Metrics {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// memoryStorage is a storage extension that outlives the collectors that use it.
type memoryStorage struct {
	component.StartFunc
	component.ShutdownFunc
	mu   sync.Mutex
	data map[string][]byte
	err  error
}

var storageID = component.MustNewID("memory")

func newMemoryStorage() *memoryStorage { return &memoryStorage{data: map[string][]byte{}} }

func (m *memoryStorage) GetExtensions() map[component.ID]component.Component {
	return map[component.ID]component.Component{storageID: m}
}

func (m *memoryStorage) GetClient(context.Context, component.Kind, component.ID, string) (storage.Client, error) {
	return m, nil
}

func (m *memoryStorage) Get(ctx context.Context, key string) ([]byte, error) {
	get := storage.GetOperation(key)
	err := m.Batch(ctx, get)
	return get.Value, err
}

func (m *memoryStorage) Set(ctx context.Context, key string, value []byte) error {
	return m.Batch(ctx, storage.SetOperation(key, value))
}

func (m *memoryStorage) Delete(ctx context.Context, key string) error {
	return m.Batch(ctx, storage.DeleteOperation(key))
}

func (m *memoryStorage) Close(context.Context) error { return nil }

func (m *memoryStorage) Batch(_ context.Context, ops ...*storage.Operation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, op := range ops {
		switch {
		case op.Type == storage.Get:
			op.Value = slices.Clone(m.data[op.Key])
		case m.err != nil:
			return m.err
		case op.Type == storage.Set:
			m.data[op.Key] = slices.Clone(op.Value)
		default:
			delete(m.data, op.Key)
		}
	}
	return nil
}

// kill gives what a crash at this moment would leave behind.
func (m *memoryStorage) kill() *memoryStorage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &memoryStorage{data: maps.Clone(m.data)}
}

func (m *memoryStorage) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
}

type options struct {
	storage   *memoryStorage
	configure func(*Config)
	telemetry *componenttest.Telemetry
}

// start runs the connector between logs and next until the test ends.
func start(tb testing.TB, next consumer.Metrics, o options) connector.Logs {
	tb.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.OTLPSource.HeartbeatInterval = 0
	host := component.Host(newMdatagenNopHost())
	if o.storage != nil {
		cfg.Storage, host = &storageID, o.storageHost()
	}
	if o.configure != nil {
		o.configure(cfg)
	}
	require.NoError(tb, cfg.Validate())
	set := connectortest.NewNopSettings(metadata.Type)
	set.BuildInfo.Version = "test"
	if o.telemetry != nil {
		set.TelemetrySettings = o.telemetry.NewTelemetrySettings()
	}
	c, err := NewFactory().CreateLogsToMetrics(context.Background(), set, cfg, next)
	require.NoError(tb, err)
	require.NoError(tb, c.Start(context.Background(), host))
	tb.Cleanup(func() { require.NoError(tb, c.Shutdown(context.Background())) })
	return c
}

type storageHost struct {
	component.Host
	storage *memoryStorage
}

func (h storageHost) GetExtensions() map[component.ID]component.Component {
	return h.storage.GetExtensions()
}

func (o options) storageHost() component.Host { return storageHost{newMdatagenNopHost(), o.storage} }

// request adds a request to a resource's records.
func request(to plog.LogRecordSlice, method, path string, status int, seconds float64, at time.Time) {
	record := to.AppendEmpty()
	record.SetTimestamp(pcommon.NewTimestampFromTime(at))
	a := record.Attributes()
	a.PutStr("http.request.method", method)
	a.PutStr("url.path", path)
	if status != 0 {
		a.PutInt("http.response.status_code", int64(status))
	}
	if seconds >= 0 {
		a.PutDouble("http.server.request.duration", seconds)
	}
}

// records opens a resource with the attributes given as "key=value".
func records(logs plog.Logs, attributes ...string) plog.LogRecordSlice {
	rl := logs.ResourceLogs().AppendEmpty()
	for _, pair := range attributes {
		k, v, _ := strings.Cut(pair, "=")
		rl.Resource().Attributes().PutStr(k, v)
	}
	return rl.ScopeLogs().AppendEmpty().LogRecords()
}

// beat adds a heartbeat record.
func beat(to plog.LogRecordSlice, upTo time.Time, ended bool) {
	record := to.AppendEmpty()
	record.SetEventName(weirattr.HeartbeatEvent)
	record.Attributes().PutInt(weirattr.ReceivedUpTo, upTo.UnixMilli())
	if ended {
		record.Attributes().PutBool(weirattr.SourceEnded, true)
	}
}

// text writes metrics so that a person can read them: a line per resource and per point, in their order. What differs
// from run to run (emitter, absolute sequence) is left out.
func text(mds ...pmetric.Metrics) string {
	var out strings.Builder
	for _, md := range mds {
		for _, rm := range md.ResourceMetrics().All() {
			fmt.Fprintln(&out, "resource", pairs(rm.Resource().Attributes(), weirattr.EmitterID, weirattr.EmitterSequence))
			for _, m := range rm.ScopeMetrics().At(0).Metrics().All() {
				fmt.Fprintf(&out, "  %s [%s] %s\n", m.Name(), m.Unit(), m.Type())
				switch m.Type() {
				case pmetric.MetricTypeExponentialHistogram:
					for _, p := range m.ExponentialHistogram().DataPoints().All() {
						fmt.Fprintf(&out, "    %s %s: count %d sum %g zero %d scale %d from %d %v\n",
							span(p.StartTimestamp(), p.Timestamp()), pairs(p.Attributes()), p.Count(), p.Sum(), p.ZeroCount(), p.Scale(),
							p.Positive().Offset(), p.Positive().BucketCounts().AsRaw())
					}
				case pmetric.MetricTypeSum:
					for _, p := range m.Sum().DataPoints().All() {
						fmt.Fprintf(&out, "    %s %s: %d\n", span(p.StartTimestamp(), p.Timestamp()), pairs(p.Attributes()), p.IntValue())
					}
				case pmetric.MetricTypeGauge:
					for _, p := range m.Gauge().DataPoints().All() {
						fmt.Fprintf(&out, "    %s %s: %s\n", p.Timestamp().AsTime().Format(time.TimeOnly), pairs(p.Attributes()),
							time.UnixMilli(p.IntValue()).UTC().Format("15:04:05.000"))
					}
				}
			}
		}
	}
	return out.String()
}

func span(from, to pcommon.Timestamp) string {
	return from.AsTime().Format(time.TimeOnly) + ".." + to.AsTime().Format(time.TimeOnly)
}

func pairs(m pcommon.Map, but ...string) string {
	var all []string
	for k, v := range m.All() {
		if !slices.Contains(but, k) {
			all = append(all, k+"="+v.AsString())
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// golden compares with testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

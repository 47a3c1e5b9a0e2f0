package apitelemetryreceiver

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadatatest"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

func syslogConfig(change func(*SyslogConfig)) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.HeartbeatInterval = time.Hour
	s := cfg.Protocols.Syslog.GetOrInsertDefault()
	s.AddrConfig.Endpoint = "127.0.0.1:0"
	s.FlushInterval = 5 * time.Millisecond
	s.Lines.Timezone = "UTC"
	if change != nil {
		change(s)
	}
	return cfg
}

func (r *running) syslog() *syslogInput { return r.receiver.inputs[0].(*syslogInput) }

func (r *running) eventually(n int) []seen {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return len(r.sink.records()) >= n }, 5*time.Second, 2*time.Millisecond)
	return r.sink.records()
}

func TestSyslogMessagesBecomeRecords(t *testing.T) {
	run := start(t, syslogConfig(nil), &sink{})
	sendUDP(t, run.syslog().conn.LocalAddr().String(),
		"<190>May 17 10:05:03 web nginx: "+combinedLine,
		`<134>1 2015-05-17T10:05:03.250Z web app-7 - - [x y="z"] `+"\ufeff"+`{"method":"GET","path":"/a","status":200,"duration":3}`,
		"<13>not a request",
	)
	records := run.eventually(3)
	assert.Equal(t, map[string]any{"service.name": "nginx", "weir.source.id": "api_telemetry/syslog", "weir.source.mode": "live"}, records[0].resource)
	assert.Equal(t, "/presentations/images/kibana-search.png", records[0].attributes["url.path"])
	assert.Equal(t, "app-7", records[1].resource["service.name"])
	assert.Equal(t, time.Date(2015, 5, 17, 10, 5, 3, 250e6, time.UTC), records[1].time, "the header's time where the record has none")
	assert.InDelta(t, 0.003, records[1].attributes["http.server.request.duration"], 0)
	assert.Equal(t, requestlog.UnparsedEvent, records[2].event)
	assert.Equal(t, "not a request", records[2].body)
	assert.Equal(t, requestlog.UnknownService, records[2].resource["service.name"])
}

func TestSyslogServiceFromConfiguration(t *testing.T) {
	run := start(t, syslogConfig(func(s *SyslogConfig) {
		s.Service.Name, s.Service.Namespace, s.Source.ID = "shop", "eu", "edge"
	}), &sink{})
	sendUDP(t, run.syslog().conn.LocalAddr().String(), "<190>May 17 10:05:03 web nginx: "+combinedLine)
	var records []seen
	require.Eventually(t, func() bool {
		records = slices.DeleteFunc(run.sink.records(), func(r seen) bool { return r.event != "" })
		return len(records) == 1
	}, 5*time.Second, 2*time.Millisecond)
	assert.Equal(t, map[string]any{
		"service.name": "shop", "service.namespace": "eu", "weir.source.id": "edge", "weir.source.mode": "live",
	}, records[0].resource)
}

func TestSyslogLongDatagramsAreCutAndKept(t *testing.T) {
	run := start(t, syslogConfig(func(s *SyslogConfig) { s.MaxDatagramSize = 100 }), &sink{})
	sendUDP(t, run.syslog().conn.LocalAddr().String(), "<13>"+strings.Repeat("x", 200))
	record := run.eventually(1)[0]
	assert.Equal(t, strings.Repeat("x", 96), record.body)
	assert.Equal(t, requestlog.UnparsedEvent, record.event)
}

func TestSyslogTriesAgainWhatIsRefusedForNow(t *testing.T) {
	run := start(t, syslogConfig(nil), &sink{refuse: func(call int) error {
		if call < 3 {
			return errors.New("not now")
		}
		return nil
	}})
	sendUDP(t, run.syslog().conn.LocalAddr().String(), "<13>a")
	assert.Len(t, run.eventually(1), 1)
}

func TestSyslogCountsWhatIsLost(t *testing.T) {
	block := make(chan struct{})
	run := start(t, syslogConfig(func(s *SyslogConfig) {
		s.BatchSize = 1
		s.MaxQueueSize = 2 * (datagramOverhead + len("<13>a"))
	}), &sink{block: block, refuse: func(call int) error {
		if call == 1 {
			return consumererror.NewPermanent(errors.New("never"))
		}
		return nil
	}})
	address := run.syslog().conn.LocalAddr().String()
	sendUDP(t, address, "<13>a")
	require.Eventually(t, func() bool { run.sink.mu.Lock(); defer run.sink.mu.Unlock(); return run.sink.asked == 1 }, 5*time.Second, time.Millisecond)
	sendUDP(t, address, "<13>b", "<13>c", "<13>d", "<13>e") // two fit
	lost := func(reason string, n int64) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Attributes: attribute.NewSet(attribute.String("protocol", "syslog"), attribute.String("reason", reason)), Value: n}
	}
	require.Eventually(t, func() bool {
		m, err := run.telemetry.GetMetric("otelcol_receiver_api_telemetry_dropped_datagrams")
		return err == nil && m.Data.(metricdata.Sum[int64]).DataPoints[0].Value == 2
	}, 5*time.Second, 5*time.Millisecond)
	close(block)
	records := run.eventually(2)
	assert.Equal(t, []string{"b", "c"}, []string{records[0].body, records[1].body})
	metadatatest.AssertEqualReceiverAPITelemetryDroppedDatagrams(t, run.telemetry,
		[]metricdata.DataPoint[int64]{lost("queue_full", 2), lost("rejected", 1)}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestSyslogShutdownPassesOnWhatWaits(t *testing.T) {
	next := &sink{}
	run := start(t, syslogConfig(func(s *SyslogConfig) { s.FlushInterval = time.Hour }), next)
	in := run.syslog()
	sendUDP(t, in.conn.LocalAddr().String(), "<13>a", "<13>b")
	require.Eventually(t, func() bool { in.queue.mu.Lock(); defer in.queue.mu.Unlock(); return len(in.queue.items) == 2 }, 5*time.Second, time.Millisecond)
	assert.Empty(t, next.records())
	require.NoError(t, run.receiver.Shutdown(context.Background()))
	assert.Len(t, next.records(), 2)
}

func TestSyslogShutdownGivesUpOnAComponentThatRefuses(t *testing.T) {
	run := start(t, syslogConfig(nil), &sink{refuse: func(int) error { return errors.New("not now") }})
	sendUDP(t, run.syslog().conn.LocalAddr().String(), "<13>a")
	require.Eventually(t, func() bool { run.sink.mu.Lock(); defer run.sink.mu.Unlock(); return run.sink.asked > 0 }, 5*time.Second, time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	require.NoError(t, run.receiver.Shutdown(ctx))
}

func TestSyslogPortInUse(t *testing.T) {
	run := start(t, syslogConfig(nil), &sink{})
	address := run.syslog().conn.LocalAddr().String()
	cfg := syslogConfig(func(s *SyslogConfig) { s.AddrConfig.Endpoint = address })
	second, err := newReceiver(cfg, run.receiver.set)
	require.NoError(t, err)
	second.logs = &sink{}
	require.ErrorContains(t, second.Start(t.Context(), componenttest.NewNopHost()), "address already in use")
}

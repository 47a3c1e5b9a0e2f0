package apitelemetryreceiver

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fast is a receiver with both inputs whose heart beats fast.
func fast(cfg *Config, h *HTTPConfig) {
	cfg.HeartbeatInterval = 10 * time.Millisecond
	h.SourceTimeout = time.Hour
	s := cfg.Protocols.Syslog.GetOrInsertDefault()
	s.AddrConfig.Endpoint = "127.0.0.1:0"
}

func sourcesOf(beats []seen) (ids []string) {
	for _, b := range beats {
		id := b.resource["weir.source.id"].(string)
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func TestEveryLiveInputHasAHeartbeat(t *testing.T) {
	run := start(t, httpConfig(fast), &sink{})
	before := time.Now()
	require.Eventually(t, func() bool { return len(run.sink.heartbeats()) >= 6 }, 5*time.Second, time.Millisecond)
	beats := run.sink.heartbeats()
	assert.Equal(t, []string{"api_telemetry/http", "api_telemetry/syslog"}, sourcesOf(beats))
	for _, b := range beats {
		assert.Equal(t, "live", b.resource["weir.source.mode"])
		assert.Len(t, b.resource, 2)
		assert.InDelta(t, before.UnixMilli(), b.attributes["weir.source.received_up_to"], 5000)
		assert.Equal(t, b.attributes["weir.source.received_up_to"], b.time.UnixMilli())
		assert.NotContains(t, b.attributes, "weir.source.ended")
	}
}

func TestNamedLiveSourcesGetHeartbeatsAndHistoryGetsNone(t *testing.T) {
	run := start(t, httpConfig(fast), &sink{})
	run.post(combinedLine, "Weir-Source", "web-1")
	run.post(combinedLine, "Weir-Source", "old", "Weir-Source-Mode", "history")
	run.post(combinedLine, "Weir-Source-Mode", "history")
	run.post(combinedLine, "Weir-Source", "own", "Weir-Received-Up-To", "2015-05-17T10:05:03Z")
	since := len(run.sink.heartbeats())
	require.Eventually(t, func() bool { return len(run.sink.heartbeats()) >= since+9 }, 5*time.Second, time.Millisecond)
	assert.Equal(t, []string{"api_telemetry/http", "api_telemetry/syslog", "web-1"}, sourcesOf(run.sink.heartbeats()[since:]))
	var ids []any
	for _, r := range run.sink.records() {
		if r.resource["weir.source.mode"] == "history" {
			ids = append(ids, r.resource["weir.source.id"])
		}
	}
	assert.Equal(t, []any{"old", "api_telemetry/http/history"}, ids, "history without a name has a source of its own")
}

func TestDeclaredHeartbeatsComeBehindTheRecords(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	tests := map[string]struct {
		body    string
		headers []string
		upTo    time.Time
		ended   any
	}{
		"RFC 3339":                 {combinedLine, []string{"Weir-Received-Up-To", "2015-05-17T12:00:00+02:00"}, time.Date(2015, 5, 17, 10, 0, 0, 0, time.UTC), nil},
		"Unix milliseconds":        {"", []string{"Weir-Received-Up-To", "1431857103250"}, time.UnixMilli(1431857103250).UTC(), nil},
		"ended at an instant":      {"", []string{"Weir-Received-Up-To", "1431857103250", "Weir-Source-Ended", "true"}, time.UnixMilli(1431857103250).UTC(), true},
		"ended at the last record": {combinedLine, []string{"Weir-Source-Ended", "true"}, time.Date(2015, 5, 17, 10, 5, 3, 0, time.UTC), true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before := len(run.sink.records())
			got := run.post(tt.body, append(tt.headers, "Weir-Source", "file-1", "Weir-Source-Mode", "history", "Idempotency-Key", name)...)
			require.Equal(t, 200, got.status, got.Message)
			records := run.sink.records()[before:]
			beat := records[len(records)-1]
			assert.Equal(t, "weir.source.heartbeat", beat.event)
			assert.Equal(t, map[string]any{"weir.source.id": "file-1", "weir.source.mode": "history"}, beat.resource)
			assert.Equal(t, tt.upTo, beat.time)
			assert.Equal(t, tt.upTo.UnixMilli(), beat.attributes["weir.source.received_up_to"])
			assert.Equal(t, tt.ended, beat.attributes["weir.source.ended"])
			assert.Equal(t, tt.body != "", len(records) == 2)
		})
	}
}

func TestALiveSourceThatEndsHasEndedNow(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	require.Equal(t, 200, run.post("", "Weir-Source", "web-1", "Weir-Source-Ended", "true").status)
	beat := run.sink.records()[0]
	assert.Equal(t, true, beat.attributes["weir.source.ended"])
	assert.InDelta(t, time.Now().UnixMilli(), beat.attributes["weir.source.received_up_to"], 5000)
	assert.Empty(t, run.receiver.sources.Heartbeats(time.Now())[1:], "it gets none after its end")
}

func TestNoHeartbeatOvertakesARequestThatWaits(t *testing.T) {
	next := &sink{block: make(chan struct{})}
	run := start(t, httpConfig(fast), next)
	sent := time.Now()
	done := make(chan struct{})
	go func() {
		defer close(done)
		got, err := run.try([]byte(combinedLine))
		assert.NoError(t, err)
		assert.Equal(t, 200, got.status)
	}()
	require.Eventually(t, func() bool { next.mu.Lock(); defer next.mu.Unlock(); return next.asked == 1 }, 5*time.Second, time.Millisecond)
	time.Sleep(100 * time.Millisecond)
	for _, b := range next.heartbeats() {
		if b.resource["weir.source.id"] == "api_telemetry/http" {
			assert.LessOrEqual(t, b.time.UnixMilli(), sent.UnixMilli()+50, "while the request waits")
		}
	}
	close(next.block)
	<-done
	require.Eventually(t, func() bool {
		beats := next.heartbeats()
		return beats[len(beats)-1].time.After(sent.Add(90*time.Millisecond)) && beats[len(beats)-2].time.After(sent.Add(90*time.Millisecond))
	}, 5*time.Second, time.Millisecond)
}

package apitelemetryreceiver

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// linesPerCall is a usual batch of a shipper.
const linesPerCall = 1000

var benchLines = map[string]string{
	"combined":   combinedLine,
	"haproxy":    `10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /index.html HTTP/1.1"`,
	"nginx_json": `{"time_local":"17/May/2015:10:05:03 +0000","remote_addr":"10.0.0.1","remote_user":"","request":"GET /a?b HTTP/1.1","status": "200","body_bytes_sent":"612","request_time":"0.007","http_referrer":"","http_user_agent":"curl/7.88"}`,
	"unparsed":   "a line that nobody can read, of the usual length of a line that somebody wrote into a log",
}

func benchReceiver(b *testing.B, keep ...string) *apiTelemetryReceiver {
	b.Helper()
	set := receivertest.NewNopSettings(metadata.Type)
	set.ID = component.NewID(metadata.Type)
	cfg := httpConfig(func(_ *Config, h *HTTPConfig) { h.Lines.Keep = keep })
	cfg.Protocols.Syslog.GetOrInsertDefault()
	r, err := newReceiver(cfg, set)
	require.NoError(b, err)
	r.logs = consumertest.NewNop()
	return r
}

// BenchmarkLogs is the whole way of the logs signal without a socket: headers, body, lines, records, next component.
func BenchmarkLogs(b *testing.B) {
	for name, line := range benchLines {
		for _, keep := range [][]string{nil, {"client_address", "user_agent", "protocol_version", "query"}} {
			kept := "keep_nothing"
			if keep != nil {
				kept = "keep_four"
			}
			b.Run(name+"/"+kept, func(b *testing.B) {
				in := benchReceiver(b, keep...).inputs[0].(*httpInput)
				body := strings.Repeat(line+"\n", linesPerCall)
				b.SetBytes(int64(len(line) + 1))
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; i < b.N; i += linesPerCall {
					w := httptest.NewRecorder()
					in.ServeHTTP(w, httptest.NewRequest(http.MethodPost, linesPath, strings.NewReader(body)))
					if w.Code != http.StatusOK {
						b.Fatal(w.Body.String())
					}
				}
			})
		}
	}
}

// BenchmarkSyslog is the way of a datagram from the queue to the next component.
func BenchmarkSyslog(b *testing.B) {
	in := benchReceiver(b).inputs[1].(*syslogInput)
	items := make([]datagram, linesPerCall)
	for i := range items {
		items[i] = datagram{text: "<190>May 17 10:05:03 web nginx: " + combinedLine, arrived: time.Unix(1431857103, 0)}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i += linesPerCall {
		batch := in.fill(items)
		if batch.Unparsed > 0 {
			b.Fatal("unparsed")
		}
	}
}

// BenchmarkRead is reading alone, without records.
func BenchmarkRead(b *testing.B) {
	for name, line := range benchLines {
		b.Run(name, func(b *testing.B) {
			in := benchReceiver(b).inputs[0].(*httpInput)
			batch := in.reader.newBatch(requestlog.Source{}, time.Now(), true)
			b.ReportAllocs()
			for b.Loop() {
				batch.reader.Read(line, &batch.options, &batch.record)
			}
		})
	}
}

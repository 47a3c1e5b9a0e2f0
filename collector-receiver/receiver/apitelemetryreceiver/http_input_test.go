package apitelemetryreceiver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadatatest"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

func TestHTTPLinesBecomeRecords(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	got := run.post(combinedLine+"\r\n\nnot a line\n",
		"Weir-Service", "shop", "Weir-Namespace", "eu", "Weir-Environment", "prod", "Weir-Source", "web-1", "Idempotency-Key", "k1")
	assert.Equal(t, 200, got.status)
	assert.Equal(t, answer{Accepted: 2, Unparsed: 1}, got.answer)

	records := run.sink.records()
	require.Len(t, records, 2)
	resource := map[string]any{
		"service.name": "shop", "service.namespace": "eu", "deployment.environment.name": "prod",
		"weir.source.id": "web-1", "weir.source.mode": "live", "weir.batch.key": "k1",
	}
	assert.Equal(t, resource, records[0].resource)
	assert.Equal(t, map[string]any{
		"http.request.method": "GET", "url.path": "/presentations/images/kibana-search.png", "http.response.status_code": int64(200),
		"http.server.request.duration": 0.042,
	}, records[0].attributes)
	assert.Equal(t, time.Date(2015, 5, 17, 10, 5, 3, 0, time.UTC), records[0].time)
	assert.Equal(t, resource, records[1].resource)
	assert.Equal(t, requestlog.UnparsedEvent, records[1].event)
	assert.Equal(t, "not a line", records[1].body)
	assert.Empty(t, records[1].attributes)
}

func TestHTTPKeepsWhatIsAskedFor(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) {
		h.Lines.Keep = []string{"server_address", "client_address", "user_agent", "protocol_version", "query", "original"}
		h.Service.From = requestlog.ServiceFromHost
	}), &sink{})
	line := `shop.example.com:443 10.0.0.1 - - [17/May/2015:10:05:03 +0000] "BREW /a?token=x HTTP/1.1" 503 5 "-" "curl/7"`
	run.post(line)
	record := run.sink.records()[0]
	assert.Equal(t, "shop.example.com", record.resource["service.name"])
	assert.Equal(t, line, record.body)
	assert.Equal(t, map[string]any{
		"http.request.method": "_OTHER", "http.request.method_original": "BREW", "url.path": "/a", "url.query": "token=x",
		"http.response.status_code": int64(503), "error.type": "503", "server.address": "shop.example.com", "client.address": "10.0.0.1",
		"user_agent.original": "curl/7", "network.protocol.version": "1.1",
	}, record.attributes)
}

func TestHTTPJSONBodies(t *testing.T) {
	const record = `{"time":"2015-05-17T10:05:03Z","method":"get","path":"/a","status":0,"service.name":"own"}`
	tests := map[string]struct {
		contentType, body string
		want              answer
	}{
		"array":                {"application/json", "[" + record + ",1,\"x\"," + record + "]", answer{Accepted: 4, Unparsed: 2}},
		"an envelope":          {"application/json", `{"records":[` + record + `,` + record + `]}`, answer{Accepted: 2}},
		"envelopes as lines":   {"application/x-ndjson", `{"logEvents":[` + record + "]}\n" + record, answer{Accepted: 2}},
		"one object":           {"application/json; charset=utf-8", record, answer{Accepted: 1}},
		"lines as JSON":        {"application/json", record + "\n" + record, answer{Accepted: 2}},
		"lines":                {"application/x-ndjson", record + "\n[]\n" + combinedLine + "\n" + record, answer{Accepted: 4, Unparsed: 2}},
		"lines as text":        {"text/plain", "\ufeff" + record + "\n" + combinedLine, answer{Accepted: 2}},
		"lines by curl":        {"application/x-www-form-urlencoded", record, answer{Accepted: 1}},
		"lines without a type": {"", record, answer{Accepted: 1}},
		"empty":                {"text/plain", "", answer{}},
		"empty array":          {"application/json", "[]", answer{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			run := start(t, httpConfig(nil), &sink{})
			headers := []string{"Weir-Service", "fallback"}
			if tt.contentType != "" {
				headers = append(headers, "Content-Type", tt.contentType)
			}
			got := run.post(tt.body, headers...)
			require.Equal(t, 200, got.status, got.Message)
			assert.Equal(t, tt.want, got.answer)
			if records := run.sink.records(); len(records) > 0 {
				assert.Equal(t, "own", records[0].resource["service.name"])
				assert.Equal(t, map[string]any{
					"http.request.method": "GET", "http.request.method_original": "get", "url.path": "/a", "error.type": "no_response",
				}, records[0].attributes)
			}
		})
	}
}

func TestHTTPLeavesOutWhatOnlySaysHowToRead(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	got := run.post("#Version: 1.0\n#Fields: date time\n" + combinedLine)
	assert.Equal(t, answer{Accepted: 1}, got.answer)
}

func TestHTTPKeepsHeaders(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.KeepHeaders = []string{"Filename", "uuid", "absent"} }), &sink{})
	run.post(combinedLine+"\nnot a line", "filename", "orders.csv", "UUID", strings.Repeat("x", 2*maxKeptHeader), "Other", "y")
	for _, record := range run.sink.records() {
		assert.Equal(t, "orders.csv", record.resource["weir.sender.filename"])
		assert.Len(t, record.resource["weir.sender.uuid"], maxKeptHeader)
		assert.NotContains(t, record.resource, "weir.sender.absent")
		assert.NotContains(t, record.resource, "weir.sender.other")
	}
	cfg := defaultHTTPConfig()
	cfg.KeepHeaders = []string{"a b"}
	require.ErrorContains(t, cfg.Validate(), `keep_headers: expected names of headers without credentials, found "a b"`)
	for _, secret := range []string{"Authorization", "cookie", "X-Amz-Firehose-Access-Key"} {
		cfg.KeepHeaders = []string{secret}
		require.ErrorContains(t, cfg.Validate(), "without credentials")
	}
	cfg.KeepHeaders = make([]string, 33)
	require.ErrorContains(t, cfg.Validate(), "keep_headers: expected at most 32, found 33")
}

func TestHTTPRefusals(t *testing.T) {
	tests := map[string]struct {
		body    string
		headers []string
		status  int
		code    string
		path    string
	}{
		"content type":         {"x", []string{"Content-Type", "image/png"}, 415, "unsupported", "header Content-Type"},
		"content encoding":     {"x", []string{"Content-Encoding", "br"}, 415, "unsupported", "header Content-Encoding"},
		"broken gzip":          {"x", []string{"Content-Encoding", "gzip"}, 400, "invalid_argument", ""},
		"broken array":         {"[{}", []string{"Content-Type", "application/json"}, 400, "invalid_argument", "body"},
		"key too long":         {"x", []string{"Idempotency-Key", strings.Repeat("k", 129)}, 400, "invalid_argument", "header Idempotency-Key"},
		"key not ASCII":        {"x", []string{"Idempotency-Key", "\xff"}, 400, "invalid_argument", "header Idempotency-Key"},
		"service not UTF-8":    {"x", []string{"Weir-Service", "\xff"}, 400, "invalid_argument", "header Weir-Service"},
		"source too long":      {"x", []string{"Weir-Source", strings.Repeat("s", 257)}, 400, "invalid_argument", "header Weir-Source"},
		"mode":                 {"x", []string{"Weir-Source-Mode", "past"}, 400, "invalid_argument", "header Weir-Source-Mode"},
		"instant":              {"x", []string{"Weir-Received-Up-To", "yesterday"}, 400, "invalid_argument", "header Weir-Received-Up-To"},
		"instant in 9999":      {"x", []string{"Weir-Received-Up-To", "9999-01-01T00:00:00Z"}, 400, "invalid_argument", "header Weir-Received-Up-To"},
		"instant overflows":    {"x", []string{"Weir-Received-Up-To", "9223372036854775807"}, 400, "invalid_argument", "header Weir-Received-Up-To"},
		"ended":                {"x", []string{"Weir-Source-Ended", "yes"}, 400, "invalid_argument", "header Weir-Source-Ended"},
		"ended without a time": {"", []string{"Weir-Source-Ended", "true", "Weir-Source-Mode", "history"}, 400, "invalid_argument", "header Weir-Received-Up-To"},
		"wire limit":           {strings.Repeat("x\n", 600), nil, 413, "too_large", "body"},
		"record limit":         {strings.Repeat("x\n", 11), nil, 413, "too_large", "body"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) {
				h.ServerConfig.MaxRequestBodySize = 1000
				h.MaxRecords = 10
			}), &sink{})
			got := run.post(tt.body, tt.headers...)
			assert.Equal(t, tt.status, got.status)
			assert.Equal(t, tt.code, got.Code)
			assert.NotEmpty(t, got.Message)
			if tt.path != "" {
				require.NotEmpty(t, got.Details)
				assert.Equal(t, tt.path, got.Details[0].Path)
				assert.NotEmpty(t, got.Details[0].Expected)
				assert.True(t, utf8.ValidString(got.Details[0].Found))
			}
			assert.Empty(t, run.sink.records())
			metadatatest.AssertEqualReceiverAPITelemetryRefusedRequests(t, run.telemetry, []metricdata.DataPoint[int64]{{
				Attributes: attribute.NewSet(attribute.String("protocol", "http"), attribute.String("reason", tt.code)), Value: 1,
			}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
		})
	}
}

func TestHTTPMethodAndPath(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	res, err := http.Get(run.url)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, 405, res.StatusCode)
	assert.Equal(t, "POST", res.Header.Get("Allow"))
	res, err = http.Get(strings.TrimSuffix(run.url, linesPath))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, 404, res.StatusCode)
}

func TestHTTPUnpackedLimit(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.MaxUnpackedBodySize = 100_000 }), &sink{})
	bomb, err := run.try(zipped(t, bytes.Repeat([]byte{'x'}, 50_000_000)), "Content-Encoding", "gzip")
	require.NoError(t, err)
	assert.Equal(t, 413, bomb.status)
	assert.Equal(t, "unpacked body", bomb.Details[0].Path)
	fits, err := run.try(zipped(t, []byte(strings.Repeat(combinedLine+"\n", 400))), "Content-Encoding", "gzip")
	require.NoError(t, err)
	assert.Equal(t, answer{Accepted: 400}, fits.answer)
	assert.Zero(t, run.receiver.inputs[0].(*httpInput).meter.held.Load(), "all room is given back")
}

func TestHTTPInFlightLimit(t *testing.T) {
	next := &sink{block: make(chan struct{})}
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) {
		h.MaxUnpackedBodySize, h.MaxInFlightSize = 1000, 1000
	}), next)
	var wg sync.WaitGroup
	wg.Go(func() {
		if got, err := run.try(bytes.Repeat([]byte{'x'}, 900)); assert.NoError(t, err) {
			assert.Equal(t, 200, got.status)
		}
	})
	require.Eventually(t, func() bool { next.mu.Lock(); defer next.mu.Unlock(); return next.asked == 1 }, time.Second, time.Millisecond)
	got := run.post(strings.Repeat("x", 900))
	assert.Equal(t, 503, got.status)
	assert.Equal(t, "1", got.header.Get("Retry-After"))
	close(next.block)
	wg.Wait()
	assert.Equal(t, 200, run.post(strings.Repeat("x", 900)).status)
}

func TestHTTPLongLinesAreCutAndKept(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.Lines.MaxLineLength = 1000 }), &sink{})
	long := strings.Repeat("é", 5_000_000) // 10 MB, and 1000 falls between characters after one more byte
	got := run.post(combinedLine + "\nx" + long + "\n" + combinedLine)
	assert.Equal(t, answer{Accepted: 3, Unparsed: 1}, got.answer)
	body := run.sink.records()[1].body
	assert.LessOrEqual(t, len(body), 1000)
	assert.True(t, utf8.ValidString(body))
	metadatatest.AssertEqualReceiverAPITelemetryUnparsedRecords(t, run.telemetry, []metricdata.DataPoint[int64]{{
		Attributes: attribute.NewSet(attribute.String("protocol", "http"), attribute.String("reason", "too_long")), Value: 1,
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
	metadatatest.AssertEqualReceiverAPITelemetryReceivedRecords(t, run.telemetry, []metricdata.DataPoint[int64]{{
		Attributes: attribute.NewSet(attribute.String("protocol", "http")), Value: 3,
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestHTTPWrongEncodings(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.Lines.Keep = []string{"user_agent", "original"} }), &sink{})
	bodies := []string{
		`1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /caf` + "\xe9" + ` HTTP/1.1" 200 1 "-" "agent` + "\xff" + `"`,
		"\xff\xfe1\x00.\x002\x00",
		"\x00\x00",
		`{"time":"2015-05-17T10:05:03Z","status":200,"path":"/` + "\xc3" + `"}`,
		`{"time":"2015-05-17T10:05:03Z","status":200,"method":"\ud800","path":"/\ud800x"}`,
	}
	got := run.post(strings.Join(bodies, "\n"))
	assert.Equal(t, answer{Accepted: 5, Unparsed: 2}, got.answer)
	for _, record := range run.sink.records() {
		assert.True(t, utf8.ValidString(record.body))
		for name, value := range record.attributes {
			text, ok := value.(string)
			assert.True(t, !ok || utf8.ValidString(text), "%s: %q", name, value)
		}
	}
}

func TestHTTPErrorsOfTheNextComponent(t *testing.T) {
	tests := map[string]struct {
		err    error
		status int
		code   string
	}{
		"for now":   {errors.New("queue full"), 503, "unavailable"},
		"for good":  {consumererror.NewPermanent(errors.New("no")), 400, "invalid_argument"},
		"cancelled": {context.DeadlineExceeded, 503, "unavailable"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			next := &sink{refuse: func(call int) error {
				if call == 1 {
					return tt.err
				}
				return nil
			}}
			run := start(t, httpConfig(nil), next)
			got := run.post(combinedLine, "Idempotency-Key", "a")
			assert.Equal(t, tt.status, got.status)
			assert.Equal(t, tt.code, got.Code)
			assert.Equal(t, tt.status == 503, got.header.Get("Retry-After") != "")
			again := run.post(combinedLine, "Idempotency-Key", "a")
			assert.Equal(t, answer{Accepted: 1}, again.answer, "a key that was refused is free")
		})
	}
}

func TestHTTPIdempotency(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	assert.Equal(t, answer{Accepted: 1}, run.post(combinedLine, "Idempotency-Key", "a").answer)
	assert.Equal(t, answer{Duplicate: true}, run.post(combinedLine, "Idempotency-Key", "a").answer)
	assert.Equal(t, answer{Accepted: 1}, run.post(combinedLine, "Idempotency-Key", "a", "Weir-Source", "other").answer, "keys belong to a source")
	assert.Len(t, run.sink.records(), 2)
	metadatatest.AssertEqualReceiverAPITelemetryDuplicateRequests(t, run.telemetry, []metricdata.DataPoint[int64]{{
		Attributes: attribute.NewSet(attribute.String("protocol", "http")), Value: 1,
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestHTTPConcurrentRepeats(t *testing.T) {
	next := &sink{block: make(chan struct{})}
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.Idempotency.Wait = 50 * time.Millisecond }), next)
	var wg sync.WaitGroup
	wg.Go(func() {
		if got, err := run.try([]byte(combinedLine), "Idempotency-Key", "a"); assert.NoError(t, err) {
			assert.Equal(t, answer{Accepted: 1}, got.answer)
		}
	})
	require.Eventually(t, func() bool { next.mu.Lock(); defer next.mu.Unlock(); return next.asked == 1 }, time.Second, time.Millisecond)
	got := run.post(combinedLine, "Idempotency-Key", "a")
	assert.Equal(t, 409, got.status)
	assert.Equal(t, "conflict", got.Code)
	close(next.block)
	wg.Wait()
	assert.Equal(t, answer{Duplicate: true}, run.post(combinedLine, "Idempotency-Key", "a").answer)
	assert.Len(t, run.sink.records(), 1)
}

func TestHTTPSlowSendersAreCutOff(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) {
		h.ServerConfig.ReadHeaderTimeout = 50 * time.Millisecond
		h.ServerConfig.ReadTimeout = 100 * time.Millisecond
	}), &sink{})
	address := run.receiver.inputs[0].(*httpInput).address
	for name, sent := range map[string]string{
		"in the headers": "POST /v1/lines HTTP/1.1\r\nHost: x\r\n",
		"in the body":    "POST /v1/lines HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
			require.NoError(t, err)
			defer func() { _ = conn.Close() }()
			_, err = io.WriteString(conn, sent)
			require.NoError(t, err)
			require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
			answered, err := io.ReadAll(conn)
			require.NoError(t, err, "the server hangs up")
			assert.True(t, len(answered) == 0 || bytes.Contains(answered, []byte(" 408 ")), "%s", answered)
		})
	}
}

func TestHTTPAConsumerMayTakeLongerThanTheReadTimeout(t *testing.T) {
	next := &sink{block: make(chan struct{})}
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.ServerConfig.ReadTimeout = 50 * time.Millisecond }), next)
	time.AfterFunc(300*time.Millisecond, func() { close(next.block) })
	assert.Equal(t, 200, run.post(combinedLine).status)
}

func TestHTTPManyPathsInOneRequest(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	var body strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&body, "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /p/%d HTTP/1.1\" 200 1\n", i)
	}
	assert.Equal(t, answer{Accepted: 50_000}, run.post(body.String()).answer)
	assert.Len(t, run.sink.records(), 50_000)
}

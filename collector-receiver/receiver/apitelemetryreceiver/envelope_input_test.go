package apitelemetryreceiver

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configauth"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/envelope"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

const (
	firehoseID = "ed4acda5-034f-9f42-bba1-f29aea6d7d8f"
	albLine    = `http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2018-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`
	gatewayLog = `{ "requestId":"c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "ip": "203.0.113.5", "caller":"-", "user":"-", "requestTime":"05/Apr/2024:16:26:32 +0000", "httpMethod":"GET", "resourcePath":"/pets/{petId}", "status":"200", "protocol":"HTTP/1.1", "responseLength":"214", "responseLatency":"87" }`
)

func base64Of(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// firehoseBody is a request with these data, plain.
func firehoseBody(tb testing.TB, data ...string) string {
	tb.Helper()
	type record struct {
		Data string `json:"data"`
	}
	records := make([]record, 0, len(data))
	for _, d := range data {
		records = append(records, record{base64Of(d)})
	}
	text, err := json.Marshal(map[string]any{"requestId": firehoseID, "timestamp": 1578090901599, "records": records})
	require.NoError(tb, err)
	return string(text)
}

func pubSubBody(id, data string) string {
	return `{"message":{"attributes":{"logging.googleapis.com/timestamp":"2021-09-10T22:28:32.701888Z","Team":"checkout"},"data":"` +
		base64Of(data) + `","messageId":"` + id + `","publishTime":"2021-02-26T19:13:55.749Z"},"subscription":"projects/p/subscriptions/s"}`
}

// push sends a body to a path and returns the answer as it came.
func (r *running) push(path, body string, headers ...string) (status int, text string, header http.Header) {
	r.t.Helper()
	url := strings.TrimSuffix(r.url, linesPath) + path
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(r.t, err)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer func() { require.NoError(r.t, res.Body.Close()) }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(r.t, err)
	return res.StatusCode, string(raw), res.Header
}

// firehose sends as Firehose does and checks that the answer is of the form that it takes.
func (r *running) firehose(path, body string, headers ...string) (int, envelope.FirehoseAnswer) {
	r.t.Helper()
	began := time.Now().UnixMilli()
	status, text, header := r.push(path, body, append([]string{
		"X-Amz-Firehose-Protocol-Version", "1.0", envelope.FirehoseID, firehoseID,
		"X-Amz-Firehose-Source-Arn", "arn:aws:firehose:us-east-1:123456789:deliverystream/testStream",
	}, headers...)...)
	assert.Equal(r.t, "application/json", header.Get("Content-Type"))
	var got envelope.FirehoseAnswer
	require.NoError(r.t, json.Unmarshal([]byte(text), &got), text)
	assert.Equal(r.t, firehoseID, got.ID)
	assert.GreaterOrEqual(r.t, got.Timestamp, began)
	return status, got
}

// reading is a record as golden files show it.
type envelopeReading struct {
	Service    any            `json:"service"`
	Time       string         `json:"time,omitempty"`
	Attributes map[string]any `json:"attributes,omitempty"`
	Kept       map[string]any `json:"kept,omitempty"`
	Text       string         `json:"text,omitempty"`
}

// TestEnvelopesRead reads what stands in testdata/envelopes: bodies as the clouds send them, and what becomes of them.
func TestEnvelopesRead(t *testing.T) {
	files, err := filepath.Glob("testdata/envelopes/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		if strings.HasSuffix(file, ".golden.json") {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(file)
			require.NoError(t, err)
			run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) {
				h.Service.From = "host"
				h.KeepHeaders = []string{"X-Amz-Firehose-Source-Arn", "team"}
			}), &sink{})
			path := pubSubPath
			if strings.HasPrefix(name, "firehose") {
				path = firehosePath
			}
			status, answered, _ := run.push(path+"?service=shop", string(body), "X-Amz-Firehose-Source-Arn", "arn:a",
				envelope.FirehoseAttributes, `{"commonAttributes":{"Team":"checkout"}}`)
			require.Equal(t, http.StatusOK, status, answered)
			readings := []envelopeReading{}
			for _, record := range run.sink.records() {
				one := envelopeReading{Service: record.resource["service.name"], Attributes: record.attributes, Text: record.body, Kept: map[string]any{}}
				if record.event == "" {
					one.Time = record.time.Format(time.RFC3339Nano)
				}
				for key, value := range record.resource {
					if strings.HasPrefix(key, "weir.sender.") || key == "weir.batch.key" {
						one.Kept[key] = value
					}
				}
				readings = append(readings, one)
			}
			got, err := json.MarshalIndent(readings, "", "  ")
			require.NoError(t, err)
			golden := strings.TrimSuffix(file, ".json") + ".golden.json"
			if os.Getenv("UPDATE_GOLDEN") != "" {
				require.NoError(t, os.WriteFile(golden, append(got, '\n'), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.JSONEq(t, string(want), string(got))
		})
	}
}

func TestFirehoseDelivers(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.Lines.Format = "aws_load_balancer" }), &sink{})
	status, got := run.firehose(firehosePath+"?service=shop&environment=prod&source=alb", firehoseBody(t, albLine+"\n", gatewayLog, "{\"cut\":", albLine))
	assert.Equal(t, http.StatusOK, status)
	assert.Empty(t, got.Message)
	records := run.sink.records()
	require.Len(t, records, 4)
	assert.Equal(t, map[string]any{
		"service.name": "shop", "deployment.environment.name": "prod", "weir.source.id": "alb", "weir.source.mode": "live",
		"weir.batch.key": firehoseID,
	}, records[0].resource)
	assert.Equal(t, "/", records[0].attributes["url.path"])
	assert.Equal(t, "/pets/{petId}", records[1].attributes["http.route"], "JSON is read whatever the format of text is")
	assert.Equal(t, "{\"cut\":", records[2].body, "what is broken is kept as text")
	assert.Equal(t, "/", records[3].attributes["url.path"])

	status, got = run.firehose(firehosePath+"?service=shop&environment=prod&source=alb", firehoseBody(t, albLine))
	assert.Equal(t, http.StatusOK, status, "a repeat")
	assert.Empty(t, got.Message)
	assert.Len(t, run.sink.records(), 4, "is not counted again")
}

func TestFirehosePacksItsBody(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	status, _ := run.firehose(firehosePath, string(zipped(t, []byte(firehoseBody(t, combinedLine)))), "Content-Encoding", "gzip")
	assert.Equal(t, http.StatusOK, status)
	assert.Len(t, run.sink.records(), 1)
}

func TestFirehoseRefusals(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.MaxRecords, h.MaxUnpackedBodySize = 3, 2000 }), &sink{})
	bomb := base64.StdEncoding.EncodeToString(zipped(t, []byte(strings.Repeat("x", 1_000_000))))
	for name, tt := range map[string]struct {
		path, body string
		status     int
		message    string
	}{
		"no JSON":           {"", "x", 400, "body: expected a JSON object; body was invalid character 'x' looking for beginning of value"},
		"no id":             {"", `{"timestamp":1,"records":[]}`, 400, "requestId: expected the id of the request; requestId was nothing"},
		"a long id":         {"", `{"requestId":"` + strings.Repeat("x", 200) + `","timestamp":1,"records":[]}`, 400, "requestId: expected at most 128 printable ASCII characters; requestId was " + strings.Repeat("x", 200)},
		"no base64":         {"", `{"requestId":"a","timestamp":1,"records":[{"data":""},{"data":"!"}]}`, 400, "records[1].data: expected base64; records[1].data was something else"},
		"too many records":  {"", firehoseBody(t, "a", "b", "c", "d"), 400, "records: expected at most 3; records was 4"},
		"too many lines":    {"", firehoseBody(t, "a\nb", "c\nd"), 413, "body: expected at most 3 records; send less at a time, or raise max_records; body was more"},
		"a bomb":            {"", `{"requestId":"a","timestamp":1,"records":[{"data":"` + bomb + `"}]}`, 413, "records[0].data: expected at most 2000 bytes in all parts, unpacked; send less at a time, or raise max_unpacked_body_size; records[0].data was more"},
		"a mode that is no": {"?mode=dead", firehoseBody(t), 400, "parameter mode: expected live or history; parameter mode was dead"},
		"a bad name":        {"?service=%07", firehoseBody(t), 400, "parameter service: expected a name of UTF-8 without control characters; parameter service was \a"},
	} {
		t.Run(name, func(t *testing.T) {
			status, got := run.firehose(firehosePath+tt.path, tt.body)
			assert.Equal(t, tt.status, status)
			assert.Equal(t, tt.message, got.Message)
		})
	}
	assert.Zero(t, run.sink.asked)
	status, got := run.firehose(firehosePath, "x", "Content-Encoding", "br")
	assert.Equal(t, http.StatusUnsupportedMediaType, status)
	assert.Contains(t, got.Message, "header Content-Encoding")
}

func TestFirehoseIsToldToComeAgain(t *testing.T) {
	next := &sink{refuse: func(call int) error {
		if call == 1 {
			return consumererror.NewPermanent(io.ErrShortBuffer)
		}
		if call == 2 {
			return io.ErrClosedPipe
		}
		return nil
	}}
	run := start(t, httpConfig(nil), next)
	for _, want := range []int{400, 503, 200} {
		status, got := run.firehose(firehosePath, firehoseBody(t, combinedLine))
		assert.Equal(t, want, status)
		assert.Equal(t, want != 200, strings.Contains(got.Message, "the next component refused the data"))
	}
}

func TestFirehoseShowsItsKey(t *testing.T) {
	id := component.MustNewID("token_check")
	next := &sink{}
	cfg := httpConfig(func(_ *Config, h *HTTPConfig) {
		h.ServerConfig.Auth = configoptional.Some(confighttp.AuthConfig{Config: configauth.Config{AuthenticatorID: id}})
	})
	r, err := newReceiver(cfg, receivertest.NewNopSettings(metadata.Type))
	require.NoError(t, err)
	r.logs = next
	require.NoError(t, r.Start(t.Context(), hostWith{map[component.ID]component.Component{id: tokenCheck{}}}))
	defer func() { require.NoError(t, r.Shutdown(t.Context())) }()
	telemetry := componenttest.NewTelemetry()
	run := &running{t: t, receiver: r, url: "http://" + r.inputs[0].(*httpInput).address + linesPath, sink: next, telemetry: telemetry}

	status, got := run.firehose(firehosePath, firehoseBody(t, combinedLine), envelope.FirehoseKey, "wrong")
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.NotEmpty(t, got.Message)
	status, _ = run.firehose(firehosePath, firehoseBody(t, combinedLine), envelope.FirehoseKey, "right")
	assert.Equal(t, http.StatusOK, status)
	// Elsewhere the header is nothing.
	status, _, _ = run.push(linesPath, "[]", envelope.FirehoseKey, "right")
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.Len(t, next.records(), 1)
}

func TestPubSubPushes(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.KeepHeaders = []string{"team"} }), &sink{})
	for id, want := range map[string]string{"1": `{"accepted":1,"unparsed":0}`, "2": `{"accepted":1,"unparsed":0}`} {
		status, text, _ := run.push(pubSubPath+"?source=gcp&namespace=eu", pubSubBody(id, combinedLine))
		assert.Equal(t, http.StatusOK, status)
		assert.JSONEq(t, want, text)
		status, text, _ = run.push(pubSubPath+"?source=gcp&namespace=eu", pubSubBody(id, combinedLine))
		assert.Equal(t, http.StatusOK, status)
		assert.JSONEq(t, `{"accepted":0,"unparsed":0,"duplicate":true}`, text)
	}
	records := run.sink.records()
	require.Len(t, records, 2)
	assert.Equal(t, "checkout", records[0].resource["weir.sender.team"])
	assert.Equal(t, "eu", records[0].resource["service.namespace"])
	assert.NotEqual(t, records[0].resource["weir.batch.key"], records[1].resource["weir.batch.key"])

	status, text, _ := run.push(pubSubPath, pubSubBody("3", ""))
	assert.Equal(t, http.StatusOK, status, "a message of attributes only")
	assert.JSONEq(t, `{"accepted":0,"unparsed":0}`, text)
	for name, body := range map[string]string{
		"message":           `{"subscription":"s"}`,
		"message.messageId": `{"message":{"messageId":"` + strings.Repeat("1", 200) + `"}}`,
		"message.data":      `{"message":{"messageId":"1","data":"?"}}`,
	} {
		status, text, _ = run.push(pubSubPath, body)
		assert.Equal(t, http.StatusBadRequest, status)
		assert.Contains(t, text, `"path":"`+name+`"`)
	}
	status, _, _ = run.push(pubSubPath, pubSubBody("4", "x"), "Content-Type", "text/html")
	assert.Equal(t, http.StatusUnsupportedMediaType, status)
}

func TestConsumeContractEnvelopes(t *testing.T) {
	bodies := map[string]func(n int64, lines string) string{
		firehosePath: func(n int64, lines string) string {
			return `{"requestId":"` + strconv.FormatInt(n, 10) + `","timestamp":1,"records":[{"data":"` + base64Of(lines) + `"}]}`
		},
		pubSubPath: func(n int64, lines string) string { return pubSubBody(strconv.FormatInt(n, 10), lines) },
	}
	for path, body := range bodies {
		t.Run(path, func(t *testing.T) {
			address := freeAddress(t, "tcp")
			cfg := httpConfig(func(_ *Config, h *HTTPConfig) { h.ServerConfig.NetAddr.Endpoint = address })
			receivertest.CheckConsumeContract(receivertest.CheckConsumeContractParams{
				T: t, Factory: markingFactory(), Signal: pipeline.SignalLogs, Config: cfg,
				Generator: &httpSender{t: t, url: "http://" + address + path, body: body}, GenerateCount: contractItems / itemsPerRequest,
			})
		})
	}
}

// BenchmarkFirehose is the way of a line of a load balancer in a request of Firehose, without a socket.
func BenchmarkFirehose(b *testing.B) {
	in := benchReceiver(b).inputs[0].(*httpInput)
	body := firehoseBody(b, slices.Repeat([]string{albLine + "\n"}, linesPerCall)...)
	b.SetBytes(int64(len(body) / linesPerCall))
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i += linesPerCall {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, firehosePath+"?source="+strconv.Itoa(i), strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		in.serveFirehose(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Body.String())
		}
	}
}

func TestEnvelopesShareTheRoomForBodies(t *testing.T) {
	run := start(t, httpConfig(func(_ *Config, h *HTTPConfig) { h.MaxUnpackedBodySize, h.MaxInFlightSize = 1000, 1000 }), &sink{})
	status, got := run.firehose(firehosePath, firehoseBody(t, strings.Repeat("x", 500)))
	assert.Equal(t, http.StatusServiceUnavailable, status, "body and data together are over max_in_flight_size")
	assert.Contains(t, got.Message, "max_in_flight_size")
	status, _ = run.firehose(firehosePath, firehoseBody(t, strings.Repeat("x", 100)))
	assert.Equal(t, http.StatusOK, status, "the room was given back")
	assert.Zero(t, run.receiver.inputs[0].(*httpInput).meter.held.Load())
}

func TestEnvelopesOfThePast(t *testing.T) {
	run := start(t, httpConfig(nil), &sink{})
	status, _ := run.firehose(firehosePath+"?mode=history", firehoseBody(t, combinedLine), "Weir-Received-Up-To", "1", "Idempotency-Key", "k")
	assert.Equal(t, http.StatusOK, status)
	records := run.sink.records()
	require.Len(t, records, 1)
	assert.Equal(t, "history", records[0].resource["weir.source.mode"])
	assert.Equal(t, firehoseID, records[0].resource["weir.batch.key"])
}

package linerecords

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

const (
	combined = `10.0.0.1 - - [22/Nov/2026:12:00:00 +0000] "GET /api/orders?page=1 HTTP/1.1" 200 512 "-" "curl/8" 0.050`
	nginx    = `{"time":"2026-11-22T12:00:01Z","method":"POST","path":"/api/carts","status":503,"request_time":0.2}`
	shipped  = `{"@timestamp":"2026-11-22T12:00:02Z","message":"10.0.0.1 - - [22/Nov/2026:12:00:02 +0000] \"GET /a HTTP/1.1\" 404 1 \"-\" \"-\"","service":{"name":"shop"}}`
	envoy    = `[2026-11-22T12:00:03.000Z] "GET /b HTTP/1.1" 200 - 0 12 7 6 "-" "curl" "id" "shop:80" "10.0.0.5:80"`
)

func read(t *testing.T, c Config, resource map[string]any, bodies ...any) *Batch {
	t.Helper()
	r, err := NewReader(&c)
	require.NoError(t, err)
	attributes := pcommon.NewMap()
	require.NoError(t, attributes.FromRaw(resource))
	b := r.NewBatch(attributes)
	for _, body := range bodies {
		record := plog.NewLogRecord()
		require.NoError(t, record.Body().FromRaw(body))
		require.True(t, IsLine(record))
		b.Add(record)
	}
	return b
}

// seen is "service method path status" of every request.
func seen(b *Batch) []string {
	var all []string
	for _, resource := range b.Logs().ResourceLogs().All() {
		service, _ := resource.Resource().Attributes().Get("service.name")
		for _, record := range resource.ScopeLogs().At(0).LogRecords().All() {
			a := record.Attributes().AsRaw()
			all = append(all, fmt.Sprint(service.Str(), " ", a["http.request.method"], " ", a["url.path"], " ", a["http.response.status_code"]))
		}
	}
	return all
}

func TestBodies(t *testing.T) {
	config := DefaultConfig()
	config.Service.Name = "web"
	for name, tt := range map[string]struct {
		body any
		want []string
	}{
		"a line":               {combined, []string{"web GET /api/orders 200"}},
		"bytes":                {[]byte(combined), []string{"web GET /api/orders 200"}},
		"several lines":        {combined + "\n\n" + combined + "\r\n", []string{"web GET /api/orders 200", "web GET /api/orders 200"}},
		"JSON":                 {nginx, []string{"web POST /api/carts 503"}},
		"objects":              {nginx + "\n" + nginx, []string{"web POST /api/carts 503", "web POST /api/carts 503"}},
		"an array":             {" [" + nginx + "," + nginx + "]", []string{"web POST /api/carts 503", "web POST /api/carts 503"}},
		"a shipper's event":    {shipped, []string{"shop GET /a 404"}},
		"an unpacked object":   {map[string]any{"time": "2026-11-22T12:00:01Z", "method": "POST", "path": "/api/carts", "status": 503.0}, []string{"web POST /api/carts 503"}},
		"an unpacked event":    {map[string]any{"message": combined, "log": map[string]any{"offset": 7.0}}, []string{"web GET /api/orders 200"}},
		"brackets of a format": {envoy, []string{"web GET /b 200"}},
	} {
		b := read(t, config, nil, tt.body)
		assert.Equal(t, tt.want, seen(b), name)
		assert.Zero(t, b.Unparsed, name)
	}
}

func TestWhatIsNoRequestIsCounted(t *testing.T) {
	config := DefaultConfig()
	config.MaxLineLength = 1000
	for body, unparsed := range map[string]int64{
		"listening on :8080": 1, "a\nb\n": 2, `{"msg":"started"}`: 1, `[{"broken":`: 1, "#Version: 1.0": 0,
		strings.Replace(combined, "/api", "/"+strings.Repeat("x", 1000), 1): 1,
		`{"message":"` + strings.Repeat("x", 5000) + `"}`:                   1,
	} {
		b := read(t, config, nil, body)
		assert.Empty(t, seen(b), body)
		assert.Equal(t, unparsed, b.Unparsed, body)
	}
}

func TestWhoSpeaks(t *testing.T) {
	config := DefaultConfig()
	config.Service = ServiceConfig{Name: "fallback", Namespace: "eu", Environment: "prod", From: "line"}
	resource := map[string]any{
		"service.name": "web", "weir.source.id": "kafka", "weir.source.mode": "history", "weir.batch.key": "t/0/7", "host.name": "h",
	}
	b := read(t, config, resource, combined, shipped)
	require.Equal(t, 2, b.Logs().ResourceLogs().Len())
	assert.Equal(t, map[string]any{
		"service.name": "web", "service.namespace": "eu", "deployment.environment.name": "prod",
		"weir.source.id": "kafka", "weir.source.mode": "history", "weir.batch.key": "t/0/7",
	}, b.Logs().ResourceLogs().At(0).Resource().Attributes().AsRaw())
	assert.Equal(t, []string{"web GET /api/orders 200", "shop GET /a 404"}, seen(b))
}

func TestLineWithoutTimeHasThatOfItsRecord(t *testing.T) {
	r, err := NewReader(defaults())
	require.NoError(t, err)
	record := plog.NewLogRecord()
	record.Body().SetStr(`{"method":"GET","path":"/a","status":200}`)
	b := r.NewBatch(pcommon.NewMap())
	b.Add(record)
	assert.Equal(t, int64(1), b.Unparsed)
	record.SetTimestamp(1_700_000_000_000_000_000)
	b.Add(record)
	assert.Equal(t, pcommon.Timestamp(1_700_000_000_000_000_000), b.Logs().ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Timestamp())
}

func TestEventsAndRecordsWithoutBodyAreNoLines(t *testing.T) {
	record := plog.NewLogRecord()
	assert.False(t, IsLine(record))
	record.Body().SetStr(combined)
	assert.True(t, IsLine(record))
	record.SetEventName("weir.line.unparsed")
	assert.False(t, IsLine(record))
}

func TestFormatsArePinnedForABoundedNumberOfSources(t *testing.T) {
	r, err := NewReader(defaults())
	require.NoError(t, err)
	for i := range maxPinned + 10 {
		attributes := pcommon.NewMap()
		attributes.PutStr("weir.source.id", fmt.Sprint(i))
		r.NewBatch(attributes)
	}
	assert.Len(t, r.pinned, maxPinned+1)
}

func TestConfigThatCannotBe(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"`format` must be one of auto":                   func(c *Config) { c.Format = "w3c" },
		"`duration_unit` must be auto, s, ms, us or ns":  func(c *Config) { c.DurationUnit = "h" },
		"`timezone` must be a name such as":              func(c *Config) { c.Timezone = "Mars/Olympus" },
		"`max_line_length` must be at least 1, found 0":  func(c *Config) { c.MaxLineLength = 0 },
		"`service` must have names of at most 256 bytes": func(c *Config) { c.Service.Name = strings.Repeat("x", 257) },
		"`service::from` must be line, host or backend":  func(c *Config) { c.Service.From = "tag" },
	} {
		c := DefaultConfig()
		change(&c)
		_, err := NewReader(&c)
		require.ErrorContains(t, err, want)
	}
}

func BenchmarkLines(b *testing.B) {
	r, err := NewReader(defaults())
	require.NoError(b, err)
	record := plog.NewLogRecord()
	record.Body().SetStr(strings.Repeat(combined+"\n", 100))
	resource := pcommon.NewMap()
	b.ReportAllocs()
	for b.Loop() {
		r.NewBatch(resource).Add(record)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(100*b.N), "ns/line")
}

func defaults() *Config {
	c := DefaultConfig()
	return &c
}

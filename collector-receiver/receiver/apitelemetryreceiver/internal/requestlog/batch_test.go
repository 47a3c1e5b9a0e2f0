package requestlog

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
)

func options(t *testing.T, from string, keep ...string) Options {
	t.Helper()
	o, err := NewOptions(keep, from)
	require.NoError(t, err)
	return o
}

func TestRecordsAreGroupedByService(t *testing.T) {
	b := NewBatch(Source{ID: "s", Mode: "live"}, options(t, ServiceFromLine), 1, true)
	for _, service := range []string{"a", "b", "a", "", "a"} {
		b.AddRequest(&accesslog.Record{Time: 1, Status: 200, Service: service}, "", Identity{Service: "fallback"})
	}
	b.AddText("x", Identity{})
	counts := map[string]int{}
	for _, resource := range b.Logs().ResourceLogs().All() {
		name, _ := resource.Resource().Attributes().Get("service.name")
		counts[name.Str()] += resource.ScopeLogs().At(0).LogRecords().Len()
	}
	assert.Equal(t, map[string]int{"a": 3, "b": 1, "fallback": 1, UnknownService: 1}, counts)
	assert.Equal(t, 4, b.Logs().ResourceLogs().Len())
	assert.Equal(t, 6, b.Records)
	assert.Equal(t, 1, b.Unparsed)
}

func TestServiceFrom(t *testing.T) {
	full := accesslog.Record{Host: "h", Backend: "b"}
	named := accesslog.Record{Host: "h", Backend: "b", Service: "own"}
	tests := []struct {
		from   string
		record accesslog.Record
		want   string
	}{
		{ServiceFromLine, full, "fallback"},
		{ServiceFromHost, full, "h"},
		{ServiceFromBackend, full, "b"},
		{ServiceFromBackend, named, "own"},
		{ServiceFromHost, accesslog.Record{}, "fallback"},
	}
	for _, tt := range tests {
		o := options(t, tt.from)
		assert.Equal(t, tt.want, o.identify(&tt.record, Identity{Service: "fallback"}).Service)
	}
}

func TestAttributesAreBoundedAndValid(t *testing.T) {
	long := strings.Repeat("é", 2000)
	for _, valid := range []bool{true, false} {
		b := NewBatch(Source{}, options(t, ServiceFromLine, "query"), 1, valid)
		r := accesslog.Record{Time: 1, Path: "/" + long, Query: long, Method: strings.Repeat("M", 32), Service: "x" + long}
		if !valid {
			r.Query = "\xff" + long
		}
		b.AddRequest(&r, "", Identity{})
		resource := b.Logs().ResourceLogs().At(0)
		attributes := resource.ScopeLogs().At(0).LogRecords().At(0).Attributes().AsRaw()
		name, _ := resource.Resource().Attributes().Get("service.name")
		attributes["service.name"] = name.Str()
		for key, value := range attributes {
			if text, ok := value.(string); ok {
				assert.True(t, utf8.ValidString(text), key)
				assert.LessOrEqual(t, len(text), maxAttributeBytes+2, key)
			}
		}
	}
}

func TestWhatTiesRequestsTogether(t *testing.T) {
	b := NewBatch(Source{ID: "s", Mode: "live"}, options(t, ServiceFromLine, "tls"), 1, true)
	b.AddRequest(&accesslog.Record{
		Time: 1, Status: 200, Method: "GET", Route: "/pets/{petId}", Backend: "outbound|8000||httpbin.foo.svc.cluster.local", Caller: "traffic",
		Upstream: 5_000_000, HasUpstream: true, TLSVersion: "1.3", TLSCipher: "TLS_AES_128_GCM_SHA256", TraceID: [16]byte{1}, SpanID: [8]byte{2},
	}, "", Identity{Service: "s"})
	record := b.Logs().ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	assert.Equal(t, map[string]any{
		"http.request.method": "GET", "http.response.status_code": int64(200),
		"http.route": "/pets/{petId}", "weir.caller.name": "traffic", "weir.request.outbound": true, "weir.upstream.name": "httpbin",
		"weir.upstream.duration": 0.005, "tls.protocol.version": "1.3", "tls.cipher": "TLS_AES_128_GCM_SHA256",
	}, record.Attributes().AsRaw())
	assert.Equal(t, "01000000000000000000000000000000", record.TraceID().String())
	assert.Equal(t, "0200000000000000", record.SpanID().String())
}

func TestServicesAmongBackends(t *testing.T) {
	for backend, want := range map[string]string{
		"": "", "static": "static", "app@docker": "app@docker", "10.0.0.5:8080": "", "10.0.0.5:8080, 10.0.0.6:8080": "", "[::1]:80": "",
		"fe80::1": "", "unix:/run/app.sock": "", "http://10.0.0.1": "", "inbound|8000||": "", "outbound|80||httpbin.org": "httpbin.org",
		"outbound|8000|v1|httpbin.foo.svc.cluster.local": "httpbin", "web.shop.svc:8080": "web", "echo.example.com": "echo.example.com",
	} {
		assert.Equal(t, want, serviceOf(backend), backend)
	}
}

// TestTransientTextIsCopied overwrites the text that records were made of.
func TestTransientTextIsCopied(t *testing.T) {
	var texts [][]byte
	text := func(s string) string {
		b := []byte(s)
		texts = append(texts, b)
		return unsafe.String(unsafe.SliceData(b), len(b))
	}
	fill := func() *Batch {
		b := NewBatch(Source{ID: "s"}, options(t, ServiceFromLine, "server_address", "client_address", "user_agent", "protocol_version", "query", "original"), 1, true)
		for _, method := range []string{"GET", "get", "FROBNICATE"} {
			r := accesslog.Record{Time: 1, Status: 503}
			fields := reflect.ValueOf(&r).Elem()
			for i := range fields.NumField() {
				if fields.Field(i).Kind() == reflect.String {
					fields.Field(i).SetString(text("value of " + fields.Type().Field(i).Name))
				}
			}
			r.Method = text(method)
			b.Transient(method != "get")
			b.AddRequest(&r, text("the line"), Identity{})
		}
		b.AddText(text("text"), Identity{Service: text("a service"), Namespace: text("a namespace"), Environment: text("an environment")})
		return b
	}
	want := fill()
	got := fill()
	marshaler := plog.ProtoMarshaler{}
	before, err := marshaler.MarshalLogs(want.Logs())
	require.NoError(t, err)
	for _, b := range texts {
		for i := range b {
			b[i] = '#'
		}
	}
	after, err := marshaler.MarshalLogs(got.Logs())
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
}

// TestTransientNamesStayApart uses one buffer for the names of all records, as a reader does.
func TestTransientNamesStayApart(t *testing.T) {
	b := NewBatch(Source{}, options(t, ServiceFromLine), 1, true)
	var buffer [1]byte
	for _, name := range "aabbaababb" {
		buffer[0] = byte(name)
		b.Transient(true)
		b.AddRequest(&accesslog.Record{Time: 1, Status: 200, Service: unsafe.String(&buffer[0], 1)}, "", Identity{})
	}
	counts := map[string]int{}
	for _, resource := range b.Logs().ResourceLogs().All() {
		name, _ := resource.Resource().Attributes().Get("service.name")
		counts[name.Str()] += resource.ScopeLogs().At(0).LogRecords().Len()
	}
	assert.Equal(t, map[string]int{"a": 5, "b": 5}, counts)
	assert.Equal(t, 2, b.Logs().ResourceLogs().Len())
}

package httprequest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
)

// The attributes that operators give Envoy's OpenTelemetry access logger, in the names of Istio's and Envoy Gateway's
// JSON formats.
func TestEnvoysAccessLogger(t *testing.T) {
	for name, c := range map[string]struct {
		attributes attrs
		outcome    Outcome
		want       Request
	}{
		"Istio, server's side": {
			attributes: attrs{
				"method": "GET", "path": "/status/418?x=1", "response_code": "418", "duration": "6", "upstream_service_time": "5",
				"upstream_cluster": "inbound|8000||", "authority": "httpbin:8000",
			},
			want: Request{Method: MethodGet, Target: "/status/418?x=1", Status: 418, Micros: 6_000},
		},
		"Istio, client's side": {
			attributes: attrs{
				"method": "GET", "path": "/", "response_code": "200", "duration": "6", "upstream_service_time": "5",
				"upstream_cluster": "outbound|8000|v1|httpbin.foo.svc.cluster.local",
			},
			want: Request{Method: MethodGet, Target: "/", Status: 200, Micros: 6_000, Upstream: "httpbin", UpstreamMicros: 5_000, Outbound: true},
		},
		"Envoy Gateway": {
			attributes: attrs{
				"method": "POST", "x-envoy-origin-path": "/orders/17", "response_code": 503, "duration": 12, "x-envoy-upstream-service-time": "-",
				"upstream_cluster": "httproute/default/shop/rule/0", ":authority": "shop",
			},
			want: Request{
				Method: MethodPost, Target: "/orders/17", Status: 503, Micros: 12_000,
				Upstream: "httproute/default/shop/rule/0", UpstreamMicros: NoDuration,
			},
		},
		"the client went away": {
			attributes: attrs{"method": "GET", "path": "/a", "response_code": "0", "duration": "3", "upstream_cluster": "-"},
			want:       Request{Method: MethodGet, Target: "/a", Micros: 3_000, ErrorType: Other},
		},
		"the conventions' names win": {
			attributes: attrs{"http.response.status_code": 200, "response_code": 500, "duration": 7, "method": "x"},
			want:       Request{Method: MethodOther, Status: 200, Micros: NoDuration},
		},
		"an application's own method":  {attributes: attrs{"method": "GET", "path": "/a", "duration": 5}, outcome: NotRequest},
		"a response code of something": {attributes: attrs{"response_code": "NOERROR"}, outcome: NotRequest},
	} {
		t.Run(name, func(t *testing.T) {
			record := plog.NewLogRecord()
			record.SetTimestamp(42)
			require.NoError(t, record.Attributes().FromRaw(c.attributes))
			var got Request
			require.Equal(t, c.outcome, FromLog(record, &got))
			if c.outcome == IsRequest {
				c.want.Time = 42
				assert.Equal(t, c.want, got)
			}
		})
	}
}

func TestWhatTheReceiverSaysOfOthers(t *testing.T) {
	record := plog.NewLogRecord()
	record.SetTimestamp(42)
	record.SetTraceID([16]byte{1})
	require.NoError(t, record.Attributes().FromRaw(attrs{
		"http.response.status_code": 200, "weir.upstream.name": "cart", "weir.upstream.duration": 0.25, "weir.caller.name": "web",
	}))
	var got Request
	require.Equal(t, IsRequest, FromLog(record, &got))
	assert.Equal(t, Request{
		Time: 42, Method: MethodOther, Status: 200, Micros: NoDuration, Upstream: "cart", UpstreamMicros: 250_000, Caller: "web", TraceID: [16]byte{1},
	}, got)
}

func TestTracesOfEnvoy(t *testing.T) {
	const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	read := func(traceparent string, own byte) Request {
		record := plog.NewLogRecord()
		record.SetTimestamp(42)
		if own != 0 {
			record.SetTraceID([16]byte{own})
		}
		require.NoError(t, record.Attributes().FromRaw(attrs{"response_code": "200", "traceparent": traceparent}))
		var got Request
		require.Equal(t, IsRequest, FromLog(record, &got))
		return got
	}
	got := read(parent, 0)
	assert.Equal(t, "4bf92f3577b34da6a3ce929d0e0e4736", got.TraceID.String())
	assert.Equal(t, "00f067aa0ba902b7", got.SpanID.String())
	assert.Equal(t, byte(7), read(parent, 7).TraceID[0], "the record's own wins")
	for _, wrong := range []string{"-", "", parent[1:], "00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902bx-01"} {
		assert.True(t, read(wrong, 0).TraceID.IsEmpty(), wrong)
		assert.True(t, read(wrong, 0).SpanID.IsEmpty(), wrong)
	}
}

package httprequest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

type attrs = map[string]any

func TestFromLog(t *testing.T) {
	for name, c := range map[string]struct {
		attributes attrs
		outcome    Outcome
		want       Request
	}{
		"stable names": {
			attributes: attrs{
				"http.request.method": "GET", "url.path": "/a", "url.full": "http://x/b", "http.route": "/{x}",
				"http.response.status_code": 200, "http.server.request.duration": 0.25,
			},
			want: Request{Method: MethodGet, Target: "/a", Route: "/{x}", Status: 200, Micros: 250_000},
		},
		"old names": {
			attributes: attrs{"http.method": "post", "http.target": "/a?b", "http.status_code": "404", "http.server.duration": 12.5},
			want:       Request{Method: MethodPost, Target: "/a?b", Status: 404, Micros: 12_500},
		},
		"stable names win": {
			attributes: attrs{
				"http.method": "PUT", "http.request.method": "GET", "http.status_code": 500, "http.response.status_code": 200,
				"duration_ms": 7, "http.server.request.duration": 1, "event.duration": 5,
			},
			want: Request{Method: MethodGet, Status: 200, Micros: 1_000_000},
		},
		"nanoseconds": {
			attributes: attrs{"http.request.method": "GET", "event.duration": 1_499},
			want:       Request{Method: MethodGet, Micros: 1, ErrorType: Other},
		},
		"status alone":                          {attributes: attrs{"http.response.status_code": 400}, want: Request{Method: MethodOther, Status: 400, Micros: NoDuration}},
		"unknown method":                        {attributes: attrs{"http.request.method": "BREW", "http.response.status_code": 418}, want: Request{Method: MethodOther, Status: 418, Micros: NoDuration}},
		"no response":                           {attributes: attrs{"http.request.method": "GET", "http.response.status_code": -1}, want: Request{Method: MethodGet, ErrorType: Other, Micros: NoDuration}},
		"error without":                         {attributes: attrs{"http.request.method": "GET", "error.type": "timeout"}, want: Request{Method: MethodGet, ErrorType: "timeout", Micros: NoDuration}},
		"error with":                            {attributes: attrs{"http.request.method": "GET", "http.response.status_code": 502, "error.type": "x"}, want: Request{Method: MethodGet, Status: 502, Micros: NoDuration}},
		"mad duration":                          {attributes: attrs{"http.response.status_code": 200, "http.server.request.duration": -3.0}, want: Request{Method: MethodOther, Status: 200, Micros: NoDuration, BadDuration: true}},
		"endless duration":                      {attributes: attrs{"http.response.status_code": 200, "http.server.request.duration": "NaN"}, want: Request{Method: MethodOther, Status: 200, Micros: NoDuration, BadDuration: true}},
		"no number":                             {attributes: attrs{"http.response.status_code": 200, "request_time": "-"}, want: Request{Method: MethodOther, Status: 200, Micros: NoDuration}},
		"an application's line about a request": {attributes: attrs{"http.request.method": "GET", "url.path": "/a"}, outcome: NotRequest},
		"any other line":                        {attributes: attrs{"thread": "main"}, outcome: NotRequest},
		"status that is no number":              {attributes: attrs{"http.response.status_code": "ok"}, outcome: NotRequest},
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

func TestTimeOfLog(t *testing.T) {
	record := plog.NewLogRecord()
	record.Attributes().PutInt("http.response.status_code", 200)
	var got Request
	assert.Equal(t, NoTime, FromLog(record, &got))
	record.SetObservedTimestamp(7)
	assert.Equal(t, IsRequest, FromLog(record, &got))
	assert.EqualValues(t, 7, got.Time)
	record.SetTimestamp(1 << 63)
	assert.Equal(t, IsRequest, FromLog(record, &got))
	assert.EqualValues(t, 7, got.Time, "a time beyond 2262 is none")
	record.SetTimestamp(9)
	assert.Equal(t, IsRequest, FromLog(record, &got))
	assert.EqualValues(t, 9, got.Time)
}

func TestFromSpan(t *testing.T) {
	for name, c := range map[string]struct {
		kind       ptrace.SpanKind
		span       string
		failed     bool
		attributes attrs
		start, end uint64
		outcome    Outcome
		want       Request
	}{
		"http": {
			span: "GET /users/{id}", attributes: attrs{"http.request.method": "GET", "http.route": "/users/{id}", "http.response.status_code": 200},
			start: 1_000, end: 2_500_400, want: Request{Method: MethodGet, Route: "/users/{id}", Status: 200, Micros: 2_499},
		},
		"http without route": {
			span: "GET", attributes: attrs{"http.method": "GET", "http.target": "/users/17", "http.status_code": 500}, failed: true,
			start: 1, end: 1_001, want: Request{Method: MethodGet, Target: "/users/17", Status: 500, Micros: 1},
		},
		"http with nothing but a name": {
			span: "GET /users/:id", attributes: attrs{"http.request.method": "GET"}, start: 1, end: 1,
			want: Request{Method: MethodGet, Route: "/users/:id"},
		},
		"http with the method as name": {
			span: "GET", attributes: attrs{"http.request.method": "GET"}, start: 1, end: 1, want: Request{Method: MethodGet},
		},
		"rpc": {
			span: "shop.Cart/Add", attributes: attrs{"rpc.system": "grpc", "rpc.grpc.status_code": 0}, start: 1, end: 1_000_001,
			want: Request{Route: "shop.Cart/Add", Micros: 1_000},
		},
		"failed rpc": {
			span: "shop.Cart/Add", attributes: attrs{"rpc.system": "grpc", "rpc.grpc.status_code": 14}, failed: true, start: 1, end: 1,
			want: Request{Route: "shop.Cart/Add", ErrorType: "14"},
		},
		"failed without a word": {span: "work", failed: true, start: 1, end: 1, want: Request{Route: "work", ErrorType: Other}},
		"backwards":             {span: "work", start: 2, end: 1, want: Request{Route: "work", Micros: NoDuration, BadDuration: true}},
		"no start":              {span: "work", end: 1, want: Request{Route: "work", Micros: NoDuration, BadDuration: true}},
		"not ended":             {span: "work", start: 1, outcome: NoTime},
		"client":                {kind: ptrace.SpanKindClient, start: 1, end: 1, outcome: NotServerSpan},
		"consumer":              {kind: ptrace.SpanKindConsumer, start: 1, end: 1, outcome: NotServerSpan},
	} {
		t.Run(name, func(t *testing.T) {
			span := ptrace.NewSpan()
			span.SetKind(ptrace.SpanKindServer)
			if c.kind != ptrace.SpanKindUnspecified {
				span.SetKind(c.kind)
			}
			span.SetName(c.span)
			span.SetStartTimestamp(pcommon.Timestamp(c.start))
			span.SetEndTimestamp(pcommon.Timestamp(c.end))
			if c.failed {
				span.Status().SetCode(ptrace.StatusCodeError)
			}
			require.NoError(t, span.Attributes().FromRaw(c.attributes))
			var got Request
			require.Equal(t, c.outcome, FromSpan(span, &got))
			if c.outcome == IsRequest {
				c.want.Time = c.end
				assert.Equal(t, c.want, got)
			}
		})
	}
}

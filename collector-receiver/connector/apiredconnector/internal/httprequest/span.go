package httprequest

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// FromSpan reads a server span into r; its time is the span's end. A server span without HTTP attributes is an
// operation of another protocol: its route is the span's name and it has no method.
func FromSpan(span ptrace.Span, r *Request) Outcome {
	if span.Kind() != ptrace.SpanKindServer {
		return NotServerSpan
	}
	start, end := uint64(span.StartTimestamp()), uint64(span.EndTimestamp())
	if !plausible(end) {
		return NoTime
	}
	a := gather(span.Attributes())
	*r = Request{Time: end, Micros: NoDuration, Status: int16(a.status), Route: a.route, Target: a.url()}
	switch {
	case a.method != "":
		r.Method = ParseMethod(a.method)
	case a.hasStatus:
		r.Method = MethodOther
	}
	if r.Route == "" && (r.Target == "" || a.isRPC) {
		r.Route = operation(span.Name(), a.method)
	}
	r.TraceID, r.SpanID = span.TraceID(), span.SpanID()
	var ok bool
	r.Micros, ok = spanMicros(start, end)
	r.BadDuration = !ok
	if r.Status == 0 && span.Status().Code() == ptrace.StatusCodeError {
		r.ErrorType = a.errorType
		if r.ErrorType == "" {
			r.ErrorType = orOther(a.rpcStatus)
		}
	}
	return IsRequest
}

// operation is a span's name without the method that HTTP instrumentation puts first ("GET /users/{id}"); "GET" alone
// tells nothing.
func operation(name, method string) string {
	if method == "" {
		return name
	}
	rest, found := strings.CutPrefix(name, method)
	if found && (rest == "" || rest[0] == ' ') {
		return strings.TrimSpace(rest)
	}
	return name
}

func spanMicros(start, end uint64) (int64, bool) {
	if start == 0 || start > end || end-start > maxSeconds*1e9 {
		return NoDuration, false
	}
	return int64((end - start + 500) / 1000), true
}

package httprequest

import "go.opentelemetry.io/collector/pdata/plog"

// FromLog reads a log record into r. A record is a request when it has a status code, or a method together with a
// duration or an error: an application's own log line that merely mentions the method it is working on is none.
func FromLog(record plog.LogRecord, r *Request) Outcome {
	a := gather(record.Attributes())
	if !a.hasStatus && (a.method == "" || (a.rank == 0 && a.errorType == "")) {
		return NotRequest
	}
	time := uint64(record.Timestamp())
	if !plausible(time) {
		time = uint64(record.ObservedTimestamp())
	}
	if !plausible(time) {
		return NoTime
	}
	*r = Request{Time: time, Micros: NoDuration, Method: MethodOther, Status: int16(a.status), Route: a.route, Target: a.url()}
	if a.method != "" {
		r.Method = ParseMethod(a.method)
	}
	if a.rank > 0 {
		var ok bool
		r.Micros, ok = micros(a.seconds)
		r.BadDuration = !ok
	}
	if r.Status == 0 {
		r.ErrorType = orOther(a.errorType)
	}
	if r.TraceID, r.SpanID = record.TraceID(), record.SpanID(); r.TraceID.IsEmpty() && a.mesh.traceparent != "" {
		r.TraceID, r.SpanID = a.mesh.trace()
	}
	r.Upstream, r.Caller, r.Outbound = a.upstream, a.caller, a.mesh.outbound
	if r.Upstream != "" {
		r.UpstreamMicros = NoDuration
		if a.hasUpTime {
			r.UpstreamMicros, _ = micros(a.upstreams)
		}
	}
	return IsRequest
}

// plausible refuses 0, which says "unknown", and what does not fit a signed number of nanoseconds (the year 2262).
func plausible(time uint64) bool { return time != 0 && time < 1<<63 }

func orOther(errorType string) string {
	if errorType == "" {
		return Other
	}
	return errorType
}

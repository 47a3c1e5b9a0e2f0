// Package httprequest reads one HTTP request out of a log record or a span that follows OpenTelemetry's semantic
// conventions, stable or old.
package httprequest

import "go.opentelemetry.io/collector/pdata/pcommon"

// NoDuration is Request.Micros of a request whose duration is not known.
const NoDuration = -1

// Other is the value of error.type, and of methods, that stands for "none of the known ones" in the semantic conventions.
const Other = "_OTHER"

// Request is what the connector needs to know of one request. Its strings alias the record they were read from.
type Request struct {
	// Time is the event time in Unix nanoseconds: the end of the request. Never 0.
	Time uint64
	// Micros is the duration in whole microseconds, or NoDuration.
	Micros int64
	// Route is the template that the sender states (http.route), or the name of an operation that is not HTTP.
	Route string
	// Target is what the client asked for: a path, with or without query, or an absolute URL. It counts when Route is empty.
	Target string
	// ErrorType is set when there was an error but no status code that says so.
	ErrorType string
	// Status is the HTTP status code 100..599, or 0 when there was no response.
	Status int16
	// Method is one of the known methods, MethodOther, or MethodNone for an operation that is not HTTP.
	Method Method
	// Upstream is the service that a proxy passed the request on to, UpstreamMicros how long that took or NoDuration, and
	// Caller the service that sent it; empty where the record does not say.
	Upstream, Caller string
	UpstreamMicros   int64
	// TraceID and SpanID are those of the record, zero when it has none.
	TraceID pcommon.TraceID
	SpanID  pcommon.SpanID
	// Outbound says that the record is of the sender's side of a call to Upstream: an edge, but no request that the service
	// has answered. Sidecars of a mesh write such records.
	Outbound bool
	// BadDuration says that a duration was given and could not be believed.
	BadDuration bool
}

// Outcome says what a record turned out to be.
type Outcome uint8

const (
	// IsRequest says that the request was filled in.
	IsRequest Outcome = iota
	// NotRequest says that nothing in the record says that it is an HTTP request that has ended.
	NotRequest
	// NotServerSpan is a span of a client, a producer or of work inside a process.
	NotServerSpan
	// NoTime says that the record has neither an event time nor an observed time, so no slot can hold it.
	NoTime
)

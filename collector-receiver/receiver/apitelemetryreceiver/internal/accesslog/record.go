// Package accesslog reads lines of access logs. It is pure: text in, records out, no clock, no input or output, no state
// but the pinned format of a Reader. Everything that a record says is a substring of its line wherever that is possible,
// so a record lives as long as the text that it was read from.
package accesslog

import "time"

// Record is what one line says about one HTTP request. Empty strings mean that the line does not say.
type Record struct {
	// Time is the time of the line in Unix nanoseconds: in most formats the end of the request, in HAProxy's and
	// Envoy's its start.
	Time int64
	// Duration of the request; it holds only when HasDuration is true.
	Duration    time.Duration
	HasDuration bool
	// Status is the response status code, 0 when there was no response.
	Status int
	// Method as it stood in the line; empty when the request could not be read by the server either.
	Method string
	// Path without query and fragment.
	Path string
	// Query without the question mark.
	Query string
	// ProtocolVersion such as "1.1" or "2".
	ProtocolVersion string
	// ClientAddress is the address of the client without its port.
	ClientAddress string
	// UserAgent as the client sent it.
	UserAgent string
	// Host is the server name the request was for, without a port.
	Host string
	// Route is the template of the path where the line itself says it, such as "/pets/{petId}".
	Route string
	// Backend is what a proxy sent the request to: HAProxy's backend, Traefik's service, Envoy's cluster.
	Backend string
	// Upstream is the time that the backend took; it holds only when HasUpstream is true.
	Upstream    time.Duration
	HasUpstream bool
	// Caller is the service that sent the request, where a mesh has told.
	Caller string
	// TLSVersion such as "1.3", and TLSCipher by its name, of the client's connection.
	TLSVersion, TLSCipher string
	// TraceID and SpanID are those of the request, zero when unknown.
	TraceID [16]byte
	SpanID  [8]byte
	// Service, Namespace and Environment identify the service when the line itself says so.
	Service, Namespace, Environment string
}

// Options are what a line does not say about itself.
type Options struct {
	// DurationUnit is the unit of bare durations; UnitAuto applies the usual unit of each format.
	DurationUnit Unit
	// Location is the zone of times without one; nil is UTC.
	Location *time.Location
	// FallbackTime in Unix nanoseconds serves lines without a time, such as JSON in a syslog message; 0 refuses them.
	FallbackTime int64
	// MaxMessage bounds the line within an event in bytes: a longer one is not read. 0 is no bound.
	MaxMessage int
}

// setStatus reads a status code. "-", "0", "000" and "-1" mean that there was no response.
func (r *Record) setStatus(s string) bool {
	switch s {
	case "-", "0", "000", "-1":
		r.Status = 0
		return true
	}
	if len(s) != 3 || !isDigit(s[0]) || !isDigit(s[1]) || !isDigit(s[2]) {
		return false
	}
	status := int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0')
	if status < 100 {
		return false
	}
	r.Status = status
	return true
}

func isDigit(c byte) bool { return c-'0' <= 9 }

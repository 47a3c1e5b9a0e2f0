package httprequest

import (
	"math"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// attributes are the attributes of one record that matter, gathered in one pass.
type attributes struct {
	method    string
	route     string
	path      string // url.path
	target    string // http.target
	full      string // url.full, http.url
	errorType string
	rpcStatus string
	status    int64
	hasStatus bool
	isRPC     bool
	seconds   float64
	upstream  string
	caller    string
	upstreams float64 // seconds
	hasUpTime bool
	mesh      mesh
	// rank orders the sources of the duration, so that the answer does not depend on the order of attributes: 0 is none.
	rank uint8
}

// gather reads the attributes. Stable names win over old ones, whatever their order.
func gather(m pcommon.Map) attributes {
	var a attributes
	for k, v := range m.All() {
		switch k {
		case "http.request.method":
			a.method = v.Str()
		case "http.method":
			a.method = either(a.method, v)
		case "http.route":
			a.route = v.Str()
		case "url.path":
			a.path = v.Str()
		case "http.target":
			a.target = v.Str()
		case "url.full":
			a.full = v.Str()
		case "http.url":
			a.full = either(a.full, v)
		case "http.response.status_code":
			a.status, a.hasStatus = status(v)
		case "http.status_code":
			if !a.hasStatus {
				a.status, a.hasStatus = status(v)
			}
		case "error.type":
			a.errorType = v.Str()
		case "rpc.system", "rpc.system.name":
			a.isRPC = true
		case "rpc.grpc.status_code", "rpc.response.status_code":
			a.rpcStatus = v.AsString()
		case "http.server.request.duration":
			a.duration(9, 1, v)
		case "http.request.duration":
			a.duration(8, 1, v)
		case "request_time": // nginx, when its JSON log is passed through as it is
			a.duration(7, 1, v)
		case "http.server.duration": // before semantic conventions 1.23
			a.duration(6, 1e-3, v)
		case "duration_ms":
			a.duration(5, 1e-3, v)
		case "latency_ms":
			a.duration(4, 1e-3, v)
		case "response_time_ms":
			a.duration(3, 1e-3, v)
		case weirattr.UpstreamName:
			a.upstream = v.Str()
		case weirattr.UpstreamDuration:
			a.upstreams, a.hasUpTime = number(v)
		case weirattr.Outbound:
			a.mesh.outbound = v.Bool()
		case weirattr.CallerName:
			a.caller = v.Str()
		case "event.duration": // Elastic Common Schema, nanoseconds
			a.duration(2, 1e-9, v)
		default:
			a.mesh.gather(k, v)
		}
	}
	a.mesh.into(&a)
	return a
}

func (a *attributes) duration(rank uint8, unit float64, v pcommon.Value) {
	if rank <= a.rank {
		return
	}
	if number, ok := number(v); ok {
		a.rank, a.seconds = rank, number*unit
	}
}

// url is what the client asked for, from the most exact attribute.
func (a *attributes) url() string {
	switch {
	case a.path != "":
		return a.path
	case a.target != "":
		return a.target
	}
	return a.full
}

func either(first string, v pcommon.Value) string {
	if first != "" {
		return first
	}
	return v.Str()
}

// status accepts what senders write: an integer, a double, a string. Codes outside 100..599 (nginx' 000, HAProxy's -1)
// mean that no response was sent.
func status(v pcommon.Value) (int64, bool) {
	n, ok := number(v)
	if !ok || n < 100 || n >= 600 {
		return 0, ok
	}
	return int64(n), true
}

func number(v pcommon.Value) (float64, bool) {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return float64(v.Int()), true
	case pcommon.ValueTypeDouble:
		return v.Double(), true
	case pcommon.ValueTypeStr:
		n, err := strconv.ParseFloat(v.Str(), 64)
		return n, err == nil
	default:
		return 0, false
	}
}

// maxSeconds is the longest duration believed: about eleven days. Above stands a unit that was mistaken.
const maxSeconds = 1e6

// micros rounds to whole microseconds, so that sums do not depend on the order of adding.
func micros(seconds float64) (int64, bool) {
	if math.IsNaN(seconds) || seconds < 0 || seconds > maxSeconds {
		return NoDuration, false
	}
	return int64(math.Round(seconds * 1e6)), true
}

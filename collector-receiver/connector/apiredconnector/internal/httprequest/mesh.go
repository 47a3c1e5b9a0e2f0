package httprequest

import (
	"encoding/hex"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// mesh gathers the attributes of Envoy's OpenTelemetry access logger, whose names are the operator's: those of Istio's and
// Envoy Gateway's default JSON formats are known. Their values are text, or "-". Names as short as `method` belong to
// anybody, so nothing of it holds without a response code.
type mesh struct {
	method, path, original string
	cluster                string
	traceparent            string
	status                 pcommon.Value
	duration, upstream     pcommon.Value
	// outbound says that the record is of a sidecar's call to another service; a gateway writes such records too, so the
	// resource must agree.
	outbound bool

	hasStatus, hasDuration, hasUpstream bool
}

func (m *mesh) gather(name string, v pcommon.Value) {
	switch name {
	case "response_code":
		m.status, m.hasStatus = v, true
	case "duration":
		m.duration, m.hasDuration = v, true
	case "upstream_service_time", "x-envoy-upstream-service-time", "x_envoy_upstream_service_time":
		m.upstream, m.hasUpstream = v, true
	case "method", ":method", "request_method":
		m.method = v.Str()
	case "path", ":path", "request_path":
		m.path = v.Str()
	case "x-envoy-origin-path", "x_envoy_origin_path", "x-envoy-original-path", "x_envoy_original_path":
		m.original = v.Str()
	case "traceparent":
		m.traceparent = v.Str()
	case "upstream_cluster":
		m.cluster = v.Str()
	}
}

// into completes what the conventions' own names have not said. Durations are milliseconds.
func (m *mesh) into(a *attributes) {
	if !m.hasStatus || a.hasStatus {
		return
	}
	if a.status, a.hasStatus = status(m.status); !a.hasStatus && m.status.Str() != "-" {
		return
	}
	a.hasStatus = true
	if a.method == "" && m.method != "-" {
		a.method = m.method
	}
	if m.original != "" && m.original != "-" {
		m.path = m.original
	}
	if a.path == "" && m.path != "-" {
		a.target = m.path
	}
	if m.hasDuration {
		a.duration(1, 1e-3, m.duration)
	}
	if a.upstream != "" {
		return
	}
	a.upstream, m.outbound = clusterService(m.cluster)
	if m.hasUpstream {
		milliseconds, ok := number(m.upstream)
		a.upstreams, a.hasUpTime = milliseconds/1e3, ok
	}
}

// trace is what W3C's traceparent says, `00-` trace `-` span `-` flags; nothing of it when it is of another form.
func (m *mesh) trace() (trace pcommon.TraceID, span pcommon.SpanID) {
	const length = len("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	t := m.traceparent
	if len(t) != length || t[2] != '-' || t[35] != '-' || t[52] != '-' {
		return trace, span
	}
	if _, err := hex.Decode(trace[:], []byte(t[3:35])); err != nil {
		return pcommon.TraceID{}, span
	}
	if _, err := hex.Decode(span[:], []byte(t[36:52])); err != nil {
		return pcommon.TraceID{}, pcommon.SpanID{}
	}
	return trace, span
}

// clusterService is the service of one of Istio's clusters, `outbound|8000|subset|httpbin.foo.svc.cluster.local`; empty
// for `inbound|…`, which is the proxy's own service. Other clusters are named as people like.
func clusterService(cluster string) (service string, outbound bool) {
	if strings.Count(cluster, "|") != 3 {
		if cluster == "-" {
			return "", false
		}
		return cluster, false
	}
	if !strings.HasPrefix(cluster, "outbound|") {
		return "", false
	}
	host := cluster[strings.LastIndexByte(cluster, '|')+1:]
	if name, rest, ok := strings.Cut(host, "."); ok && strings.Contains(rest, ".svc") {
		return name, true
	}
	return host, true
}

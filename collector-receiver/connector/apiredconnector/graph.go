package apiredconnector

import (
	"net"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/edges"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/httprequest"
)

// addEdges counts who called whom, as far as b.request says. An edge needs the service's own name.
func (b *batch) addEdges() {
	service := b.resource.service.Name
	if b.edges == nil || service == unknownService {
		return
	}
	r := &b.request
	failed := r.Status >= 500 || r.Status == 0
	switch {
	case r.Upstream != "" && r.Outbound && b.resource.sidecar:
		b.edges.Add(service, r.Upstream, r.Time, r.Micros, failed)
	case r.Upstream != "" && r.Upstream != service:
		b.edges.Add(service, r.Upstream, r.Time, r.UpstreamMicros, failed)
	}
	if r.Caller != "" {
		b.edges.Add(r.Caller, service, r.Time, r.Micros, failed)
	}
}

// spanKey tells spans apart.
type spanKey struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
}

// clientSpan is the caller's side of a call.
type clientSpan struct {
	service string
	span    ptrace.Span
	paired  bool
}

// addSpanEdges counts the calls between services that the spans of one call show: a client's span with the server's below
// it, and what only the client's span says of its peer. Sides that come in different calls are not brought together.
func (b *batch) addSpanEdges(traces ptrace.Traces) {
	if b.edges == nil {
		return
	}
	clients := map[spanKey]*clientSpan{}
	var order []*clientSpan
	eachSpan(traces, func(service string, span ptrace.Span) {
		if span.Kind() == ptrace.SpanKindClient {
			c := &clientSpan{service: service, span: span}
			clients[spanKey{span.TraceID(), span.SpanID()}] = c
			order = append(order, c)
		}
	})
	eachSpan(traces, func(service string, span ptrace.Span) {
		if span.Kind() != ptrace.SpanKindServer {
			return
		}
		c := clients[spanKey{span.TraceID(), span.ParentSpanID()}]
		if c == nil {
			return
		}
		c.paired = true
		if c.service != service {
			b.addSpanEdge(c.service, service, span)
		}
	})
	for _, c := range order {
		if peer := peerOf(c.span.Attributes()); !c.paired && peer != "" && peer != c.service {
			b.addSpanEdge(c.service, peer, c.span)
		}
	}
}

func (b *batch) addSpanEdge(client, server string, span ptrace.Span) {
	start, end := uint64(span.StartTimestamp()), uint64(span.EndTimestamp())
	if end == 0 || end >= 1<<63 {
		return
	}
	micros := int64(httprequest.NoDuration)
	if start > 0 && start <= end {
		micros = int64((end - start + 500) / 1000)
	}
	b.edges.Add(client, server, end, micros, span.Status().Code() == ptrace.StatusCodeError)
}

// eachSpan calls do with every span of a service that has a name.
func eachSpan(traces ptrace.Traces, do func(service string, span ptrace.Span)) {
	for _, rs := range traces.ResourceSpans().All() {
		name, ok := rs.Resource().Attributes().Get("service.name")
		if !ok || name.Str() == "" {
			continue
		}
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				do(name.Str(), span)
			}
		}
	}
}

// peerOf is the service that a client's span says it called: by name, else the host, if that is no address.
func peerOf(attributes pcommon.Map) string {
	for _, name := range [...]string{"service.peer.name", "peer.service"} {
		if v, ok := attributes.Get(name); ok && v.Str() != "" {
			return v.Str()
		}
	}
	for _, name := range [...]string{"server.address", "net.peer.name"} {
		if v, ok := attributes.Get(name); ok && v.Str() != "" && net.ParseIP(v.Str()) == nil {
			return v.Str()
		}
	}
	return ""
}

func (b *batch) hasEdges() bool { return b.edges != nil && b.edges.Len() > 0 }

// newEdges is where a call collects edges; nil when nobody wants them.
func (e *emitter) newEdges() *edges.Call {
	if e.edges == nil {
		return nil
	}
	return edges.NewCall(e.edges, uint64(e.cfg.Resolution))
}

// Package requestlog turns what was read from access logs into OpenTelemetry log records with the HTTP semantic
// conventions, grouped by service. It is pure.
package requestlog

import (
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
)

const (
	// UnparsedEvent is the event name of a record whose line no format could read; the line is its body.
	UnparsedEvent = "weir.line.unparsed"
	// UnknownService is the service name of records for which nothing says one (semantic conventions, service.name).
	UnknownService = "unknown_service"
	// maxAttributeBytes bounds every string that comes from a line.
	maxAttributeBytes = 1024
)

// Identity says which service a record belongs to.
type Identity struct{ Service, Namespace, Environment string }

// Or takes what id does not say from a fallback.
func (id Identity) Or(fallback Identity) Identity {
	if id.Service == "" {
		id.Service = fallback.Service
	}
	if id.Namespace == "" {
		id.Namespace = fallback.Namespace
	}
	if id.Environment == "" {
		id.Environment = fallback.Environment
	}
	return id
}

// Source says where a batch came from. Key is the sender's idempotency key, empty when there is none.
type Source struct{ ID, Mode, Key string }

// Batch collects the records of one Consume call.
type Batch struct {
	logs     plog.Logs
	source   Source
	options  Options
	observed pcommon.Timestamp
	// valid says that the text the records are cut from is UTF-8 as a whole, so its parts need no look.
	valid bool
	// transient says that the text will be overwritten, so what is kept of it is copied.
	transient bool
	groups    map[Identity]group
	last      group

	// Records counts all records but heartbeats; Unparsed those of them that are kept as text.
	Records, Unparsed int
	// Newest is the latest time of a request in Unix nanoseconds, 0 when there was none.
	Newest int64
}

// group is where the records of a service go.
type group struct {
	id      Identity
	records plog.LogRecordSlice
}

// NewBatch returns an empty batch. observed is the time of reception in Unix nanoseconds; valid says that every text
// that will be added is valid UTF-8.
func NewBatch(source Source, options Options, observed int64, valid bool) *Batch {
	return &Batch{
		logs: plog.NewLogs(), source: source, options: options, observed: pcommon.Timestamp(observed), valid: valid,
		groups: make(map[Identity]group, 1),
	}
}

// Logs returns what was collected.
func (b *Batch) Logs() plog.Logs { return b.logs }

// Transient says of the text of what is added from here on whether it is valid UTF-8, and that it will be overwritten:
// what is kept of it is copied.
func (b *Batch) Transient(valid bool) { b.valid, b.transient = valid, true }

// SetKey gives everything that was collected an idempotency key that became known on the way.
func (b *Batch) SetKey(key string) {
	b.source.Key = key
	for _, resource := range b.logs.ResourceLogs().All() {
		resource.Resource().Attributes().PutStr(weirattr.BatchKey, key)
	}
}

// AddRequest adds what was read from a line. fallback identifies the service where the line does not.
func (b *Batch) AddRequest(r *accesslog.Record, line string, fallback Identity) {
	record := b.into(b.options.identify(r, fallback)).AppendEmpty()
	b.Records++
	b.Newest = max(b.Newest, r.Time)
	record.SetTimestamp(pcommon.Timestamp(r.Time))
	record.SetObservedTimestamp(b.observed)
	attributes := record.Attributes()
	room := usualAttributes + b.options.kept
	if r.HasDuration {
		room++
	}
	if r.Backend != "" {
		room += 3
	}
	attributes.EnsureCapacity(room)
	method, original := canonicalMethod(r.Method)
	attributes.PutStr(attrMethod, method)
	if original != "" {
		attributes.PutStr(attrMethodOriginal, b.text(original))
	}
	if r.Path != "" {
		attributes.PutStr(attrPath, b.text(r.Path))
	}
	switch {
	case r.Status == 0:
		attributes.PutStr(attrErrorType, errorNoResponse)
	case r.Status >= 500:
		attributes.PutInt(attrStatus, int64(r.Status))
		attributes.PutStr(attrErrorType, statusText(r.Status))
	default:
		attributes.PutInt(attrStatus, int64(r.Status))
	}
	if r.HasDuration {
		attributes.PutDouble(attrDuration, r.Duration.Seconds())
	}
	b.addAround(record, attributes, r)
	if b.options.kept > 0 {
		b.addKept(record, attributes, r, line)
	}
}

// addAround adds what ties a request to others: its template, its trace, who sent it, and what it was passed on to.
func (b *Batch) addAround(record plog.LogRecord, attributes pcommon.Map, r *accesslog.Record) {
	if r.Route != "" {
		attributes.PutStr(attrRoute, b.text(r.Route))
	}
	if r.TraceID != [16]byte{} {
		record.SetTraceID(r.TraceID)
		record.SetSpanID(r.SpanID)
	}
	if r.Caller != "" {
		attributes.PutStr(weirattr.CallerName, b.text(r.Caller))
	}
	if upstream := serviceOf(r.Backend); upstream != "" {
		attributes.PutStr(weirattr.UpstreamName, b.text(upstream))
		if strings.HasPrefix(r.Backend, "outbound|") {
			attributes.PutBool(weirattr.Outbound, true)
		}
		if r.HasUpstream {
			attributes.PutDouble(weirattr.UpstreamDuration, r.Upstream.Seconds())
		}
	}
}

// serviceOf is the service among the names that proxies have for what they send requests to: Envoy's cluster in a mesh,
// `outbound|8000|subset|httpbin.foo.svc.cluster.local`, is httpbin; one that is `inbound` is the service itself, so none.
// Addresses are no services.
func serviceOf(backend string) string {
	if strings.Count(backend, "|") == 3 {
		if strings.HasPrefix(backend, "inbound|") {
			return ""
		}
		backend = backend[strings.LastIndexByte(backend, '|')+1:]
	}
	if name, rest, ok := strings.Cut(backend, "."); ok && strings.Contains(rest, ".svc") {
		backend = name
	}
	if backend == "" || isAddress(backend) {
		return ""
	}
	return backend
}

// isAddress knows IP addresses, with a port or without, and paths of sockets.
func isAddress(s string) bool {
	if s[0] == '[' || strings.Contains(s, "://") || strings.HasPrefix(s, "unix:") || s[0] == '/' {
		return true
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c-'0' > 9 && c != '.' && c != ':' && c != ',' && c != ' ' {
			return strings.Count(s, ":") > 1
		}
	}
	return true
}

func (b *Batch) addKept(record plog.LogRecord, attributes pcommon.Map, r *accesslog.Record, line string) {
	keep := &b.options.keep
	b.putKept(attributes, keep.serverAddress, attrServerAddress, r.Host)
	b.putKept(attributes, keep.clientAddress, attrClientAddress, r.ClientAddress)
	b.putKept(attributes, keep.userAgent, attrUserAgent, r.UserAgent)
	b.putKept(attributes, keep.protocolVersion, attrProtocolVersion, r.ProtocolVersion)
	b.putKept(attributes, keep.query, attrQuery, r.Query)
	b.putKept(attributes, keep.tls, attrTLSVersion, r.TLSVersion)
	b.putKept(attributes, keep.tls, attrTLSCipher, r.TLSCipher)
	if keep.original {
		record.Body().SetStr(b.valid8(line))
	}
}

func (b *Batch) putKept(attributes pcommon.Map, keep bool, name, value string) {
	if keep && value != "" {
		attributes.PutStr(name, b.text(value))
	}
}

// AddText keeps a line that no format could read.
func (b *Batch) AddText(line string, id Identity) {
	if id.Service == "" {
		id.Service = UnknownService
	}
	record := b.into(id).AppendEmpty()
	b.Records++
	b.Unparsed++
	record.SetObservedTimestamp(b.observed)
	record.SetEventName(UnparsedEvent)
	record.SetSeverityNumber(plog.SeverityNumberWarn)
	record.Body().SetStr(b.valid8(line))
}

// into returns where records of a service go. Neighbouring lines mostly belong to the same one.
func (b *Batch) into(id Identity) plog.LogRecordSlice {
	if b.Records > 0 && id == b.last.id {
		return b.last.records
	}
	into, ok := b.groups[id]
	if !ok {
		// The names outlive their line as keys, too.
		id = Identity{b.text(id.Service), b.text(id.Namespace), b.text(id.Environment)}
		if into, ok = b.groups[id]; !ok {
			into = group{id, b.newGroup(id)}
			b.groups[id] = into
		}
	}
	b.last = into
	return into.records
}

// newGroup adds a resource for a service.
func (b *Batch) newGroup(id Identity) plog.LogRecordSlice {
	resource := b.logs.ResourceLogs().AppendEmpty()
	attributes := resource.Resource().Attributes()
	attributes.EnsureCapacity(6)
	attributes.PutStr("service.name", id.Service)
	if id.Namespace != "" {
		attributes.PutStr("service.namespace", id.Namespace)
	}
	if id.Environment != "" {
		attributes.PutStr("deployment.environment.name", id.Environment)
	}
	b.source.put(attributes)
	return resource.ScopeLogs().AppendEmpty().LogRecords()
}

func (s Source) put(attributes pcommon.Map) {
	attributes.PutStr(weirattr.SourceID, s.ID)
	attributes.PutStr(weirattr.SourceMode, s.Mode)
	if s.Key != "" {
		attributes.PutStr(weirattr.BatchKey, s.Key)
	}
}

// text makes a part of a line fit to be an attribute: valid UTF-8 of bounded length.
func (b *Batch) text(s string) string {
	if len(s) > maxAttributeBytes {
		cut := maxAttributeBytes
		for cut > maxAttributeBytes-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut]
	}
	return b.valid8(s)
}

func (b *Batch) valid8(s string) string {
	if !b.valid {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	if b.transient {
		s = strings.Clone(s)
	}
	return s
}

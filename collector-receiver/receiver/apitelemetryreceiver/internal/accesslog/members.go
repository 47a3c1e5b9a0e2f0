package accesslog

import "strings"

// members fills a record from named members, whatever they are written in. Where several members say the same thing, the
// rank in jsonFields decides; among equals the first.
type members struct {
	options   *Options
	record    *Record
	event     *Event // nil where nobody asks
	message   string
	hasStatus bool
	// date and clock are a time that stands in two members.
	date, clock string
	ranks       [fieldKinds]uint8 // rank + 1 of what was taken, 0 for nothing yet
}

// keep takes a value when nothing better has been seen.
func (m *members) keep(field jsonField, value string) {
	if value == "" || value == "-" {
		return
	}
	if taken := m.ranks[field.kind]; taken != 0 && taken <= field.rank+1 {
		return
	}
	if m.set(field, value) {
		m.ranks[field.kind] = field.rank + 1
	}
}

// set keeps one value; false when it makes no sense.
func (m *members) set(field jsonField, value string) bool {
	r := m.record
	switch field.kind {
	case fieldTime:
		t, ok := ParseTime(value, m.options.Location)
		switch {
		case ok:
			r.Time = t
		case isClock(value):
			m.clock = value
		}
		return ok
	case fieldDate:
		m.date = value
	case fieldStatus:
		value, _, _ = strings.Cut(value, ".")
		ok := r.setStatus(value)
		m.hasStatus = m.hasStatus || (ok && field.rank < rankCode)
		return ok
	case fieldMethod:
		if !isMethod(value) {
			return false
		}
		r.Method = value
	case fieldTarget:
		if strings.HasPrefix(value, "./") { // a directory: NiFi calls that of a flow file its path
			return false
		}
		r.setTarget(value)
	case fieldQuery:
		r.Query = strings.TrimPrefix(value, "?")
	case fieldRequest:
		m.setRequest(value)
	case fieldDuration:
		return m.setDuration(field, value)
	case fieldHost:
		r.Host = stripPort(value)
	case fieldClient:
		r.ClientAddress = firstAddress(value)
	case fieldUserAgent:
		r.UserAgent = value
	case fieldProtocol:
		version, isHTTP := strings.CutPrefix(value, "HTTP/")
		if !isHTTP && field.rank == rankVersion {
			return false
		}
		r.ProtocolVersion = version
	case fieldService:
		r.Service = strings.TrimPrefix(value, "/") // Docker writes its containers' names so
	case fieldNamespace:
		r.Namespace = value
	case fieldEnvironment:
		r.Environment = value
	case fieldBackend:
		r.Backend = value
	case fieldBackendURL:
		r.Backend = hostOf(value)
	case fieldRoute:
		return m.setRoute(value)
	case fieldUpstream:
		// Traefik writes 0 nanoseconds where nothing was asked.
		return !(field.unit == UnitNanosecond && value == "0") && r.setUpstream(value, field.unit)
	case fieldCaller:
		return r.setCaller(value)
	case fieldTLSVersion:
		r.TLSVersion = tlsVersion(value)
	case fieldTLSCipher:
		r.TLSCipher = value
	case fieldTrace:
		return r.setTrace(value)
	case fieldTraceParent:
		return r.setTraceParent(value)
	case fieldSpan:
		return r.setSpan(value)
	case fieldMessage:
		m.message = value
	case fieldFile, fieldOffset, fieldShipper:
		m.event.set(field.kind, value)
	}
	return true
}

// setRequest reads a whole request line; members that name the parts themselves are better.
func (m *members) setRequest(value string) {
	var parts Record
	parts.setRequestLine(value)
	r := m.record
	if m.ranks[fieldMethod] == 0 {
		r.Method = parts.Method
	}
	if m.ranks[fieldTarget] == 0 {
		r.Path, r.Query = parts.Path, parts.Query
	}
	if m.ranks[fieldProtocol] == 0 {
		r.ProtocolVersion = parts.ProtocolVersion
	}
}

// setRoute takes a template, with or without the method before it ("GET /pets/{petId}").
func (m *members) setRoute(value string) bool {
	if method, rest, ok := strings.Cut(value, " "); ok && isMethod(method) {
		if m.ranks[fieldMethod] == 0 {
			m.record.Method = method
		}
		value = rest
	}
	if value == "" || value[0] != '/' {
		return false
	}
	m.record.Route = value
	return true
}

// hostOf is the host of a URL, or what stands there in its place.
func hostOf(url string) string {
	if i := strings.Index(url, "://"); i >= 0 {
		url = url[i+3:]
	}
	if end := strings.IndexAny(url, "/?#"); end >= 0 {
		url = url[:end]
	}
	return stripPort(url)
}

// tlsVersion brings `TLSv1.3`, `TLS 1.3` and the number that Caddy writes (RFC 8446: 0x0304) into the form "1.3".
func tlsVersion(s string) string {
	switch s {
	case "769":
		return "1.0"
	case "770":
		return "1.1"
	case "771":
		return "1.2"
	case "772":
		return "1.3"
	}
	s = strings.TrimPrefix(s, "TLS")
	return strings.TrimLeft(s, "v ")
}

func (m *members) setDuration(field jsonField, value string) bool {
	decimal, whole := field.unit, field.unit
	if field.unit == UnitAuto {
		decimal, whole = UnitSecond, UnitMillisecond
		if m.options.DurationUnit != UnitAuto {
			decimal, whole = m.options.DurationUnit, m.options.DurationUnit
		}
	}
	d, ok := parseDuration(value, decimal, whole)
	if ok {
		m.record.Duration, m.record.HasDuration = d, true
	}
	return ok
}

// finish says whether what was found makes a request.
func (m *members) finish() bool {
	r := m.record
	if m.ranks[fieldStatus] == rankCode+1 && m.ranks[fieldHost] == rankHost+1 && m.ranks[fieldClient] == 0 {
		// What Fluentd's and Fluent Bit's Apache parsers call the host is the client.
		r.ClientAddress, r.Host = r.Host, ""
	}
	if !r.HasDuration && r.HasUpstream {
		r.Duration, r.HasDuration = r.Upstream, true
	}
	if m.ranks[fieldTime] == 0 {
		t, apart := dateAndClock(m.date, m.clock)
		if r.Time = t; !apart {
			r.Time = m.options.FallbackTime
		}
		if r.Time == 0 {
			return false
		}
	}
	return m.hasStatus || (r.Method != "" && (r.Path != "" || r.Route != ""))
}

// outside is what an object says of the line in it: it holds where the line does not say better.
type outside struct {
	service, namespace, environment string
	fallbackTime                    int64
}

// outside returns what was read, and makes its time the one of a line that has none, until around puts that back.
func (m *members) outside() outside {
	r := m.record
	out := outside{r.Service, r.Namespace, r.Environment, m.options.FallbackTime}
	if m.ranks[fieldTime] != 0 {
		m.options.FallbackTime = r.Time
	}
	return out
}

// around completes what was read from the line; it returns read.
func (w *outside) around(o *Options, r *Record, read bool) bool {
	o.FallbackTime = w.fallbackTime
	if !read {
		return false
	}
	if r.Service == "" {
		r.Service = w.service
	}
	if r.Namespace == "" {
		r.Namespace = w.namespace
	}
	if r.Environment == "" {
		r.Environment = w.environment
	}
	return true
}

package accesslog

import "strings"

// parseJSON reads one JSON object with the field names that nginx configurations, Envoy, Istio, Traefik, Caddy, the
// Elastic Common Schema and OpenTelemetry use. It needs a time and either a status or a method with a path. An object
// that has only a message (Docker, Vector, Fluent Bit) is read by what the message says.
func parseJSON(line string, o *Options, r *Record) bool {
	return readJSON(line, o, r, true)
}

func readJSON(line string, o *Options, r *Record, unwrap bool) bool {
	if line == "" || line[0] != '{' {
		if line = strings.TrimLeft(line, " \t\r\n"); line == "" || line[0] != '{' {
			return false
		}
	}
	j := jsonRecord{scanner: jsonScanner{text: line}, options: o, record: r}
	if !j.object(0, "") {
		return false
	}
	if j.scanner.space(); j.scanner.at != len(line) {
		return false
	}
	if j.finish() {
		return true
	}
	return unwrap && j.message != "" && readMessage(j.message, o, r)
}

// readMessage reads a line that stood inside a JSON object.
func readMessage(message string, o *Options, r *Record) bool {
	message = strings.TrimRight(message, "\r\n")
	*r = Record{}
	if readJSON(message, o, r, false) {
		return true
	}
	for _, f := range textFormats {
		*r = Record{}
		if f.Parse(message, o, r) {
			return true
		}
	}
	return false
}

// jsonRecord fills a record from the members of an object. Where several members say the same thing, the rank in
// jsonFields decides; among equals the first.
type jsonRecord struct {
	scanner   jsonScanner
	options   *Options
	record    *Record
	message   string
	hasStatus bool
	ranks     [fieldKinds]uint8 // rank + 1 of what was taken, 0 for nothing yet
}

// maxPrefix bounds dotted names that are put together from nested objects.
const maxPrefix = 64

func (j *jsonRecord) object(depth int, prefix string) bool {
	if depth >= maxJSONDepth {
		return false
	}
	return j.scanner.object(func(key string) bool {
		var buffer [maxPrefix]byte
		name := append(append(buffer[:0], prefix...), key...)
		if len(name) > maxPrefix {
			return j.scanner.skip(depth + 1)
		}
		if next := j.scanner.peek(); next == '{' {
			inner, known := jsonParents[string(name)]
			if !known {
				return j.scanner.skip(depth + 1)
			}
			return j.object(depth+1, inner)
		} else if next == '[' {
			return j.firstElement(depth, name)
		}
		field, known := jsonFields[string(name)]
		if !known {
			return j.scanner.skip(depth + 1)
		}
		return j.member(field)
	})
}

// firstElement takes the first string of an array: Caddy writes headers as arrays.
func (j *jsonRecord) firstElement(depth int, name []byte) bool {
	field, known := jsonFields[string(name)]
	return j.scanner.array(func() bool {
		if known && j.scanner.peek() == '"' {
			known = false
			return j.member(field)
		}
		return j.scanner.skip(depth + 1)
	})
}

// member reads a scalar value and keeps it when nothing better has been seen.
func (j *jsonRecord) member(field jsonField) bool {
	var value string
	var ok bool
	if j.scanner.peek() == '"' {
		value, ok = j.scanner.str()
	} else if value, ok = j.scanner.scalar(); value == "null" || value == "true" || value == "false" {
		value = ""
	}
	if !ok {
		return false
	}
	if value == "" || value == "-" {
		return true
	}
	if taken := j.ranks[field.kind]; taken != 0 && taken <= field.rank+1 {
		return true
	}
	if j.set(field, value) {
		j.ranks[field.kind] = field.rank + 1
	}
	return true
}

// set keeps one value; false when it makes no sense.
func (j *jsonRecord) set(field jsonField, value string) bool {
	r := j.record
	switch field.kind {
	case fieldTime:
		t, ok := ParseTime(value, j.options.Location)
		if ok {
			r.Time = t
		}
		return ok
	case fieldStatus:
		value, _, _ = strings.Cut(value, ".")
		ok := r.setStatus(value)
		j.hasStatus = j.hasStatus || ok
		return ok
	case fieldMethod:
		if !isMethod(value) {
			return false
		}
		r.Method = value
	case fieldTarget:
		r.setTarget(value)
	case fieldQuery:
		r.Query = strings.TrimPrefix(value, "?")
	case fieldRequest:
		j.setRequest(value)
	case fieldDuration:
		return j.setDuration(field, value)
	case fieldHost:
		r.Host = stripPort(value)
	case fieldClient:
		r.ClientAddress = firstAddress(value)
	case fieldUserAgent:
		r.UserAgent = value
	case fieldProtocol:
		r.ProtocolVersion = strings.TrimPrefix(value, "HTTP/")
	case fieldService:
		r.Service = value
	case fieldNamespace:
		r.Namespace = value
	case fieldEnvironment:
		r.Environment = value
	case fieldBackend:
		r.Backend = value
	case fieldMessage:
		j.message = value
	}
	return true
}

// setRequest reads a whole request line; members that name the parts themselves are better.
func (j *jsonRecord) setRequest(value string) {
	var parts Record
	parts.setRequestLine(value)
	r := j.record
	if j.ranks[fieldMethod] == 0 {
		r.Method = parts.Method
	}
	if j.ranks[fieldTarget] == 0 {
		r.Path, r.Query = parts.Path, parts.Query
	}
	if j.ranks[fieldProtocol] == 0 {
		r.ProtocolVersion = parts.ProtocolVersion
	}
}

func (j *jsonRecord) setDuration(field jsonField, value string) bool {
	decimal, whole := field.unit, field.unit
	if field.unit == UnitAuto {
		decimal, whole = UnitSecond, UnitMillisecond
		if j.options.DurationUnit != UnitAuto {
			decimal, whole = j.options.DurationUnit, j.options.DurationUnit
		}
	}
	d, ok := parseDuration(value, decimal, whole)
	if ok {
		j.record.Duration, j.record.HasDuration = d, true
	}
	return ok
}

// finish says whether what was found makes a request.
func (j *jsonRecord) finish() bool {
	r := j.record
	if j.ranks[fieldTime] == 0 {
		if r.Time = j.options.FallbackTime; r.Time == 0 {
			return false
		}
	}
	return j.hasStatus || (r.Method != "" && r.Path != "")
}

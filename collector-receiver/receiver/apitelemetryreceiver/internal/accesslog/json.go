package accesslog

import "strings"

// parseJSON reads one JSON object with the field names that nginx configurations, Envoy, Istio, Traefik, Caddy, the
// Elastic Common Schema and OpenTelemetry use. It needs a time and either a status or a method with a path. An object
// that has only a message (Docker, Vector, Fluent Bit) is read by what the message says.
func parseJSON(line string, o *Options, r *Record) bool {
	return readJSON(line, o, r, true)
}

func readJSON(line string, o *Options, r *Record, unwrap bool) bool {
	j := jsonRecord{members: members{options: o, record: r}}
	if !j.read(line) {
		return false
	}
	if j.finish() {
		return true
	}
	if !unwrap || j.message == "" {
		return false
	}
	outside := j.outside()
	message := strings.TrimRight(j.message, "\r\n")
	return outside.around(o, r, readMessage(message, o, r))
}

// readMessage reads a line that stood inside a JSON object.
func readMessage(message string, o *Options, r *Record) bool {
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

// jsonRecord fills a record from the members of a JSON object.
type jsonRecord struct {
	members
	scanner jsonScanner
}

// read moves over the one object that text is.
func (j *jsonRecord) read(text string) bool {
	if text == "" || text[0] != '{' {
		if text = strings.TrimLeft(text, " \t\r\n"); text == "" || text[0] != '{' {
			return false
		}
	}
	j.scanner.text, j.scanner.at = text, 0
	if !j.object(0, Root) {
		return false
	}
	j.scanner.space()
	return j.scanner.at == len(text)
}

func (j *jsonRecord) object(depth int, names *Names) bool {
	if depth >= maxJSONDepth {
		return false
	}
	return j.scanner.object(func(key string) bool {
		switch j.scanner.peek() {
		case '{':
			inner, known := names.Inner(key)
			if !known {
				return j.scanner.jump()
			}
			return j.object(depth+1, inner)
		case '[':
			return j.firstElement(depth, names, key)
		}
		field, known := names.Field(key)
		if !known {
			return j.scanner.skip(depth + 1)
		}
		return j.member(field.field)
	})
}

// firstElement takes the first string of an array: Caddy writes headers as arrays.
func (j *jsonRecord) firstElement(depth int, names *Names, key string) bool {
	field, known := names.Field(key)
	return j.scanner.array(func() bool {
		if known && j.scanner.peek() == '"' {
			known = false
			return j.member(field.field)
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
	if ok {
		j.keep(field, value)
	}
	return ok
}

package accesslog

import "strings"

// Event is what a shipper (Filebeat, Logstash, Fluent Bit) says of a line that it read.
type Event struct {
	// Message is the line, empty when there is none.
	Message string
	// Time of the event in Unix nanoseconds, 0 when it does not say.
	Time int64
	// Service, Namespace and Environment identify the service when the event itself says so.
	Service, Namespace, Environment string
	// File and Offset, in digits, say where the line stood, Agent and Shipper on whose machine. Empty when unknown.
	File, Offset, Agent, Shipper string
}

func (e *Event) set(kind fieldKind, value string) {
	if e == nil {
		return
	}
	switch kind {
	case fieldFile:
		e.File = value
	case fieldOffset:
		e.Offset = value
	case fieldAgent:
		e.Agent = value
	case fieldShipper:
		e.Shipper = value
	}
}

// ReadEvent reads a shipper's event, a JSON object: by its own members when they make a request, else by the line in its
// message, in the format of the reader. When it returns false, r holds nothing of use and e what could be read.
func (d *Reader) ReadEvent(text string, o *Options, r *Record, e *Event) bool {
	*r, *e = Record{}, Event{}
	j := jsonRecord{members: members{options: o, record: r, event: e}}
	return j.read(text) && d.finish(&j.members)
}

// finish makes a request of what the members say.
func (d *Reader) finish(m *members) bool {
	r, e := m.record, m.event
	e.Service, e.Namespace, e.Environment = r.Service, r.Namespace, r.Environment
	if m.ranks[fieldTime] != 0 {
		e.Time = r.Time
	}
	e.Message = strings.TrimRight(m.message, "\r\n")
	if m.finish() {
		return true
	}
	if e.Message == "" {
		return false
	}
	outside := m.outside()
	return outside.around(m.options, r, d.Read(e.Message, m.options, r))
}

// Members reads an event that is not JSON text but has members of the same names: MessagePack, Lumberjack's pairs.
type Members struct{ members }

// Field is a member whose value is of use.
type Field struct{ field jsonField }

// Begin starts an event.
func (m *Members) Begin(o *Options, r *Record, e *Event) {
	*r, *e = Record{}, Event{}
	m.members = members{options: o, record: r, event: e}
}

// FieldOf returns the field of a name, nested ones with dots; false when its value is of no use.
func FieldOf(name []byte) (Field, bool) {
	field, known := jsonFields[string(name)]
	return Field{field}, known
}

// ParentOf returns the prefix that the members of an object of that name get; false when they are of no use.
func ParentOf(name []byte) (prefix string, known bool) {
	prefix, known = jsonParents[string(name)]
	return prefix, known
}

// Keep takes the value of a field when nothing better has been seen.
func (m *Members) Keep(f Field, value string) { m.keep(f.field, value) }

// ReadMembers ends an event; it returns what ReadEvent does.
func (d *Reader) ReadMembers(m *Members) bool { return d.finish(&m.members) }

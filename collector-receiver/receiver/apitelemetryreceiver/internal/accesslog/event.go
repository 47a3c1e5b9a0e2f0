package accesslog

import (
	"math"
	"strconv"
	"strings"
)

// Event is what a shipper (Filebeat, Logstash, Fluent Bit) says of a line that it read.
type Event struct {
	// Message is the line, empty when there is none.
	Message string
	// Time of the event in Unix nanoseconds, 0 when it does not say.
	Time int64
	// Service, Namespace and Environment identify the service when the event itself says so.
	Service, Namespace, Environment string
	// File and Offset, in digits, say where the line stood, Shipper on whose machine. Empty when unknown.
	File, Offset, Shipper string

	scratch []byte
}

// begin forgets all but the memory for strings.
func (e *Event) begin() { *e = Event{scratch: e.scratch[:0]} }

func (e *Event) set(kind fieldKind, value string) {
	if e == nil {
		return
	}
	switch kind {
	case fieldFile:
		e.File = value
	case fieldOffset:
		e.Offset = value
	case fieldShipper:
		e.Shipper = value
	}
}

// ReadEvent reads a shipper's event, a JSON object: by its own members when they make a request, else by the line in its
// message, in the format of the reader. When it returns false, r holds nothing of use and e what could be read. What
// both say lasts until e is used for another event, and as long as text.
func (d *Reader) ReadEvent(text string, o *Options, r *Record, e *Event) bool {
	*r = Record{}
	e.begin()
	j := jsonRecord{members: members{options: o, record: r, event: e}, scanner: jsonScanner{scratch: &e.scratch}}
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
	if limit := m.options.MaxMessage; e.Message == "" || (limit > 0 && len(e.Message) > limit) {
		return false
	}
	outside := m.outside()
	return outside.around(m.options, r, d.Read(e.Message, m.options, r))
}

// Members reads an event that is not JSON text but has members of the same names: MessagePack, Lumberjack's pairs.
type Members struct{ members }

// Begin starts an event.
func (m *Members) Begin(o *Options, r *Record, e *Event) {
	*r = Record{}
	e.begin()
	m.members = members{options: o, record: r, event: e}
}

// Keep takes the value of a field when nothing better has been seen.
func (m *Members) Keep(f Field, value string) { m.keep(f.field, value) }

// KeepInt takes a whole number.
func (m *Members) KeepInt(f Field, value int64) {
	scratch := &m.event.scratch
	start := len(*scratch)
	*scratch = strconv.AppendInt(*scratch, value, 10)
	m.keep(f.field, asString((*scratch)[start:]))
}

// KeepFloat takes a number with a decimal point, which it gets when it is whole.
func (m *Members) KeepFloat(f Field, value float64) {
	scratch := &m.event.scratch
	start := len(*scratch)
	*scratch = strconv.AppendFloat(*scratch, value, 'f', -1, 64)
	if value == math.Trunc(value) {
		*scratch = append(*scratch, ".0"...)
	}
	m.keep(f.field, asString((*scratch)[start:]))
}

// ReadMembers ends an event; it returns what ReadEvent does.
func (d *Reader) ReadMembers(m *Members) bool { return d.finish(&m.members) }

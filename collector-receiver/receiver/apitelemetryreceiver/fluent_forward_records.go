package apitelemetryreceiver

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/fluent"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// maxRecordDepth bounds the nesting of a record that is looked into.
const maxRecordDepth = 16

// messageReader makes records of the entries of a message while it is read.
type messageReader struct {
	*batch
	fallback requestlog.Identity
	event    accesslog.Event
	members  accesslog.Members
	chunk    string
	text     []byte
}

func (in *fluentForwardInput) newMessage(message *fluent.Message, arrived time.Time) *messageReader {
	m := &messageReader{
		batch: in.reader.newBatch(in.source, arrived, false), fallback: in.config.Service.identity(), chunk: message.Chunk,
	}
	if in.config.Service.From == serviceFromTag && message.Tag != "" {
		m.fallback.Service = message.Tag
	}
	return m
}

// add makes a record of an entry, whose text is gone afterwards.
func (m *messageReader) add(eventTime int64, record string) {
	m.Transient(false) // MessagePack does not promise UTF-8
	m.options.FallbackTime = eventTime
	m.members.Begin(&m.options, &m.record, &m.event)
	cursor := fluent.NewCursor(record)
	outer, err := cursor.Next()
	if err == nil {
		err = m.object(cursor, outer.Len, accesslog.Root, 0)
	}
	read := m.reader.ReadMembers(&m.members)
	if !read && m.event.Message == "" || err != nil {
		m.text = fluent.AppendJSON(m.text[:0], record, m.lines.config.MaxLineLength)
		read = false
	}
	m.addEvent(read, &m.event, string(m.text), m.fallback)
	m.text = m.text[:0]
}

// object reads the members of a map, as those of a JSON object are read.
func (m *messageReader) object(c *fluent.Cursor, pairs int, names *accesslog.Names, depth int) error {
	for range pairs {
		key, err := c.Next()
		if err != nil {
			return err
		}
		if err = c.Skip(key); err != nil {
			return err
		}
		value, err := c.Next()
		if err != nil {
			return err
		}
		if value.Kind == fluent.Map {
			if inner, known := names.Inner(key.Text); known && depth < maxRecordDepth {
				err = m.object(c, value.Len, inner, depth+1)
			} else {
				err = c.Skip(value)
			}
		} else {
			err = m.member(c, names, key.Text, value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// member keeps a value when its name is of use.
func (m *messageReader) member(c *fluent.Cursor, names *accesslog.Names, name string, value fluent.Value) error {
	field, known := names.Field(name)
	if !known {
		return c.Skip(value)
	}
	switch value.Kind {
	case fluent.Text:
		m.members.Keep(field, value.Text)
	case fluent.Int:
		m.members.KeepInt(field, value.Int)
	case fluent.Float:
		m.members.KeepFloat(field, value.Float)
	}
	return c.Skip(value)
}

// end gives the batch the chunk as its key, and returns it. A sender repeats a chunk only with the same entries.
func (m *messageReader) end() string {
	key := m.chunk
	if !isKey(key) {
		sum := sha256.Sum256([]byte(key))
		key = hex.EncodeToString(sum[:])
	}
	m.SetKey(key)
	return key
}

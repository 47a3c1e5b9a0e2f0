package fluent

import (
	"errors"
	"io"
	"math"
	"strings"
)

// Message is one message of a sender. Tag and Chunk are strings like any other, its records last until the next is read.
type Message struct {
	Tag string
	// Chunk is what the sender wants acknowledged, empty when it wants nothing.
	Chunk string
	// Signal is 0 for events; Fluent Bit sends metrics as 1 and traces as 2.
	Signal int64
	// Heartbeat says that the message is nil, which is nothing but a sign of life.
	Heartbeat bool
	// Held is what Limits.Reserve granted; it is the caller's to give back, also when reading failed.
	Held int

	time       Value
	single     string // the record of message mode
	entries    string // of the other modes: entries in a row
	compressed string
}

// Reader reads messages one after another. After an error it is of no use.
type Reader struct {
	stream  reader
	limits  Limits
	unpack  unpacker
	message Message
	// unpaid bytes arrived before the message was asked for.
	unpaid  int
	waiting bool
}

// NewReader returns a reader of what a peer sends.
func NewReader(source io.Reader, limits Limits) *Reader {
	r := &Reader{limits: limits}
	r.stream = reader{source: source, limit: limits.Message, what: "a message", arrived: r.arrived}
	return r
}

func (r *Reader) arrived(n int) error {
	if r.waiting {
		r.unpaid += n
		return nil
	}
	if r.limits.Reserve == nil {
		return nil
	}
	if !r.limits.Reserve(n) {
		return ErrNoRoom
	}
	r.message.Held += n
	return nil
}

// Await waits for the first byte of a message, and says io.EOF when the peer is done.
func (r *Reader) Await() error {
	r.stream.next()
	r.message, r.waiting = Message{}, true
	return r.stream.await(1)
}

// Read reads a message. It returns one also when it fails, for what is held.
func (r *Reader) Read() (*Message, error) {
	r.waiting = false
	unpaid := r.unpaid
	r.unpaid = 0
	if err := errors.Join(r.arrived(unpaid), r.recognise()); err != nil {
		return &r.message, err
	}
	text, err := r.stream.read()
	if err != nil {
		return &r.message, err
	}
	return &r.message, r.message.parse(text)
}

// recognise tells who speaks another protocol what is expected.
func (r *Reader) recognise() error {
	if err := r.stream.await(1); err != nil {
		return err
	}
	switch first := r.stream.buffer[0]; {
	case first == 0xc0, first >= 0x90 && first < 0xa0, first == 0xdc, first == 0xdd:
		return nil
	case first == 0x16:
		return malformed("expected a MessagePack array, found the beginning of a TLS handshake: set tls here, or switch it off there")
	case first == '[', first == '{':
		return malformed("expected a MessagePack array, found JSON: set the sender to MessagePack")
	default:
		return malformed("expected a MessagePack array, found byte 0x%02x", first)
	}
}

// parse reads the parts of a message: [tag, time, record, option], [tag, entries, option] or [tag, packed entries, option].
func (m *Message) parse(text string) error {
	c := NewCursor(text)
	outer, err := c.Next()
	switch {
	case err != nil:
		return err
	case outer.Kind == Nil:
		m.Heartbeat = true
		return nil
	case outer.Len < 2 || outer.Len > 4:
		return malformed("expected a message of 2 to 4 elements, found %d", outer.Len)
	}
	tag, err := c.Next()
	if err != nil {
		return err
	}
	if tag.Kind != Text {
		return malformed("expected a tag as the first element of a message")
	}
	m.Tag = strings.Clone(tag.Text)
	inside := *c
	second, err := c.Next()
	if err != nil {
		return err
	}
	left := outer.Len - 2
	switch second.Kind {
	case Array:
		if m.entries, err = inside.whole(); err != nil {
			return err
		}
		m.entries = m.entries[headLength(m.entries):]
		*c = inside
	case Text:
		m.entries = second.Text
	case Int, Float, Ext:
		if left == 0 {
			return malformed("expected a record behind the time of a message")
		}
		m.time = second
		m.single, err = c.whole()
		left--
	default:
		return malformed("expected entries or a time as the second element of a message")
	}
	if err != nil || left == 0 {
		return err
	}
	return m.options(c)
}

func headLength(text string) int {
	size, _ := headSize(text[0])
	return size
}

// options reads what the sender says about the message. Unknown ones are for others.
func (m *Message) options(c *Cursor) error {
	options, err := c.Next()
	switch {
	case err != nil:
		return err
	case options.Kind == Nil:
		return nil
	case options.Kind != Map:
		return malformed("expected a map of options as the last element of a message")
	}
	for range options.Len {
		name, err := c.Next()
		if err != nil {
			return err
		}
		if err = c.Skip(name); err != nil {
			return err
		}
		value, err := c.Next()
		if err != nil {
			return err
		}
		switch name.Text {
		case "chunk":
			if value.Kind != Text {
				return malformed("expected text as the option chunk")
			}
			m.Chunk = strings.Clone(value.Text)
		case "compressed":
			m.compressed = value.Text
		case "fluent_signal":
			m.Signal = value.Int
		}
		if err = c.Skip(value); err != nil {
			return err
		}
	}
	return nil
}

// Each calls each for every entry of the message that was read, with its time in Unix nanoseconds, 0 when it has none that
// makes sense, and its record, a MessagePack map whose text lasts until each returns.
func (r *Reader) Each(each func(time int64, record string)) error {
	m := &r.message
	if m.single != "" {
		return r.record(m.time, m.single, each)
	}
	switch m.compressed {
	case "", "text":
		for c := NewCursor(m.entries); !c.Done(); {
			if err := r.entry(c, each); err != nil {
				return err
			}
		}
		return nil
	}
	source, err := r.unpack.open(m.compressed, m.entries)
	if err != nil {
		return err
	}
	unpacked := 0
	stream := &r.unpack.stream
	stream.source, stream.limit, stream.what = source, r.limits.Message, "an entry"
	stream.used, stream.filled = 0, 0
	stream.arrived = func(n int) error {
		if unpacked += n; unpacked > r.limits.Unpacked {
			return tooLarge("unpacked entries", r.limits.Unpacked)
		}
		return r.arrived(n)
	}
	for {
		text, err := stream.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(err)
		}
		if err = r.entry(NewCursor(text), each); err != nil {
			return err
		}
	}
}

// entry reads [time, record], where Fluent Bit may put [time, metadata] in place of the time.
func (r *Reader) entry(c *Cursor, each func(int64, string)) error {
	entry, err := c.Next()
	if err != nil {
		return err
	}
	if entry.Kind != Array || entry.Len < 2 {
		return malformed("expected a time and a record in an entry")
	}
	time, err := c.Next()
	if err != nil {
		return err
	}
	if time.Kind == Array && time.Len > 0 {
		outer := time
		if time, err = c.Next(); err != nil {
			return err
		}
		if err = c.Skip(time); err != nil {
			return err
		}
		if err = c.Skip(Value{Kind: Array, Len: outer.Len - 1}); err != nil {
			return err
		}
	} else if err = c.Skip(time); err != nil {
		return err
	}
	record, err := c.whole()
	if err != nil {
		return err
	}
	if err = c.Skip(Value{Kind: Array, Len: entry.Len - 2}); err != nil {
		return err
	}
	return r.record(time, record, each)
}

func (r *Reader) record(time Value, record string, each func(int64, string)) error {
	if kind := readHead(record).kind; kind != Map {
		return malformed("expected a map as the record of an entry")
	}
	each(instant(time), record)
	return nil
}

// maxSeconds is the last second whose nanoseconds fit into 64 bits.
const maxSeconds = math.MaxInt64 / 1_000_000_000

// instant is a time in Unix nanoseconds, 0 when it makes no sense.
func instant(v Value) int64 {
	switch v.Kind {
	case Ext:
		if t, ok := eventTime(v); ok {
			return t
		}
	case Int:
		if v.Int >= 0 && v.Int < maxSeconds {
			return v.Int * 1e9
		}
	case Float:
		if v.Float >= 0 && v.Float < maxSeconds {
			return int64(v.Float * 1e9)
		}
	}
	return 0
}

// AppendAck adds the answer to a message with a chunk.
func AppendAck(answer []byte, chunk string) []byte {
	return appendText(append(answer, "\x81\xa3ack"...), chunk)
}

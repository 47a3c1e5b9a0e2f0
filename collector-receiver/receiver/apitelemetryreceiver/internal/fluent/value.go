package fluent

import (
	"encoding/binary"
	"math"
)

// Kind is what a MessagePack value is.
type Kind uint8

// Kinds. Text is a string or binary: senders do not agree on which they use for text.
const (
	Nil Kind = iota
	Bool
	Int
	Float
	Text
	Array
	Map
	Ext
)

// Value is one value; of arrays and maps only how many elements or pairs follow.
type Value struct {
	Kind  Kind
	Int   int64 // also of Bool, and the type of Ext
	Float float64
	Text  string // also the payload of Ext
	Len   int
}

// head is what stands in front of a value's payload.
type head struct {
	kind Kind
	// size is the length of the head itself, payload that of what belongs to the value, elements how many values follow.
	size     int
	payload  uint64
	elements uint64
}

// headSize returns how long the head is that begins with a byte; false for the one byte that MessagePack never uses.
func headSize(first byte) (int, bool) {
	switch {
	case first == 0xc1:
		return 0, false
	case first < 0xc4, first >= 0xe0, first == 0xca, first == 0xcb, first >= 0xcc && first <= 0xd3:
		return 1, true // numbers are payload
	case first >= 0xd4 && first <= 0xd8:
		return 2, true // fixext and its type
	case first == 0xc4, first == 0xd9:
		return 2, true
	case first == 0xc5, first == 0xda, first == 0xdc, first == 0xde, first == 0xc7:
		return 3, true
	case first == 0xc8:
		return 4, true
	case first == 0xc9:
		return 6, true
	}
	return 5, true // bin 32, str 32, array 32, map 32
}

// readHead reads a head that is there in full.
func readHead[T string | []byte](b T) head {
	first := b[0]
	h := head{size: 1}
	switch {
	case first < 0x80, first >= 0xe0:
		h.kind = Int
	case first < 0x90:
		h.kind, h.elements = Map, 2*uint64(first&0x0f)
	case first < 0xa0:
		h.kind, h.elements = Array, uint64(first&0x0f)
	case first < 0xc0:
		h.kind, h.payload = Text, uint64(first&0x1f)
	case first == 0xc0:
		h.kind = Nil
	case first <= 0xc3:
		h.kind = Bool
	case first <= 0xc6:
		h.kind, h.size = Text, 1+1<<(first-0xc4)
		h.payload = unsigned(b[1:h.size])
	case first <= 0xc9:
		width := 1 << (first - 0xc7)
		h.kind, h.size = Ext, 2+width
		h.payload = unsigned(b[1 : 1+width])
	case first <= 0xcb:
		h.kind, h.payload = Float, 4<<(first-0xca)
	case first <= 0xcf:
		h.kind, h.payload = Int, 1<<(first-0xcc)
	case first <= 0xd3:
		h.kind, h.payload = Int, 1<<(first-0xd0)
	case first <= 0xd8:
		h.kind, h.size, h.payload = Ext, 2, 1<<(first-0xd4)
	case first <= 0xdb:
		h.kind, h.size = Text, 1+1<<(first-0xd9)
		h.payload = unsigned(b[1:h.size])
	case first <= 0xdd:
		h.kind, h.size = Array, 3+2*int(first-0xdc)
		h.elements = unsigned(b[1:h.size])
	default:
		h.kind, h.size = Map, 3+2*int(first-0xde)
		h.elements = 2 * unsigned(b[1:h.size])
	}
	return h
}

func unsigned[T string | []byte](b T) (n uint64) {
	for i := range len(b) {
		n = n<<8 | uint64(b[i])
	}
	return n
}

// Cursor walks through values that are there in full.
type Cursor struct{ rest string }

// NewCursor returns a cursor at the first of the values that text is.
func NewCursor(text string) *Cursor { return &Cursor{text} }

// Done says whether there is nothing more.
func (c *Cursor) Done() bool { return c.rest == "" }

// Next moves over one value; the elements of an array or a map come next.
func (c *Cursor) Next() (Value, error) {
	if c.rest == "" {
		return Value{}, malformed("expected a MessagePack value, found the end")
	}
	first := c.rest[0]
	size, known := headSize(first)
	if !known {
		return Value{}, malformed("expected a MessagePack value, found byte 0xc1")
	}
	if len(c.rest) < size {
		return Value{}, malformed("expected a whole MessagePack value, found the end")
	}
	h := readHead(c.rest)
	if left := uint64(len(c.rest) - h.size); h.payload > left || h.elements > left {
		return Value{}, malformed("expected a whole MessagePack value, found the end")
	}
	payload := c.rest[h.size : h.size+int(h.payload)]
	v := Value{Kind: h.kind, Text: payload}
	switch h.kind {
	case Bool:
		v.Int = int64(first & 1)
	case Int:
		v.Int = integer(first, payload)
	case Float:
		if len(payload) == 4 {
			v.Float = float64(math.Float32frombits(uint32(unsigned(payload))))
		} else {
			v.Float = math.Float64frombits(unsigned(payload))
		}
	case Ext:
		v.Int = int64(int8(c.rest[h.size-1]))
	case Array:
		v.Len = int(h.elements)
	case Map:
		v.Len = int(h.elements / 2)
	}
	c.rest = c.rest[h.size+len(payload):]
	return v, nil
}

// integer reads a number; one over 63 bits becomes the largest that fits.
func integer(first byte, payload string) int64 {
	n := unsigned(payload)
	switch {
	case len(payload) == 0:
		return int64(int8(first))
	case first <= 0xcf:
		return int64(min(n, math.MaxInt64))
	}
	shift := 64 - 8*len(payload)
	return int64(n<<shift) >> shift
}

// Skip moves over the elements of a value that was just read.
func (c *Cursor) Skip(v Value) error {
	left := elements(v)
	for ; left > 0; left-- {
		inner, err := c.Next()
		if err != nil {
			return err
		}
		left += elements(inner)
	}
	return nil
}

func elements(v Value) int {
	if v.Kind == Map {
		return 2 * v.Len
	}
	return v.Len
}

// whole moves over a value and returns its bytes.
func (c *Cursor) whole() (string, error) {
	before := c.rest
	v, err := c.Next()
	if err == nil {
		err = c.Skip(v)
	}
	return before[:len(before)-len(c.rest)], err
}

// eventTime is the extension of the protocol for times with nanoseconds: type 0, seconds and nanoseconds of 32 bits.
func eventTime(v Value) (int64, bool) {
	if v.Kind != Ext || v.Int != 0 || len(v.Text) != 8 {
		return 0, false
	}
	b := []byte(v.Text)
	return int64(binary.BigEndian.Uint32(b))*1e9 + int64(binary.BigEndian.Uint32(b[4:])), true
}

package lumberjack

import (
	"bufio"
	"encoding/binary"
	"io"
)

// eventOverhead is counted for each event on top of its text, so that empty ones fill a batch too.
const eventOverhead = 64

// Event is one event of a window: JSON text in version 2, pairs in version 1.
type Event struct {
	Sequence uint32
	JSON     string
	// Pairs holds keys and values in turn; nil for JSON.
	Pairs []string
}

// Batch is a window, or a part of one that is too large for one batch.
type Batch struct {
	Events []Event
	// Size of the events, in bytes, overhead included.
	Size int
	// Held is what Limits.Reserve granted; it is the caller's to give back, also when Read failed.
	Held int
	// Version is that of the window, for its acknowledgement.
	Version byte
	// Whole says that the batch is all of its window.
	Whole bool
}

// Sequence acknowledges everything up to the end of the batch.
func (b *Batch) Sequence() uint32 { return b.Events[len(b.Events)-1].Sequence }

// Reader reads windows one after another. After an error it is of no use.
type Reader struct {
	limits  Limits
	plain   *bufio.Reader
	packed  *packed // the compressed frame under way, nil when there is none
	text    text
	version byte
	left    uint32 // events that the window still announces
}

// NewReader returns a reader of what a peer sends.
func NewReader(r io.Reader, limits Limits) *Reader {
	return &Reader{limits: limits, plain: bufio.NewReaderSize(r, 16<<10)}
}

// Await waits for the first byte of a window, and says io.EOF when the peer is done. Within a window it does not wait.
func (r *Reader) Await() error {
	if r.left > 0 {
		return nil
	}
	_, err := r.plain.Peek(1)
	return err
}

// Close gives back what a window that was not read to its end holds.
func (r *Reader) Close() {
	if r.packed != nil {
		r.packed.close()
		r.packed = nil
	}
}

// Read fills b with the next window, or with as much of it as the limits allow. A batch has at least one event.
func (r *Reader) Read(b *Batch) error {
	clear(b.Events)
	b.Events, b.Size, b.Held, b.Whole = b.Events[:0], 0, 0, r.left == 0
	for r.left == 0 {
		if err := r.window(); err != nil {
			return err
		}
	}
	b.Version = r.version
	for r.left > 0 {
		if len(b.Events) > 0 && (len(b.Events) >= r.limits.Events || b.Size >= r.limits.Size) {
			b.Whole = false
			return nil
		}
		if err := r.next(b); err != nil {
			return err
		}
	}
	if r.packed == nil {
		return nil
	}
	ended, err := r.packed.ended()
	if err == nil && !ended {
		err = malformed("expected no more events than the window announced")
	}
	r.Close()
	return err
}

// window reads the frame that opens a window. A window of no events has nothing to acknowledge.
func (r *Reader) window() error {
	version, kind, err := header(r.plain)
	if err != nil {
		return err
	}
	if kind != typeWindow {
		return malformed("expected a window frame, found type %q", kind)
	}
	r.version = version
	r.left, err = number(r.plain)
	return err
}

// next reads one frame: an event, or the beginning or end of a compressed frame.
func (r *Reader) next(b *Batch) error {
	if r.packed == nil {
		_, kind, err := header(r.plain)
		if err != nil {
			return unexpected(err)
		}
		if kind == typeCompressed {
			return r.open(b)
		}
		return r.event(r.plain, kind, b)
	}
	ended, err := r.packed.ended()
	switch {
	case err != nil:
		return err
	case ended:
		r.Close()
		return nil
	}
	_, kind, err := header(r.packed.plain)
	if err != nil {
		return r.packed.broken(err)
	}
	if kind == typeCompressed {
		return malformed("expected events in a compressed frame, found a compressed frame in it")
	}
	return r.packed.broken(r.event(r.packed.plain, kind, b))
}

func (r *Reader) open(b *Batch) error {
	n, err := r.length(r.plain, "a compressed frame")
	if err != nil {
		return err
	}
	r.packed, err = openPacked(r.plain, n, func(n int) error { return r.limits.reserve(b, n) })
	return err
}

// event reads the rest of an event's frame.
func (r *Reader) event(from *bufio.Reader, kind byte, b *Batch) error {
	var e Event
	size := eventOverhead
	switch kind {
	case typeJSON:
		var err error
		if e.Sequence, err = number(from); err != nil {
			return err
		}
		n, err := r.length(from, "an event")
		if err != nil {
			return err
		}
		if e.JSON, err = r.string(from, n, b); err != nil {
			return err
		}
		size += n
	case typeData:
		n, err := r.pairs(from, &e, b)
		if err != nil {
			return err
		}
		size += n
	case typeWindow:
		return malformed("expected %d more events of the window, found another window frame", r.left)
	default:
		return malformed("expected an event or a compressed frame, found type %q", kind)
	}
	b.Events = append(b.Events, e)
	b.Size += size
	r.left--
	return nil
}

// pairs reads an event of version 1; it returns its size.
func (r *Reader) pairs(from *bufio.Reader, e *Event, b *Batch) (int, error) {
	var err error
	if e.Sequence, err = number(from); err != nil {
		return 0, err
	}
	count, err := number(from)
	if err != nil {
		return 0, err
	}
	size := 0
	e.Pairs = []string{}
	// Keys and values in turn. Each has four bytes of length at least, so the count is believed as they arrive.
	for range 2 * uint64(count) {
		n, err := number(from)
		if err != nil {
			return 0, unexpected(err)
		}
		if size += 16; uint64(size)+uint64(n) > uint64(r.limits.Frame) {
			return 0, tooLarge("an event", uint64(size)+uint64(n), r.limits.Frame)
		}
		s, err := r.string(from, int(n), b)
		if err != nil {
			return 0, err
		}
		e.Pairs = append(e.Pairs, s)
		size += len(s)
	}
	return size, nil
}

// string reads text; what is large is paid for as it arrives, what is small at once.
func (r *Reader) string(from *bufio.Reader, n int, b *Batch) (string, error) {
	return r.text.read(from, n, func(n int) error { return r.limits.reserve(b, n) })
}

func (r *Reader) length(from *bufio.Reader, what string) (int, error) {
	n, err := number(from)
	if err == nil && uint64(n) > uint64(r.limits.Frame) {
		err = tooLarge(what, uint64(n), r.limits.Frame)
	}
	return int(n), err
}

// header reads version and type of a frame; io.EOF when there is none.
func header(from *bufio.Reader) (version, kind byte, err error) {
	if version, err = from.ReadByte(); err != nil {
		return 0, 0, err
	}
	switch version {
	case Version1, Version2:
	case tlsHandshake:
		return 0, 0, malformed("expected a Lumberjack frame, found the beginning of a TLS handshake: set tls here, or switch it off there")
	default:
		return 0, 0, malformed("expected version '1' or '2' of a Lumberjack frame, found %q", version)
	}
	kind, err = from.ReadByte()
	return version, kind, unexpected(err)
}

// tlsHandshake is the first byte of a TLS connection.
const tlsHandshake = 0x16

func number(from *bufio.Reader) (uint32, error) {
	four, err := from.Peek(4)
	if err != nil {
		return 0, unexpected(err)
	}
	n := binary.BigEndian.Uint32(four)
	_, err = from.Discard(4)
	return n, err
}

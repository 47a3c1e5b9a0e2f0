package lumberjack

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
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

// Batch is what was read at once: a window, or a part of one that is too large.
type Batch struct {
	// Events counts them; Size is their bytes, with an overhead for each.
	Events, Size int
	// Held is what Limits.Reserve granted; it is the caller's to give back, also when Read failed.
	Held int
	// Version is that of the window, Sequence that of the last event: they acknowledge everything up to there.
	Version  byte
	Sequence uint32
	// Whole says that the batch is all of its window.
	Whole bool
}

// Reader reads windows one after another. After an error it is of no use.
type Reader struct {
	limits  Limits
	plain   text
	packed  *packed // the compressed frame under way, nil when there is none
	inside  text    // what it unpacks to
	batch   *Batch
	current Event
	version byte
	left    uint32 // events that the window still announces
}

// NewReader returns a reader of what a peer sends.
func NewReader(r io.Reader, limits Limits) *Reader {
	out := &Reader{limits: limits}
	arrived := func(n int) error { return limits.reserve(out.batch, n) }
	out.plain = text{source: r, arrived: arrived}
	out.inside = text{arrived: arrived}
	return out
}

// Await waits for the first byte of a window, and says io.EOF when the peer is done. Within a window it does not wait.
func (r *Reader) Await() error {
	if r.left > 0 {
		return nil
	}
	return r.plain.await(1)
}

// Close gives back what the reader holds.
func (r *Reader) Close() {
	r.end()
	r.inside.close()
	r.plain.close()
}

// end ends the compressed frame under way. What was read from it stays.
func (r *Reader) end() {
	if r.packed != nil {
		r.packed.close()
		r.packed, r.inside.source = nil, nil
		r.inside.from, r.inside.to = 0, 0
	}
}

// ended says whether all of a compressed frame has been read; the checksum is right then, and nothing stands behind it.
func (r *Reader) ended() (bool, error) {
	err := r.inside.await(1)
	if !errors.Is(err, io.EOF) {
		return false, broken(err)
	}
	if behind := r.packed.source.Len(); behind > 0 {
		return false, malformed("expected one zlib stream in a compressed frame, found %d bytes behind it", behind)
	}
	return true, nil
}

// Read reads the next window, or as much of it as the limits allow, at least one event. each is called for every event,
// whose text lasts until it returns; when Read fails, the batch is incomplete and must not be acknowledged.
func (r *Reader) Read(b *Batch, each func(e *Event)) error {
	r.batch = b
	*b = Batch{Whole: r.left == 0}
	for r.left == 0 {
		if err := r.window(); err != nil {
			return err
		}
	}
	b.Version = r.version
	for r.left > 0 {
		if b.Events > 0 && (b.Events >= r.limits.Events || b.Size >= r.limits.Size) {
			b.Whole = false
			return nil
		}
		if err := r.next(b, each); err != nil {
			return err
		}
	}
	if r.packed == nil {
		return nil
	}
	ended, err := r.ended()
	if err == nil && !ended {
		err = malformed("expected no more events than the window announced")
	}
	r.end()
	return err
}

// window reads the frame that opens a window. A window of no events has nothing to acknowledge.
func (r *Reader) window() error {
	version, kind, err := header(&r.plain)
	if err != nil {
		return err
	}
	if kind != typeWindow {
		return malformed("expected a window frame, found type %q", kind)
	}
	r.version = version
	r.left, err = number(&r.plain)
	return err
}

// next reads one frame: an event, or the beginning or end of a compressed frame.
func (r *Reader) next(b *Batch, each func(e *Event)) error {
	if r.packed == nil {
		_, kind, err := header(&r.plain)
		if err != nil {
			return unexpected(err)
		}
		if kind == typeCompressed {
			return r.open()
		}
		return r.event(&r.plain, kind, b, each)
	}
	ended, err := r.ended()
	switch {
	case err != nil:
		return err
	case ended:
		r.end()
		return nil
	}
	_, kind, err := header(&r.inside)
	if err != nil {
		return broken(err)
	}
	if kind == typeCompressed {
		return malformed("expected events in a compressed frame, found a compressed frame in it")
	}
	return broken(r.event(&r.inside, kind, b, each))
}

func (r *Reader) open() error {
	n, err := r.length(&r.plain, "a compressed frame")
	if err != nil {
		return err
	}
	if r.packed, err = openPacked(&r.plain, n); err == nil {
		r.inside.source = r.packed.zlib
	}
	return err
}

// event reads the rest of an event's frame.
func (r *Reader) event(from *text, kind byte, b *Batch, each func(e *Event)) error {
	e := &r.current
	*e = Event{}
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
		if e.JSON, err = from.string(n); err != nil {
			return err
		}
		size += n
	case typeData:
		n, err := r.pairs(from, e)
		if err != nil {
			return err
		}
		size += n
	case typeWindow:
		return malformed("expected %d more events of the window, found another window frame", r.left)
	default:
		return malformed("expected an event or a compressed frame, found type %q", kind)
	}
	each(e)
	b.Events++
	b.Size += size
	b.Sequence = e.Sequence
	r.left--
	return nil
}

// pairs reads an event of version 1; it returns its size.
func (r *Reader) pairs(from *text, e *Event) (int, error) {
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
		s, err := from.string(int(n))
		if err != nil {
			return 0, err
		}
		e.Pairs = append(e.Pairs, strings.Clone(s))
		size += len(s)
	}
	return size, nil
}

func (r *Reader) length(from *text, what string) (int, error) {
	n, err := number(from)
	if err == nil && uint64(n) > uint64(r.limits.Frame) {
		err = tooLarge(what, uint64(n), r.limits.Frame)
	}
	return int(n), err
}

// header reads version and type of a frame; io.EOF when there is none.
func header(from *text) (version, kind byte, err error) {
	if err = from.await(1); err != nil {
		return 0, 0, err
	}
	switch version = from.buffer[from.from]; version {
	case Version1, Version2:
	case tlsHandshake:
		return 0, 0, malformed("expected a Lumberjack frame, found the beginning of a TLS handshake: set tls here, or switch it off there")
	default:
		return 0, 0, malformed("expected version '1' or '2' of a Lumberjack frame, found %q", version)
	}
	two, err := from.take(2)
	if err != nil {
		return 0, 0, unexpected(err)
	}
	return version, two[1], nil
}

// tlsHandshake is the first byte of a TLS connection.
const tlsHandshake = 0x16

func number(from *text) (uint32, error) {
	four, err := from.take(4)
	if err != nil {
		return 0, unexpected(err)
	}
	return binary.BigEndian.Uint32(four), nil
}

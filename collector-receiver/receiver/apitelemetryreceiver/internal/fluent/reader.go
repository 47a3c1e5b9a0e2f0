package fluent

import (
	"errors"
	"io"
	"unsafe"
)

// Limits bound what is read.
type Limits struct {
	// Message bounds a message in bytes as it arrives, and an entry of a packed one.
	Message int
	// Unpacked bounds the entries of a compressed message together, in bytes.
	Unpacked int
	// Reserve, which may be nil, is asked for room for what has arrived; without it reading ends with ErrNoRoom.
	Reserve func(n int) bool
}

const (
	firstBuffer = 16 << 10
	// maxKeptBuffer bounds what a buffer may hold to be used again.
	maxKeptBuffer = 1 << 20
)

// reader reads one MessagePack value after the other from a stream.
type reader struct {
	source io.Reader
	limit  int
	what   string
	// arrived is asked about everything that was read.
	arrived func(n int) error
	buffer  []byte
	// used bytes of the buffer are the last value, filled bytes of it have been read.
	used, filled int
}

// await reads until n bytes of the buffer are filled, at most limit. io.EOF means that there is nothing of a value.
func (r *reader) await(n int) error {
	for r.filled < n {
		if r.filled == len(r.buffer) {
			// It grows with what has arrived.
			larger := make([]byte, max(firstBuffer, 2*len(r.buffer)))
			copy(larger, r.buffer)
			r.buffer = larger
		}
		got, err := r.source.Read(r.buffer[r.filled:])
		r.filled += got
		if got > 0 {
			err = r.arrived(got)
		} else if errors.Is(err, io.EOF) && r.filled > 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// next takes the last value as done with.
func (r *reader) next() {
	rest := r.buffer[r.used:r.filled]
	if len(r.buffer) > maxKeptBuffer && len(rest) <= firstBuffer {
		r.buffer = make([]byte, firstBuffer)
	}
	r.filled = copy(r.buffer, rest)
	r.used = 0
}

// read returns the bytes of the next value; they last until the next call.
func (r *reader) read() (string, error) {
	r.next()
	at := 0
	for missing := uint64(1); missing > 0; missing-- {
		if err := r.within(uint64(at) + 1); err != nil {
			return "", err
		}
		if err := r.await(at + 1); err != nil {
			return "", err
		}
		size, known := headSize(r.buffer[at])
		if !known {
			return "", malformed("expected a MessagePack value, found byte 0xc1")
		}
		if err := r.await(at + size); err != nil {
			return "", err
		}
		h := readHead(r.buffer[at : at+size])
		missing += h.elements
		// Each element has one byte at least.
		if err := r.within(uint64(at+size) + h.payload + missing - 1); err != nil {
			return "", err
		}
		at += size + int(h.payload)
		if err := r.await(at); err != nil {
			return "", err
		}
	}
	r.used = at
	return unsafe.String(unsafe.SliceData(r.buffer), at), nil //nolint:gosec // it lasts until the next call
}

func (r *reader) within(size uint64) error {
	if size > uint64(r.limit) {
		return tooLarge(r.what, r.limit)
	}
	return nil
}

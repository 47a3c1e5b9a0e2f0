package lumberjack

import (
	"errors"
	"io"
	"sync"
	"unsafe"
)

const (
	// bufferSize is how much is read at a time; a string up to that size is not copied.
	bufferSize = 64 << 10
	// maxKeptBuffer bounds what a buffer for larger things may hold to be used again.
	maxKeptBuffer = 1 << 20
)

var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// text reads a stream. What it returned lasts until the next call.
type text struct {
	source io.Reader
	buffer *[bufferSize]byte
	// from and to bound what was read into the buffer and is not taken yet.
	from, to int
	large    []byte
	// arrived is asked about everything that a string is made of.
	arrived func(n int) error
}

// close gives the memory back, and forgets what was read and not taken.
func (t *text) close() {
	if t.buffer != nil {
		buffers.Put(t.buffer)
	}
	t.buffer, t.from, t.to, t.large = nil, 0, 0, nil
}

// await reads until n bytes, at most bufferSize, wait to be taken. io.EOF means that there are none at all.
func (t *text) await(n int) error {
	if t.to-t.from >= n {
		return nil
	}
	if t.buffer == nil {
		t.buffer = buffers.Get().(*[bufferSize]byte)
	}
	if bufferSize-t.from < n || t.from == t.to {
		t.to = copy(t.buffer[:], t.buffer[t.from:t.to])
		t.from = 0
	}
	got, err := io.ReadAtLeast(t.source, t.buffer[t.to:], n-(t.to-t.from))
	had := t.to > t.from
	t.to += got
	if had && errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// take returns the next n bytes, at most bufferSize.
func (t *text) take(n int) ([]byte, error) {
	if err := t.await(n); err != nil {
		return nil, err
	}
	t.from += n
	return t.buffer[t.from-n : t.from], nil
}

// string returns the next n bytes. The memory for large ones grows with what arrives.
func (t *text) string(n int) (string, error) {
	if n <= bufferSize {
		b, err := t.take(n)
		if err == nil {
			err = t.arrived(n)
		}
		return unsafe.String(unsafe.SliceData(b), len(b)), unexpected(err) //nolint:gosec // it lasts until the next call
	}
	if cap(t.large) > maxKeptBuffer {
		t.large = nil
	}
	large := t.large[:0]
	for len(large) < n {
		part, err := t.take(min(bufferSize, n-len(large)))
		if err == nil {
			err = t.arrived(len(part))
		}
		if err != nil {
			return "", unexpected(err)
		}
		large = append(large, part...)
	}
	t.large = large
	return unsafe.String(unsafe.SliceData(large), n), nil //nolint:gosec // it lasts until the next call
}

// unexpected makes an end within a frame known as such.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

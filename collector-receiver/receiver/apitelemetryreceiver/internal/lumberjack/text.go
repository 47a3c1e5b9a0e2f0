package lumberjack

import (
	"bufio"
	"io"
	"strings"
)

// chunkSize is how much text is set aside at a time; events of ordinary size share a chunk.
const chunkSize = 32 << 10

// text turns what is read into strings without an allocation for each. What it returned stays as it is.
type text struct{ chunk *strings.Builder }

// read returns the next n bytes; arrived is asked about each part of them before it is kept.
func (t *text) read(r *bufio.Reader, n int, arrived func(n int) error) (string, error) {
	if n == 0 {
		return "", nil
	}
	into := t.chunk
	switch {
	case n > chunkSize/4:
		into = &strings.Builder{} // of its own, and it grows with what arrives
	case into == nil || into.Cap()-into.Len() < n:
		into = &strings.Builder{}
		into.Grow(chunkSize)
		t.chunk = into
	}
	start := into.Len()
	for left := n; left > 0; {
		if r.Buffered() == 0 {
			if _, err := r.Peek(1); err != nil {
				return "", unexpected(err)
			}
		}
		part, err := r.Peek(min(left, r.Buffered()))
		if err != nil {
			return "", unexpected(err)
		}
		if err = arrived(len(part)); err != nil {
			return "", err
		}
		into.Write(part)
		left -= len(part)
		if _, err = r.Discard(len(part)); err != nil {
			return "", err
		}
	}
	return into.String()[start:], nil
}

// unexpected makes an end within a frame known as such.
func unexpected(err error) error {
	if err == io.EOF { //nolint:errorlint // readers return it as it is
		return io.ErrUnexpectedEOF
	}
	return err
}

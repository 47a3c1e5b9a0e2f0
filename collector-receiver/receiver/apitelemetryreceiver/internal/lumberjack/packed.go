package lumberjack

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// packed is a compressed frame that is being read. They are used again: making one costs 40 KiB.
type packed struct {
	bytes  bytes.Buffer
	source bytes.Reader
	zlib   io.ReadCloser
}

var packedPool = sync.Pool{New: func() any { return &packed{} }}

// openPacked reads the n bytes of a compressed frame and begins to unpack them. The caller must close what it gets.
func openPacked(from *text, n int) (*packed, error) {
	p := packedPool.Get().(*packed)
	p.bytes.Reset()
	for p.bytes.Len() < n {
		part, err := from.take(min(bufferSize, n-p.bytes.Len()))
		if err == nil {
			err = from.arrived(len(part))
		}
		if err != nil {
			p.close()
			return nil, unexpected(err)
		}
		p.bytes.Write(part)
	}
	p.source.Reset(p.bytes.Bytes())
	var err error
	if p.zlib == nil {
		p.zlib, err = zlib.NewReader(&p.source)
	} else {
		err = p.zlib.(zlib.Resetter).Reset(&p.source, nil)
	}
	if err != nil {
		p.zlib = nil
		p.close()
		return nil, malformed("expected a zlib stream in a compressed frame: %v", err)
	}
	return p, nil
}

// broken is an error of unpacking: the frame is there in full, so an early end is the peer's, too.
func broken(err error) error {
	var known *Error
	if err == nil || errors.Is(err, ErrNoRoom) || errors.As(err, &known) {
		return err
	}
	return malformed("expected whole frames in a compressed frame: %v", err)
}

// close gives the memory back.
func (p *packed) close() {
	if p.bytes.Cap() > maxKeptBuffer {
		p.bytes = bytes.Buffer{}
	}
	p.source.Reset(nil)
	packedPool.Put(p)
}

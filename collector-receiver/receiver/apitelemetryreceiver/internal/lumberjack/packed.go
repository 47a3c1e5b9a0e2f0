package lumberjack

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// maxKeptBuffer bounds what a buffer may hold to be used again.
const maxKeptBuffer = mebibyte

const mebibyte = 1 << 20

// packed is a compressed frame that is being read. They are used again: making one costs 40 KiB.
type packed struct {
	bytes  bytes.Buffer
	source bytes.Reader
	zlib   io.ReadCloser
	plain  *bufio.Reader
}

var packedPool = sync.Pool{New: func() any { return &packed{plain: bufio.NewReaderSize(nil, 8<<10)} }}

// packedStep is how much of a packed frame is read at a time.
const packedStep = 64 << 10

// openPacked reads the n bytes of a compressed frame and begins to unpack them; arrived is asked about each part of them.
// The caller must close what it gets.
func openPacked(r io.Reader, n int, arrived func(n int) error) (*packed, error) {
	p := packedPool.Get().(*packed)
	p.bytes.Reset()
	for p.bytes.Len() < n {
		step := min(packedStep, n-p.bytes.Len())
		_, err := io.CopyN(&p.bytes, r, int64(step))
		if err == nil {
			err = arrived(step)
		}
		if err != nil {
			p.close()
			return nil, unexpected(err)
		}
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
	p.plain.Reset(p.zlib)
	return p, nil
}

// ended says whether all has been read; the checksum is right then, and nothing stands behind it.
func (p *packed) ended() (bool, error) {
	_, err := p.plain.Peek(1)
	if !errors.Is(err, io.EOF) {
		return false, p.broken(err)
	}
	if p.source.Len() > 0 {
		return false, malformed("expected one zlib stream in a compressed frame, found %d bytes behind it", p.source.Len())
	}
	return true, nil
}

// broken is an error of unpacking: the frame is there in full, so an early end is the peer's, too.
func (p *packed) broken(err error) error {
	var known *Error
	if err == nil || errors.Is(err, ErrNoRoom) || errors.As(err, &known) {
		return err
	}
	return malformed("expected whole frames in a compressed frame: %v", err)
}

func (p *packed) close() {
	if p.bytes.Cap() > maxKeptBuffer {
		p.bytes = bytes.Buffer{}
	}
	p.source.Reset(nil)
	p.plain.Reset(nil)
	packedPool.Put(p)
}

package fluent

import (
	"errors"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory that a zstd frame may ask for.
const maxWindow = 8 << 20

// unpacker unpacks one message after another with the same memory.
type unpacker struct {
	source strings.Reader
	gzip   *gzip.Reader
	zstd   *zstd.Decoder
	stream reader
}

// open begins to unpack packed entries. Fluentd writes gzip, and zstd since 1.19.
func (u *unpacker) open(name, packed string) (io.Reader, error) {
	u.source.Reset(packed)
	var err error
	switch name {
	case "gzip":
		if u.gzip == nil {
			u.gzip = new(gzip.Reader)
		}
		if err = u.gzip.Reset(&u.source); err != nil {
			return nil, malformed("expected gzip in a message compressed with gzip: %v", err)
		}
		return u.gzip, nil
	case "zstd":
		if u.zstd == nil {
			if u.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)); err != nil {
				return nil, err
			}
		}
		if err = u.zstd.Reset(&u.source); err != nil {
			return nil, malformed("expected zstd in a message compressed with zstd: %v", err)
		}
		return u.zstd, nil
	}
	return nil, malformed("expected gzip, zstd or text as the option compressed, found %q", name)
}

// broken is an error of unpacking: the message is there in full, so an early end is the peer's, too.
func broken(err error) error {
	var known *Error
	if errors.Is(err, ErrNoRoom) || errors.As(err, &known) {
		return err
	}
	return malformed("expected whole entries in a compressed message: %v", err)
}

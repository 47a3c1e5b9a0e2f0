package apitelemetryreceiver

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
)

// copyBufferSize is how much of a body is read at a time.
const copyBufferSize = 64 << 10

// maxFirstAllocation bounds what is set aside on the sender's word about its length.
const maxFirstAllocation = mebibyte

var copyBuffers = sync.Pool{New: func() any { return new([copyBufferSize]byte) }}

// errBusy says that the bodies of all requests together are over their limit.
var errBusy = errors.New("too much in flight")

// meter counts the bytes of all bodies that are held at this moment.
type meter struct {
	held  atomic.Int64
	limit int64
}

// body collects one unpacked body. A strings.Builder hands over what it holds without a copy, and all records are cut
// from that one string.
type body struct {
	meter *meter
	text  strings.Builder
}

// Write adds to the body, or says errBusy when there is no room left for all requests together.
func (b *body) Write(p []byte) (int, error) {
	if b.meter.held.Add(int64(len(p))) > b.meter.limit {
		b.meter.held.Add(-int64(len(p)))
		return 0, errBusy
	}
	return b.text.Write(p)
}

// release gives the room back.
func (b *body) release() { b.meter.held.Add(-int64(b.text.Len())) }

// read fills the body from a request whose size is limited by its readers.
func (b *body) read(r *http.Request) error {
	if r.ContentLength > 0 {
		b.text.Grow(int(min(r.ContentLength, maxFirstAllocation)))
	}
	buffer := copyBuffers.Get().(*[copyBufferSize]byte)
	defer copyBuffers.Put(buffer)
	_, err := io.CopyBuffer(b, r.Body, buffer[:])
	return err
}

// bodyProblem says why a body could not be read.
func (in *httpInput) bodyProblem(err error) *problem {
	var limit *http.MaxBytesError
	switch {
	case errors.As(err, &limit) && limit.Limit == in.config.ServerConfig.MaxRequestBodySize:
		return tooLarge("body", limit.Limit, "bytes", "max_request_body_size")
	case errors.As(err, &limit):
		return tooLarge("unpacked body", limit.Limit, "bytes", "max_unpacked_body_size")
	case errors.Is(err, errBusy):
		return unavailable("the bodies of all requests together are over max_in_flight_size; send again later")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return newProblem(http.StatusRequestTimeout, weirerrors.CodeInvalidArgument, "the body did not arrive within read_timeout",
			detail{"body", "within " + in.config.ServerConfig.ReadTimeout.String(), "later"})
	}
	return invalid("body", "a body that can be read and unpacked", err.Error())
}

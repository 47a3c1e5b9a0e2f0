package apitelemetryreceiver

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/connections"
	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/syslog"
)

// maxSyslogBatch bounds the messages of one connection that are passed on at once, in bytes.
const maxSyslogBatch = 256 << 10

// syslogStreamInput is the protocol `syslog` over TCP or TLS (RFC 6587, RFC 5425). It knows no acknowledgement: while the
// next component refuses for now nothing is read, so that the sender's own queue fills. What was read and not passed on
// when the collector dies is lost.
type syslogStreamInput struct {
	*streamInput
	config *SyslogConfig
}

func newSyslogStreamInput(cfg *SyslogConfig, r *apiTelemetryReceiver) (*syslogStreamInput, error) {
	stream := cfg.stream()
	shared, err := newStreamInput("syslog", &stream, &cfg.Lines, &cfg.Service, &cfg.Source, r)
	if err != nil {
		return nil, err
	}
	return &syslogStreamInput{streamInput: shared, config: cfg}, nil
}

func (in *syslogStreamInput) start(ctx context.Context, host component.Host) error {
	return in.listen(ctx, host, in.serve)
}

// serve takes the messages of one connection: as many at once as are there.
func (in *syslogStreamInput) serve(ctx context.Context, c *connections.Conn) {
	frames := syslog.NewFrames(c, in.config.MaxDatagramSize)
	for in.await(c, frames.Await) {
		if err := in.take(ctx, frames); err != nil {
			in.refuse(c, err)
			return
		}
	}
}

// take reads what is there, at least one message, and passes it on. What came before a broken frame counts.
func (in *syslogStreamInput) take(ctx context.Context, frames *syslog.Frames) error {
	flight := in.receiver.sources.Begin(in.source.ID, time.Now())
	defer flight.End()
	var items []datagram
	size, broken := 0, error(nil)
	for more := true; more; more = len(items) < in.config.BatchSize && size < maxSyslogBatch && frames.Ready() {
		text, cut, err := frames.Next()
		if err != nil {
			broken = err
			break
		}
		if len(text) == 0 {
			continue
		}
		items = append(items, datagram{text: string(text), arrived: time.Now(), cut: cut})
		size += len(text)
	}
	if len(items) > 0 {
		defer in.show(size)()
		if err := in.consumeUntilTaken(ctx, fillSyslog(in.reader, in.source, &in.config.Service, items)); err != nil {
			return err
		}
	}
	if errors.Is(broken, syslog.ErrFrame) {
		return refuse(weirerrors.CodeInvalidArgument, broken)
	}
	return broken
}

package apitelemetryreceiver

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/connections"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/lumberjack"
)

// lumberjackInput is the protocol `lumberjack`. A window is acknowledged when the next component has taken it over. The
// protocol has no word for "no": whose window is refused for now is disconnected, and sends it again.
type lumberjackInput struct {
	*streamInput
	config *LumberjackConfig
	limits lumberjack.Limits
}

func newLumberjackInput(cfg *LumberjackConfig, r *apiTelemetryReceiver) (*lumberjackInput, error) {
	stream, err := newStreamInput("lumberjack", &cfg.Stream, &cfg.Lines, &cfg.Service, &cfg.Source, r)
	if err != nil {
		return nil, err
	}
	in := &lumberjackInput{streamInput: stream, config: cfg}
	in.limits = lumberjack.Limits{Frame: cfg.MaxFrameSize, Events: cfg.MaxBatchEvents, Size: cfg.MaxBatchSize, Reserve: in.hold}
	return in, nil
}

func (in *lumberjackInput) start(ctx context.Context, host component.Host) error {
	return in.listen(ctx, host, in.serve)
}

// serve takes the windows of one connection.
func (in *lumberjackInput) serve(ctx context.Context, c *connections.Conn) {
	reader := lumberjack.NewReader(c, in.limits)
	defer reader.Close()
	var window lumberjack.Batch
	for in.await(c, reader.Await) {
		if err := in.take(ctx, c, reader, &window); err != nil {
			in.refuse(c, err)
			return
		}
	}
}

// take reads a window, or as much of it as is passed on at once, passes it on and acknowledges it.
func (in *lumberjackInput) take(ctx context.Context, c *connections.Conn, reader *lumberjack.Reader, window *lumberjack.Batch) error {
	arrived := time.Now()
	flight := in.receiver.sources.Begin(in.source.ID, arrived)
	defer flight.End()
	filled := in.newWindow(arrived)
	err := reader.Read(window, filled.add)
	defer func() { in.release(window.Held) }()
	if err != nil {
		return frameRefusal[*lumberjack.Error](err, lumberjack.ErrNoRoom)
	}
	defer in.show(window.Held)()
	say := func(sequence uint32) error {
		if err := c.WriteWithin(answerTimeout); err != nil {
			return err
		}
		_, err := c.Write(lumberjack.AppendAck(nil, window.Version, sequence))
		return err
	}
	var atWork *keepAlive
	if window.Version == lumberjack.Version2 { // version 1 knows no such word
		atWork = startKeepAlive(in.config.KeepAliveInterval, func() error { return say(0) })
	}
	defer atWork.stop()
	if err := in.pass(ctx, filled.batch, filled.end(window.Whole), arrived); err != nil {
		return err
	}
	atWork.stop()
	return say(window.Sequence)
}

package apitelemetryreceiver

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver/receiverhelper"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/connections"
	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/idempotency"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// answerTimeout bounds how long an answer may take to leave.
const answerTimeout = 10 * time.Second

// streamInput is what the inputs of shippers over TCP share: the server, what is in flight, what was accepted before, the
// way to the next component, and the counters.
type streamInput struct {
	protocol string
	config   *StreamConfig
	format   string
	source   requestlog.Source
	receiver *apiTelemetryReceiver
	reader   *lineReader
	keys     *idempotency.Keys
	meter    meter
	report   *receiverhelper.ObsReport
	named    metric.MeasurementOption
	refused  refusedByCode
	server   *connections.Server
}

func newStreamInput(protocol string, cfg *StreamConfig, lines *LinesConfig, service *ServiceConfig, source *SourceConfig, r *apiTelemetryReceiver) (*streamInput, error) {
	reader, err := newLineReader(lines, service, protocol, r.telemetry)
	if err != nil {
		return nil, err
	}
	report, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{
		ReceiverID: r.set.ID, Transport: "tcp", ReceiverCreateSettings: r.set,
	})
	if err != nil {
		return nil, err
	}
	return &streamInput{
		protocol: protocol,
		config:   cfg,
		format:   lines.Format,
		source:   requestlog.Source{ID: r.sourceID(source.ID, protocol), Mode: source.Mode},
		receiver: r,
		reader:   reader,
		keys:     idempotency.NewKeys(cfg.Idempotency.Horizon, cfg.Idempotency.MaxKeys),
		meter:    meter{limit: cfg.MaxInFlightSize},
		report:   report,
		named:    labelled(protocol),
		refused:  newRefusedByCode(protocol),
	}, nil
}

func (in *streamInput) name() string { return in.protocol }

func (in *streamInput) signal() pipeline.Signal { return pipeline.SignalLogs }

// listen opens the address and serves each connection with handle.
func (in *streamInput) listen(ctx context.Context, _ component.Host, handle func(context.Context, *connections.Conn)) error {
	var secure *tls.Config
	if in.config.TLS.HasValue() {
		var err error
		if secure, err = in.config.TLS.Get().LoadTLSConfig(ctx); err != nil {
			return err
		}
	}
	listener, err := in.config.TCPAddrConfig.Listen(ctx)
	if err != nil {
		return err
	}
	in.server = connections.Serve(listener, connections.Options{
		Limit: in.config.MaxConnections, TLS: secure, Handle: handle,
		Opened: func(d int) {
			in.receiver.telemetry.ReceiverAPITelemetryConnections.Add(context.Background(), int64(d), in.named)
		},
		Refused: func(err error) { in.refuse(nil, err) },
	})
	in.receiver.sources.AddInput(in.source.ID, nil)
	in.receiver.logger().Info("Starting an input", zap.String("protocol", in.protocol),
		zap.Stringer("endpoint", listener.Addr()), zap.Bool("tls", secure != nil), zap.String("source", in.source.ID))
	return nil
}

// shutdown lets what is being passed on end, and gives up on it when ctx is done or shutdownGrace has passed.
func (in *streamInput) shutdown(ctx context.Context) error {
	grace, cancel := context.WithTimeout(ctx, shutdownGrace)
	defer cancel()
	return in.server.Shutdown(grace)
}

// refuse counts and logs a connection that this side ends. That the peer went away, or that we stop, is no refusal.
func (in *streamInput) refuse(c *connections.Conn, err error) {
	code := weirerrors.CodeInvalidArgument
	var known *refusal
	var handshake *connections.HandshakeError
	var network net.Error
	switch {
	case errors.As(err, &known):
		code = known.code
	case errors.Is(err, connections.ErrTooMany):
		code = weirerrors.CodeUnavailable
	case errors.As(err, &handshake):
		code = weirerrors.CodeUnauthenticated
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = errors.New("a batch did not arrive within read_timeout")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.As(err, &network):
		return
	}
	in.count(context.Background(), code)
	fields := []zap.Field{zap.String("protocol", in.protocol), zap.String("reason", code), zap.Error(err)}
	if c != nil {
		fields = append(fields, zap.Stringer("sender", c.RemoteAddr()))
	}
	in.receiver.logger().Warn("A sender was refused", fields...)
}

// count counts something that was refused.
func (in *streamInput) count(ctx context.Context, code string) {
	in.receiver.telemetry.ReceiverAPITelemetryRefusedRequests.Add(ctx, 1, in.refused[code])
}

// await waits for the first byte of a batch; false when the connection is at its end.
func (in *streamInput) await(c *connections.Conn, first func() error) bool {
	return c.ReadWithin(in.config.IdleTimeout) == nil && first() == nil && c.ReadWithin(in.config.ReadTimeout) == nil
}

// hold asks for room for bytes that arrived.
func (in *streamInput) hold(n int) bool {
	if in.meter.held.Add(int64(n)) > in.meter.limit {
		in.meter.held.Add(-int64(n))
		return false
	}
	return true
}

// release gives room back.
func (in *streamInput) release(n int) { in.meter.held.Add(-int64(n)) }

// show reports what a batch holds until the function it returns is called.
func (in *streamInput) show(n int) (end func()) {
	in.receiver.telemetry.ReceiverAPITelemetryInFlightSize.Add(context.Background(), int64(n), in.named)
	return func() {
		in.receiver.telemetry.ReceiverAPITelemetryInFlightSize.Add(context.Background(), -int64(n), in.named)
	}
}

// errInFlight says that there is no room for what a sender sends.
func errInFlight() error {
	return refuse(weirerrors.CodeUnavailable, errors.New("what all connections hold is over max_in_flight_size"))
}

// pass hands a batch to the next component, unless one with its key was handed over before. Without an error the sender
// is to be told that its records are taken care of.
func (in *streamInput) pass(ctx context.Context, b *batch, key string, arrived time.Time) error {
	if key == "" {
		return in.consume(ctx, b)
	}
	wait, cancel := context.WithTimeout(ctx, in.config.Idempotency.Wait)
	defer cancel()
	done, duplicate, err := in.keys.Claim(wait, key, arrived)
	if err != nil {
		return refuse(weirerrors.CodeConflict, err)
	}
	if duplicate {
		in.receiver.telemetry.ReceiverAPITelemetryDuplicateRequests.Add(ctx, 1, in.named)
		return nil
	}
	accepted := false
	defer func() { done(accepted) }()
	err = in.consume(ctx, b)
	accepted = err == nil
	return err
}

// consumeUntilTaken offers a batch to the next component until it is taken over, rejected for good, or ctx is done.
func (in *streamInput) consumeUntilTaken(ctx context.Context, b *batch) error {
	wait := firstRetryWait
	for {
		// The next component may change what it gets, or keep it: a further try needs a copy.
		logs := b.Logs()
		if in.receiver.logs.Capabilities().MutatesData {
			logs = plog.NewLogs()
			b.Logs().CopyTo(logs)
		}
		err := in.offer(ctx, b, logs)
		if err == nil {
			return nil
		}
		select {
		case <-time.After(wait):
			wait = min(wait*2, lastRetryWait)
		case <-ctx.Done():
			return err
		}
	}
}

func (in *streamInput) consume(ctx context.Context, b *batch) error {
	return in.offer(ctx, b, b.Logs())
}

// offer hands logs over and counts what became of them.
func (in *streamInput) offer(ctx context.Context, b *batch, logs plog.Logs) error {
	operation := in.report.StartLogsOp(ctx)
	err := in.receiver.logs.ConsumeLogs(operation, logs)
	in.report.EndLogsOp(operation, in.format, b.Records, err)
	switch {
	case err == nil:
		b.count(ctx)
		return nil
	case consumererror.IsPermanent(err):
		in.receiver.telemetry.ReceiverAPITelemetryRejectedRecords.Add(ctx, int64(b.Records), in.named)
		in.receiver.logger().Error("The next component rejected records for good; they are acknowledged and lost",
			zap.String("protocol", in.protocol), zap.Int("records", b.Records), zap.Error(err))
		return nil
	}
	_, code := weirerrors.Status(err)
	return refuse(code, err)
}

package apitelemetryreceiver

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/connections"
	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/fluent"
)

// fluentForwardInput is the protocol `fluent_forward`. A message with a chunk is acknowledged when the next component has
// taken it over; who is refused for now is disconnected, and sends it again. A message without a chunk is gone for its
// sender once it is sent, so it is offered to the next component until that takes it, and the sender waits.
type fluentForwardInput struct {
	*streamInput
	config   *FluentForwardConfig
	limits   fluent.Limits
	security *fluent.Security // nil when nobody is asked
	beats    net.PacketConn
	beating  sync.WaitGroup
}

func newFluentForwardInput(cfg *FluentForwardConfig, r *apiTelemetryReceiver) (*fluentForwardInput, error) {
	stream, err := newStreamInput("fluent_forward", &cfg.Stream, &cfg.Lines, cfg.service(), &cfg.Source, r)
	if err != nil {
		return nil, err
	}
	in := &fluentForwardInput{streamInput: stream, config: cfg}
	in.limits = fluent.Limits{Message: cfg.MaxMessageSize, Unpacked: cfg.MaxUnpackedSize, Reserve: in.hold}
	if cfg.Security.SharedKey == "" {
		return in, nil
	}
	in.security = &fluent.Security{Hostname: cfg.Security.Hostname, SharedKey: string(cfg.Security.SharedKey), Users: map[string]string{}}
	if in.security.Hostname == "" {
		if in.security.Hostname, err = os.Hostname(); err != nil {
			return nil, err
		}
	}
	for _, user := range cfg.Security.Users {
		in.security.Users[user.Username] = string(user.Password)
	}
	return in, nil
}

func (in *fluentForwardInput) start(ctx context.Context, host component.Host) error {
	if err := in.listen(ctx, host, in.serve); err != nil || !in.config.UDPHeartbeat {
		return err
	}
	beats, err := (&net.ListenConfig{}).ListenPacket(ctx, "udp", in.server.Addr().String())
	if err != nil {
		return errors.Join(err, in.streamInput.shutdown(ctx))
	}
	in.beats = beats
	in.beating.Go(func() { answerBeats(beats) })
	return nil
}

// answerBeats sends each heartbeat back, one byte of zero as the specification has it.
func answerBeats(conn net.PacketConn) {
	var buffer [16]byte
	for {
		_, from, err := conn.ReadFrom(buffer[:])
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			time.Sleep(firstRetryWait)
		default:
			_, _ = conn.WriteTo([]byte{0}, from)
		}
	}
}

func (in *fluentForwardInput) shutdown(ctx context.Context) error {
	var err error
	if in.beats != nil {
		err = in.beats.Close()
		in.beating.Wait()
	}
	return errors.Join(err, in.streamInput.shutdown(ctx))
}

// serve takes the messages of one connection.
func (in *fluentForwardInput) serve(ctx context.Context, c *connections.Conn) {
	if in.security != nil {
		if err := in.handshake(c); err != nil {
			in.refuse(c, err)
			return
		}
	}
	reader := fluent.NewReader(c, in.limits)
	for in.await(c, reader.Await) {
		if err := in.take(ctx, c, reader); err != nil {
			in.refuse(c, err)
			return
		}
	}
}

func (in *fluentForwardInput) handshake(c *connections.Conn) error {
	if err := errors.Join(c.ReadWithin(answerTimeout), c.WriteWithin(answerTimeout)); err != nil {
		return err
	}
	err := in.security.Handshake(c)
	var stranger *fluent.RefusedError
	var broken *fluent.Error
	switch {
	case errors.As(err, &stranger), errors.As(err, &broken), errors.Is(err, os.ErrDeadlineExceeded):
		return refuse(weirerrors.CodeUnauthenticated, err)
	}
	return err
}

// take reads a message, passes it on, and acknowledges it when the sender asks for that.
func (in *fluentForwardInput) take(ctx context.Context, c *connections.Conn, reader *fluent.Reader) error {
	arrived := time.Now()
	flight := in.receiver.sources.Begin(in.source.ID, arrived)
	defer flight.End()
	message, err := reader.Read()
	defer func() { in.release(message.Held) }()
	if err != nil || message.Heartbeat {
		return frameRefusal[*fluent.Error](err, fluent.ErrNoRoom)
	}
	if message.Signal != 0 {
		in.count(ctx, weirerrors.CodeUnsupported)
		in.receiver.logger().Warn("Metrics and traces of Fluent Bit are not taken over its own protocol; send them over OTLP",
			zap.String("tag", message.Tag))
		return in.acknowledge(c, message.Chunk)
	}
	filled := in.newMessage(message, arrived)
	if err = reader.Each(filled.add); err != nil {
		return frameRefusal[*fluent.Error](err, fluent.ErrNoRoom)
	}
	defer in.show(message.Held)()
	if filled.Records == 0 {
		return in.acknowledge(c, message.Chunk)
	}
	if message.Chunk == "" {
		return in.consumeUntilTaken(ctx, filled.batch)
	}
	if err = in.pass(ctx, filled.batch, filled.end(), arrived); err != nil {
		return err
	}
	return in.acknowledge(c, message.Chunk)
}

func (in *fluentForwardInput) acknowledge(c *connections.Conn, chunk string) error {
	if chunk == "" {
		return nil
	}
	if err := c.WriteWithin(answerTimeout); err != nil {
		return err
	}
	_, err := c.Write(fluent.AppendAck(nil, chunk))
	return err
}

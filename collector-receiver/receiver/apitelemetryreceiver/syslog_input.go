package apitelemetryreceiver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver/receiverhelper"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// Waits between tries when the next component refuses for now. Meanwhile the queue fills, and what does not fit is
// dropped and counted: syslog over UDP knows no "later".
const (
	firstRetryWait = 50 * time.Millisecond
	lastRetryWait  = 2 * time.Second
	// shutdownGrace bounds how long a stop waits for a next component that refuses.
	shutdownGrace = 5 * time.Second
)

// syslogInput is the protocol `syslog` over UDP: one goroutine reads datagrams into a bounded queue, one passes them on.
type syslogInput struct {
	config   *SyslogConfig
	receiver *apiTelemetryReceiver
	sourceID string
	reader   *lineReader
	report   *receiverhelper.ObsReport
	dropped  map[string]metric.MeasurementOption

	queue    *datagramQueue
	conn     *net.UDPConn
	reading  sync.WaitGroup
	passing  sync.WaitGroup
	finish   chan struct{}
	giveUp   context.Context
	giveUpBy context.CancelFunc
}

// Reasons for which datagrams are dropped.
const (
	droppedQueueFull = "queue_full"
	droppedRejected  = "rejected"
	droppedShutdown  = "shutdown"
)

func newSyslogInput(cfg *SyslogConfig, r *apiTelemetryReceiver) (*syslogInput, error) {
	reader, err := newLineReader(&cfg.Lines, &cfg.Service, "syslog", r.telemetry)
	if err != nil {
		return nil, err
	}
	report, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{
		ReceiverID: r.set.ID, Transport: "udp", LongLivedCtx: true, ReceiverCreateSettings: r.set,
	})
	if err != nil {
		return nil, err
	}
	dropped := map[string]metric.MeasurementOption{}
	for _, reason := range []string{droppedQueueFull, droppedRejected, droppedShutdown} {
		dropped[reason] = metric.WithAttributeSet(attribute.NewSet(attribute.String("protocol", "syslog"), attribute.String("reason", reason)))
	}
	return &syslogInput{
		config: cfg, receiver: r, sourceID: r.sourceID(cfg.Source.ID, "syslog"), reader: reader, report: report, dropped: dropped,
	}, nil
}

func (in *syslogInput) name() string { return "syslog" }

func (in *syslogInput) signal() pipeline.Signal { return pipeline.SignalLogs }

func (in *syslogInput) start(ctx context.Context, host component.Host) error {
	listen := net.ListenConfig{}
	conn, err := listen.ListenPacket(ctx, string(in.config.AddrConfig.Transport), in.config.AddrConfig.Endpoint)
	if err != nil {
		return err
	}
	udp, ok := conn.(*net.UDPConn)
	if !ok {
		return errors.Join(fmt.Errorf("transport: expected udp, found %q", in.config.AddrConfig.Transport), conn.Close())
	}
	if err := udp.SetReadBuffer(in.config.ReceiveBufferSize); err != nil {
		in.receiver.logger().Warn("The operating system refused receive_buffer_size", zap.Error(err))
	}
	in.conn = udp
	in.queue = newDatagramQueue(in.config.MaxQueueSize, in.config.BatchSize)
	in.finish = make(chan struct{})
	in.giveUp, in.giveUpBy = context.WithCancel(context.Background())
	in.receiver.sources.AddInput(in.sourceID, in.queue.oldest)
	in.receiver.logger().Info("Starting syslog input", zap.String("endpoint", udp.LocalAddr().String()), zap.String("source", in.sourceID))
	in.reading.Go(func() {
		if err := in.read(); err != nil {
			componentstatus.ReportStatus(host, componentstatus.NewRecoverableErrorEvent(err))
		}
	})
	in.passing.Go(in.passOn)
	return nil
}

// read fills the queue until the socket is closed. One byte more than is allowed tells a datagram that was cut.
func (in *syslogInput) read() error {
	buffer := make([]byte, in.config.MaxDatagramSize+1)
	for {
		n, _, err := in.conn.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			// ICMP answers and the like concern one datagram, not the socket; a broken socket must not spin.
			in.receiver.logger().Debug("Reading a datagram failed", zap.Error(err))
			select {
			case <-in.finish:
				return err
			case <-time.After(firstRetryWait):
			}
			continue
		}
		cut := n > in.config.MaxDatagramSize
		d := datagram{text: string(buffer[:min(n, in.config.MaxDatagramSize)]), arrived: time.Now(), cut: cut}
		if !in.queue.push(d) {
			in.drop(1, droppedQueueFull)
		}
	}
}

func (in *syslogInput) drop(n int, reason string) {
	in.receiver.telemetry.ReceiverAPITelemetryDroppedDatagrams.Add(context.Background(), int64(n), in.dropped[reason])
}

// passOn hands over what waits as soon as a batch is full or the flush interval has passed, until finish.
func (in *syslogInput) passOn() {
	for {
		select {
		case <-in.queue.some:
		case <-in.finish:
			in.flush()
			return
		}
		select {
		case <-in.queue.full:
		case <-time.After(in.config.FlushInterval):
		case <-in.finish:
		}
		in.flush()
	}
}

// flush passes on everything that waits.
func (in *syslogInput) flush() {
	for more := true; more; {
		var items []datagram
		if items, more = in.queue.take(); len(items) > 0 {
			in.consume(in.fill(items))
			in.queue.done()
		}
	}
}

// consume hands a batch to the next component, again and again while it is refused for now and the input is running.
func (in *syslogInput) consume(b *batch) {
	operation := in.report.StartLogsOp(in.giveUp)
	logs := b.Logs()
	wait := firstRetryWait
	for {
		// The next component may change what it gets, or keep it: a further try needs a copy.
		err := in.receiver.logs.ConsumeLogs(operation, in.copyOf(logs))
		if err == nil {
			in.report.EndLogsOp(operation, in.config.Lines.Format, b.Records, nil)
			b.count(operation)
			return
		}
		reason := droppedRejected
		if !consumererror.IsPermanent(err) {
			select {
			case <-time.After(wait):
				wait = min(wait*2, lastRetryWait)
				continue
			case <-in.giveUp.Done():
				reason = droppedShutdown
			}
		}
		in.report.EndLogsOp(operation, in.config.Lines.Format, b.Records, err)
		in.drop(b.Records, reason)
		return
	}
}

// source names what is passed on.
func (in *syslogInput) source() requestlog.Source {
	return requestlog.Source{ID: in.sourceID, Mode: in.config.Source.Mode}
}

// shutdown closes the socket, passes on what waits, and gives up on it when ctx is done or shutdownGrace has passed.
func (in *syslogInput) shutdown(ctx context.Context) error {
	err := in.conn.Close()
	close(in.finish)
	in.reading.Wait()
	grace, cancel := context.WithTimeout(ctx, shutdownGrace)
	defer cancel()
	stop := context.AfterFunc(grace, in.giveUpBy)
	defer stop()
	in.passing.Wait()
	in.giveUpBy()
	return err
}

package apitelemetryreceiver

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/config/configtls"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver/receiverhelper"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/mqtt"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/sparkplug"
)

// maxBatchPoints bounds the points that are passed on at once, give or take one message.
const maxBatchPoints = 20_000

// firstMQTTRetryWait is short: nothing is lost meanwhile, but the broker waits.
const firstMQTTRetryWait = 5 * time.Millisecond

// mqttInput is the protocol `mqtt`: a client fills a bounded queue, and one goroutine passes on what is in it and
// acknowledges it then.
type mqttInput struct {
	config   *MQTTConfig
	receiver *apiTelemetryReceiver
	sourceID string
	// source are the resource attributes of the heartbeats and of all devices.
	source   []attributePair
	reader   *mqttReader
	report   *receiverhelper.ObsReport
	counters *mqttCounters

	client   *mqtt.Client
	queue    *messageQueue
	coverage coverage
	// beaten is the instant of the newest heartbeat: none goes back.
	beaten time.Time
	// failing: the last heartbeat was refused.
	failing bool

	running  sync.WaitGroup
	passing  sync.WaitGroup
	finish   chan struct{}
	stop     context.CancelFunc
	giveUp   context.Context
	giveUpBy context.CancelFunc
}

func newMQTTInput(cfg *MQTTConfig, r *apiTelemetryReceiver) (*mqttInput, error) {
	report, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{
		ReceiverID: r.set.ID, Transport: "mqtt", LongLivedCtx: true, ReceiverCreateSettings: r.set,
	})
	if err != nil {
		return nil, err
	}
	address, _, err := cfg.address()
	if err != nil {
		return nil, err
	}
	in := &mqttInput{
		config: cfg, receiver: r, sourceID: r.sourceID(cfg.Source.ID, "mqtt"), report: report,
		counters: newMQTTCounters(r.telemetry), queue: newMessageQueue(cfg.MaxQueueSize),
	}
	in.source = []attributePair{
		// The session at the broker is what survives a restart, and no two collectors have the same at a time.
		{weirattr.EmitterID, "mqtt/" + address + "/" + cfg.ClientID},
		{weirattr.SourceID, in.sourceID},
		{weirattr.SourceMode, weirattr.ModeLive},
	}
	in.reader, err = newMQTTReader(cfg, in.source, in.counters)
	return in, err
}

func (in *mqttInput) name() string { return "mqtt" }

func (in *mqttInput) signal() pipeline.Signal { return pipeline.SignalMetrics }

func (in *mqttInput) start(ctx context.Context, host component.Host) error {
	options, err := in.options(ctx)
	if err != nil {
		return err
	}
	options.OnUp = func(resumed bool) {
		in.coverage.connected(time.Now(), resumed)
		in.counters.connected(1)
		in.receiver.logger().Info("Connected to the broker", zap.String("broker", in.config.Broker), zap.Bool("resumed", resumed))
		componentstatus.ReportStatus(host, componentstatus.NewEvent(componentstatus.StatusOK))
	}
	options.OnDown = func(err error) {
		if in.coverage.lost() {
			in.counters.connected(-1)
		}
		in.queue.push(context.Background(), queuedMessage{lost: true, arrived: time.Now()})
		in.receiver.logger().Warn("No connection to the broker; it is tried again", zap.String("broker", in.config.Broker), zap.Error(err))
		componentstatus.ReportStatus(host, componentstatus.NewRecoverableErrorEvent(err))
	}
	in.client = mqtt.New(*options)
	in.finish = make(chan struct{})
	in.giveUp, in.giveUpBy = context.WithCancel(context.Background())
	running, stop := context.WithCancel(context.Background())
	in.stop = stop
	in.receiver.logger().Info("Starting MQTT input", zap.String("broker", in.config.Broker), zap.String("source", in.sourceID))
	in.passing.Go(in.passOn)
	in.running.Go(func() { in.client.Run(running) })
	in.running.Go(func() { in.beat(running) })
	return nil
}

// options are those of the client.
func (in *mqttInput) options(ctx context.Context) (*mqtt.Options, error) {
	c := in.config
	address, secure, err := c.address()
	if err != nil {
		return nil, err
	}
	dial := (&net.Dialer{}).DialContext
	if secure {
		settings := configtls.NewDefaultClientConfig()
		if c.TLS.HasValue() {
			settings = *c.TLS.Get()
		}
		config, err := settings.LoadTLSConfig(ctx)
		if err != nil {
			return nil, err
		}
		dial = (&tls.Dialer{Config: config}).DialContext
	}
	o := &mqtt.Options{
		Version:  mqtt.Version5,
		Dial:     func(ctx context.Context) (net.Conn, error) { return dial(ctx, "tcp", address) },
		ClientID: c.ClientID, Username: c.Username, Password: []byte(c.Password),
		CleanStart: c.CleanStart, SessionExpiry: c.SessionExpiry, ReceiveMaximum: uint16(c.ReceiveMaximum),
		// Room for the topic and the properties of a message that is just small enough.
		MaxPacketSize: c.MaxMessageSize + 128<<10,
		KeepAlive:     c.KeepAlive, Timeout: c.Timeout,
		FirstWait: c.Reconnect.InitialInterval, LastWait: c.Reconnect.MaxInterval,
		OnMessage: func(ctx context.Context, m mqtt.Message) {
			in.queue.push(ctx, queuedMessage{Message: m, arrived: time.Now()})
		},
	}
	if c.Version == "3.1.1" {
		o.Version = mqtt.Version311
	}
	for _, t := range in.reader.topics {
		o.Subscriptions = append(o.Subscriptions, mqtt.Subscription{Filter: t.filter, QoS: t.qos})
	}
	if c.Will.HasValue() {
		will := c.Will.Get()
		o.Will = &mqtt.Publication{Topic: will.Topic, Payload: []byte(will.Payload), QoS: byte(will.QoS), Retain: will.Retain}
	}
	if id := c.Sparkplug.HostID; id != "" {
		// Birth and will must have the same time.
		now := time.Now().UnixMilli()
		o.Birth = &mqtt.Publication{Topic: sparkplug.StateTopic(id), Payload: sparkplug.State(true, now), QoS: 1, Retain: true}
		o.Will = &mqtt.Publication{Topic: sparkplug.StateTopic(id), Payload: sparkplug.State(false, now), QoS: 1, Retain: true}
	}
	return o, nil
}

// passOn hands over what waits, and says now and then which devices are there, until finish.
func (in *mqttInput) passOn() {
	online := time.NewTicker(in.config.Sparkplug.OnlineInterval)
	defer online.Stop()
	for {
		select {
		case <-in.finish:
			return
		case <-online.C:
			if now := time.Now(); in.coverage.covers(now) {
				in.consume(in.reader.presence(now), 0)
			}
		case <-in.queue.some:
			for in.passBatch() {
				select {
				case <-in.finish:
					return
				default:
				}
			}
		}
	}
}

// passBatch hands over what waits, as far as it fits into one batch, and acknowledges it; false when nothing waits, or
// the input stops.
func (in *mqttInput) passBatch() bool {
	messages := in.queue.take(in.config.BatchSize)
	if len(messages) == 0 {
		return false
	}
	defer in.queue.done()
	b := in.reader.newBatch()
	first := 0
	for i := range messages {
		m := &messages[i]
		if m.lost {
			in.reader.forget()
			continue
		}
		written := in.reader.read(b, m)
		in.coverage.message(m.arrived, written)
		in.rebirths()
		if b.points >= maxBatchPoints {
			if !in.hand(b, messages[first:i+1]) {
				return false
			}
			b, first = in.reader.newBatch(), i+1
		}
	}
	return in.hand(b, messages[first:])
}

// hand passes a batch on and acknowledges its messages; false when it was given up.
func (in *mqttInput) hand(b *deviceBatch, messages []queuedMessage) bool {
	if !in.consume(b, len(messages)) {
		return false
	}
	for i := range messages {
		if !messages[i].lost {
			messages[i].Ack()
		}
	}
	in.counters.received(messages, b.points)
	return true
}

// consume hands a batch to the next component, again and again while it is refused for now and the input is running. What
// is refused for good is counted, and not sent again by the broker.
func (in *mqttInput) consume(b *deviceBatch, messages int) bool {
	if b.points == 0 {
		return true
	}
	operation := in.report.StartMetricsOp(in.giveUp)
	wait := firstMQTTRetryWait
	for {
		err := in.receiver.metrics.ConsumeMetrics(operation, in.copyOf(b.metrics))
		if err == nil || consumererror.IsPermanent(err) {
			in.report.EndMetricsOp(operation, "mqtt", b.points, err)
			if err != nil {
				in.counters.drop(messages, mqttRejected)
				in.receiver.logger().Warn("The next component refuses messages for good; they are acknowledged and lost", zap.Int("messages", messages), zap.Error(err))
				b.points = 0
			}
			return true
		}
		select {
		case <-time.After(wait):
			wait = min(wait*2, lastRetryWait)
		case <-in.giveUp.Done():
			in.report.EndMetricsOp(operation, "mqtt", b.points, err)
			return false
		}
	}
}

// copyOf returns metrics for one try: the next component may change what it gets, or keep it.
func (in *mqttInput) copyOf(metrics pmetric.Metrics) pmetric.Metrics {
	if !in.receiver.metrics.Capabilities().MutatesData {
		return metrics
	}
	fresh := pmetric.NewMetrics()
	metrics.CopyTo(fresh)
	return fresh
}

// rebirths asks the edge nodes to be born again of which something is missing.
func (in *mqttInput) rebirths() {
	for _, node := range in.reader.takeRebirths() {
		ctx, cancel := context.WithTimeout(in.giveUp, time.Second)
		payload := sparkplug.Rebirth(uint64(time.Now().UnixMilli()))
		err := in.client.Publish(ctx, mqtt.Publication{Topic: sparkplug.CommandTopic(node.Group, node.Node), Payload: payload})
		cancel()
		if err != nil {
			in.receiver.logger().Debug("An edge node could not be asked to be born again", zap.String("node", node.Node), zap.Error(err))
			continue
		}
		in.counters.rebirth()
	}
}

// beat says every interval up to when everything was delivered, as long as everything is heard.
func (in *mqttInput) beat(ctx context.Context) {
	ticker := time.NewTicker(in.receiver.config.HeartbeatInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			in.counters.held(in.queue.size())
			in.sayHeartbeat(ctx, time.Now())
		}
	}
}

func (in *mqttInput) sayHeartbeat(ctx context.Context, now time.Time) {
	if !in.coverage.covers(now) {
		return
	}
	upTo := now
	if oldest, waits := in.queue.oldest(); waits && oldest.Before(upTo) {
		upTo = oldest.Add(-time.Millisecond)
	}
	if upTo.Before(in.beaten) {
		upTo = in.beaten
	}
	in.beaten = upTo
	metrics := pmetric.NewMetrics()
	addHeartbeat(metrics, in.source, upTo)
	err := in.receiver.metrics.ConsumeMetrics(ctx, metrics)
	if err != nil && ctx.Err() == nil {
		in.receiver.telemetry.ReceiverAPITelemetryFailedHeartbeats.Add(ctx, 1)
		if !in.failing {
			in.receiver.logger().Warn("The next component refuses heartbeats; until it takes them again, devices are not awaited", zap.Error(err))
		}
	}
	in.failing = err != nil
}

// shutdown passes on what is at hand, gives up on it when ctx is done or shutdownGrace has passed, and takes leave of the
// broker, which keeps the rest.
func (in *mqttInput) shutdown(ctx context.Context) error {
	close(in.finish)
	grace, cancel := context.WithTimeout(ctx, shutdownGrace)
	defer cancel()
	stop := context.AfterFunc(grace, in.giveUpBy)
	defer stop()
	in.passing.Wait()
	in.stop()
	in.running.Wait()
	in.giveUpBy()
	return nil
}

package apitelemetryreceiver

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/source"
)

// maxNamedSources bounds how many sources that name themselves get heartbeats at a time.
const maxNamedSources = 1000

// input is one protocol. It accepts nothing before start and nothing after shutdown.
type input interface {
	// name is that of the protocol.
	name() string
	// signal is what it makes.
	signal() pipeline.Signal
	start(ctx context.Context, host component.Host) error
	// shutdown stops accepting, waits until what was accepted has been passed on or ctx is done, and ends all goroutines.
	shutdown(ctx context.Context) error
}

// apiTelemetryReceiver runs the inputs and the heartbeats.
type apiTelemetryReceiver struct {
	config *Config
	set    receiver.Settings
	// logs and metrics are the next components; nil where no pipeline of the kind names the receiver.
	logs      consumer.Logs
	metrics   consumer.Metrics
	telemetry *metadata.TelemetryBuilder
	sources   *source.Registry
	inputs    []input
	started   []input
	stop      context.CancelFunc
	beats     sync.WaitGroup
}

func newReceiver(cfg *Config, set receiver.Settings) (*apiTelemetryReceiver, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	timeout := time.Minute
	if cfg.Protocols.HTTP.HasValue() {
		timeout = cfg.Protocols.HTTP.Get().SourceTimeout
	}
	r := &apiTelemetryReceiver{
		config: cfg, set: set, telemetry: telemetry, sources: source.NewRegistry(timeout, maxNamedSources),
	}
	protocols := &cfg.Protocols
	err = errors.Join(
		add(r, "http", &protocols.HTTP, newHTTPInput),
		add(r, "syslog", &protocols.Syslog, newSyslog),
		add(r, "lumberjack", &protocols.Lumberjack, newLumberjackInput),
		add(r, "fluent_forward", &protocols.FluentForward, newFluentForwardInput),
		add(r, "mqtt", &protocols.MQTT, newMQTTInput),
		add(r, yangPushName, &protocols.YangPush, newYangPushInput),
	)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// add makes the input of a protocol that is named.
func add[C any, I input](r *apiTelemetryReceiver, protocol string, named *configoptional.Optional[C], newInput func(*C, *apiTelemetryReceiver) (I, error)) error {
	if !named.HasValue() {
		return nil
	}
	in, err := newInput(named.Get(), r)
	if err != nil {
		return fmt.Errorf("protocols::%s: %w", protocol, err)
	}
	r.inputs = append(r.inputs, in)
	return nil
}

// Start starts the inputs, and the heartbeats behind them. When one input cannot start, none runs.
func (r *apiTelemetryReceiver) Start(ctx context.Context, host component.Host) error {
	for _, in := range r.inputs {
		if !r.hasNext(in.signal()) {
			r.logger().Warn("A protocol is not started: no pipeline of its signal names the receiver",
				zap.String("protocol", in.name()), zap.Stringer("signal", in.signal()))
			continue
		}
		if err := in.start(ctx, host); err != nil {
			return errors.Join(err, r.Shutdown(ctx))
		}
		r.started = append(r.started, in)
	}
	running, stop := context.WithCancel(context.Background())
	r.stop = stop
	r.beats.Go(func() { r.beat(running) })
	return nil
}

// hasNext says whether somebody takes what an input makes.
func (r *apiTelemetryReceiver) hasNext(signal pipeline.Signal) bool {
	if signal == pipeline.SignalMetrics {
		return r.metrics != nil
	}
	return r.logs != nil
}

// Shutdown stops the inputs first, so that no heartbeat speaks for an input that has stopped for good.
func (r *apiTelemetryReceiver) Shutdown(ctx context.Context) error {
	if r.stop != nil {
		r.stop()
		r.stop = nil
	}
	var err error
	for _, in := range r.started {
		err = errors.Join(err, in.shutdown(ctx))
	}
	r.started = nil
	r.beats.Wait()
	r.telemetry.Shutdown()
	return err
}

// sourceID returns the configured source id of a protocol or the default one.
func (r *apiTelemetryReceiver) sourceID(configured, protocol string) string {
	if configured != "" {
		return configured
	}
	return r.set.ID.String() + "/" + protocol
}

func (r *apiTelemetryReceiver) logger() *zap.Logger { return r.set.Logger }

package apitelemetryreceiver

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/source"
)

// maxNamedSources bounds how many sources that name themselves get heartbeats at a time.
const maxNamedSources = 1000

// input is one protocol. It accepts nothing before start and nothing after shutdown.
type input interface {
	start(ctx context.Context, host component.Host) error
	// shutdown stops accepting, waits until what was accepted has been passed on or ctx is done, and ends all goroutines.
	shutdown(ctx context.Context) error
}

// apiTelemetryReceiver runs the inputs and the heartbeats.
type apiTelemetryReceiver struct {
	config    *Config
	set       receiver.Settings
	next      consumer.Logs
	telemetry *metadata.TelemetryBuilder
	sources   *source.Registry
	inputs    []input
	started   []input
	stop      context.CancelFunc
	beats     sync.WaitGroup
}

func newReceiver(cfg *Config, set receiver.Settings, next consumer.Logs) (*apiTelemetryReceiver, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	timeout := time.Minute
	if cfg.Protocols.HTTP.HasValue() {
		timeout = cfg.Protocols.HTTP.Get().SourceTimeout
	}
	r := &apiTelemetryReceiver{
		config: cfg, set: set, next: next, telemetry: telemetry, sources: source.NewRegistry(timeout, maxNamedSources),
	}
	if cfg.Protocols.HTTP.HasValue() {
		in, err := newHTTPInput(cfg.Protocols.HTTP.Get(), r)
		if err != nil {
			return nil, err
		}
		r.inputs = append(r.inputs, in)
	}
	if cfg.Protocols.Syslog.HasValue() {
		in, err := newSyslogInput(cfg.Protocols.Syslog.Get(), r)
		if err != nil {
			return nil, err
		}
		r.inputs = append(r.inputs, in)
	}
	return r, nil
}

// Start starts the inputs, and the heartbeats behind them. When one input cannot start, none runs.
func (r *apiTelemetryReceiver) Start(ctx context.Context, host component.Host) error {
	for _, in := range r.inputs {
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

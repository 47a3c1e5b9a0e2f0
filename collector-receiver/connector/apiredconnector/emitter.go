package apiredconnector

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/edges"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/linerecords"
)

// emitters are the emitters of this process. The collector makes one connector for logs and one for traces from one
// Config; they must share identity, sequence numbers and routes.
var emitters = registry{all: map[*Config]*emitter{}}

type registry struct {
	mu  sync.Mutex
	all map[*Config]*emitter
}

// get gives the emitter of a configuration; every get is answered by one release.
func (r *registry) get(set connector.Settings, cfg *Config) (*emitter, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.all[cfg]
	if e == nil {
		var err error
		if e, err = newEmitter(set, cfg); err != nil {
			return nil, err
		}
		r.all[cfg] = e
	}
	e.users++
	return e, nil
}

// release says whether that was the last user.
func (r *registry) release(e *emitter) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.users--
	if e.users == 0 {
		delete(r.all, e.cfg)
	}
	return e.users == 0
}

// emitter is what outlives a call: identity, services with their sequences and routes, and the heartbeat of the OTLP source.
type emitter struct {
	cfg       *Config
	set       connector.Settings
	telemetry *telemetry
	version   string
	users     int
	batches   sync.Pool
	// lines reads bodies that are lines; nil when nobody wants that.
	lines *linerecords.Reader
	// edges bounds the edges that are told apart; nil when nobody wants them.
	edges *edges.Limit

	starting sync.Mutex
	started  bool
	id       string
	store    *store
	services *services
	pulse    *pulse
}

func newEmitter(set connector.Settings, cfg *Config) (*emitter, error) {
	t, err := newTelemetry(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	e := &emitter{cfg: cfg, set: set, telemetry: t, version: set.BuildInfo.Version}
	if cfg.Lines.Enabled {
		if e.lines, err = linerecords.NewReader(&cfg.Lines.Config); err != nil {
			return nil, err
		}
	}
	if cfg.ServiceGraph.Enabled {
		e.edges = edges.NewLimit(cfg.ServiceGraph.MaxEdges)
	}
	e.batches.New = func() any { return newBatch(e) }
	return e, nil
}

// start opens the storage and restores what it holds; only the first of the connectors' starts does anything.
func (e *emitter) start(ctx context.Context, host component.Host, next consumer.Metrics) error {
	e.starting.Lock()
	defer e.starting.Unlock()
	if e.started {
		return nil
	}
	var err error
	if e.store, err = openStore(ctx, host, e.cfg.Storage, e.set.ID); err != nil {
		return err
	}
	if e.id, err = e.store.identity(ctx, e.cfg.EmitterID); err == nil {
		e.services, err = restoreServices(ctx, e.cfg, e.store, e.set.Logger, uint64(time.Now().Unix()))
	}
	var seen bool
	if err == nil {
		seen, err = e.store.seen(ctx)
	}
	if err != nil {
		_ = e.store.close(ctx)
		return fmt.Errorf("the state in storage %q cannot be read: %w", e.cfg.Storage, err)
	}
	e.pulse = newPulse(e, e.cfg.OTLPSource, time.Now)
	if seen {
		e.pulse.begin(next)
	}
	e.started = true
	e.set.Logger.Info("partials are emitted", zap.String("emitter", e.id), zap.Int("services", e.services.count()))
	return nil
}

// stop ends the heartbeats with the first connector that stops, because the pipeline behind it may be next, and closes
// the storage with the last.
func (e *emitter) stop(ctx context.Context) error {
	e.starting.Lock()
	defer e.starting.Unlock()
	if e.pulse != nil {
		e.pulse.end()
	}
	if !emitters.release(e) {
		return nil
	}
	e.telemetry.builder.Shutdown()
	if !e.started {
		return nil
	}
	e.services.save(ctx, e.services.list())
	return e.store.close(ctx)
}

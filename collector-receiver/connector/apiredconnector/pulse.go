package apiredconnector

import (
	"container/list"
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// pulse is the heartbeat of the OTLP source. OTLP senders have none, so the connector speaks for all of them: as long
// as the collector is up, what was sent to it has been received. A time counts as received once no call that began
// before it is still under way.
type pulse struct {
	emitter *emitter
	cfg     OTLPSourceConfig
	now     func() time.Time

	mu       sync.Mutex
	begun    bool
	ended    bool
	cancel   context.CancelFunc
	stopped  chan struct{}
	underway *list.List // times at which the calls under way began, oldest first
}

func newPulse(e *emitter, cfg OTLPSourceConfig, now func() time.Time) *pulse {
	return &pulse{emitter: e, cfg: cfg, now: now, underway: list.New()}
}

// enter notes that a call begins; what it returns notes that it has ended.
func (p *pulse) enter() (done func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.underway.PushBack(p.now())
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.underway.Remove(at)
	}
}

// receivedUpTo is the time before which no call is under way.
func (p *pulse) receivedUpTo() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if oldest := p.underway.Front(); oldest != nil {
		return oldest.Value.(time.Time)
	}
	return p.now()
}

// begin starts the heartbeats, once, and remembers over restarts that they have begun: a collector that comes back to
// silence must go on saying that it listens.
func (p *pulse) begin(next consumer.Metrics) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.begun || p.ended || p.cfg.HeartbeatInterval == 0 {
		return
	}
	p.begun = true
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel, p.stopped = cancel, make(chan struct{})
	go p.run(ctx, next, p.stopped)
}

// end stops the heartbeats and waits for the one under way.
func (p *pulse) end() {
	p.mu.Lock()
	p.ended = true
	cancel, stopped := p.cancel, p.stopped
	p.mu.Unlock()
	if cancel != nil {
		cancel()
		<-stopped
	}
}

func (p *pulse) run(ctx context.Context, next consumer.Metrics, stopped chan<- struct{}) {
	defer close(stopped)
	logger := p.emitter.set.Logger
	if err := p.emitter.store.setSeen(ctx); err != nil {
		logger.Warn("heartbeats of the OTLP source will not begin by themselves after a restart", zap.Error(err))
	}
	ticker := time.NewTicker(p.cfg.HeartbeatInterval)
	defer ticker.Stop()
	failing := false
	for {
		err := next.ConsumeMetrics(ctx, p.beat())
		if err != nil && !failing && ctx.Err() == nil {
			logger.Warn("heartbeats of the OTLP source are refused", zap.Error(err))
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (p *pulse) beat() pmetric.Metrics {
	md := pmetric.NewMetrics()
	h := heartbeat{origin: origin{source: p.cfg.ID, mode: weirattr.ModeLive}, upTo: p.receivedUpTo().UnixMilli()}
	h.write(md, p.emitter.id, p.emitter.version)
	return md
}

package apitelemetryreceiver

import (
	"context"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/receiver"
)

// shared is the one receiver of a configuration. The collector asks for it once for each signal, starts and stops it once
// for each, and it runs once: two listeners on one port would be one too many. In the manner of the collector's internal
// sharedcomponent, but for when it starts: the collector promises of each signal only that what is behind it in its own
// pipelines runs already.
type shared struct {
	*apiTelemetryReceiver
	config *Config
	// awaited are the signals that have not been started yet.
	awaited int
	stop    sync.Once
}

var (
	sharedMu sync.Mutex
	// sharedBy holds what was created and not yet shut down.
	sharedBy = map[*Config]*shared{}
)

// share returns the receiver of a configuration, a new one when there is none yet.
func share(cfg *Config, set receiver.Settings) (*shared, error) {
	sharedMu.Lock()
	defer sharedMu.Unlock()
	if s, ok := sharedBy[cfg]; ok {
		s.awaited++
		return s, nil
	}
	r, err := newReceiver(cfg, set)
	if err != nil {
		return nil, err
	}
	s := &shared{apiTelemetryReceiver: r, config: cfg, awaited: 1}
	sharedBy[cfg] = s
	return s, nil
}

// Start starts the receiver with the last signal, when everything behind all of them runs.
func (s *shared) Start(ctx context.Context, host component.Host) error {
	sharedMu.Lock()
	s.awaited--
	last := s.awaited == 0
	sharedMu.Unlock()
	if !last {
		return nil
	}
	return s.apiTelemetryReceiver.Start(ctx, host)
}

// Shutdown stops the receiver at the first call.
func (s *shared) Shutdown(ctx context.Context) error {
	var err error
	s.stop.Do(func() {
		sharedMu.Lock()
		delete(sharedBy, s.config)
		sharedMu.Unlock()
		err = s.apiTelemetryReceiver.Shutdown(ctx)
	})
	return err
}

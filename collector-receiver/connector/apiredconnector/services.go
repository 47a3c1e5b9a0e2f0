package apiredconnector

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/route"
)

// services holds all services that were seen, in memory and in storage.
type services struct {
	cfg    *Config
	store  *store
	logger *zap.Logger
	// first is the first sequence number of a service that storage does not know. It grows with the clock of the start, so
	// that an emitter with a configured name that has lost its storage uses no number again.
	first uint64

	mu    sync.RWMutex
	all   map[identity]*service
	order []identity

	saving sync.Mutex
}

// sequencePerSecond leaves room for so many partials of a service in each second between two starts.
const sequencePerSecond = 1 << 20

func restoreServices(ctx context.Context, cfg *Config, store *store, logger *zap.Logger, start uint64) (*services, error) {
	all := &services{cfg: cfg, store: store, logger: logger, first: start * sequencePerSecond, all: map[identity]*service{}}
	ids, err := store.services(ctx)
	if err != nil {
		return nil, err
	}
	for number, id := range ids {
		found, err := store.service(ctx, number)
		if err != nil {
			return nil, err
		}
		s := all.make(id, number, max(found.reserved, 1))
		if len(found.routes) > 0 {
			if err := s.learner.Restore(found.routes); err == nil {
				s.recent.restore(found.batches)
			} else {
				logger.Warn("routes are learned anew", zap.String("service", id.Name), zap.Error(err))
			}
			s.saved = s.learner.Version()
		}
		all.all[id] = s
	}
	all.order = ids
	return all, nil
}

func (a *services) make(id identity, number int, reserved uint64) *service {
	limits := route.Limits{Routes: a.cfg.Routes.MaxPerService, FanOut: a.cfg.Routes.FanOut}
	return &service{
		identity: id, number: number, learner: route.NewLearner(limits, seedsFor(a.cfg, id.Name)), next: reserved, reserved: reserved,
	}
}

// seedsFor gathers the templates for a service; Validate has seen that they can be read.
func seedsFor(cfg *Config, name string) *route.Seeds {
	var templates []string
	for _, seed := range cfg.Routes.Seeds {
		if seed.Service == "" || seed.Service == name {
			templates = append(templates, seed.Templates...)
		}
	}
	if len(templates) == 0 {
		return nil
	}
	seeds, err := route.NewSeeds(templates)
	if err != nil {
		return nil
	}
	return seeds
}

// get finds or makes a service; a new one is stored before it is used. overflow says that the limit put it elsewhere.
func (a *services) get(ctx context.Context, id identity) (s *service, overflow bool, err error) {
	a.mu.RLock()
	s = a.all[id]
	a.mu.RUnlock()
	if s != nil {
		return s, false, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if s = a.all[id]; s != nil {
		return s, false, nil
	}
	if len(a.order) >= a.cfg.MaxServices {
		overflow = true
		id = identity{Name: overflowService}
		if s = a.all[id]; s != nil {
			return s, true, nil
		}
	}
	id = identity{strings.Clone(id.Environment), strings.Clone(id.Namespace), strings.Clone(id.Name)}
	s = a.make(id, len(a.order), a.first)
	order := append(slices.Clip(a.order), id)
	if err = a.store.addService(ctx, order, s.reserved+sequenceBlock); err != nil {
		return nil, false, fmt.Errorf("service %q cannot be stored: %w", id.Name, err)
	}
	s.reserved += sequenceBlock
	a.order, a.all[id] = order, s
	return s, overflow, nil
}

func (a *services) count() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return len(a.order)
}

func (a *services) list() []*service {
	a.mu.RLock()
	defer a.mu.RUnlock()
	list := make([]*service, 0, len(a.order))
	for _, id := range a.order {
		list = append(list, a.all[id])
	}
	return list
}

// save stores the routes of those services that have learned since they were last stored, and says whether it could.
func (a *services) save(ctx context.Context, some []*service) bool {
	if !a.store.keeps {
		return true
	}
	a.saving.Lock()
	defer a.saving.Unlock()
	type change struct {
		service *service
		version uint64
	}
	var changes []change
	var operations []*storage.Operation
	for _, s := range some {
		s.mu.Lock()
		version := s.learner.Version()
		if version != s.saved {
			if routes, err := s.learner.Save(); err == nil {
				operations = append(operations, learned(s.number, routes, s.recent.bytes())...)
				changes = append(changes, change{s, version})
			}
		}
		s.mu.Unlock()
	}
	if len(operations) == 0 {
		return true
	}
	if err := a.store.client.Batch(ctx, operations...); err != nil {
		a.logger.Warn("learned routes cannot be stored; they will be with the next change", zap.Error(err))
		return false
	}
	for _, c := range changes {
		c.service.mu.Lock()
		c.service.saved = c.version
		c.service.mu.Unlock()
	}
	return true
}

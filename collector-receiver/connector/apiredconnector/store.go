package apiredconnector

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/google/uuid"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// Keys in storage. Services are numbered in the order of their discovery.
const (
	keyEmitter  = "emitter"
	keySeen     = "otlp_seen"
	keyServices = "services"
	keySequence = "sequence/"
	keyRoutes   = "routes/"
	keyBatches  = "batches/"
)

// store is the connector's use of a storage extension; without one it keeps nothing.
type store struct {
	client storage.Client
	// keeps is false when there is no storage.
	keeps bool
}

func openStore(ctx context.Context, host component.Host, id *component.ID, self component.ID) (*store, error) {
	if id == nil {
		return &store{client: storage.NewNopClient()}, nil
	}
	extension, found := host.GetExtensions()[*id]
	if !found {
		return nil, fmt.Errorf("`storage` names the extension %q, which is not under `service::extensions`", id)
	}
	provider, ok := extension.(storage.Extension)
	if !ok {
		return nil, fmt.Errorf("`storage` must name a storage extension, found %q", id)
	}
	client, err := provider.GetClient(ctx, component.KindConnector, self, "")
	if err != nil {
		return nil, fmt.Errorf("storage %q cannot be opened: %w", id, err)
	}
	return &store{client: client, keeps: true}, nil
}

func (s *store) close(ctx context.Context) error { return s.client.Close(ctx) }

// identity is the configured one, else the stored one, else a new one, stored before it is used.
func (s *store) identity(ctx context.Context, configured string) (string, error) {
	if configured != "" {
		return configured, nil
	}
	stored, err := s.client.Get(ctx, keyEmitter)
	if err != nil || len(stored) > 0 {
		return string(stored), err
	}
	fresh := uuid.NewString()
	return fresh, s.client.Set(ctx, keyEmitter, []byte(fresh))
}

// seen says whether the OTLP source has ever delivered anything.
func (s *store) seen(ctx context.Context) (bool, error) {
	stored, err := s.client.Get(ctx, keySeen)
	return len(stored) > 0, err
}

func (s *store) setSeen(ctx context.Context) error { return s.client.Set(ctx, keySeen, []byte{1}) }

func (s *store) services(ctx context.Context) (ids []identity, err error) {
	stored, err := s.client.Get(ctx, keyServices)
	if err != nil || len(stored) == 0 {
		return nil, err
	}
	if err = json.Unmarshal(stored, &ids); err != nil {
		return nil, fmt.Errorf("the list of services is damaged: %w", err)
	}
	return ids, nil
}

// saved is what is stored of one service; reserved is 0 when there is nothing.
type saved struct {
	reserved        uint64
	routes, batches []byte
}

func (s *store) service(ctx context.Context, number int) (saved, error) {
	sequence := storage.GetOperation(keySequence + strconv.Itoa(number))
	routes := storage.GetOperation(keyRoutes + strconv.Itoa(number))
	batches := storage.GetOperation(keyBatches + strconv.Itoa(number))
	if err := s.client.Batch(ctx, sequence, routes, batches); err != nil {
		return saved{}, err
	}
	found := saved{routes: routes.Value, batches: batches.Value}
	if len(sequence.Value) == 8 {
		found.reserved = binary.BigEndian.Uint64(sequence.Value)
	}
	return found, nil
}

// addService stores the list with a new service, and its first block of sequence numbers, at once.
func (s *store) addService(ctx context.Context, ids []identity, reserved uint64) error {
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return s.client.Batch(ctx, storage.SetOperation(keyServices, list), reservation(len(ids)-1, reserved))
}

// reserve stores that numbers below reserved may have been used.
func (s *store) reserve(ctx context.Context, number int, reserved uint64) error {
	return s.client.Batch(ctx, reservation(number, reserved))
}

func reservation(number int, reserved uint64) *storage.Operation {
	return storage.SetOperation(keySequence+strconv.Itoa(number), binary.BigEndian.AppendUint64(nil, reserved))
}

// learned are the writes that keep what a service has learned, and from what.
func learned(number int, routes, batches []byte) []*storage.Operation {
	return []*storage.Operation{
		storage.SetOperation(keyRoutes+strconv.Itoa(number), routes),
		storage.SetOperation(keyBatches+strconv.Itoa(number), batches),
	}
}

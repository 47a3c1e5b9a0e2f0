package orderedstorageextension

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"
)

var (
	_ storage.Extension               = (*orderedStorage)(nil)
	_ extensioncapabilities.Dependent = (*orderedStorage)(nil)
)

// orderedStorage gives out the clients of the storage extension id.
type orderedStorage struct {
	id     component.ID
	logger *zap.Logger
	inner  storage.Extension
}

// Dependencies has the collector start the storage extension first.
func (o *orderedStorage) Dependencies() []component.ID { return []component.ID{o.id} }

func (o *orderedStorage) Start(_ context.Context, host component.Host) error {
	extension, found := host.GetExtensions()[o.id]
	if !found {
		return fmt.Errorf("`storage` names the extension %q, which is not under `service::extensions`", o.id)
	}
	inner, ok := extension.(storage.Extension)
	if !ok || inner == storage.Extension(o) {
		return fmt.Errorf("`storage` must name another storage extension, found %q", o.id)
	}
	o.inner = inner
	return nil
}

func (*orderedStorage) Shutdown(context.Context) error { return nil }

// GetClient opens a client of the storage extension. An exporter's is opened by its queue when that starts, and nothing is
// under way then, so this is the moment to put the queue in order. A storage that fails here is an error: the queue itself
// would take it for empty and write over what is there.
func (o *orderedStorage) GetClient(
	ctx context.Context, kind component.Kind, id component.ID, name string,
) (storage.Client, error) {
	if o.inner == nil {
		return nil, errors.New("`ordered_storage` has not been started")
	}
	client, err := o.inner.GetClient(ctx, kind, id, name)
	if err != nil || kind != component.KindExporter {
		return client, err
	}
	moved, err := putBack(ctx, client)
	switch {
	case errors.Is(err, errUnknownQueue):
		o.logger.Warn("The queue is left as it is: what was under way goes to its end",
			zap.Stringer("exporter", id), zap.String("signal", name), zap.Error(err))
	case err != nil:
		return nil, errors.Join(fmt.Errorf("the queue of %q cannot be put in order: %w", id, err), client.Close(ctx))
	case moved > 0:
		o.logger.Info("Requests that were under way are at the front of the queue again",
			zap.Stringer("exporter", id), zap.String("signal", name), zap.Int("requests", moved))
	}
	return client, nil
}

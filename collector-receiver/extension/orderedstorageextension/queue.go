package orderedstorageextension

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// keyQueue is where the persistent queue keeps its metadata; its requests are under their decimal index. Source:
// exporter/exporterhelper/internal/queue/persistent_queue.go, v0.155.0. Older collectors kept the metadata under `ri`, `wi`
// and `di`; those are left alone.
const keyQueue = "qmv0"

// errUnknownQueue says that the stored queue is not of the form that can be put in order without a risk.
var errUnknownQueue = errors.New("unexpected form of the stored queue")

// putBack moves the read index of the stored queue back over the requests that were under way, so that they are read again
// before all others, and returns their number. The queue by itself would append them. Its sizes count requests under way
// as long as those are not done, so they stay as they are. errUnknownQueue: nothing was changed.
func putBack(ctx context.Context, client storage.Client) (int, error) {
	stored, err := client.Get(ctx, keyQueue)
	if err != nil || len(stored) == 0 {
		return 0, err
	}
	queue, err := parseQueue(stored)
	if err != nil {
		return 0, err
	}
	moved := len(queue.dispatched)
	if moved == 0 {
		return 0, nil
	}
	if err := queue.checkContiguous(); err != nil {
		return 0, err
	}
	if err := checkBodies(ctx, client, queue.dispatched); err != nil {
		return 0, err
	}
	queue.read -= uint64(moved)
	queue.dispatched = nil
	return moved, client.Set(ctx, keyQueue, queue.bytes())
}

// checkContiguous wants the requests under way to be exactly the last ones that were read: with one in between that is
// done, its place would be read again.
func (q *queue) checkContiguous() error {
	slices.Sort(q.dispatched)
	count := uint64(len(q.dispatched))
	if q.read < count || q.write < q.read {
		return fmt.Errorf("%w: %d requests under way, read index %d, write index %d", errUnknownQueue, count, q.read, q.write)
	}
	for i, index := range q.dispatched {
		if want := q.read - count + uint64(i); index != want {
			return fmt.Errorf("%w: request %d is under way, expected %d", errUnknownQueue, index, want)
		}
	}
	return nil
}

// checkBodies wants the requests to be stored; the queue knows what to do with one that is not, at its end.
func checkBodies(ctx context.Context, client storage.Client, indices []uint64) error {
	operations := make([]*storage.Operation, len(indices))
	for i, index := range indices {
		operations[i] = storage.GetOperation(strconv.FormatUint(index, 10))
	}
	if err := client.Batch(ctx, operations...); err != nil {
		return err
	}
	for _, operation := range operations {
		if operation.Value == nil {
			return fmt.Errorf("%w: request %s is under way and not stored", errUnknownQueue, operation.Key)
		}
	}
	return nil
}

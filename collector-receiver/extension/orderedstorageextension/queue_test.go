package orderedstorageextension

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
	"google.golang.org/protobuf/encoding/protowire"
)

// packed is a queue as the collector writes it, with the requests under way.
func packed(read, write uint64, dispatched ...uint64) []byte {
	message := (&queue{items: 7, size: 70, read: read, write: write}).bytes()
	var indices []byte
	for _, index := range dispatched {
		indices = protowire.AppendFixed64(indices, index)
	}
	return protowire.AppendBytes(protowire.AppendTag(message, fieldDispatched, protowire.BytesType), indices)
}

func clientOf(t *testing.T, h host, kind component.Kind) storage.Client {
	t.Helper()
	client, err := h[fileID].(storage.Extension).GetClient(t.Context(), kind, component.MustNewID("nop"), "metrics")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close(context.Background())) })
	return client
}

func TestPutBack(t *testing.T) {
	h := startHost(t, t.TempDir())
	client := clientOf(t, h, component.KindExporter)
	for _, key := range []string{"4", "5", "6", "8"} {
		require.NoError(t, client.Set(t.Context(), key, []byte("body")))
	}
	require.NoError(t, client.Set(t.Context(), keyQueue, packed(7, 9, 6, 4, 5)))
	moved, err := putBack(t.Context(), client)
	require.NoError(t, err)
	require.Equal(t, 3, moved)
	stored, err := client.Get(t.Context(), keyQueue)
	require.NoError(t, err)
	found, err := parseQueue(stored)
	require.NoError(t, err)
	require.Equal(t, &queue{items: 7, size: 70, read: 4, write: 9}, found)
}

func TestQueuesThatAreLeftAsTheyAre(t *testing.T) {
	for name, stored := range map[string][]byte{
		"one in between is done":          packed(7, 9, 4, 6),
		"not the last ones":               packed(7, 9, 4, 5),
		"the same one twice":              packed(7, 9, 6, 6),
		"not stored":                      packed(8, 9, 6, 7),
		"more than were ever read":        packed(1, 9, 0, 1),
		"read beyond what was written":    packed(7, 5, 6),
		"a new field":                     protowire.AppendFixed64(protowire.AppendTag(packed(7, 9, 6), 6, protowire.Fixed64Type), 1),
		"a field of another type":         protowire.AppendVarint(protowire.AppendTag(packed(7, 9, 6), fieldRead, protowire.VarintType), 1),
		"cut short":                       packed(7, 9, 6)[:50],
		"indices that are not whole ones": protowire.AppendBytes(protowire.AppendTag(nil, fieldDispatched, protowire.BytesType), []byte("12345")),
		"no message":                      []byte("queue"),
	} {
		t.Run(name, func(t *testing.T) {
			h := startHost(t, t.TempDir())
			client := clientOf(t, h, component.KindExporter)
			for _, key := range []string{"4", "5", "6"} {
				require.NoError(t, client.Set(t.Context(), key, []byte("body")))
			}
			require.NoError(t, client.Set(t.Context(), keyQueue, stored))
			_, err := putBack(t.Context(), client)
			require.ErrorIs(t, err, errUnknownQueue)
			left, err := client.Get(t.Context(), keyQueue)
			require.NoError(t, err)
			require.Equal(t, stored, left)
		})
	}
}

// brokenStorage gives out clients that keep something odd or fail.
type brokenStorage struct {
	component.StartFunc
	component.ShutdownFunc
	storage.Client
	stored []byte
	err    error
	closed bool
}

func (b *brokenStorage) GetClient(context.Context, component.Kind, component.ID, string) (storage.Client, error) {
	return b, nil
}
func (b *brokenStorage) Get(context.Context, string) ([]byte, error) { return b.stored, b.err }
func (b *brokenStorage) Close(context.Context) error {
	b.closed = true
	return nil
}

func open(t *testing.T, inner *brokenStorage, kind component.Kind) (*observer.ObservedLogs, error) {
	t.Helper()
	core, logs := observer.New(zap.DebugLevel)
	ordered := &orderedStorage{id: fileID, logger: zap.New(core)}
	require.NoError(t, ordered.Start(t.Context(), host{fileID: inner}))
	_, err := ordered.GetClient(t.Context(), kind, component.MustNewID("nop"), "metrics")
	return logs, err
}

func TestAStorageThatFailsStopsTheStart(t *testing.T) {
	inner := &brokenStorage{err: errors.New("disk on fire")}
	_, err := open(t, inner, component.KindExporter)
	require.ErrorContains(t, err, "disk on fire")
	require.True(t, inner.closed)
}

func TestAnUnknownQueueIsWarnedOf(t *testing.T) {
	logs, err := open(t, &brokenStorage{stored: []byte("queue")}, component.KindExporter)
	require.NoError(t, err)
	require.Equal(t, 1, logs.FilterLevelExact(zap.WarnLevel).Len())
}

func TestOnlyExportersHaveQueues(t *testing.T) {
	_, err := open(t, &brokenStorage{err: errors.New("disk on fire")}, component.KindConnector)
	require.NoError(t, err)
}

func TestStartNeedsAnotherStorageExtension(t *testing.T) {
	ordered, err := NewFactory().Create(t.Context(), extensiontest.NewNopSettings(typ), &Config{Storage: fileID})
	require.NoError(t, err)
	require.Equal(t, []component.ID{fileID}, ordered.(*orderedStorage).Dependencies())
	require.ErrorContains(t, ordered.Start(t.Context(), componenttest.NewNopHost()), "service::extensions")
	require.ErrorContains(t, ordered.Start(t.Context(), host{fileID: ordered}), "another storage extension")
	require.ErrorContains(t, (&Config{}).Validate(), "`storage` must name")
	require.NoError(t, (&Config{Storage: fileID}).Validate())
}

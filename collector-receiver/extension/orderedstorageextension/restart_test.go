package orderedstorageextension

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

var (
	fileID    = component.MustNewID("file_storage")
	orderedID = component.MustNewID("ordered_storage")
)

// host has a real file storage and an ordered one in front of it.
type host map[component.ID]component.Component

func (h host) GetExtensions() map[component.ID]component.Component { return h }

func startHost(t *testing.T, directory string) host {
	t.Helper()
	files := filestorage.NewFactory()
	cfg := files.CreateDefaultConfig().(*filestorage.Config)
	cfg.Directory = directory
	set := extensiontest.NewNopSettings(fileID.Type())
	set.ID = fileID
	inner, err := files.Create(t.Context(), set, cfg)
	require.NoError(t, err)
	ordered, err := NewFactory().Create(t.Context(), extensiontest.NewNopSettings(typ), &Config{Storage: fileID})
	require.NoError(t, err)
	h := host{fileID: inner, orderedID: ordered}
	require.NoError(t, inner.Start(t.Context(), h))
	require.NoError(t, ordered.Start(t.Context(), h))
	return h
}

func (h host) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, h[orderedID].Shutdown(t.Context()))
	require.NoError(t, h[fileID].Shutdown(t.Context()))
}

// startExporter starts an exporter with the persistent queue of the collector; push gets the names of what was sent.
func startExporter(t *testing.T, h host, storageID component.ID, consumers int, push func(string)) exporter.Metrics {
	t.Helper()
	queue := exporterhelper.NewDefaultQueueConfig()
	queue.StorageID = &storageID
	queue.NumConsumers = consumers
	queue.Batch = configoptional.None[exporterhelper.BatchConfig]()
	set := exportertest.NewNopSettings(component.MustNewType("nop"))
	set.ID = component.MustNewID("nop")
	pusher := func(_ context.Context, metrics pmetric.Metrics) error {
		push(metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).Name())
		return nil
	}
	exp, err := exporterhelper.NewMetrics(t.Context(), set, &struct{}{}, pusher,
		exporterhelper.WithQueue(configoptional.Some(queue)))
	require.NoError(t, err)
	require.NoError(t, exp.Start(t.Context(), h))
	return exp
}

func send(t *testing.T, exp exporter.Metrics, name string) {
	t.Helper()
	metrics := pmetric.NewMetrics()
	metric := metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	metric.SetName(name)
	metric.SetEmptyGauge().DataPoints().AppendEmpty().SetIntValue(1)
	require.NoError(t, exp.ConsumeMetrics(t.Context(), metrics))
}

// crash fills a queue with the requests 1, 2 and 3, the first of which are under way, and returns a directory that holds
// what a process that was killed then would have left.
func crash(t *testing.T, storageID component.ID, before string, consumers int, held, sent []string) string {
	t.Helper()
	h := startHost(t, before)
	underway, done, release := make(chan string, 9), make(chan string, 9), make(chan struct{})
	exp := startExporter(t, h, storageID, consumers, func(name string) {
		underway <- name
		for _, holding := range held {
			if name == holding {
				<-release
			}
		}
		done <- name
	})
	for _, name := range sent {
		send(t, exp, name)
	}
	for range min(consumers, len(held)) {
		next(t, underway)
	}
	left := t.TempDir()
	require.NoError(t, os.CopyFS(left, os.DirFS(before)))
	close(release)
	require.NoError(t, exp.Shutdown(t.Context()))
	h.stop(t)
	return left
}

// restart returns the names in the order in which they come out of the queue in the directory.
func restart(t *testing.T, storageID component.ID, directory string, count int) []string {
	t.Helper()
	h := startHost(t, directory)
	arrived := make(chan string, 9)
	exp := startExporter(t, h, storageID, 1, func(name string) { arrived <- name })
	names := make([]string, count)
	for i := range names {
		names[i] = next(t, arrived)
	}
	require.NoError(t, exp.Shutdown(t.Context()))
	h.stop(t)
	require.Empty(t, arrived)
	return names
}

func next(t *testing.T, names chan string) string {
	t.Helper()
	select {
	case name := <-names:
		return name
	case <-time.After(10 * time.Second):
		require.Fail(t, "nothing came")
		return ""
	}
}

var (
	_     component.Host = host{}
	three                = []string{"1", "2", "3"}
)

func TestWhatWasUnderWayAtACrashComesFirst(t *testing.T) {
	left := crash(t, orderedID, t.TempDir(), 1, three[:1], three)
	require.Equal(t, three, restart(t, orderedID, left, 3))
}

// This is what the extension is for. When it fails, the collector has mended its queue and the extension can go.
func TestWithoutTheExtensionItComesLast(t *testing.T) {
	left := crash(t, fileID, t.TempDir(), 1, three[:1], three)
	require.Equal(t, []string{"2", "3", "1"}, restart(t, fileID, left, 3))
}

func TestCrashAfterCrash(t *testing.T) {
	left := crash(t, orderedID, t.TempDir(), 1, three[:1], three)
	for range 3 {
		left = crash(t, orderedID, left, 1, three[:1], nil)
	}
	left = crash(t, orderedID, left, 1, three[:1], []string{"4"})
	require.Equal(t, []string{"1", "2", "3", "4"}, restart(t, orderedID, left, 4))
}

func TestSeveralUnderWay(t *testing.T) {
	left := crash(t, orderedID, t.TempDir(), 2, three[:2], three)
	require.Equal(t, three, restart(t, orderedID, left, 3))
}

func TestNothingUnderWay(t *testing.T) {
	require.Empty(t, restart(t, orderedID, crash(t, orderedID, t.TempDir(), 1, nil, nil), 0))
}

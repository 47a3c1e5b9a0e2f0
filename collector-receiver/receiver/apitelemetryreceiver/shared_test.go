package apitelemetryreceiver

import (
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

func TestOneReceiverForAllSignals(t *testing.T) {
	address := freeAddress(t, "tcp")
	cfg := httpConfig(func(_ *Config, h *HTTPConfig) { h.ServerConfig.NetAddr.Endpoint = address })
	set := receivertest.NewNopSettings(metadata.Type)
	logs, err := NewFactory().CreateLogs(t.Context(), set, cfg, consumertest.NewNop())
	require.NoError(t, err)
	metrics, err := NewFactory().CreateMetrics(t.Context(), set, cfg, consumertest.NewNop())
	require.NoError(t, err)
	assert.Same(t, logs, metrics)
	require.NoError(t, logs.Start(t.Context(), componenttest.NewNopHost()))
	_, err = (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.Error(t, err, "what is behind the metrics may not run yet")
	require.NoError(t, metrics.Start(t.Context(), componenttest.NewNopHost()))
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.NoError(t, logs.Shutdown(t.Context()))
	require.NoError(t, metrics.Shutdown(t.Context()))
	again, err := NewFactory().CreateLogs(t.Context(), set, cfg, consumertest.NewNop())
	require.NoError(t, err)
	assert.NotSame(t, logs, again, "what was shut down is not used again")
	require.NoError(t, again.Shutdown(t.Context()))
}

func TestAProtocolWithoutAPipelineOfItsSignalIsNotStarted(t *testing.T) {
	set := receivertest.NewNopSettings(metadata.Type)
	seen, logged := observer.New(zap.WarnLevel)
	set.Logger = zap.New(seen)
	address := freeAddress(t, "tcp")
	cfg := httpConfig(func(_ *Config, h *HTTPConfig) { h.ServerConfig.NetAddr.Endpoint = address })
	metrics, err := NewFactory().CreateMetrics(t.Context(), set, cfg, consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, metrics.Start(t.Context(), componenttest.NewNopHost()))
	_, err = (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.Error(t, err)
	require.Equal(t, 1, logged.FilterMessageSnippet("no pipeline of its signal").Len())
	require.NoError(t, metrics.Shutdown(t.Context()))
}

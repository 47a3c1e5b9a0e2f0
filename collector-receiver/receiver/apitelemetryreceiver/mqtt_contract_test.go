package apitelemetryreceiver

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/mqttbroker"
)

// markingPoints gives each point the id that the contract looks for: the name of its metric; and keeps heartbeats from it.
type markingPoints struct{ consumer.Metrics }

func (markingPoints) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

func (m markingPoints) ConsumeMetrics(ctx context.Context, metrics pmetric.Metrics) error {
	only := true
	eachPoint(metrics, func(_ pcommon.Resource, metric pmetric.Metric, p pmetric.NumberDataPoint) {
		only = only && metric.Name() == weirattr.HeartbeatMetric
		p.Attributes().PutStr(receivertest.UniqueIDAttrName, metric.Name())
	})
	if only {
		return nil
	}
	return m.Metrics.ConsumeMetrics(ctx, metrics)
}

func markingMetricsFactory() receiver.Factory {
	return receiver.NewFactory(metadata.Type, createDefaultConfig, receiver.WithMetrics(
		func(ctx context.Context, set receiver.Settings, cfg component.Config, next consumer.Metrics) (receiver.Metrics, error) {
			return createMetrics(ctx, set, cfg, markingPoints{next})
		}, metadata.MetricsStability))
}

// publisher is a device that publishes at QoS 1: what its broker has acknowledged must arrive.
type publisher struct {
	t      *testing.T
	broker *mqttbroker.Broker
	device *mqttbroker.Peer
	next   atomic.Int64
}

func (g *publisher) Start() { g.device = g.broker.Peer(fmt.Sprintf("device-%d", g.next.Load()), nil) }
func (g *publisher) Stop()  { g.device.Leave() }

func (g *publisher) Generate() []receivertest.UniqueIDAttrVal {
	var ids []receivertest.UniqueIDAttrVal
	var members []string
	for range itemsPerRequest {
		name := fmt.Sprintf("m%d", g.next.Add(1))
		ids = append(ids, receivertest.UniqueIDAttrVal(name))
		members = append(members, fmt.Sprintf("%q:1", name))
	}
	g.device.Publish("d/press", []byte("{"+strings.Join(members, ",")+"}"), 1, false)
	return ids
}

func TestConsumeContractMQTT(t *testing.T) {
	for _, version := range []string{"3.1.1", "5"} {
		broker := mqttbroker.Start(t)
		cfg := mqttConfig(broker.Address, func(m *MQTTConfig) {
			m.Version, m.MaxMetricsPerDevice = version, 1<<20
			m.Topics = []MQTTTopicConfig{{Template: "d/{device}"}}
		})
		cfg.HeartbeatInterval = time.Hour
		// The session must be there before the first message, or the broker keeps it for nobody.
		first := runDevices(t, cfg)
		first.isUp()
		first.stop()
		receivertest.CheckConsumeContract(receivertest.CheckConsumeContractParams{
			T: t, Factory: markingMetricsFactory(), Signal: pipeline.SignalMetrics, Config: cfg,
			Generator: &publisher{t: t, broker: broker}, GenerateCount: contractItems / itemsPerRequest,
		})
	}
}

package apiredconnector

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/linerecords"
)

// NewFactory makes the factory of the connector `api_red`.
func NewFactory() connector.Factory {
	return connector.NewFactory(
		metadata.Type,
		createDefaultConfig,
		connector.WithLogsToMetrics(createLogsToMetrics, metadata.LogsToMetricsStability),
		connector.WithTracesToMetrics(createTracesToMetrics, metadata.TracesToMetricsStability),
	)
}

func createDefaultConfig() component.Config {
	return &Config{
		Resolution:     10 * time.Second,
		OTLPSource:     OTLPSourceConfig{ID: "otlp", HeartbeatInterval: 2 * time.Second},
		Lines:          LinesConfig{Config: linerecords.DefaultConfig()},
		Routes:         RoutesConfig{MaxPerService: 200, FanOut: 20},
		ServiceGraph:   ServiceGraphConfig{MaxEdges: 1000},
		MaxServices:    1000,
		MaxOutputBytes: 32 << 20,
	}
}

func createLogsToMetrics(
	_ context.Context, set connector.Settings, cfg component.Config, next consumer.Metrics,
) (connector.Logs, error) {
	e, err := emitters.get(set, cfg.(*Config))
	if err != nil {
		return nil, err
	}
	return &logsConnector{connection{emitter: e, next: next}}, nil
}

func createTracesToMetrics(
	_ context.Context, set connector.Settings, cfg component.Config, next consumer.Metrics,
) (connector.Traces, error) {
	e, err := emitters.get(set, cfg.(*Config))
	if err != nil {
		return nil, err
	}
	return &tracesConnector{connection{emitter: e, next: next}}, nil
}

package apitelemetryreceiver

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

// NewFactory creates the factory of the receiver.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(
		metadata.Type, createDefaultConfig,
		receiver.WithLogs(createLogs, metadata.LogsStability),
		receiver.WithMetrics(createMetrics, metadata.MetricsStability),
	)
}

func createDefaultConfig() component.Config {
	return &Config{
		HeartbeatInterval: 2 * time.Second,
		Protocols: Protocols{
			HTTP:          configoptional.Default(defaultHTTPConfig()),
			Syslog:        configoptional.Default(defaultSyslogConfig()),
			Lumberjack:    configoptional.Default(defaultLumberjackConfig()),
			FluentForward: configoptional.Default(defaultFluentForwardConfig()),
			MQTT:          configoptional.Default(defaultMQTTConfig()),
			YangPush:      configoptional.Default(defaultYangPushConfig()),
		},
	}
}

func createLogs(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Logs) (receiver.Logs, error) {
	s, err := share(cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	s.logs = next
	return s, nil
}

func createMetrics(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Metrics) (receiver.Metrics, error) {
	s, err := share(cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	s.metrics = next
	return s, nil
}

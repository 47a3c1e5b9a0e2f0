package apitelemetryreceiver

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

// Reasons for which a message is acknowledged although nothing of it was passed on.
const (
	mqttDeviceLimit = "device_limit"
	mqttPayload     = "payload"
	mqttRejected    = "rejected"
	mqttRetained    = "retained"
	mqttTooLarge    = "too_large"
	mqttTopicReason = "topic"
)

// Reasons for which a value of a message is not passed on.
const (
	ignoredNotNumeric  = "not_numeric"
	ignoredUndefined   = "undefined"
	ignoredMetricLimit = "metric_limit"
)

// mqttCounters counts what the input does.
type mqttCounters struct {
	telemetry *metadata.TelemetryBuilder
	protocol  metric.MeasurementOption
	reasons   map[string]metric.MeasurementOption
	inFlight  int64
}

func newMQTTCounters(telemetry *metadata.TelemetryBuilder) *mqttCounters {
	name := attribute.String("protocol", "mqtt")
	c := &mqttCounters{
		telemetry: telemetry,
		protocol:  metric.WithAttributeSet(attribute.NewSet(name)),
		reasons:   map[string]metric.MeasurementOption{},
	}
	for _, reason := range []string{
		mqttDeviceLimit, mqttPayload, mqttRejected, mqttRetained, mqttTooLarge, mqttTopicReason,
		ignoredNotNumeric, ignoredUndefined, ignoredMetricLimit,
	} {
		c.reasons[reason] = metric.WithAttributeSet(attribute.NewSet(name, attribute.String("reason", reason)))
	}
	return c
}

// received counts messages that were acknowledged, and the points that were made of them.
func (c *mqttCounters) received(messages []queuedMessage, points int) {
	ctx := context.Background()
	count, repeated := 0, 0
	for i := range messages {
		if !messages[i].lost {
			count++
		}
		if messages[i].Duplicate {
			repeated++
		}
	}
	c.telemetry.ReceiverAPITelemetryReceivedMessages.Add(ctx, int64(count), c.protocol)
	c.telemetry.ReceiverAPITelemetryReceivedPoints.Add(ctx, int64(points), c.protocol)
	if repeated > 0 {
		c.telemetry.ReceiverAPITelemetryRedeliveredMessages.Add(ctx, int64(repeated), c.protocol)
	}
}

func (c *mqttCounters) drop(messages int, reason string) {
	c.telemetry.ReceiverAPITelemetryDroppedMessages.Add(context.Background(), int64(messages), c.reasons[reason])
}

func (c *mqttCounters) ignore(values int, reason string) {
	if values > 0 {
		c.telemetry.ReceiverAPITelemetryIgnoredValues.Add(context.Background(), int64(values), c.reasons[reason])
	}
}

func (c *mqttCounters) rebirth() {
	c.telemetry.ReceiverAPITelemetryRebirthRequests.Add(context.Background(), 1, c.protocol)
}

func (c *mqttCounters) connected(change int64) {
	c.telemetry.ReceiverAPITelemetryConnections.Add(context.Background(), change, c.protocol)
}

// held notes how many bytes wait; it is called by one goroutine.
func (c *mqttCounters) held(bytes int) {
	c.telemetry.ReceiverAPITelemetryInFlightSize.Add(context.Background(), int64(bytes)-c.inFlight, c.protocol)
	c.inFlight = int64(bytes)
}

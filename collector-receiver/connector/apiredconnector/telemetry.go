package apiredconnector

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/httprequest"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadata"
)

// What tally counts beside the outcomes of httprequest.
const (
	isHeartbeat    = int(httprequest.NoTime) + 1
	badHeartbeat   = int(httprequest.NoTime) + 2
	isUnparsedLine = int(httprequest.NoTime) + 3
	outcomes       = int(httprequest.NoTime) + 4
)

var outcomeNames = [outcomes]string{
	httprequest.IsRequest: "request", httprequest.NotRequest: "not_request", httprequest.NotServerSpan: "not_server_span",
	httprequest.NoTime: "no_time", isHeartbeat: "heartbeat", badHeartbeat: "bad_heartbeat",
	isUnparsedLine: "unparsed_line",
}

const (
	routeLimit = iota
	serviceLimit
	errorTypeLimit
	edgeLimit
	limits
)

var limitNames = [limits]string{routeLimit: "route", serviceLimit: "service", errorTypeLimit: "error_type", edgeLimit: "edge"}

// tally counts within one call, so that a record costs no instrument.
type tally struct {
	outcomes     [outcomes]int64
	overflows    [limits]int64
	badDurations int64
}

type telemetry struct {
	builder  *metadata.TelemetryBuilder
	outcomes [outcomes]metric.AddOption
	limits   [limits]metric.AddOption
}

func newTelemetry(set component.TelemetrySettings) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	t := &telemetry{builder: builder}
	for i, name := range outcomeNames {
		t.outcomes[i] = metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", name)))
	}
	for i, name := range limitNames {
		t.limits[i] = metric.WithAttributeSet(attribute.NewSet(attribute.String("limit", name)))
	}
	return t, nil
}

// accepted counts a call that the next consumer has taken.
func (t *telemetry) accepted(ctx context.Context, counts *tally, partials int) {
	add := func(counter metric.Int64Counter, n int64, options ...metric.AddOption) {
		if n > 0 {
			counter.Add(ctx, n, options...)
		}
	}
	for i, n := range counts.outcomes {
		add(t.builder.ConnectorAPIRedRecords, n, t.outcomes[i])
	}
	for i, n := range counts.overflows {
		add(t.builder.ConnectorAPIRedOverflows, n, t.limits[i])
	}
	add(t.builder.ConnectorAPIRedBadDurations, counts.badDurations)
	add(t.builder.ConnectorAPIRedPartials, int64(partials))
}

package apiredconnector

import (
	"context"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/httprequest"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/linerecords"
)

// connection joins one pipeline to the emitter.
type connection struct {
	emitter *emitter
	next    consumer.Metrics
	stopped sync.Once
}

// Start restores the state from storage.
func (c *connection) Start(ctx context.Context, host component.Host) error {
	return c.emitter.start(ctx, host, c.next)
}

// Shutdown stores what is not stored yet.
func (c *connection) Shutdown(ctx context.Context) (err error) {
	c.stopped.Do(func() { err = c.emitter.stop(ctx) })
	return err
}

// Capabilities says that records are only read.
func (c *connection) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

type logsConnector struct{ connection }

// ConsumeLogs turns the requests and heartbeats among log records into metrics, and returns when the next consumer has
// taken them.
func (c *logsConnector) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	return c.consume(ctx, func(b *batch) error {
		b.nameLogs(ctx, logs)
		return b.readLogs(ctx, logs, c.emitter.lines)
	})
}

type tracesConnector struct{ connection }

// ConsumeTraces turns the requests among spans into metrics, and returns when the next consumer has taken them.
func (c *tracesConnector) ConsumeTraces(ctx context.Context, traces ptrace.Traces) error {
	return c.consume(ctx, func(b *batch) error {
		b.nameTraces(ctx, traces)
		return b.readTraces(ctx, traces)
	})
}

// consume does one call: read, hand on, remember. Routes are stored after the metrics were taken and before the sender
// hears of it: a sender that is not answered sends again, and then either both are repeated alike or the service knows
// the batch already.
func (c *connection) consume(ctx context.Context, read func(*batch) error) error {
	e := c.emitter
	done := e.pulse.enter()
	defer done()
	b := e.batches.Get().(*batch)
	defer b.release()
	b.edges = e.newEdges()
	if err := read(b); err != nil {
		return err
	}
	if err := b.seal(ctx); err != nil {
		return err
	}
	if len(b.groups)+len(b.heartbeats) > 0 || b.hasEdges() {
		if err := c.next.ConsumeMetrics(ctx, b.metrics()); err != nil {
			return err
		}
	}
	// What follows must not fail with a sender that went away meanwhile: its data was taken.
	after := context.WithoutCancel(ctx)
	e.telemetry.accepted(after, &b.tally, len(b.groups))
	if !e.services.save(after, b.services()) {
		e.telemetry.builder.ConnectorAPIRedStateFailures.Add(after, 1)
	}
	if b.fromOTLP {
		e.pulse.begin(c.next)
	}
	return nil
}

// readLogs reads the records of a call; lines may be nil, and then a body is just a body.
func (b *batch) readLogs(ctx context.Context, logs plog.Logs, lines *linerecords.Reader) error {
	for _, rl := range logs.ResourceLogs().All() {
		found, err := b.readResourceLogs(ctx, rl, lines, false)
		if err == nil && found != nil {
			b.tally.outcomes[isUnparsedLine] += found.Unparsed
			err = b.readLines(ctx, found.Logs())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readLines reads the requests that were in the bodies of the resource that was read last.
func (b *batch) readLines(ctx context.Context, logs plog.Logs) error {
	sidecar := b.resource.sidecar
	for _, rl := range logs.ResourceLogs().All() {
		if _, err := b.readResourceLogs(ctx, rl, nil, sidecar); err != nil {
			return err
		}
	}
	return nil
}

// readResourceLogs reads the records of a resource, and gathers the requests in bodies that are lines. sidecar says of the
// resource what it may not say itself.
func (b *batch) readResourceLogs(ctx context.Context, rl plog.ResourceLogs, lines *linerecords.Reader, sidecar bool) (*linerecords.Batch, error) {
	b.enter(rl.Resource().Attributes())
	b.resource.sidecar = b.resource.sidecar || sidecar
	defer b.leave()
	var found *linerecords.Batch
	for _, sl := range rl.ScopeLogs().All() {
		for _, record := range sl.LogRecords().All() {
			isRequest, err := b.readLog(ctx, record)
			switch {
			case err != nil:
				return nil, err
			case isRequest:
			case lines == nil || !linerecords.IsLine(record):
				b.tally.outcomes[httprequest.NotRequest]++
			default:
				if found == nil {
					found = lines.NewBatch(rl.Resource().Attributes())
					if b.resource.proxied {
						found.NameService(b.resource.service.Name, b.resource.service.Namespace)
					}
				}
				found.Add(record)
			}
		}
	}
	return found, nil
}

// readLog counts what the attributes of a record say; known is false when they describe no request.
func (b *batch) readLog(ctx context.Context, record plog.LogRecord) (known bool, err error) {
	if isHeartbeatRecord(record) {
		h, ok := readHeartbeat(record, b.resource.origin)
		if !ok {
			b.tally.outcomes[badHeartbeat]++
			return true, nil
		}
		b.tally.outcomes[isHeartbeat]++
		b.heartbeats = append(b.heartbeats, h)
		return true, nil
	}
	outcome := httprequest.FromLog(record, &b.request)
	if outcome == httprequest.NotRequest {
		return false, nil
	}
	if outcome == httprequest.IsRequest && b.request.Outbound && b.resource.sidecar {
		outcome = httprequest.NotServerSpan // the other side's request
		b.addEdges()
	}
	b.tally.outcomes[outcome]++
	if outcome != httprequest.IsRequest {
		return true, nil
	}
	return true, b.add(ctx)
}

func (b *batch) readTraces(ctx context.Context, traces ptrace.Traces) error {
	b.addSpanEdges(traces)
	for _, rs := range traces.ResourceSpans().All() {
		b.enter(rs.Resource().Attributes())
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				outcome := httprequest.FromSpan(span, &b.request)
				b.tally.outcomes[outcome]++
				if outcome != httprequest.IsRequest {
					continue
				}
				if err := b.add(ctx); err != nil {
					b.leave()
					return err
				}
			}
		}
		b.leave()
	}
	return nil
}

// metrics writes the partials, and behind them the heartbeats, which speak of them.
func (b *batch) metrics() pmetric.Metrics {
	md := pmetric.NewMetrics()
	md.ResourceMetrics().EnsureCapacity(len(b.groups) + len(b.heartbeats))
	for i, g := range b.groups {
		rm := md.ResourceMetrics().AppendEmpty()
		attributes := rm.Resource().Attributes()
		attributes.EnsureCapacity(8)
		attributes.PutStr("service.name", g.service.Name)
		if g.service.Namespace != "" {
			attributes.PutStr("service.namespace", g.service.Namespace)
		}
		if g.service.Environment != "" {
			attributes.PutStr("deployment.environment.name", g.service.Environment)
		}
		attributes.PutStr(weirattr.EmitterID, b.emitter.id)
		attributes.PutInt(weirattr.EmitterSequence, int64(b.sequences[i]))
		g.write(attributes)
		if g.batchKey != "" {
			attributes.PutStr(weirattr.BatchKey, g.batchKey)
		}
		b.call.WriteGroup(int32(i), newScope(rm, b.emitter.version))
	}
	if b.hasEdges() {
		b.edges.Write(newScope(md.ResourceMetrics().AppendEmpty(), b.emitter.version))
	}
	for _, h := range b.heartbeats {
		h.write(md, b.emitter.id, b.emitter.version)
	}
	return md
}

func newScope(rm pmetric.ResourceMetrics, version string) pmetric.ScopeMetrics {
	sm := rm.ScopeMetrics().AppendEmpty()
	sm.Scope().SetName(metadata.ScopeName)
	sm.Scope().SetVersion(version)
	return sm
}

// services lists the services of the call, some perhaps twice.
func (b *batch) services() []*service {
	all := make([]*service, len(b.groups))
	for i, g := range b.groups {
		all[i] = g.service
	}
	return all
}

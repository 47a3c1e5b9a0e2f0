package apiredconnector

import (
	"context"
	"fmt"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/edges"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/httprequest"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/red"
)

// origin tells the partials of a call apart, beside the service.
type origin struct{ source, mode, batchKey string }

// group is one partial in the making.
type group struct {
	groupKey
	// repeated says that its service has learned from this batch before.
	repeated bool
}

type groupKey struct {
	origin
	service *service
}

// batch is one call on its way from records to metrics. It is reused; its strings alias the call's records.
type batch struct {
	emitter    *emitter
	call       *red.Call
	numbers    map[groupKey]int32
	groups     []group
	sequences  []uint64
	heartbeats []heartbeat
	tally      tally
	// edges is nil when nobody wants them.
	edges *edges.Call
	// key is the batch key of what has none of its own, empty when nothing identifies the call.
	key string
	// fromOTLP says that records came without a source of their own and are live.
	fromOTLP bool

	// The resource being read; service is nil until its first request.
	resource resource
	service  *service
	group    int32
	limited  bool
	request  httprequest.Request
}

func newBatch(e *emitter) *batch {
	return &batch{emitter: e, call: red.NewCall(uint64(e.cfg.Resolution)), numbers: map[groupKey]int32{}}
}

// release gives the batch back for the next call.
func (b *batch) release() {
	if !b.call.Reset() {
		return
	}
	clear(b.numbers)
	clear(b.groups)
	clear(b.heartbeats)
	b.groups, b.sequences, b.heartbeats = b.groups[:0], b.sequences[:0], b.heartbeats[:0]
	b.edges = nil
	b.tally, b.key, b.fromOTLP, b.request = tally{}, "", false, httprequest.Request{}
	b.emitter.batches.Put(b)
}

// enter begins a resource; leave must follow.
func (b *batch) enter(attributes pcommon.Map) {
	b.resource = readResource(attributes, &b.emitter.cfg.OTLPSource)
	if b.resource.batchKey == "" {
		b.resource.batchKey = b.key
	}
	b.service = nil
}

func (b *batch) leave() {
	if b.service != nil {
		b.service.mu.Unlock()
		b.service = nil
	}
}

// add counts b.request into its service, which is locked from its first request to leave. So a service is only ever
// made for requests.
func (b *batch) add(ctx context.Context) error {
	if b.service == nil {
		s, limited, err := b.emitter.services.get(ctx, b.resource.service)
		if err != nil {
			return err
		}
		s.mu.Lock()
		b.service, b.limited = s, limited
		b.group = b.groupOf(groupKey{b.resource.origin, s})
		b.fromOTLP = b.fromOTLP || b.resource.fromOTLP
	}
	if b.limited {
		b.tally.overflows[serviceLimit]++
	}
	to := b.service.route(&b.request, !b.groups[b.group].repeated)
	if to.Overflow {
		b.tally.overflows[routeLimit]++
	}
	errorType, limited := b.service.errorType(b.request.ErrorType)
	if limited {
		b.tally.overflows[errorTypeLimit]++
	}
	if b.request.BadDuration {
		b.tally.badDurations++
	}
	b.call.Add(b.group, &b.request, to, errorType)
	if !b.groups[b.group].repeated {
		b.addEdges()
	}
	return nil
}

func (b *batch) groupOf(k groupKey) int32 {
	number, known := b.numbers[k]
	if !known {
		number = b.call.NewGroup()
		b.numbers[k] = number
		b.groups = append(b.groups, group{groupKey: k, repeated: !k.service.recent.add(k.origin)})
	}
	return number
}

// edgeBytes is a generous guess at the size of an edge on the wire.
const edgeBytes = 1000

// seal gives every partial its sequence number, and refuses a call whose metrics nobody would take.
func (b *batch) seal(ctx context.Context) error {
	size, limit := b.call.Bytes(), b.emitter.cfg.MaxOutputBytes
	if b.edges != nil {
		size += b.edges.Len() * edgeBytes
		b.tally.overflows[edgeLimit] += b.edges.Overflows
	}
	if size > limit {
		return consumererror.NewPermanent(fmt.Errorf(
			"the requests of this call spread over so many routes and times that their metrics would take about %d bytes, "+
				"more than `max_output_bytes` (%d): send fewer at a time", size, limit))
	}
	b.call.Seal()
	for _, g := range b.groups {
		g.service.mu.Lock()
		sequence, err := g.service.take(ctx, b.emitter.store)
		g.service.mu.Unlock()
		if err != nil {
			return fmt.Errorf("sequence numbers for service %q cannot be reserved: %w", g.service.Name, err)
		}
		b.sequences = append(b.sequences, sequence)
	}
	return nil
}

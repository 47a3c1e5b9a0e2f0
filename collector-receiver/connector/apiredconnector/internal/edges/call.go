// Package edges sums who called whom within one call: the edges of the service graph. Nothing outlives the call but the
// pairs that were ever named, which are bounded.
package edges

import (
	"slices"
	"strings"
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// Metrics of OpenTelemetry's service graph connector.
const (
	requestTotal  = "traces_service_graph_request_total"
	failedTotal   = "traces_service_graph_request_failed_total"
	serverSeconds = "traces_service_graph_request_server_seconds"

	// Overflow is the name of both ends of an edge over the limit.
	Overflow = "weir.overflow"
	// longestName bounds the name of a service that only its caller knows, in bytes.
	longestName = 256
)

// bounds are those of the service graph connector's histogram, in microseconds.
var bounds = []int64{2_000, 4_000, 6_000, 8_000, 10_000, 50_000, 100_000, 200_000, 400_000, 800_000, 1_000_000, 1_400_000, 2_000_000, 5_000_000, 10_000_000, 15_000_000}

type pair struct{ client, server string }

// Limit holds the pairs that have been named, up to a number. It may be used by several goroutines at once.
type Limit struct {
	most  int
	mu    sync.Mutex
	pairs map[pair]pair
}

// NewLimit bounds the number of pairs.
func NewLimit(most int) *Limit { return &Limit{most: most, pairs: map[pair]pair{}} }

// of returns the pair itself, with strings of its own, or the overflow.
func (l *Limit) of(p pair) (pair, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known, ok := l.pairs[p]; ok {
		return known, true
	}
	if len(l.pairs) >= l.most {
		return pair{Overflow, Overflow}, false
	}
	own := pair{strings.Clone(p.client), strings.Clone(p.server)}
	l.pairs[own] = own
	return own, true
}

type key struct {
	pair
	slot uint64
}

type sums struct {
	calls, failed, timed uint64
	micros               int64
	buckets              []uint64
}

// Call collects the edges of one call.
type Call struct {
	limit      *Limit
	resolution uint64
	edges      map[key]*sums
	order      []key
	// Overflows counts the calls that the limit moved.
	Overflows int64
}

// NewCall makes slots of so many nanoseconds.
func NewCall(limit *Limit, resolution uint64) *Call {
	return &Call{limit: limit, resolution: resolution, edges: map[key]*sums{}}
}

// Add counts a call from client to server at a time in Unix nanoseconds. micros below 0 is a duration that is not known.
func (c *Call) Add(client, server string, time uint64, micros int64, failed bool) {
	client, server = bounded(client), bounded(server)
	if client == "" || server == "" {
		return
	}
	named, within := c.limit.of(pair{client, server})
	if !within {
		c.Overflows++
	}
	k := key{named, time - time%c.resolution}
	s := c.edges[k]
	if s == nil {
		s = &sums{}
		c.edges[k] = s
		c.order = append(c.order, k)
	}
	s.calls++
	if failed {
		s.failed++
	}
	if micros < 0 {
		return
	}
	if s.buckets == nil {
		s.buckets = make([]uint64, len(bounds)+1)
	}
	at, _ := slices.BinarySearch(bounds, micros)
	s.buckets[at]++
	s.timed++
	s.micros += micros
}

func bounded(name string) string {
	if len(name) > longestName {
		name = name[:longestName]
	}
	return strings.ToValidUTF8(name, "")
}

// Len is the number of edges, by slot.
func (c *Call) Len() int { return len(c.order) }

// Write appends the metrics, in the order in which edges were first seen.
func (c *Call) Write(to pmetric.ScopeMetrics) {
	total, failed := newSum(to, requestTotal), newSum(to, failedTotal)
	m := to.Metrics().AppendEmpty()
	m.SetName(serverSeconds)
	m.SetUnit("s")
	histogram := m.SetEmptyHistogram()
	histogram.SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
	for _, k := range c.order {
		s := c.edges[k]
		c.count(total, k, s.calls)
		if s.failed > 0 {
			c.count(failed, k, s.failed)
		}
		if s.timed == 0 {
			continue
		}
		dp := histogram.DataPoints().AppendEmpty()
		dp.SetStartTimestamp(pcommon.Timestamp(k.slot))
		dp.SetTimestamp(pcommon.Timestamp(k.slot + c.resolution))
		k.write(dp.Attributes())
		dp.SetCount(s.timed)
		dp.SetSum(float64(s.micros) / 1e6)
		for _, bound := range bounds {
			dp.ExplicitBounds().Append(float64(bound) / 1e6)
		}
		dp.BucketCounts().FromRaw(s.buckets)
	}
	to.Metrics().RemoveIf(func(m pmetric.Metric) bool {
		return m.Type() == pmetric.MetricTypeSum && m.Sum().DataPoints().Len() == 0 ||
			m.Type() == pmetric.MetricTypeHistogram && m.Histogram().DataPoints().Len() == 0
	})
}

func newSum(to pmetric.ScopeMetrics, name string) pmetric.NumberDataPointSlice {
	m := to.Metrics().AppendEmpty()
	m.SetName(name)
	m.SetUnit("{request}")
	s := m.SetEmptySum()
	s.SetIsMonotonic(true)
	s.SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
	return s.DataPoints()
}

func (c *Call) count(to pmetric.NumberDataPointSlice, k key, n uint64) {
	dp := to.AppendEmpty()
	dp.SetStartTimestamp(pcommon.Timestamp(k.slot))
	dp.SetTimestamp(pcommon.Timestamp(k.slot + c.resolution))
	dp.SetIntValue(int64(n))
	k.write(dp.Attributes())
}

func (k key) write(attributes pcommon.Map) {
	attributes.EnsureCapacity(2)
	attributes.PutStr("client", k.client)
	attributes.PutStr("server", k.server)
}

package red

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// durationMetric is the name that the semantic conventions give to the duration of requests that a server answered.
const durationMetric = "http.server.request.duration"

// Seal ends the adding; WriteGroup may follow.
func (c *Call) Seal() {
	next := 0
	for i := range c.points {
		c.points[i].first = next
		next += c.points[i].measured()
	}
	// A counting sort by point: every point's buckets stand together.
	if cap(c.sorted) < next {
		c.sorted = make([]int32, next)
	}
	c.sorted = c.sorted[:next]
	for _, s := range c.samples {
		p := &c.points[s.point]
		c.sorted[p.first] = s.bucket
		p.first++
	}
	for i, s := len(c.samples)-1, c.samples; i >= 0; i-- {
		c.points[s[i].point].first--
	}
}

// WriteGroup appends the points of a group, in the order in which they were first seen.
func (c *Call) WriteGroup(group int32, to pmetric.ScopeMetrics) {
	var durations pmetric.ExponentialHistogramDataPointSlice
	var counts pmetric.NumberDataPointSlice
	var haveDurations, haveCounts bool
	for _, at := range c.groups[group] {
		p := &c.points[at]
		if p.key.timed {
			if !haveDurations {
				durations, haveDurations = newDurations(to), true
			}
			c.writeDuration(p, durations.AppendEmpty())
			continue
		}
		if !haveCounts {
			counts, haveCounts = newCounts(to), true
		}
		dp := counts.AppendEmpty()
		dp.SetIntValue(int64(p.count))
		dp.SetStartTimestamp(pcommon.Timestamp(p.key.slot))
		dp.SetTimestamp(pcommon.Timestamp(p.key.slot + c.resolution))
		p.key.write(dp.Attributes())
	}
}

func newDurations(to pmetric.ScopeMetrics) pmetric.ExponentialHistogramDataPointSlice {
	m := to.Metrics().AppendEmpty()
	m.SetName(durationMetric)
	m.SetUnit("s")
	h := m.SetEmptyExponentialHistogram()
	h.SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
	return h.DataPoints()
}

func newCounts(to pmetric.ScopeMetrics) pmetric.NumberDataPointSlice {
	m := to.Metrics().AppendEmpty()
	m.SetName(weirattr.RequestCountMetric)
	m.SetUnit("{request}")
	s := m.SetEmptySum()
	s.SetAggregationTemporality(pmetric.AggregationTemporalityDelta)
	s.SetIsMonotonic(true)
	return s.DataPoints()
}

func (c *Call) writeDuration(p *point, dp pmetric.ExponentialHistogramDataPoint) {
	dp.SetScale(Scale)
	dp.SetCount(p.count)
	dp.SetZeroCount(p.zero)
	dp.SetSum(float64(p.micros) / 1e6)
	dp.SetStartTimestamp(pcommon.Timestamp(p.key.slot))
	dp.SetTimestamp(pcommon.Timestamp(p.key.slot + c.resolution))
	p.key.write(dp.Attributes())
	if p.at != 0 {
		e := dp.Exemplars().AppendEmpty()
		e.SetTraceID(p.trace)
		e.SetSpanID(p.span)
		e.SetTimestamp(pcommon.Timestamp(p.at))
		e.SetDoubleValue(float64(p.slowest) / 1e6)
	}
	if p.high < p.low {
		return
	}
	width := int(p.high-p.low) + 1
	if cap(c.counts) < width {
		c.counts = make([]uint64, width)
	}
	counts := c.counts[:width]
	clear(counts)
	for _, bucket := range c.sorted[p.first : p.first+p.measured()] {
		counts[bucket-p.low]++
	}
	dp.Positive().SetOffset(p.low)
	dp.Positive().BucketCounts().FromRaw(counts)
}

// write gives a point its attributes. A 5xx is its own error type; other codes are none.
func (k *key) write(attributes pcommon.Map) {
	attributes.EnsureCapacity(4)
	if method := k.method.String(); method != "" {
		attributes.PutStr("http.request.method", method)
	}
	attributes.PutStr("http.route", k.route.Name)
	if k.status != 0 {
		attributes.PutInt("http.response.status_code", int64(k.status))
	}
	switch {
	case k.status >= 500:
		attributes.PutStr("error.type", strconv.Itoa(int(k.status)))
	case k.errorType != "":
		attributes.PutStr("error.type", k.errorType)
	}
}

// Package red sums the requests of one call into partials: rate, errors and duration per method, route, status and slot
// of event time. Nothing outlives the call.
package red

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/httprequest"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/route"
)

// key tells the points of a call apart.
type key struct {
	route     *route.Route
	errorType string
	slot      uint64
	group     int32
	status    int16
	method    httprequest.Method
	timed     bool
}

// point is one data point in the making.
type point struct {
	key    key
	count  uint64
	zero   uint64 // requests of less than half a microsecond
	micros int64
	// low and high bound the buckets in use; with none, high < low.
	low, high int32
	// trace and span are those of the slowest request that has a trace, which took slowest.
	trace   pcommon.TraceID
	span    pcommon.SpanID
	slowest int64
	at      uint64
	// first is where the point's buckets begin once the samples are sorted.
	first int
}

// measured is the number of the point's samples.
func (p *point) measured() int {
	if !p.key.timed {
		return 0
	}
	return int(p.count - p.zero)
}

type sample struct{ point, bucket int32 }

// Call collects the requests of one call. Its memory is reused by the next one after Reset.
type Call struct {
	resolution uint64
	index      map[key]int32
	points     []point
	samples    []sample
	groups     [][]int32
	width      int
	last       int32
	sorted     []int32
	counts     []uint64
}

// NewCall makes slots of so many nanoseconds.
func NewCall(resolution uint64) *Call {
	return &Call{resolution: resolution, index: map[key]int32{}, last: -1}
}

// NewGroup opens one more group of points, which WriteGroup writes by itself, and gives its number.
func (c *Call) NewGroup() int32 {
	if len(c.groups) < cap(c.groups) {
		c.groups = c.groups[:len(c.groups)+1]
		c.groups[len(c.groups)-1] = c.groups[len(c.groups)-1][:0]
	} else {
		c.groups = append(c.groups, nil)
	}
	return int32(len(c.groups) - 1)
}

// Add counts one request. errorType must be from a bounded set.
func (c *Call) Add(group int32, r *httprequest.Request, to *route.Route, errorType string) {
	k := key{
		route: to, errorType: errorType, slot: r.Time - r.Time%c.resolution, group: group, status: r.Status,
		method: r.Method, timed: r.Micros >= 0,
	}
	at := c.last
	if at < 0 || c.points[at].key != k {
		at = c.find(k)
		c.last = at
	}
	p := &c.points[at]
	p.count++
	if !r.TraceID.IsEmpty() && r.Micros >= 0 && (p.at == 0 || r.Micros > p.slowest) {
		p.trace, p.span, p.slowest, p.at = r.TraceID, r.SpanID, r.Micros, r.Time
	}
	switch {
	case r.Micros > 0:
		p.micros += r.Micros
		bucket := bucketOf(r.Micros)
		c.samples = append(c.samples, sample{at, bucket})
		switch {
		case p.high < p.low:
			p.low, p.high = bucket, bucket
			c.width++
		case bucket < p.low:
			c.width += int(p.low - bucket)
			p.low = bucket
		case bucket > p.high:
			c.width += int(bucket - p.high)
			p.high = bucket
		}
	case r.Micros == 0:
		p.zero++
	}
}

func (c *Call) find(k key) int32 {
	if at, ok := c.index[k]; ok {
		return at
	}
	at := int32(len(c.points))
	c.points = append(c.points, point{key: k, high: -1})
	c.index[k] = at
	c.groups[k.group] = append(c.groups[k.group], at)
	return at
}

// pointBytes is a generous guess at the size of a point on the wire without its buckets and names.
const pointBytes = 120

// Bytes is about the size of what the groups will be on the wire, unpacked.
func (c *Call) Bytes() int {
	size := c.width + len(c.points)*pointBytes
	for i := range c.points {
		size += len(c.points[i].key.route.Name)
	}
	return size
}

// manyPoints is the size from which a call's memory is not kept for the next.
const manyPoints = 1 << 14

// Reset empties the call and says whether it is worth keeping.
func (c *Call) Reset() bool {
	if len(c.points) > manyPoints || cap(c.samples) > 16*manyPoints || cap(c.groups) > manyPoints {
		return false
	}
	clear(c.index)
	clear(c.points) // lets go of routes and names
	c.points, c.samples, c.groups = c.points[:0], c.samples[:0], c.groups[:0]
	c.width, c.last = 0, -1
	return true
}

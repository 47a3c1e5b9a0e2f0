package apiredconnector

import (
	"math"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// heartbeat says up to which time, in Unix milliseconds, a source has delivered everything.
type heartbeat struct {
	origin
	upTo  int64
	ended bool
}

// isHeartbeatRecord knows a heartbeat between receiver and connector.
func isHeartbeatRecord(record plog.LogRecord) bool {
	return record.EventName() == weirattr.HeartbeatEvent
}

// readHeartbeat reads a heartbeat record. A source that only says that it has ended has delivered everything up to the
// record's own time.
func readHeartbeat(record plog.LogRecord, from origin) (heartbeat, bool) {
	h := heartbeat{origin: from}
	if ended, ok := record.Attributes().Get(weirattr.SourceEnded); ok {
		h.ended = ended.Bool()
	}
	if upTo, ok := record.Attributes().Get(weirattr.ReceivedUpTo); ok {
		h.upTo = upTo.Int()
	} else if h.ended {
		time := record.Timestamp()
		if time == 0 {
			time = record.ObservedTimestamp()
		}
		h.upTo = int64(uint64(time) / uint64(1e6))
	}
	return h, h.upTo > 0 && h.upTo <= math.MaxInt64/int64(time.Millisecond)
}

// write appends the heartbeat as a metric.
func (h heartbeat) write(to pmetric.Metrics, emitter, version string) {
	rm := to.ResourceMetrics().AppendEmpty()
	rm.Resource().Attributes().PutStr(weirattr.EmitterID, emitter)
	h.origin.write(rm.Resource().Attributes())
	m := newScope(rm, version).Metrics().AppendEmpty()
	m.SetName(weirattr.HeartbeatMetric)
	m.SetUnit("ms")
	dp := m.SetEmptyGauge().DataPoints().AppendEmpty()
	dp.SetTimestamp(pcommon.Timestamp(h.upTo * int64(time.Millisecond)))
	dp.SetIntValue(h.upTo)
	if h.ended {
		dp.Attributes().PutBool(weirattr.SourceEnded, true)
	}
}

func (o origin) write(to pcommon.Map) {
	to.PutStr(weirattr.SourceID, o.source)
	to.PutStr(weirattr.SourceMode, o.mode)
}

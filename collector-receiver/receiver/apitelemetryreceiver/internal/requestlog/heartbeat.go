package requestlog

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// AddHeartbeat adds to logs, behind everything that is there, the word that the source has delivered everything up to an
// instant, and when ended is true that nothing more will come. It has a resource of its own, without a service.
func AddHeartbeat(logs plog.Logs, source Source, upTo time.Time, ended bool) {
	resource := logs.ResourceLogs().AppendEmpty()
	source.Key = "" // a repeat says nothing wrong, so it need not be recognised
	source.put(resource.Resource().Attributes())
	record := resource.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.SetTimestamp(pcommon.NewTimestampFromTime(upTo))
	record.SetObservedTimestamp(record.Timestamp())
	record.SetEventName(weirattr.HeartbeatEvent)
	record.Attributes().PutInt(weirattr.ReceivedUpTo, upTo.UnixMilli())
	if ended {
		record.Attributes().PutBool(weirattr.SourceEnded, true)
	}
}

package apitelemetryreceiver

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// beat says for every live source, at once and then every interval, up to when it has delivered everything. The words go
// the way of the data, so they arrive behind the data they speak of.
func (r *apiTelemetryReceiver) beat(ctx context.Context) {
	ticker := time.NewTicker(r.config.HeartbeatInterval)
	defer ticker.Stop()
	failing := false
	for {
		due := r.sources.Heartbeats(time.Now())
		if len(due) > 0 && r.logs != nil {
			logs := plog.NewLogs()
			for _, d := range due {
				requestlog.AddHeartbeat(logs, requestlog.Source{ID: d.Source, Mode: weirattr.ModeLive}, d.UpTo, false)
			}
			err := r.logs.ConsumeLogs(ctx, logs)
			if err != nil && ctx.Err() == nil {
				r.telemetry.ReceiverAPITelemetryFailedHeartbeats.Add(ctx, int64(len(due)))
				if !failing {
					r.logger().Warn("The next component refuses heartbeats; until it takes them again, live sources count as silent", zap.Error(err))
				}
			}
			failing = err != nil
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

package apitelemetryreceiver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver/receiverhelper"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/nodesub"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/source"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/subscriptionlist"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/yangpush"
)

const yangPushName = "yang_push"

// yangPushInput is the protocol `yang_push`: it makes metrics of the numbers that nodes push, and logs of the rest.
type yangPushInput struct {
	config   *YangPushConfig
	receiver *apiTelemetryReceiver
	rules    *yangpush.Rules
	statuses *statuses
	book     *nodesub.Book
	source   []attributePair
	flights  *source.Registry
	report   *receiverhelper.ObsReport
	protocol metric.MeasurementOption
	refused  refusedByCode

	server  *http.Server
	address string // where the server listens, once it does
	serving sync.WaitGroup
	keeper  *subscriptionKeeper
	quiet   context.CancelFunc
	failing bool
}

func newYangPushInput(cfg *YangPushConfig, r *apiTelemetryReceiver) (*yangPushInput, error) {
	rules, err := cfg.rules()
	if err != nil {
		return nil, err
	}
	report, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{
		ReceiverID: r.set.ID, Transport: "http", ReceiverCreateSettings: r.set,
	})
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	in := &yangPushInput{
		config: cfg, receiver: r, rules: rules, statuses: newStatuses(cfg.MaxStatuses), book: nodesub.NewBook(),
		source:  []attributePair{{weirattr.SourceMode, cfg.Source.Mode}},
		flights: source.NewRegistry(time.Minute, 1),
		report:  report, protocol: labelled(yangPushName), refused: newRefusedByCode(yangPushName),
	}
	if cfg.Source.Mode == weirattr.ModeLive {
		// With the heartbeats of a collector, a node of which nothing comes is known to be silent. History has none.
		in.source = append(in.source,
			attributePair{weirattr.EmitterID, yangPushName + "/" + host + "/" + cfg.ServerConfig.NetAddr.Endpoint},
			attributePair{weirattr.SourceID, r.sourceID(cfg.Source.ID, yangPushName)})
	}
	return in, nil
}

func (in *yangPushInput) name() string { return yangPushName }

func (in *yangPushInput) signal() pipeline.Signal { return pipeline.SignalMetrics }

func (in *yangPushInput) start(ctx context.Context, host component.Host) error {
	handler := &yangpush.Handler{
		Path:        in.config.Path,
		Limits:      yangpush.Limits{Depth: in.config.MaxDepth, Values: in.config.MaxValues},
		MaxBodySize: in.config.ServerConfig.MaxRequestBodySize, MaxInFlightSize: in.config.MaxInFlightSize,
		Node: in.nodeOf, Consume: in.consume, Refused: in.count,
	}
	server, err := in.config.ServerConfig.ToServer(ctx, host.GetExtensions(), in.receiver.set.TelemetrySettings, handler, confighttp.WithErrorHandler(in.serverError))
	if err != nil {
		return err
	}
	listener, err := in.config.ServerConfig.ToListener(ctx)
	if err != nil {
		return err
	}
	in.server, in.address = server, listener.Addr().String()
	in.receiver.logger().Info("Starting YANG-Push input", zap.String("endpoint", in.address), zap.String("path", in.config.Path))
	in.serving.Go(func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			componentstatus.ReportStatus(host, componentstatus.NewFatalErrorEvent(err))
		}
	})
	running, quiet := context.WithCancel(context.Background())
	in.quiet = quiet
	if in.config.Source.Mode == weirattr.ModeLive {
		in.flights.AddInput(in.sourceID(), nil)
		in.serving.Go(func() { in.beat(running) })
	}
	if in.config.Subscriptions.HasValue() {
		keeper, err := newSubscriptionKeeper(ctx, in, host)
		if err != nil {
			return errors.Join(fmt.Errorf("subscriptions: %w", err), in.shutdown(ctx))
		}
		in.keeper = keeper
		keeper.start()
	}
	return nil
}

func (in *yangPushInput) sourceID() string {
	return in.receiver.sourceID(in.config.Source.ID, yangPushName)
}

// beat says every interval up to when everything that came was passed on.
func (in *yangPushInput) beat(ctx context.Context) {
	ticker := time.NewTicker(in.receiver.config.HeartbeatInterval)
	defer ticker.Stop()
	for {
		for _, due := range in.flights.Heartbeats(time.Now()) {
			metrics := pmetric.NewMetrics()
			addHeartbeat(metrics, in.source, due.UpTo)
			err := in.receiver.metrics.ConsumeMetrics(ctx, metrics)
			if err != nil && ctx.Err() == nil {
				in.receiver.telemetry.ReceiverAPITelemetryFailedHeartbeats.Add(ctx, 1)
				if !in.failing {
					in.receiver.logger().Warn("The next component refuses heartbeats; until it takes them again, nodes are not awaited", zap.Error(err))
				}
			}
			in.failing = err != nil
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// nodeOf returns the name of the node that sends.
func (in *yangPushInput) nodeOf(r *http.Request, named string) (string, error) {
	if in.config.NodeFrom == nodeFromCertificate {
		named = commonName(r.TLS)
	}
	if !subscriptionlist.IsNodeName(named) {
		return "", fmt.Errorf("expected the name of a node (letters, digits, '.', '_', ':' and '-'), found %.100q", named)
	}
	return named, nil
}

func commonName(state *tls.ConnectionState) string {
	if state == nil || len(state.VerifiedChains) == 0 {
		return ""
	}
	return state.VerifiedChains[0][0].Subject.CommonName
}

// consume passes on what a node sent: numbers first, and behind them what is none. Only then is it said to be safe.
func (in *yangPushInput) consume(ctx context.Context, node string, notifications []yangpush.Notification) error {
	arrived := time.Now()
	if in.config.Source.Mode == weirattr.ModeLive {
		flight := in.flights.Begin(in.sourceID(), arrived)
		defer flight.End()
	}
	batch := in.newPushBatch(node)
	for i := range notifications {
		if err := batch.add(&notifications[i]); err != nil {
			return &yangpush.Refusal{Status: http.StatusBadRequest, Tag: "malformed-message", Message: err.Error()}
		}
	}
	if err := in.pass(ctx, batch); err != nil {
		status, _ := weirerrors.Status(err)
		if status != http.StatusServiceUnavailable {
			return &yangpush.Refusal{Status: status, Tag: "operation-failed", Message: "the next component refused the data: " + err.Error()}
		}
		return err
	}
	in.statuses.set(batch.changed)
	in.note(ctx, batch, arrived)
	return nil
}

// pass hands the numbers and the events to the next components.
func (in *yangPushInput) pass(ctx context.Context, batch *pushBatch) error {
	if points := batch.metrics.DataPointCount(); points > 0 {
		operation := in.report.StartMetricsOp(ctx)
		err := in.receiver.metrics.ConsumeMetrics(operation, batch.metrics)
		in.report.EndMetricsOp(operation, "json_ietf", points, err)
		if err != nil {
			return err
		}
	}
	records := batch.logs.LogRecordCount()
	if records == 0 || in.receiver.logs == nil {
		return nil
	}
	operation := in.report.StartLogsOp(ctx)
	err := in.receiver.logs.ConsumeLogs(operation, batch.logs)
	in.report.EndLogsOp(operation, "json_ietf", records, err)
	return err
}

// note tells the book and the telemetry what was taken.
func (in *yangPushInput) note(ctx context.Context, batch *pushBatch, arrived time.Time) {
	for id := range batch.heard {
		in.book.Heard(batch.node, id, arrived)
	}
	lost := false
	for _, event := range batch.lifecycle {
		switch event.Event {
		case "terminated", "completed":
			in.book.Stopped(batch.node, event.Subscription, "the node has "+event.Event+" it: "+event.Reason)
			lost = true
		case "suspended":
			in.book.Stopped(batch.node, event.Subscription, "the node has suspended it: "+event.Reason)
		}
	}
	if lost && in.keeper != nil {
		in.keeper.hurry()
	}
	t := in.receiver.telemetry
	t.ReceiverAPITelemetryReceivedNotifications.Add(ctx, int64(batch.notifications), in.protocol)
	if batch.leftOut > 0 {
		t.ReceiverAPITelemetryLeftOutValues.Add(ctx, int64(batch.leftOut), in.protocol)
	}
}

// count counts a request that was answered with an error.
func (in *yangPushInput) count(r *http.Request, refusal *yangpush.Refusal) {
	in.receiver.telemetry.ReceiverAPITelemetryRefusedRequests.Add(r.Context(), 1, in.refused[weirerrors.Code(refusal.Status)])
}

// serverError answers what the server decided on before the handler was asked: authentication, unpacking.
func (in *yangPushInput) serverError(w http.ResponseWriter, r *http.Request, message string, status int) {
	refusal := &yangpush.Refusal{Status: status, Tag: "access-denied", Message: message}
	if status != http.StatusUnauthorized {
		refusal.Tag = "malformed-message"
	}
	in.count(r, refusal)
	refusal.Write(w)
}

// shutdown lets the nodes' subscriptions stand: they will send again, to whoever comes next.
func (in *yangPushInput) shutdown(ctx context.Context) error {
	in.quiet()
	if in.keeper != nil {
		in.keeper.stop()
	}
	err := in.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, in.server.Close())
	}
	in.serving.Wait()
	return err
}

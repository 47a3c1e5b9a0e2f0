package apitelemetryreceiver

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/receiver/receiverhelper"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/idempotency"
)

// linesPath is where lines are posted.
const linesPath = "/v1/lines"

// httpInput is the protocol `http`.
type httpInput struct {
	config   *HTTPConfig
	receiver *apiTelemetryReceiver
	sourceID string
	reader   *lineReader
	keys     *idempotency.Keys
	meter    meter
	report   *receiverhelper.ObsReport
	protocol metric.MeasurementOption
	refused  refusedByCode

	server  *http.Server
	address string // where the server listens, once it does
	serving sync.WaitGroup
}

func newHTTPInput(cfg *HTTPConfig, r *apiTelemetryReceiver) (*httpInput, error) {
	reader, err := newLineReader(&cfg.Lines, &cfg.Service, "http", r.telemetry)
	if err != nil {
		return nil, err
	}
	report, err := receiverhelper.NewObsReport(receiverhelper.ObsReportSettings{
		ReceiverID: r.set.ID, Transport: "http", ReceiverCreateSettings: r.set,
	})
	if err != nil {
		return nil, err
	}
	return &httpInput{
		config:   cfg,
		receiver: r,
		sourceID: r.sourceID(cfg.Source.ID, "http"),
		reader:   reader,
		keys:     idempotency.NewKeys(cfg.Idempotency.Horizon, cfg.Idempotency.MaxKeys),
		meter:    meter{limit: cfg.MaxInFlightSize},
		report:   report,
		protocol: labelled("http"),
		refused:  newRefusedByCode("http"),
	}, nil
}

func (in *httpInput) name() string { return "http" }

func (in *httpInput) signal() pipeline.Signal { return pipeline.SignalLogs }

func (in *httpInput) start(ctx context.Context, host component.Host) error {
	mux := http.NewServeMux()
	mux.Handle(linesPath, in)
	mux.HandleFunc(firehosePath, in.serveFirehose)
	mux.HandleFunc(pubSubPath, in.servePubSub)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		in.refuse(w, r, newProblem(http.StatusNotFound, weirerrors.CodeUnsupported, "nothing is here; lines go to "+linesPath,
			detail{"path", linesPath, r.URL.Path}))
	})
	// The server applies one limit to the body before and after unpacking; the tighter one on the wire is put before it.
	config := in.config.ServerConfig
	config.MaxRequestBodySize = in.config.MaxUnpackedBodySize
	server, err := config.ToServer(ctx, host.GetExtensions(), in.receiver.set.TelemetrySettings, mux, confighttp.WithErrorHandler(in.serverError))
	if err != nil {
		return err
	}
	server.Handler = in.guard(server.Handler)
	listener, err := config.ToListener(ctx)
	if err != nil {
		return err
	}
	in.server, in.address = server, listener.Addr().String()
	in.receiver.logger().Info("Starting HTTP input", zap.String("endpoint", listener.Addr().String()), zap.String("source", in.sourceID))
	if in.config.Source.Mode == weirattr.ModeLive {
		in.receiver.sources.AddInput(in.sourceID, nil)
	}
	in.serving.Go(func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			componentstatus.ReportStatus(host, componentstatus.NewFatalErrorEvent(err))
		}
	})
	return nil
}

// guard refuses unknown encodings with 415 and limits the body as it comes over the wire.
func (in *httpInput) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if encoding := r.Header.Get("Content-Encoding"); !slices.Contains(in.config.ServerConfig.CompressionAlgorithms, encoding) {
			known := strings.Join(in.config.ServerConfig.CompressionAlgorithms, " ")
			in.refuse(w, r, unsupported("header Content-Encoding", "one of "+strings.TrimSpace(known)+", or none", encoding))
			return
		}
		credentials(r)
		r.Body = http.MaxBytesReader(w, r.Body, in.config.ServerConfig.MaxRequestBodySize)
		next.ServeHTTP(w, r)
	})
}

// serverError answers what the server decided on before the handler was asked: authentication, unpacking.
func (in *httpInput) serverError(w http.ResponseWriter, r *http.Request, message string, status int) {
	in.refuse(w, r, newProblem(status, weirerrors.Code(status), message))
}

// shutdown waits for the requests under way. When ctx is done before they are, their connections are closed, and their
// senders will send again.
func (in *httpInput) shutdown(ctx context.Context) error {
	err := in.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, in.server.Close())
	}
	in.serving.Wait()
	return err
}

package apitelemetryreceiver

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// byteOrderMark opens files that some editors wrote.
const byteOrderMark = "\ufeff"

// answer is the body of a 200. Accepted counts every record that was passed on, Unparsed those of them that are text.
type answer struct {
	Accepted  int  `json:"accepted"`
	Unparsed  int  `json:"unparsed"`
	Duplicate bool `json:"duplicate,omitempty"`
}

var errTooManyRecords = errors.New("too many records")

// ServeHTTP answers POST /v1/lines: 200 only after the next component has taken everything over.
func (in *httpInput) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	given, refused := in.lines(w, r, nil)
	if refused != nil {
		in.refuse(w, r, refused)
		return
	}
	writeJSON(w, http.StatusOK, given)
}

func (in *httpInput) refuse(w http.ResponseWriter, r *http.Request, p *problem) {
	in.receiver.telemetry.ReceiverAPITelemetryRefusedRequests.Add(r.Context(), 1, in.refused[p.Code])
	if r.URL.Path == firehosePath {
		p.writeFirehose(w, r)
		return
	}
	p.write(w)
}

// lines does the work of a request; open is nil where the body is the lines. The body is read before the key is claimed,
// so that a sender that stalls holds no key against its own retry.
func (in *httpInput) lines(w http.ResponseWriter, r *http.Request, open opener) (answer, *problem) {
	arrived := time.Now()
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return answer{}, newProblem(http.StatusMethodNotAllowed, weirerrors.CodeUnsupported, "expected POST", detail{"method", "POST", r.Method})
	}
	if open != nil {
		if refused := liftQuery(r); refused != nil {
			return answer{}, refused
		}
	}
	q, refused := in.readHeaders(r)
	if refused != nil {
		return answer{}, refused
	}
	if q.source.Mode == weirattr.ModeLive {
		flight := in.receiver.sources.Begin(q.source.ID, arrived)
		defer flight.End()
	}
	held := &body{meter: &in.meter}
	defer held.release()
	if err := held.read(r); err != nil {
		return answer{}, in.bodyProblem(err)
	}
	// The read timeout has done its work. Left in place it would end the request while the next component is at work.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	content := held.text.String()
	if open != nil {
		unpacked := &body{meter: &in.meter}
		defer unpacked.release()
		q.kind = bodyParts
		if refused = open(in, &q, r.Header, content, unpacked); refused != nil {
			return answer{}, refused
		}
		content = unpacked.text.String()
	}
	size := int64(held.text.Len())
	in.receiver.telemetry.ReceiverAPITelemetryInFlightSize.Add(r.Context(), size, in.protocol)
	defer in.receiver.telemetry.ReceiverAPITelemetryInFlightSize.Add(context.WithoutCancel(r.Context()), -size, in.protocol)

	if q.source.Key == "" {
		return in.pass(r.Context(), q, content, arrived)
	}
	wait, cancel := context.WithTimeout(r.Context(), in.config.Idempotency.Wait)
	defer cancel()
	done, duplicate, err := in.keys.Claim(wait, q.source.ID+"\x00"+q.source.Key, arrived)
	if err != nil {
		return answer{}, newProblem(http.StatusConflict, weirerrors.CodeConflict, err.Error(),
			detail{"header " + headerKey, "a key that is not in use", q.source.Key})
	}
	if duplicate {
		in.receiver.telemetry.ReceiverAPITelemetryDuplicateRequests.Add(r.Context(), 1, in.protocol)
		return answer{Duplicate: true}, nil
	}
	accepted := false
	defer func() { done(accepted) }()
	given, refused := in.pass(r.Context(), q, content, arrived)
	accepted = refused == nil
	return given, refused
}

// pass reads the records of a body and hands them to the next component in one call, a declared heartbeat behind them.
func (in *httpInput) pass(ctx context.Context, q linesRequest, text string, arrived time.Time) (answer, *problem) {
	filled, refused := in.fill(q, text, arrived)
	if refused != nil {
		return answer{}, refused
	}
	logs := filled.Logs()
	q.putKept(logs)
	if q.declares {
		if refused = q.addHeartbeat(logs, filled.Newest, arrived); refused != nil {
			return answer{}, refused
		}
	}
	if logs.ResourceLogs().Len() == 0 {
		return answer{}, nil
	}
	operation := in.report.StartLogsOp(ctx)
	err := in.receiver.logs.ConsumeLogs(operation, logs)
	in.report.EndLogsOp(operation, in.config.Lines.Format, filled.Records, err)
	if err != nil {
		status, code := weirerrors.Status(err)
		return answer{}, newProblem(status, code, "the next component refused the data: "+err.Error())
	}
	if q.declares && q.source.Mode == weirattr.ModeLive {
		in.receiver.sources.Declare(q.source.ID, arrived, q.ended)
	}
	filled.count(ctx)
	return answer{Accepted: filled.Records, Unparsed: filled.Unparsed}, nil
}

// fill divides a body into records.
func (in *httpInput) fill(q linesRequest, text string, arrived time.Time) (*batch, *problem) {
	valid := utf8.ValidString(text)
	if q.kind != bodyParts && strings.HasPrefix(text, byteOrderMark) {
		text = text[len(byteOrderMark):]
	}
	var filled *batch
	var err error
	add := func(line string) error {
		if filled.Records >= in.config.MaxRecords {
			return errTooManyRecords
		}
		filled.addLine(line, q.service)
		return nil
	}
	switch q.kind {
	case bodyParts:
		filled = in.reader.newBatch(q.source, arrived, valid)
		err = filled.addParts(text, q.ends, add)
	case bodyJSON:
		filled = in.reader.newJSONBatch(q.source, arrived, valid)
		err = accesslog.SplitJSON(text, add)
	case bodyJSONLines:
		filled = in.reader.newJSONBatch(q.source, arrived, valid)
		err = accesslog.SplitJSONLines(text, add)
	default:
		filled = in.reader.newBatch(q.source, arrived, valid)
		err = accesslog.SplitLines(text, add)
	}
	var broken *accesslog.JSONError
	switch {
	case errors.As(err, &broken):
		return nil, invalid("body", "a JSON array, a JSON object, or one JSON object a line", broken.Error())
	case err != nil:
		return nil, tooLarge("body", int64(in.config.MaxRecords), "records", "max_records")
	}
	return filled, nil
}

// addHeartbeat adds what the sender declared. An end without an instant means the newest record, or now for what is live.
func (q *linesRequest) addHeartbeat(logs plog.Logs, newest int64, arrived time.Time) *problem {
	upTo := q.upTo
	if upTo.IsZero() {
		switch {
		case q.source.Mode == weirattr.ModeLive:
			upTo = arrived
		case newest > 0:
			upTo = time.Unix(0, newest)
		default:
			return invalid("header "+headerReceivedUpTo, "a time, with "+headerEnded+" and no records", strconv.Quote(""))
		}
	}
	requestlog.AddHeartbeat(logs, q.source, upTo, q.ended)
	return nil
}

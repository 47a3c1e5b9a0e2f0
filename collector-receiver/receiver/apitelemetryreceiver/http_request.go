package apitelemetryreceiver

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// Headers of POST /v1/lines.
const (
	headerKey          = "Idempotency-Key"
	headerService      = "Weir-Service"
	headerNamespace    = "Weir-Namespace"
	headerEnvironment  = "Weir-Environment"
	headerSource       = "Weir-Source"
	headerMode         = "Weir-Source-Mode"
	headerReceivedUpTo = "Weir-Received-Up-To"
	headerEnded        = "Weir-Source-Ended"
)

// maxKeyLength bounds an idempotency key.
const maxKeyLength = 128

// bodyKind is how a body is divided into records.
type bodyKind int

const (
	bodyLines bodyKind = iota
	bodyJSONLines
	bodyJSON
	bodyParts
)

// linesRequest is what the headers of a request say.
type linesRequest struct {
	kind    bodyKind
	source  requestlog.Source
	service requestlog.Identity
	// declares is true when the sender makes a heartbeat of its own; then upTo is its instant, zero when only the end
	// was declared.
	declares bool
	upTo     time.Time
	ended    bool
	// ends is where each part of what was in an envelope ends.
	ends []int
	// kept are headers that become attributes, by the attribute's name.
	kept [][2]string
}

// keepHeaders reads the headers that the configuration asks for.
func (q *linesRequest) keepHeaders(h http.Header, names []string) {
	for _, name := range names {
		if value := h.Get(name); value != "" {
			q.keep(name, value)
		}
	}
}

func (q *linesRequest) keep(name, value string) {
	value = strings.ToValidUTF8(value[:min(len(value), maxKeptHeader)], "\ufffd")
	q.kept = append(q.kept, [2]string{weirattr.SenderPrefix + strings.ToLower(name), value})
}

// putKept gives the kept headers to everything that came with them.
func (q *linesRequest) putKept(logs plog.Logs) {
	for _, pair := range q.kept {
		for _, resource := range logs.ResourceLogs().All() {
			resource.Resource().Attributes().PutStr(pair[0], pair[1])
		}
	}
}

// readHeaders reads and checks the headers of a request.
func (in *httpInput) readHeaders(r *http.Request) (linesRequest, *problem) {
	q := linesRequest{
		source: requestlog.Source{ID: in.sourceID, Mode: in.config.Source.Mode},
		service: requestlog.Identity{
			Service: in.config.Service.Name, Namespace: in.config.Service.Namespace, Environment: in.config.Service.Environment,
		},
	}
	kind, refused := contentKind(r.Header.Get("Content-Type"))
	if refused != nil {
		return q, refused
	}
	q.kind = kind
	q.keepHeaders(r.Header, in.config.KeepHeaders)
	names := []struct {
		header string
		into   *string
	}{
		{headerService, &q.service.Service},
		{headerNamespace, &q.service.Namespace},
		{headerEnvironment, &q.service.Environment},
		{headerSource, &q.source.ID},
	}
	for _, n := range names {
		if value := r.Header.Get(n.header); value != "" {
			if !isName(value) {
				return q, invalid("header "+n.header, "at most "+strconv.Itoa(maxNameLength)+" bytes of UTF-8 without control characters", value)
			}
			*n.into = value
		}
	}
	if refused = q.readSource(r.Header); refused != nil {
		return q, refused
	}
	q.source.Key = r.Header.Get(headerKey)
	if !isKey(q.source.Key) {
		return q, invalid("header "+headerKey, "at most "+strconv.Itoa(maxKeyLength)+" printable ASCII characters", q.source.Key)
	}
	return q, nil
}

// readSource reads mode, instant and end. History that does not name itself gets a source of its own, because a source
// has one mode.
func (q *linesRequest) readSource(h http.Header) *problem {
	switch mode := h.Get(headerMode); mode {
	case "":
	case weirattr.ModeLive, weirattr.ModeHistory:
		if mode != q.source.Mode && h.Get(headerSource) == "" {
			q.source.ID += "/" + mode
		}
		q.source.Mode = mode
	default:
		return invalid("header "+headerMode, "live or history", mode)
	}
	if text := h.Get(headerReceivedUpTo); text != "" {
		upTo, ok := readInstant(text)
		if !ok {
			return invalid("header "+headerReceivedUpTo, "a time as RFC 3339 or in Unix milliseconds", text)
		}
		q.declares, q.upTo = true, upTo
	}
	switch ended := h.Get(headerEnded); ended {
	case "", "false":
	case "true":
		q.declares, q.ended = true, true
	default:
		return invalid("header "+headerEnded, "true or false", ended)
	}
	return nil
}

// contentKind maps a content type. No type is text, and so is what curl says of any --data-binary when nobody tells it
// better.
func contentKind(contentType string) (bodyKind, *problem) {
	if contentType == "" {
		return bodyLines, nil
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err == nil {
		switch media {
		case "text/plain", "application/octet-stream", "application/x-www-form-urlencoded":
			return bodyLines, nil
		case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines":
			return bodyJSONLines, nil
		case "application/json":
			return bodyJSON, nil
		}
	}
	return 0, unsupported("header Content-Type", "text/plain, application/json or application/x-ndjson", contentType)
}

// readInstant reads RFC 3339 or Unix milliseconds between 1970 and 2262.
func readInstant(s string) (time.Time, bool) {
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil {
		t := time.UnixMilli(ms)
		return t, ms >= 0 && ms <= maxUnixMilli
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return t, err == nil && t.Unix() >= 0 && t.UnixMilli() <= maxUnixMilli
}

// maxUnixMilli is the last millisecond that fits into int64 nanoseconds.
const maxUnixMilli = 9223372036854

func isKey(s string) bool {
	return len(s) <= maxKeyLength && !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c > '~' })
}

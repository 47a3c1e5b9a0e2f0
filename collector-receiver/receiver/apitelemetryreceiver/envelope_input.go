package apitelemetryreceiver

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/envelope"
)

// Where clouds push to.
const (
	firehosePath = "/v1/firehose"
	pubSubPath   = "/v1/pubsub"
)

// opener takes what is in the envelope of a request: it completes the request, writes all lines to unpacked, and
// remembers where each part of them ends. It gets the body, and what the headers say.
type opener func(in *httpInput, q *linesRequest, h http.Header, text string, unpacked *body) *problem

// openFirehose opens a request of Amazon Data Firehose. Its id is the key, because it stays when the request is repeated.
func openFirehose(in *httpInput, q *linesRequest, h http.Header, text string, unpacked *body) *problem {
	request, err := envelope.ReadFirehose(text, in.config.MaxRecords)
	if err != nil {
		return envelopeProblem(err)
	}
	if !isKey(request.ID) {
		return invalid("requestId", "at most 128 printable ASCII characters", request.ID)
	}
	q.source.Key = request.ID
	q.keepAttributes(envelope.ReadFirehoseAttributes(h.Get(envelope.FirehoseAttributes)), in.config.KeepHeaders)
	for i, data := range request.Records {
		if refused := in.unpack(q, envelope.RecordPath(i), data, unpacked); refused != nil {
			return refused
		}
	}
	return nil
}

// openPubSub opens a push message of Google Cloud Pub/Sub.
func openPubSub(in *httpInput, q *linesRequest, _ http.Header, text string, unpacked *body) *problem {
	message, err := envelope.ReadPubSub(text)
	if err != nil {
		return envelopeProblem(err)
	}
	if q.source.Key = message.Key(); !isKey(q.source.Key) {
		return invalid("message.messageId", "the id of a message", message.ID)
	}
	q.keepAttributes(message.Attributes, in.config.KeepHeaders)
	return in.unpack(q, envelope.PubSubData, message.Data, unpacked)
}

func envelopeProblem(err error) *problem {
	var field *envelope.FieldError
	if errors.As(err, &field) {
		return invalid(field.Path, field.Expected, field.Found)
	}
	return invalid("body", "an envelope that can be opened", err.Error())
}

// unpack adds the data of one part.
func (in *httpInput) unpack(q *linesRequest, path, data string, unpacked *body) *problem {
	room := in.config.MaxUnpackedBodySize - int64(unpacked.text.Len())
	_, err := envelope.Unpack(unpacked, path, data, room)
	switch {
	case errors.Is(err, envelope.ErrTooLarge):
		return tooLarge(path, in.config.MaxUnpackedBodySize, "bytes in all parts, unpacked", "max_unpacked_body_size")
	case errors.Is(err, errBusy):
		return in.bodyProblem(err)
	case err != nil:
		return envelopeProblem(err)
	}
	q.ends = append(q.ends, unpacked.text.Len())
	return nil
}

// keepAttributes keeps what an envelope says beside its data as headers are kept, whatever the case of the names.
func (q *linesRequest) keepAttributes(attributes map[string]string, names []string) {
	for _, name := range names {
		for given, value := range attributes {
			if strings.EqualFold(given, name) {
				q.keep(name, value)
			}
		}
	}
}

// addParts adds the lines of each part of an envelope: JSON values, or text.
func (b *batch) addParts(text string, ends []int, add func(line string) error) error {
	start := 0
	for _, end := range ends {
		if err := b.addPart(text[start:end], add); err != nil {
			return err
		}
		start = end
	}
	return nil
}

func (b *batch) addPart(part string, add func(line string) error) error {
	if head := strings.TrimLeft(part, " \t\r\n"); head != "" && (head[0] == '{' || head[0] == '[') {
		var values []string
		err := accesslog.SplitJSON(part, func(value string) error { values = append(values, value); return nil })
		if err == nil {
			return b.asJSON(values, add)
		}
	}
	return accesslog.SplitLines(part, add)
}

// asJSON adds values that are known to be JSON, whatever the format of other lines is.
func (b *batch) asJSON(values []string, add func(line string) error) error {
	usual := b.reader
	b.reader, _ = accesslog.NewReader("json")
	defer func() { b.reader = usual }()
	for _, value := range values {
		if err := add(value); err != nil {
			return err
		}
	}
	return nil
}

// liftQuery makes headers of what the URL says: those who push can be given a URL, and no headers.
func liftQuery(r *http.Request) *problem {
	query := r.URL.Query()
	for _, parameter := range [...]struct{ name, header string }{
		{"service", headerService}, {"namespace", headerNamespace}, {"environment", headerEnvironment},
		{"source", headerSource}, {"mode", headerMode},
	} {
		value := query.Get(parameter.name)
		if value == "" {
			continue
		}
		if parameter.name == "mode" && value != weirattr.ModeLive && value != weirattr.ModeHistory {
			return invalid("parameter mode", "live or history", value)
		}
		if !isName(value) {
			return invalid("parameter "+parameter.name, "a name of UTF-8 without control characters", value)
		}
		r.Header.Set(parameter.header, value)
	}
	// What these would say stands in the envelope, or is the collector's business.
	for _, header := range [...]string{headerKey, headerReceivedUpTo, headerEnded} {
		r.Header.Del(header)
	}
	return nil
}

// serveFirehose answers as Firehose wants to be answered.
func (in *httpInput) serveFirehose(w http.ResponseWriter, r *http.Request) {
	if _, refused := in.lines(w, r, openFirehose); refused != nil {
		in.refuse(w, r, refused)
		return
	}
	writeJSON(w, http.StatusOK, firehoseAnswer(r, ""))
}

func firehoseAnswer(r *http.Request, message string) envelope.FirehoseAnswer {
	id := strings.ToValidUTF8(r.Header.Get(envelope.FirehoseID), "\ufffd")
	return envelope.FirehoseAnswer{ID: id, Timestamp: time.Now().UnixMilli(), Message: message}
}

// writeFirehose answers Firehose with a problem.
func (p *problem) writeFirehose(w http.ResponseWriter, r *http.Request) {
	message := p.Message
	for _, d := range p.Details {
		message += "; " + d.Path + " was " + d.Found
	}
	p.retryAfter(w)
	writeJSON(w, p.status, firehoseAnswer(r, strings.ToValidUTF8(message, "\ufffd")))
}

// servePubSub acknowledges a message with any status of success.
func (in *httpInput) servePubSub(w http.ResponseWriter, r *http.Request) {
	given, refused := in.lines(w, r, openPubSub)
	if refused != nil {
		in.refuse(w, r, refused)
		return
	}
	writeJSON(w, http.StatusOK, given)
}

// credentials makes the access key of Firehose the token that authentication looks for.
func credentials(r *http.Request) {
	key := r.Header.Get(envelope.FirehoseKey)
	if r.URL.Path == firehosePath && key != "" && r.Header.Get("Authorization") == "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
}

// Package linerecords turns log records whose body is a line of an access log into records with the HTTP semantic
// conventions, as the receiver does with lines that are sent to it. It serves components that get such records from
// elsewhere: from Kafka, from a file, from Envoy's logger with a text format.
package linerecords

import (
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// maxPinned bounds for how many sources the format that worked last is remembered; the rest share one reader.
const maxPinned = 1000

// Reader reads lines. It may be used by several goroutines at once.
type Reader struct {
	format   string
	options  accesslog.Options
	records  requestlog.Options
	fallback requestlog.Identity

	mu     sync.Mutex
	pinned map[string]*accesslog.Reader
}

// NewReader returns a reader for a configuration that is valid.
func NewReader(c *Config) (*Reader, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	location, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return nil, err
	}
	records, err := requestlog.NewOptions(nil, c.Service.From)
	if err != nil {
		return nil, err
	}
	unit, _ := accesslog.UnitByName(c.DurationUnit)
	return &Reader{
		format:   c.Format,
		options:  accesslog.Options{DurationUnit: unit, Location: location, MaxMessage: c.MaxLineLength},
		records:  records,
		fallback: requestlog.Identity{Service: c.Service.Name, Namespace: c.Service.Namespace, Environment: c.Service.Environment},
		pinned:   map[string]*accesslog.Reader{},
	}, nil
}

// IsLine says whether a record may be a line: it has a body and is no event.
func IsLine(record plog.LogRecord) bool {
	switch record.Body().Type() {
	case pcommon.ValueTypeStr, pcommon.ValueTypeBytes, pcommon.ValueTypeMap:
		return record.EventName() == ""
	}
	return false
}

// Batch collects the requests among the lines of one resource.
type Batch struct {
	formats  *accesslog.Reader
	options  accesslog.Options
	records  *requestlog.Batch
	fallback requestlog.Identity
	record   accesslog.Record
	event    accesslog.Event

	// Unparsed counts the lines in which no format found a request.
	Unparsed int64
}

// NewBatch begins with the attributes of a resource, which the requests keep where their lines do not know better.
func (r *Reader) NewBatch(resource pcommon.Map) *Batch {
	var source requestlog.Source
	var own requestlog.Identity
	var logName string
	for name, value := range resource.All() {
		switch name {
		case "service.name":
			own.Service = value.Str()
		case "service.namespace":
			own.Namespace = value.Str()
		case "deployment.environment.name":
			own.Environment = value.Str()
		case "log_name":
			logName = value.Str()
		case weirattr.SourceID:
			source.ID = value.Str()
		case weirattr.SourceMode:
			source.Mode = value.Str()
		case weirattr.BatchKey:
			source.Key = value.Str()
		}
	}
	records := requestlog.NewBatch(source, r.records, 0, false)
	records.Transient(false) // what an event says lasts until the next one is read
	return &Batch{
		formats:  r.formats(source.ID + "\x00" + own.Service + "\x00" + logName),
		options:  r.options,
		records:  records,
		fallback: own.Or(r.fallback),
	}
}

// NameService says whose lines they are where neither a line nor an attribute of the resource does.
func (b *Batch) NameService(name, namespace string) {
	own := requestlog.Identity{Service: name, Namespace: namespace, Environment: b.fallback.Environment}
	b.fallback = own.Or(requestlog.Identity{Namespace: b.fallback.Namespace})
}

// formats returns the reader of a source, which remembers the format that worked last.
func (r *Reader) formats(source string) *accesslog.Reader {
	r.mu.Lock()
	defer r.mu.Unlock()
	if found, ok := r.pinned[source]; ok {
		return found
	}
	if len(r.pinned) >= maxPinned {
		source = ""
		if found, ok := r.pinned[source]; ok {
			return found
		}
	}
	made, _ := accesslog.NewReader(r.format)
	r.pinned[strings.Clone(source)] = made
	return made
}

// Add reads the body of a record: one line or several, text or JSON, a shipper's event with the line in it, or an object
// that a receiver has unpacked.
func (b *Batch) Add(record plog.LogRecord) {
	body := record.Body()
	b.options.FallbackTime = int64(record.Timestamp())
	switch body.Type() {
	case pcommon.ValueTypeStr:
		b.addText(body.Str())
	case pcommon.ValueTypeBytes:
		b.addText(string(body.Bytes().AsRaw()))
	case pcommon.ValueTypeMap:
		b.addText(body.AsString())
	}
}

func (b *Batch) addText(text string) {
	if !isJSON(text) {
		_ = accesslog.SplitLines(text, b.addLine)
		return
	}
	if err := accesslog.SplitJSON(text, b.addEvent); err != nil {
		b.Unparsed++
	}
}

// isJSON knows an object and an array of objects; other lines begin with a bracket, too.
func isJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	if inner, ok := strings.CutPrefix(text, "["); ok {
		text = strings.TrimLeft(inner, " \t\r\n")
	}
	return strings.HasPrefix(text, "{")
}

func (b *Batch) addLine(line string) error {
	switch {
	case accesslog.IsDirective(line):
	case len(line) <= b.options.MaxMessage && b.formats.Read(line, &b.options, &b.record):
		b.records.AddRequest(&b.record, "", b.fallback)
	default:
		b.Unparsed++
	}
	return nil
}

// addEvent reads a JSON object.
func (b *Batch) addEvent(event string) error {
	if len(event) <= maxEvent(b.options.MaxMessage) && b.formats.ReadEvent(event, &b.options, &b.record, &b.event) {
		b.records.AddRequest(&b.record, "", b.fallback)
		return nil
	}
	b.Unparsed++
	return nil
}

// maxEvent leaves room for what shippers write around a line.
func maxEvent(line int) int { return 4 * line }

// Logs returns the requests, as records without their lines.
func (b *Batch) Logs() plog.Logs { return b.records.Logs() }

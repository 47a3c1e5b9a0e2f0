package apitelemetryreceiver

import (
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// maxPinnedReaders bounds for how many sources the format that worked last is remembered; the rest share one reader.
const maxPinnedReaders = 1000

// lineReader reads the lines of one input into batches.
type lineReader struct {
	config    *LinesConfig
	accesslog accesslog.Options
	records   requestlog.Options
	telemetry *metadata.TelemetryBuilder
	received  metric.MeasurementOption
	format    metric.MeasurementOption
	tooLong   metric.MeasurementOption

	mu      sync.Mutex
	readers map[string]*accesslog.Reader
}

func newLineReader(lines *LinesConfig, service *ServiceConfig, protocol string, telemetry *metadata.TelemetryBuilder) (*lineReader, error) {
	records, err := requestlog.NewOptions(lines.Keep, service.From)
	if err != nil {
		return nil, err
	}
	location, err := time.LoadLocation(lines.Timezone)
	if err != nil {
		return nil, err
	}
	unit, _ := accesslog.UnitByName(lines.DurationUnit)
	name := attribute.String("protocol", protocol)
	return &lineReader{
		config:    lines,
		accesslog: accesslog.Options{DurationUnit: unit, Location: location, MaxMessage: lines.MaxLineLength},
		records:   records,
		telemetry: telemetry,
		received:  metric.WithAttributeSet(attribute.NewSet(name)),
		format:    metric.WithAttributeSet(attribute.NewSet(name, attribute.String("reason", "format"))),
		tooLong:   metric.WithAttributeSet(attribute.NewSet(name, attribute.String("reason", "too_long"))),
		readers:   map[string]*accesslog.Reader{},
	}, nil
}

// reader returns the reader of a source, which remembers the format that worked last.
func (l *lineReader) reader(sourceID string) *accesslog.Reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, ok := l.readers[sourceID]
	if !ok {
		if len(l.readers) >= maxPinnedReaders {
			sourceID = ""
			if r, ok = l.readers[sourceID]; ok {
				return r
			}
		}
		r, _ = accesslog.NewReader(l.config.Format)
		l.readers[sourceID] = r
	}
	return r
}

// batch is a requestlog.Batch that is being filled.
type batch struct {
	*requestlog.Batch
	lines   *lineReader
	reader  *accesslog.Reader
	options accesslog.Options
	record  accesslog.Record
	tooLong int
}

// newJSONBatch returns a batch whose lines are JSON, whatever the format of other lines is.
func (l *lineReader) newJSONBatch(source requestlog.Source, received time.Time, valid bool) *batch {
	b := l.newBatch(source, received, valid)
	b.reader, _ = accesslog.NewReader("json")
	return b
}

func (l *lineReader) newBatch(source requestlog.Source, received time.Time, valid bool) *batch {
	return &batch{
		Batch:   requestlog.NewBatch(source, l.records, received.UnixNano(), valid),
		lines:   l,
		reader:  l.reader(source.ID),
		options: l.accesslog,
	}
}

// addLine adds what a line says, or the line itself when nothing can read it or it is too long. Lines that only say what
// others hold are left out.
func (b *batch) addLine(line string, fallback requestlog.Identity) {
	if accesslog.IsDirective(line) || b.addLong(line, fallback) {
		return
	}
	if b.reader.Read(line, &b.options, &b.record) {
		b.AddRequest(&b.record, line, fallback)
		return
	}
	b.AddText(line, fallback)
}

// addEvent adds what was read of a shipper's event. read says that it is a request; otherwise its message is kept, or the
// event itself when it has none.
func (b *batch) addEvent(read bool, e *accesslog.Event, event string, fallback requestlog.Identity) {
	if e.Message != "" {
		event = e.Message
	}
	if read {
		b.AddRequest(&b.record, event, fallback)
		return
	}
	own := requestlog.Identity{Service: e.Service, Namespace: e.Namespace, Environment: e.Environment}.Or(fallback)
	if !b.addLong(event, own) {
		b.AddText(event, own)
	}
}

// addLong adds a line that is over the limit, cut; false when it is not.
func (b *batch) addLong(line string, fallback requestlog.Identity) bool {
	limit := b.lines.config.MaxLineLength
	if len(line) <= limit {
		return false
	}
	for limit > 0 && !utf8.RuneStart(line[limit]) {
		limit--
	}
	b.addCut(line[:limit], fallback)
	return true
}

// addCut keeps the beginning of a line that was too long.
func (b *batch) addCut(line string, fallback requestlog.Identity) {
	b.tooLong++
	b.AddText(line, fallback)
}

// count reports what the next component took over.
func (b *batch) count(ctx context.Context) {
	t := b.lines.telemetry
	t.ReceiverAPITelemetryReceivedRecords.Add(ctx, int64(b.Records), b.lines.received)
	if n := b.Unparsed - b.tooLong; n > 0 {
		t.ReceiverAPITelemetryUnparsedRecords.Add(ctx, int64(n), b.lines.format)
	}
	if b.tooLong > 0 {
		t.ReceiverAPITelemetryUnparsedRecords.Add(ctx, int64(b.tooLong), b.lines.tooLong)
	}
}

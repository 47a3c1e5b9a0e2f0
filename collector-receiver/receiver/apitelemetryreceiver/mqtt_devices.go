package apitelemetryreceiver

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

const (
	// forgetAfter is how long a device must have been silent to make room for another one.
	forgetAfter = 24 * time.Hour
	// usualDevices is for how many devices there is room in a batch from the beginning.
	usualDevices = 64
	// usualMetrics is for how many metrics of a device there is room from the beginning.
	usualMetrics = 32
	// forgetEvery bounds how often silent devices are looked for.
	forgetEvery = time.Minute
)

// deviceBook knows the devices of an input, so that what a batch says of one stands together, and their number is
// bounded. It is used by one goroutine.
type deviceBook struct {
	maxDevices, maxMetrics int
	// resource are attributes that all devices have.
	resource []attributePair
	devices  map[string]*knownDevice
	batch    uint64
	swept    time.Time
}

type attributePair struct{ key, value string }

type knownDevice struct {
	id string
	// attributes are those of its first message; others would make other streams of the same series.
	attributes          []attributePair
	manufacturer, model string
	metrics             map[string]*knownMetric
	seen                time.Time
	batch               uint64
	scope               pmetric.MetricSlice
	described           pcommon.Map
}

type knownMetric struct {
	batch  uint64
	points pmetric.NumberDataPointSlice
}

// deviceBatch is what is passed on at once.
type deviceBatch struct {
	book    *deviceBook
	metrics pmetric.Metrics
	points  int
}

func (b *deviceBook) newBatch() *deviceBatch {
	b.batch++
	batch := &deviceBatch{book: b, metrics: pmetric.NewMetrics()}
	batch.metrics.ResourceMetrics().EnsureCapacity(min(len(b.devices), usualDevices))
	return batch
}

// device returns a device, made with the attributes when it is new; nil when there are too many.
func (b *deviceBook) device(id string, now time.Time, attributes func() []attributePair) *knownDevice {
	d, ok := b.devices[id]
	if !ok {
		if len(b.devices) >= b.maxDevices {
			b.forget(now)
		}
		if len(b.devices) >= b.maxDevices {
			return nil
		}
		d = &knownDevice{id: id, attributes: attributes(), metrics: map[string]*knownMetric{}}
		b.devices[id] = d
	}
	d.seen = now
	return d
}

func (b *deviceBook) forget(now time.Time) {
	if now.Sub(b.swept) < forgetEvery {
		return
	}
	b.swept = now
	for id, d := range b.devices {
		if now.Sub(d.seen) >= forgetAfter {
			delete(b.devices, id)
		}
	}
}

// add adds a point; it returns false when the device has too many metrics.
func (b *deviceBatch) add(d *knownDevice, name string, unixNano int64, value float64, retained bool) bool {
	m, ok := d.metrics[name]
	if !ok {
		if len(d.metrics) >= b.book.maxMetrics {
			return false
		}
		m = &knownMetric{}
		d.metrics[name] = m
	}
	if m.batch != b.book.batch {
		m.batch = b.book.batch
		metric := b.scopeOf(d).AppendEmpty()
		metric.SetName(name)
		m.points = metric.SetEmptyGauge().DataPoints()
	}
	p := m.points.AppendEmpty()
	p.SetTimestamp(pcommon.Timestamp(unixNano))
	p.SetDoubleValue(value)
	if retained {
		p.Attributes().PutBool("mqtt.message.retained", true)
	}
	b.points++
	return true
}

// scopeOf returns where the metrics of a device stand in the batch.
func (b *deviceBatch) scopeOf(d *knownDevice) pmetric.MetricSlice {
	if d.batch == b.book.batch {
		return d.scope
	}
	resource := b.metrics.ResourceMetrics().AppendEmpty()
	attributes := resource.Resource().Attributes()
	attributes.EnsureCapacity(len(b.book.resource) + len(d.attributes) + 3)
	attributes.PutStr("device.id", d.id)
	for _, a := range b.book.resource {
		attributes.PutStr(a.key, a.value)
	}
	for _, a := range d.attributes {
		attributes.PutStr(a.key, a.value)
	}
	d.described = attributes
	d.putDescription()
	scope := resource.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName(metadata.ScopeName)
	d.batch, d.scope = b.book.batch, scope.Metrics()
	d.scope.EnsureCapacity(min(len(d.metrics), usualMetrics))
	return d.scope
}

// describe notes what a device says of itself; empty is nothing new.
func (b *deviceBatch) describe(d *knownDevice, manufacturer, model string) {
	if manufacturer != "" {
		d.manufacturer = manufacturer
	}
	if model != "" {
		d.model = model
	}
	if d.batch == b.book.batch {
		d.putDescription()
	}
}

func (d *knownDevice) putDescription() {
	if d.manufacturer != "" {
		d.described.PutStr("device.manufacturer", d.manufacturer)
	}
	if d.model != "" {
		d.described.PutStr("device.model.identifier", d.model)
	}
}

// addHeartbeat says that everything from the source was delivered up to an instant.
func addHeartbeat(metrics pmetric.Metrics, resource []attributePair, upTo time.Time) {
	r := metrics.ResourceMetrics().AppendEmpty()
	for _, a := range resource {
		r.Resource().Attributes().PutStr(a.key, a.value)
	}
	scope := r.ScopeMetrics().AppendEmpty()
	scope.Scope().SetName(metadata.ScopeName)
	m := scope.Metrics().AppendEmpty()
	m.SetName(weirattr.HeartbeatMetric)
	m.SetUnit("ms")
	p := m.SetEmptyGauge().DataPoints().AppendEmpty()
	p.SetIntValue(upTo.UnixMilli())
	p.SetTimestamp(pcommon.NewTimestampFromTime(time.UnixMilli(upTo.UnixMilli())))
}

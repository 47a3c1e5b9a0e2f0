package apitelemetryreceiver

import (
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/yangpush"
)

// attrInterfaceName is that of OpenTelemetry's semantic conventions.
const attrInterfaceName = "network.interface.name"

// pushBatch is what one message of a node becomes.
type pushBatch struct {
	input   *yangPushInput
	node    string
	metrics pmetric.Metrics
	logs    plog.Logs
	// subjects are the node and its interfaces, by the name of the interface; empty for the node itself.
	subjects map[string]*pushSubject
	// changed are values of enumerations as they are now.
	changed map[string]int64
	// heard are the subscriptions that something came of.
	heard         map[uint32]struct{}
	lifecycle     []yangpush.Lifecycle
	notifications int
	// leftOut counts entries of lists whose key nobody knows, and values of enumerations without a number.
	leftOut int
}

// pushSubject is the node or one of its interfaces in a batch.
type pushSubject struct {
	name    string
	metrics pmetric.ScopeMetrics
	byName  map[string]pmetric.NumberDataPointSlice
	logs    plog.LogRecordSlice
	hasLogs bool
	hasNums bool
}

func (in *yangPushInput) newPushBatch(node string) *pushBatch {
	return &pushBatch{
		input: in, node: node, metrics: pmetric.NewMetrics(), logs: plog.NewLogs(), subjects: map[string]*pushSubject{},
		changed: map[string]int64{}, heard: map[uint32]struct{}{},
	}
}

// add reads one notification.
func (b *pushBatch) add(n *yangpush.Notification) error {
	b.notifications++
	switch {
	case n.IsUpdate():
		update, err := n.Update()
		if err != nil {
			return err
		}
		b.heard[update.Subscription] = struct{}{}
		b.leftOut += b.input.rules.Walk(nil, update.Contents, func(leaf *yangpush.Leaf) { b.leaf(n.Time, leaf, false) })
	case n.IsChange():
		change, err := n.Change()
		if err != nil {
			return err
		}
		b.heard[change.Subscription] = struct{}{}
		for i := range change.Edits {
			b.edit(n.Time, &change.Edits[i])
		}
	default:
		if event, ok := n.Lifecycle(); ok {
			b.lifecycle = append(b.lifecycle, event)
			if event.Event != "terminated" && event.Event != "completed" && event.Event != "suspended" {
				b.heard[event.Subscription] = struct{}{}
			}
		}
		b.notification(n)
	}
	return nil
}

func (b *pushBatch) edit(at time.Time, edit *yangpush.Edit) {
	switch edit.Operation {
	case "delete", "remove":
		b.deleted(at, edit)
	case "move":
	default:
		b.leftOut += b.input.rules.WalkEdit(edit, func(leaf *yangpush.Leaf) { b.leaf(at, leaf, true) })
	}
}

// leaf makes a point of a number; of an enumeration that changed, an event, too; and an event of a text that changed.
func (b *pushBatch) leaf(at time.Time, leaf *yangpush.Leaf, isChange bool) {
	number, ok := leaf.Value.Number()
	if leaf.Values != nil && leaf.Value.Kind == yangpush.String {
		value, known := leaf.Values[leaf.Value.Text]
		if !known {
			b.leftOut++
			b.textChanged(at, leaf)
			return
		}
		number, ok = yangpush.Number{IsInt: true, Int: value, Float: float64(value)}, true
		b.status(at, leaf, value)
	}
	if ok {
		b.point(at, leaf, number)
	} else if isChange {
		b.textChanged(at, leaf)
	}
}

// point adds a number to its metric, whose name is the path of the leaf without keys.
func (b *pushBatch) point(at time.Time, leaf *yangpush.Leaf, number yangpush.Number) {
	s := b.subject(interfaceOf(leaf.Path, leaf.Interface))
	if !s.hasNums {
		resource := b.metrics.ResourceMetrics().AppendEmpty()
		b.fillResource(resource.Resource().Attributes(), s.name)
		s.metrics = resource.ScopeMetrics().AppendEmpty()
		s.metrics.Scope().SetName(metadata.ScopeName)
		s.hasNums = true
	}
	points, ok := s.byName[leaf.Schema]
	if !ok {
		m := s.metrics.Metrics().AppendEmpty()
		m.SetName(metricName(leaf.Schema))
		m.SetUnit(leaf.Unit)
		if leaf.Counter {
			sum := m.SetEmptySum()
			sum.SetIsMonotonic(true)
			sum.SetAggregationTemporality(pmetric.AggregationTemporalityCumulative)
			points = sum.DataPoints()
		} else {
			points = m.SetEmptyGauge().DataPoints()
		}
		s.byName[leaf.Schema] = points
	}
	p := points.AppendEmpty()
	p.SetTimestamp(pcommon.NewTimestampFromTime(at))
	if leaf.Counter && !leaf.Since.IsZero() && leaf.Since.Before(at) {
		p.SetStartTimestamp(pcommon.NewTimestampFromTime(leaf.Since))
	}
	if number.IsInt {
		p.SetIntValue(number.Int)
	} else {
		p.SetDoubleValue(number.Float)
	}
	putKeys(p.Attributes(), leaf.Path, leaf.Interface)
}

// subject returns the node, or one of its interfaces.
func (b *pushBatch) subject(interfaceName string) *pushSubject {
	s, ok := b.subjects[interfaceName]
	if !ok {
		s = &pushSubject{name: strings.Clone(interfaceName), byName: map[string]pmetric.NumberDataPointSlice{}}
		b.subjects[s.name] = s
	}
	return s
}

func (b *pushBatch) fillResource(attributes pcommon.Map, interfaceName string) {
	attributes.PutStr(weirattr.NodeName, b.node)
	if interfaceName != "" {
		attributes.PutStr(attrInterfaceName, interfaceName)
	}
	if b.input.config.Namespace != "" {
		attributes.PutStr("service.namespace", b.input.config.Namespace)
	}
	if b.input.config.Environment != "" {
		attributes.PutStr("deployment.environment.name", b.input.config.Environment)
	}
	for _, pair := range b.input.source {
		attributes.PutStr(pair.key, pair.value)
	}
}

// metricName makes a name of OpenTelemetry of a schema path: /a:b/c becomes a.b.c.
func metricName(schema string) string {
	return strings.NewReplacer("/", ".", ":", ".").Replace(strings.TrimPrefix(schema, "/"))
}

// interfaceOf returns the name of the interface that a path leads into: the first key of that step.
func interfaceOf(path yangpush.Path, step int) string {
	if step == 0 || step > len(path) || len(path[step-1].Keys) == 0 {
		return ""
	}
	return path[step-1].Keys[0].Value
}

// putKeys adds the keys of all lists but that of the interface, as list.key.
func putKeys(attributes pcommon.Map, path yangpush.Path, interfaceStep int) {
	for i, step := range path {
		if i+1 == interfaceStep {
			continue
		}
		for _, key := range step.Keys {
			attributes.PutStr(step.Name+"."+key.Name, key.Value)
		}
	}
}

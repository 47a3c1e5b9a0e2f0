package apitelemetryreceiver

import (
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/yangpush"
)

// Names of events. A notification that is no push has its own: module and name.
const (
	eventStatus  = "weir.node.status_changed"
	eventChanged = "weir.node.value_changed"
	eventDeleted = "weir.node.deleted"
)

// Attributes of events.
const (
	attrPath     = "yang.path"
	attrValue    = "yang.value"
	attrPrevious = "yang.value.previous"
)

// maxTextLength bounds a text value in an event, in bytes.
const maxTextLength = 4096

// status remembers the value of an enumeration, and makes an event when it is another than before.
func (b *pushBatch) status(at time.Time, leaf *yangpush.Leaf, value int64) {
	path := leaf.Path.String()
	key := b.node + path
	previous, known := b.changed[key]
	if !known {
		previous, known = b.input.statuses.get(key)
	}
	b.changed[key] = value
	if !known || previous == value {
		return
	}
	was := nameOf(leaf.Values, previous)
	record := b.event(at, leaf.Path, leaf.Interface, eventStatus)
	record.Attributes().PutStr(attrValue, leaf.Value.Text)
	record.Attributes().PutStr(attrPrevious, was)
	record.Body().SetStr(leaf.Path[len(leaf.Path)-1].Name + " is " + leaf.Value.Text + ", was " + was)
}

// nameOf returns the value that has a number; of several, such as up and UP, the one that comes last.
func nameOf(values map[string]int64, number int64) (name string) {
	for value, n := range values {
		if n == number && value > name {
			name = value
		}
	}
	return name
}

// textChanged makes an event of a value that is no number.
func (b *pushBatch) textChanged(at time.Time, leaf *yangpush.Leaf) {
	record := b.event(at, leaf.Path, leaf.Interface, eventChanged)
	text := leaf.Value.Text
	if leaf.Value.Kind == yangpush.Array || leaf.Value.Kind == yangpush.Empty {
		text = leaf.Value.JSON()
	}
	text = cutText(text)
	record.Attributes().PutStr(attrValue, text)
	record.Body().SetStr(leaf.Path[len(leaf.Path)-1].Name + " is " + text)
}

// deleted makes an event of something that is gone.
func (b *pushBatch) deleted(at time.Time, edit *yangpush.Edit) {
	path, isInterface := b.input.rules.Locate(edit.Target)
	record := b.event(at, path, isInterface, eventDeleted)
	record.Body().SetStr(path.String() + " is gone")
}

// notification makes an event of a notification that is no push.
func (b *pushBatch) notification(n *yangpush.Notification) {
	name := n.Name
	if n.Module != "" {
		name = n.Module + "." + n.Name
	}
	record := b.event(n.Time, nil, 0, name)
	fillValue(record.Body(), n.Content)
}

func (b *pushBatch) event(at time.Time, path yangpush.Path, interfaceStep int, name string) plog.LogRecord {
	s := b.subject(interfaceOf(path, interfaceStep))
	if !s.hasLogs {
		resource := b.logs.ResourceLogs().AppendEmpty()
		b.fillResource(resource.Resource().Attributes(), s.name)
		scope := resource.ScopeLogs().AppendEmpty()
		scope.Scope().SetName(metadata.ScopeName)
		s.logs, s.hasLogs = scope.LogRecords(), true
	}
	record := s.logs.AppendEmpty()
	record.SetTimestamp(pcommon.NewTimestampFromTime(at))
	record.SetEventName(name)
	record.SetSeverityNumber(plog.SeverityNumberInfo)
	if len(path) > 0 {
		record.Attributes().PutStr(attrPath, cutText(path.String()))
	}
	return record
}

func cutText(s string) string {
	if len(s) <= maxTextLength {
		return s
	}
	return strings.ToValidUTF8(s[:maxTextLength], "") + "…"
}

// fillValue turns a tree of JSON into a value of a log record.
func fillValue(to pcommon.Value, from yangpush.Value) {
	switch from.Kind {
	case yangpush.Object:
		m := to.SetEmptyMap()
		m.EnsureCapacity(len(from.Members))
		for _, member := range from.Members {
			name := member.Name
			if member.Module != "" {
				name = member.Module + ":" + name
			}
			fillValue(m.PutEmpty(name), member.Value)
		}
	case yangpush.Array:
		s := to.SetEmptySlice()
		s.EnsureCapacity(len(from.Items))
		for _, item := range from.Items {
			fillValue(s.AppendEmpty(), item)
		}
	case yangpush.NumberKind:
		if number, ok := from.Number(); ok && number.IsInt {
			to.SetInt(number.Int)
		} else {
			to.SetDouble(number.Float)
		}
	case yangpush.Bool:
		to.SetBool(from.Text == "true")
	case yangpush.String:
		to.SetStr(cutText(from.Text))
	default:
	}
}

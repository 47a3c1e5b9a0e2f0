package apitelemetryreceiver

import (
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/syslog"
)

// fill reads the messages of a batch.
func (in *syslogInput) fill(items []datagram) *batch {
	valid := true
	for _, d := range items {
		valid = valid && utf8.ValidString(d.text)
	}
	b := in.reader.newBatch(in.source(), items[len(items)-1].arrived, valid)
	for _, d := range items {
		in.addMessage(b, d)
	}
	return b
}

func (in *syslogInput) addMessage(b *batch, d datagram) {
	m := syslog.Parse(d.text, d.arrived, b.options.Location)
	id := requestlog.Identity{
		Service: in.config.Service.Name, Namespace: in.config.Service.Namespace, Environment: in.config.Service.Environment,
	}
	if id.Service == "" {
		id.Service = m.AppName
	}
	if d.cut {
		b.addCut(m.Text, id)
		return
	}
	// JSON logged through syslog often leaves the time to the header.
	b.options.FallbackTime = m.Time
	if m.Time == 0 {
		b.options.FallbackTime = d.arrived.UnixNano()
	}
	b.addLine(m.Text, id)
}

// copyOf returns logs for one try.
func (in *syslogInput) copyOf(logs plog.Logs) plog.Logs {
	if !in.receiver.logs.Capabilities().MutatesData {
		return logs
	}
	fresh := plog.NewLogs()
	logs.CopyTo(fresh)
	return fresh
}

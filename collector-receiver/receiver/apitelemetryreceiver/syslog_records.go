package apitelemetryreceiver

import (
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/syslog"
)

// fill reads the messages of a batch.
func (in *syslogInput) fill(items []datagram) *batch {
	return fillSyslog(in.reader, in.source(), &in.config.Service, items)
}

// fillSyslog reads messages into a batch of their source.
func fillSyslog(reader *lineReader, source requestlog.Source, service *ServiceConfig, items []datagram) *batch {
	valid := true
	for _, d := range items {
		valid = valid && utf8.ValidString(d.text)
	}
	b := reader.newBatch(source, items[len(items)-1].arrived, valid)
	for _, d := range items {
		addSyslog(b, service, d)
	}
	return b
}

func addSyslog(b *batch, service *ServiceConfig, d datagram) {
	m := syslog.Parse(d.text, d.arrived, b.options.Location)
	id := service.identity()
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

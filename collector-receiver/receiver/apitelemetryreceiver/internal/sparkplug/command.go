package sparkplug

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// rebirthMetric is the metric that asks an edge node to be born again.
const rebirthMetric = "Node Control/Rebirth"

// Rebirth is the payload of a command that asks an edge node to be born again.
func Rebirth(unixMilli uint64) []byte {
	var m []byte
	m = protowire.AppendTag(m, metricName, protowire.BytesType)
	m = protowire.AppendString(m, rebirthMetric)
	m = protowire.AppendTag(m, metricTimestamp, protowire.VarintType)
	m = protowire.AppendVarint(m, unixMilli)
	m = protowire.AppendTag(m, metricType, protowire.VarintType)
	m = protowire.AppendVarint(m, uint64(TypeBoolean))
	m = protowire.AppendTag(m, metricBoolean, protowire.VarintType)
	m = protowire.AppendVarint(m, 1)
	var p []byte
	p = protowire.AppendTag(p, payloadTimestamp, protowire.VarintType)
	p = protowire.AppendVarint(p, unixMilli)
	p = protowire.AppendTag(p, payloadMetrics, protowire.BytesType)
	return protowire.AppendBytes(p, m)
}

// State is the payload with which a host application says whether it is there.
func State(online bool, unixMilli int64) []byte {
	return fmt.Appendf(nil, `{"online":%t,"timestamp":%d}`, online, unixMilli)
}

package sparkplug

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// metric writes a metric of a payload, for tests.
type metric struct {
	name       string
	alias      int
	kind       DataType
	time       uint64
	value      any
	null       bool
	historical bool
}

func (m metric) bytes() []byte {
	var b []byte
	varint := func(field protowire.Number, v uint64) {
		b = protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
	}
	if m.name != "" {
		b = protowire.AppendString(protowire.AppendTag(b, metricName, protowire.BytesType), m.name)
	}
	if m.alias > 0 {
		varint(metricAlias, uint64(m.alias))
	}
	if m.time > 0 {
		varint(metricTimestamp, m.time)
	}
	if m.kind > 0 {
		varint(metricType, uint64(m.kind))
	}
	if m.historical {
		varint(metricHistorical, 1)
	}
	if m.null {
		varint(metricNull, 1)
	}
	switch v := m.value.(type) {
	case uint32:
		varint(metricInt, uint64(v))
	case uint64:
		varint(metricLong, v)
	case float32:
		b = protowire.AppendFixed32(protowire.AppendTag(b, metricFloat, protowire.Fixed32Type), math.Float32bits(v))
	case float64:
		b = protowire.AppendFixed64(protowire.AppendTag(b, metricDouble, protowire.Fixed64Type), math.Float64bits(v))
	case bool:
		varint(metricBoolean, protowire.EncodeBool(v))
	case string:
		b = protowire.AppendString(protowire.AppendTag(b, metricString, protowire.BytesType), v)
	case []byte:
		b = protowire.AppendBytes(protowire.AppendTag(b, metricBytes, protowire.BytesType), v)
	}
	return b
}

// payload writes a payload; seq < 0 is left out.
func payload(seq int, metrics ...metric) []byte {
	b := protowire.AppendVarint(protowire.AppendTag(nil, payloadTimestamp, protowire.VarintType), 1_700_000_000_000)
	for _, m := range metrics {
		b = protowire.AppendBytes(protowire.AppendTag(b, payloadMetrics, protowire.BytesType), m.bytes())
	}
	if seq >= 0 {
		b = protowire.AppendVarint(protowire.AppendTag(b, payloadSeq, protowire.VarintType), uint64(seq))
	}
	return b
}

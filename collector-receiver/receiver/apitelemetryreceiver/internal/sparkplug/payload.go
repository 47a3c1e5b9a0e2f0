// Package sparkplug reads Sparkplug B payloads (Eclipse Sparkplug 3.0) and keeps what a host application must know of the
// edge nodes: who is born, what their aliases mean, and whether a message is missing.
package sparkplug

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

// ErrPayload says that a payload is no Sparkplug B payload.
var ErrPayload = errors.New("no Sparkplug B payload")

// DataType is a data type of a metric (Sparkplug 3.0, 6.4.16).
type DataType uint32

// The data types that are told apart here; all others are no numbers.
const (
	TypeUnknown  DataType = 0
	TypeInt8     DataType = 1
	TypeInt16    DataType = 2
	TypeInt32    DataType = 3
	TypeInt64    DataType = 4
	TypeUInt8    DataType = 5
	TypeUInt16   DataType = 6
	TypeUInt32   DataType = 7
	TypeUInt64   DataType = 8
	TypeFloat    DataType = 9
	TypeDouble   DataType = 10
	TypeBoolean  DataType = 11
	TypeString   DataType = 12
	TypeDateTime DataType = 13
)

// Payload is a message.
type Payload struct {
	// Timestamp is in Unix milliseconds; 0 when there is none.
	Timestamp uint64
	// Seq is -1 when there is none.
	Seq     int64
	Metrics []Metric
}

// Metric is a metric as it stands in a payload.
type Metric struct {
	Name      string
	Alias     uint64
	HasAlias  bool
	Timestamp uint64
	Type      DataType
	// Historical: the value was kept while there was no connection.
	Historical bool
	Null       bool
	// kind says which member of the value is there.
	kind   valueKind
	number uint64
	text   string
}

type valueKind byte

const (
	noValue valueKind = iota
	intValue
	longValue
	floatValue
	doubleValue
	booleanValue
	stringValue
	otherValue
)

// Field numbers of the payload's schema (Sparkplug 3.0, 6.4.1).
const (
	payloadTimestamp = 1
	payloadMetrics   = 2
	payloadSeq       = 3

	metricName       = 1
	metricAlias      = 2
	metricTimestamp  = 3
	metricType       = 4
	metricHistorical = 5
	metricNull       = 7
	metricInt        = 10
	metricLong       = 11
	metricFloat      = 12
	metricDouble     = 13
	metricBoolean    = 14
	metricString     = 15
	metricBytes      = 16
	metricExtension  = 19
)

// maxNameLength bounds the name of a metric in bytes; maxTextLength what is kept of a text.
const (
	maxNameLength = 512
	maxTextLength = 256
)

// Decode reads a payload with at most maxMetrics metrics. Names are copied, so the payload may be used again.
func Decode(data []byte, maxMetrics int) (Payload, error) {
	return decode(data, maxMetrics, nil)
}

// decode puts the metrics behind those of room, whose memory it uses.
func decode(data []byte, maxMetrics int, room []Metric) (Payload, error) {
	p := Payload{Seq: -1, Metrics: room}
	err := eachField(data, func(number protowire.Number, varint uint64, body []byte) error {
		switch number {
		case payloadTimestamp:
			p.Timestamp = varint
		case payloadSeq:
			if varint > 255 {
				return fmt.Errorf("%w: seq is %d", ErrPayload, varint)
			}
			p.Seq = int64(varint)
		case payloadMetrics:
			if len(p.Metrics) >= maxMetrics {
				return fmt.Errorf("%w: more than %d metrics", ErrPayload, maxMetrics)
			}
			m, err := decodeMetric(body)
			if err != nil {
				return err
			}
			p.Metrics = append(p.Metrics, m)
		}
		return nil
	})
	return p, err
}

func decodeMetric(data []byte) (Metric, error) {
	var m Metric
	err := eachField(data, func(number protowire.Number, varint uint64, body []byte) error {
		switch number {
		case metricName:
			if len(body) > maxNameLength || !utf8.Valid(body) {
				return fmt.Errorf("%w: the name of a metric has %d bytes or is no UTF-8", ErrPayload, len(body))
			}
			m.Name = string(body)
		case metricAlias:
			m.Alias, m.HasAlias = varint, true
		case metricTimestamp:
			m.Timestamp = varint
		case metricType:
			m.Type = DataType(min(varint, math.MaxUint32))
		case metricHistorical:
			m.Historical = varint != 0
		case metricNull:
			m.Null = varint != 0
		case metricInt:
			m.kind, m.number = intValue, varint
		case metricLong:
			m.kind, m.number = longValue, varint
		case metricFloat:
			m.kind, m.number = floatValue, varint
		case metricDouble:
			m.kind, m.number = doubleValue, varint
		case metricBoolean:
			m.kind, m.number = booleanValue, varint
		case metricString:
			m.kind = stringValue
			if len(body) <= maxTextLength && utf8.Valid(body) {
				m.text = string(body)
			}
		default:
			if number >= metricBytes && number <= metricExtension {
				m.kind = otherValue
			}
		}
		return nil
	})
	return m, err
}

// eachField calls do with each field: numbers of any width as varint, everything with a length as body.
func eachField(data []byte, do func(number protowire.Number, varint uint64, body []byte) error) error {
	for len(data) > 0 {
		number, kind, n := protowire.ConsumeTag(data)
		if n < 0 {
			return malformed(n)
		}
		data = data[n:]
		var varint uint64
		var body []byte
		switch kind {
		case protowire.VarintType:
			varint, n = protowire.ConsumeVarint(data)
		case protowire.Fixed32Type:
			var v uint32
			v, n = protowire.ConsumeFixed32(data)
			varint = uint64(v)
		case protowire.Fixed64Type:
			varint, n = protowire.ConsumeFixed64(data)
		case protowire.BytesType:
			body, n = protowire.ConsumeBytes(data)
		default:
			n = protowire.ConsumeFieldValue(number, kind, data)
		}
		if n < 0 {
			return malformed(n)
		}
		data = data[n:]
		if err := do(number, varint, body); err != nil {
			return err
		}
	}
	return nil
}

func malformed(n int) error { return fmt.Errorf("%w: %w", ErrPayload, protowire.ParseError(n)) }

// Number returns the value as a number of the data type; false when it is none.
func (m *Metric) Number(t DataType) (float64, bool) {
	if m.Null {
		return 0, false
	}
	switch m.kind {
	case booleanValue:
		if m.number != 0 {
			return 1, true
		}
		return 0, true
	case floatValue:
		return finite(float64(math.Float32frombits(uint32(m.number))))
	case doubleValue:
		return finite(math.Float64frombits(m.number))
	case intValue, longValue:
		return m.integer(t)
	}
	return 0, false
}

// integer reads a whole number: signed ones of up to 32 bits stand in an unsigned field, as their two's complement.
func (m *Metric) integer(t DataType) (float64, bool) {
	switch t {
	case TypeInt8:
		return float64(int8(m.number)), true
	case TypeInt16:
		return float64(int16(m.number)), true
	case TypeInt32:
		return float64(int32(m.number)), true
	case TypeInt64:
		return float64(int64(m.number)), true
	case TypeUInt8, TypeUInt16, TypeUInt32, TypeUInt64:
		return float64(m.number), true
	}
	return 0, false
}

func finite(f float64) (float64, bool) { return f, !math.IsNaN(f) && !math.IsInf(f, 0) }

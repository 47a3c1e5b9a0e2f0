package sparkplug

import (
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
)

// A payload byte by byte, as the schema of Sparkplug 3.0, 6.4.1 has it.
func TestDecodeBytes(t *testing.T) {
	data, err := hex.DecodeString(strings.ReplaceAll(
		"08 80d095ffbc31"+ // timestamp 1700000000000
			"12 14"+ // a metric of 20 bytes
			"0a 05 2f74656d70"+ // name /temp
			"10 07"+ // alias 7
			"20 03"+ // datatype Int32
			"50 fbffffff0f"+ // int_value 2^32 - 5
			"28 01"+ // is_historical
			"18 05", " ", "")) // seq 5
	require.NoError(t, err)
	data[8] = byte(len(data) - 9 - 2)
	p, err := Decode(data, 10)
	require.NoError(t, err)
	assert.Equal(t, uint64(1_700_000_000_000), p.Timestamp)
	assert.Equal(t, int64(5), p.Seq)
	require.Len(t, p.Metrics, 1)
	m := p.Metrics[0]
	assert.Equal(t, "/temp", m.Name)
	assert.True(t, m.HasAlias && m.Historical)
	assert.Equal(t, uint64(7), m.Alias)
	value, ok := m.Number(m.Type)
	assert.True(t, ok)
	assert.InDelta(t, -5, value, 0)
}

func TestNumbers(t *testing.T) {
	minus := func(bits int, n int64) uint32 { return uint32(n) & uint32(1<<bits-1) }
	tests := []struct {
		value any
		kind  DataType
		want  float64
	}{
		{minus(8, -3), TypeInt8, -3},
		{minus(32, -3), TypeInt8, -3},
		{minus(16, -300), TypeInt16, -300},
		{minus(32, -70_000), TypeInt32, -70_000},
		{uint64(math.MaxUint64), TypeInt64, -1},
		{uint32(200), TypeUInt8, 200},
		{uint32(60_000), TypeUInt16, 60_000},
		{uint32(4_000_000_000), TypeUInt32, 4_000_000_000},
		{uint64(4_000_000_000), TypeUInt32, 4_000_000_000},
		{uint64(1 << 60), TypeUInt64, 1 << 60},
		{float32(1.5), TypeFloat, 1.5},
		{2.25, TypeDouble, 2.25},
		{true, TypeBoolean, 1},
		{false, TypeBoolean, 0},
	}
	for _, tt := range tests {
		p, err := Decode(payload(0, metric{name: "m", value: tt.value}), 1)
		require.NoError(t, err)
		got, ok := p.Metrics[0].Number(tt.kind)
		assert.True(t, ok, "%v", tt)
		assert.InDelta(t, tt.want, got, 0, "%v", tt)
	}
	for _, m := range []metric{
		{value: "text"}, {value: []byte("x")}, {value: 1.0, null: true}, {}, {value: math.NaN()}, {value: math.Inf(1)}, {value: uint32(1)},
	} {
		p, err := Decode(payload(0, m), 1)
		require.NoError(t, err)
		_, ok := p.Metrics[0].Number(TypeUnknown)
		assert.False(t, ok, "%v", m)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for what, data := range map[string][]byte{
		"cut":           payload(1, metric{name: "m", value: 1.0})[:12],
		"field 0":       {0x00, 0x01},
		"length":        {0x12, 0xff, 0xff, 0xff, 0xff, 0x0f},
		"long name":     payload(1, metric{name: strings.Repeat("n", maxNameLength+1)}),
		"no UTF-8":      payload(1, metric{name: "\xff"}),
		"too many":      payload(1, metric{name: "a"}, metric{name: "b"}, metric{name: "c"}),
		"seq":           payload(256),
		"end of group":  {0x0c},
		"text":          []byte("21.5"),
		"cut in metric": protowire.AppendBytes(protowire.AppendTag(nil, payloadMetrics, protowire.BytesType), []byte{0x0a, 0x05}),
	} {
		_, err := Decode(data, 2)
		assert.ErrorIs(t, err, ErrPayload, what)
	}
}

func TestUnknownFieldsArePassedOver(t *testing.T) {
	data := protowire.AppendString(protowire.AppendTag(payload(3), 4, protowire.BytesType), "uuid")
	data = protowire.AppendFixed32(protowire.AppendTag(data, 99, protowire.Fixed32Type), 1)
	data = protowire.AppendFixed64(protowire.AppendTag(data, 98, protowire.Fixed64Type), 1)
	p, err := Decode(data, 2)
	require.NoError(t, err)
	assert.Equal(t, int64(3), p.Seq)
}

func TestTopics(t *testing.T) {
	for topic, want := range map[string]Topic{
		"spBv1.0/plant/NBIRTH/gw":      {Group: "plant", Node: "gw", Kind: NBirth},
		"spBv1.0/plant/DDATA/gw/press": {Group: "plant", Node: "gw", Device: "press", Kind: DData},
	} {
		got, ok := ParseTopic(topic)
		assert.True(t, ok)
		assert.Equal(t, want, got)
	}
	for _, topic := range []string{
		"spBv1.0/STATE/host", "spBv1.0/plant/NCMD/gw", "spBv1.0/plant/DCMD/gw/press", "spAv1.0/plant/NBIRTH/gw", "spBv1.0/plant/NBIRTH/gw/press",
		"spBv1.0/plant/DBIRTH/gw", "spBv1.0//NBIRTH/gw", "spBv1.0/plant/DDATA/gw/press/x", "spBv1.0/" + strings.Repeat("g", 300) + "/NBIRTH/gw",
	} {
		_, ok := ParseTopic(topic)
		assert.False(t, ok, topic)
	}
	assert.Equal(t, "spBv1.0/plant/NCMD/gw", CommandTopic("plant", "gw"))
	assert.Equal(t, "spBv1.0/STATE/weir", StateTopic("weir"))
}

func TestCommands(t *testing.T) {
	p, err := Decode(Rebirth(1_700_000_000_000), 1)
	require.NoError(t, err)
	m := p.Metrics[0]
	assert.Equal(t, "Node Control/Rebirth", m.Name)
	value, ok := m.Number(m.Type)
	assert.True(t, ok)
	assert.InDelta(t, 1, value, 0)
	assert.JSONEq(t, `{"online":true,"timestamp":1700000000000}`, string(State(true, 1_700_000_000_000)))
}

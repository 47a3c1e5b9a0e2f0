package lumberjack

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var limits = Limits{Frame: 1 << 20, Events: 1000, Size: 1 << 20}

func frame(version, kind byte, parts ...any) string {
	out := []byte{version, kind}
	for _, part := range parts {
		switch p := part.(type) {
		case int:
			out = binary.BigEndian.AppendUint32(out, uint32(p))
		case string:
			out = binary.BigEndian.AppendUint32(out, uint32(len(p)))
			out = append(out, p...)
		}
	}
	return string(out)
}

func zipped(plain string) string {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = io.WriteString(w, plain)
	_ = w.Close()
	return out.String()
}

func compressed(plain string) string { return frame('2', 'C', zipped(plain)) }

func read(t *testing.T, r *Reader) []Event {
	t.Helper()
	var b Batch
	return readBatch(t, r, &b)
}

func readBatch(t *testing.T, r *Reader, b *Batch) (out []Event) {
	t.Helper()
	require.NoError(t, r.Read(b, func(e *Event) {
		out = append(out, Event{e.Sequence, strings.Clone(e.JSON), e.Pairs})
	}))
	assert.Len(t, out, b.Events)
	return out
}

func ignore(*Event) {}

// TestFramesOfTheSpecification has the bytes that PROTOCOL.md draws: version, type, numbers of 32 bits in network order.
func TestFramesOfTheSpecification(t *testing.T) {
	window := "2W\x00\x00\x00\x02"
	events := "2J\x00\x00\x00\x01\x00\x00\x00\x0f" + `{"message":"a"}` + "2J\x00\x00\x00\x02\x00\x00\x00\x0f" + `{"message":"b"}`
	want := []Event{{Sequence: 1, JSON: `{"message":"a"}`}, {Sequence: 2, JSON: `{"message":"b"}`}}
	for name, stream := range map[string]string{
		"plain":                     window + events,
		"compressed":                window + "2C" + "\x00\x00\x00" + string(rune(len(zipped(events)))) + zipped(events),
		"one compressed frame each": window + compressed(events[:25]) + compressed(events[25:]),
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(iotest.OneByteReader(strings.NewReader(stream)), limits)
			require.NoError(t, r.Await())
			var b Batch
			assert.Equal(t, want, readBatch(t, r, &b))
			assert.True(t, b.Whole)
			assert.Equal(t, "2A\x00\x00\x00\x02", string(AppendAck(nil, b.Version, b.Sequence)))
			assert.Equal(t, io.EOF, r.Await())
			assert.Equal(t, io.EOF, r.Read(&b, ignore))
		})
	}
}

func TestPairsOfVersion1(t *testing.T) {
	data := "1D\x00\x00\x00\x07\x00\x00\x00\x02\x00\x00\x00\x04line\x00\x00\x00\x05hello\x00\x00\x00\x04host\x00\x00\x00\x01x"
	want := []Event{{Sequence: 7, Pairs: []string{"line", "hello", "host", "x"}}}
	r := NewReader(strings.NewReader("1W\x00\x00\x00\x01"+data+frame('1', 'W', 1)+frame('1', 'C', zipped(data))+frame('1', 'W', 1)+frame('1', 'D', 8, 0)), limits)
	assert.Equal(t, want, read(t, r))
	var b Batch
	assert.Equal(t, want, readBatch(t, r, &b))
	assert.Equal(t, "1A\x00\x00\x00\x07", string(AppendAck(nil, b.Version, b.Sequence)))
	assert.Equal(t, []Event{{Sequence: 8, Pairs: []string{}}}, read(t, r))
}

func TestLargeWindowsComeInParts(t *testing.T) {
	var events strings.Builder
	for i := range 25 {
		events.WriteString(frame('2', 'J', i+1, fmt.Sprintf(`{"n":%d}`, i)))
	}
	for name, stream := range map[string]string{"plain": events.String(), "compressed": compressed(events.String())} {
		t.Run(name, func(t *testing.T) {
			l := limits
			l.Events = 10
			r := NewReader(strings.NewReader(frame('2', 'W', 25)+stream+frame('2', 'W', 1)+frame('2', 'J', 1, "{}")), l)
			var b Batch
			for i, want := range []int{10, 10, 5} {
				require.NoError(t, r.Await())
				require.NoError(t, r.Read(&b, ignore))
				assert.Equal(t, want, b.Events)
				assert.False(t, b.Whole)
				assert.Equal(t, uint32(min(10*(i+1), 25)), b.Sequence)
			}
			assert.Len(t, read(t, r), 1)
			l = limits
			l.Size = 1
			r = NewReader(strings.NewReader(frame('2', 'W', 25)+stream), l)
			assert.Len(t, read(t, r), 1)
			r.Close()
		})
	}
}

func TestEventsOfAnyLength(t *testing.T) {
	var stream strings.Builder
	var want []string
	for n := 0; n < 200_000; n = n*3 + 1 {
		want = append(want, strings.Repeat("x", n))
		stream.WriteString(frame('2', 'J', len(want), want[len(want)-1]))
	}
	r := NewReader(strings.NewReader(frame('2', 'W', len(want))+compressed(stream.String())), limits)
	for i, e := range read(t, r) {
		assert.Equal(t, want[i], e.JSON)
	}
}

func TestRefused(t *testing.T) {
	event := frame('2', 'J', 1, "{}")
	tests := map[string]struct {
		stream string
		want   string
		large  bool
	}{
		"an event of 4 GB":                {frame('2', 'W', 1) + "2J\x00\x00\x00\x01\xff\xff\xff\xff{", "expected an event of at most 1048576 bytes, found 4294967295 announced", true},
		"a compressed frame of 4 GB":      {frame('2', 'W', 1) + "2C\xff\xff\xff\xff", "expected a compressed frame of at most 1048576 bytes, found 4294967295 announced", true},
		"a value of 4 GB":                 {frame('2', 'W', 1) + "2D\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01a\xff\xff\xff\xff", "expected an event of at most 1048576 bytes", true},
		"a bomb: an event of 1 GB packed": {frame('2', 'W', 1) + compressed("2J\x00\x00\x00\x01\x40\x00\x00\x00"+strings.Repeat(" ", 4<<20)), "found 1073741824 announced", true},
		"4 billion pairs":                 {frame('2', 'W', 1) + "2D\x00\x00\x00\x01\xff\xff\xff\xff" + strings.Repeat("\x00", 1<<20), "expected an event of at most 1048576 bytes", true},
		"no window":                       {event, `expected a window frame, found type 'J'`, false},
		"a window in a window":            {frame('2', 'W', 2) + event + frame('2', 'W', 2), "expected 1 more events of the window, found another window frame", false},
		"a compressed frame in another":   {frame('2', 'W', 1) + compressed(compressed(event)), "found a compressed frame in it", false},
		"a window in a compressed frame":  {frame('2', 'W', 1) + compressed(frame('2', 'W', 1)+event), "found another window frame", false},
		"more events than announced":      {frame('2', 'W', 1) + compressed(event+event), "expected no more events than the window announced", false},
		"an event cut in a compressed":    {frame('2', 'W', 1) + compressed(event[:8]), "expected whole frames in a compressed frame", false},
		"a header cut in a compressed":    {frame('2', 'W', 2) + compressed(event+"2"), "expected whole frames in a compressed frame", false},
		"no zlib":                         {frame('2', 'W', 1) + frame('2', 'C', "nonsense"), "expected a zlib stream in a compressed frame", false},
		"a wrong checksum":                {frame('2', 'W', 1) + strings.Replace(compressed(event), zipped(event)[len(zipped(event))-2:], "\x00\x01", 1), "expected whole frames in a compressed frame", false},
		"something behind the zlib":       {frame('2', 'W', 1) + frame('2', 'C', zipped(event)+"x"), "found 1 bytes behind it", false},
		"an acknowledgement":              {frame('2', 'W', 1) + frame('2', 'A', 1), "expected an event or a compressed frame, found type 'A'", false},
		"version 3":                       {"3W\x00\x00\x00\x01", "expected version '1' or '2' of a Lumberjack frame, found '3'", false},
		"TLS":                             {"\x16\x03\x01\x02\x00", "the beginning of a TLS handshake", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := NewReader(strings.NewReader(tt.stream), limits)
			defer r.Close()
			var b Batch
			err := r.Read(&b, ignore)
			var refused *Error
			require.ErrorAs(t, err, &refused)
			assert.Contains(t, err.Error(), tt.want)
			assert.Equal(t, tt.large, refused.OverLimit())
		})
	}
}

func TestEndWithinAWindowIsUnexpected(t *testing.T) {
	whole := frame('2', 'W', 3) + frame('2', 'J', 1, "{}") + frame('2', 'D', 2, 1, "key", "value") + compressed(frame('2', 'J', 3, `{"a":1}`))
	for cut := 1; cut < len(whole); cut++ {
		r := NewReader(strings.NewReader(whole[:cut]), limits)
		var b Batch
		require.ErrorIs(t, r.Read(&b, ignore), io.ErrUnexpectedEOF, "cut at %d", cut)
		r.Close()
	}
}

// TestNothingIsSetAsideOnThePeersWord compares what is allocated with what arrived.
func TestNothingIsSetAsideOnThePeersWord(t *testing.T) {
	l := Limits{Frame: 1 << 30, Events: 1000, Size: 1 << 30}
	for name, stream := range map[string]string{
		"an event":           frame('2', 'W', 1) + "2J\x00\x00\x00\x01\x3f\xff\xff\xff" + "{",
		"a compressed frame": frame('2', 'W', 1) + "2C\x3f\xff\xff\xff" + "x",
		"pairs":              frame('2', 'W', 1) + "2D\x00\x00\x00\x01\xff\xff\xff\xff",
		"a window":           frame('2', 'W', -1),
		"small frames":       frame('2', 'W', 999) + strings.Repeat(compressed(frame('2', 'J', 1, "{}")), 998),
	} {
		t.Run(name, func(t *testing.T) {
			assert.Less(t, allocated(func() {
				r := NewReader(strings.NewReader(stream), l)
				defer r.Close()
				var b Batch
				require.ErrorIs(t, r.Read(&b, ignore), io.ErrUnexpectedEOF)
			}), uint64(1<<20))
		})
	}
}

func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestRoomIsAskedForWhatArrives(t *testing.T) {
	packed := zipped(frame('2', 'J', 1, strings.Repeat("x", 1000)))
	stream := frame('2', 'W', 2) + frame('2', 'C', packed) + frame('2', 'D', 2, 1, "key", "value")
	l, room := limits, len(packed)+1000+8
	l.Reserve = func(n int) bool {
		room -= n
		return room >= 0
	}
	var b Batch
	require.NoError(t, NewReader(strings.NewReader(stream), l).Read(&b, ignore))
	assert.Equal(t, len(packed)+1000+8, b.Held)
	assert.Zero(t, room)
	r := NewReader(strings.NewReader(stream), l)
	require.ErrorIs(t, r.Read(&b, ignore), ErrNoRoom)
	assert.Zero(t, b.Held)
	room = len(packed) + 10
	r = NewReader(strings.NewReader(stream), l)
	require.ErrorIs(t, r.Read(&b, ignore), ErrNoRoom)
	assert.Equal(t, len(packed), b.Held)
	r.Close()
}

// FuzzReader checks that any stream comes to an end, within the limits.
func FuzzReader(f *testing.F) {
	event := frame('2', 'J', 1, `{"message":"a"}`)
	f.Add([]byte(frame('2', 'W', 1) + event))
	f.Add([]byte(frame('2', 'W', 2) + compressed(event+event)))
	f.Add([]byte(frame('1', 'W', 1) + frame('1', 'D', 1, 1, "line", "x")))
	f.Add([]byte(frame('2', 'W', 1) + "2J\x00\x00\x00\x01\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		l := Limits{Frame: 4096, Events: 5, Size: 8192}
		used := allocated(func() {
			r := NewReader(bytes.NewReader(stream), l)
			defer r.Close()
			var b Batch
			for r.Await() == nil && r.Read(&b, ignore) == nil {
				if b.Events == 0 || b.Events > l.Events || b.Size > l.Size+l.Frame+eventOverhead {
					t.Fatalf("%d events of %d bytes", b.Events, b.Size)
				}
			}
		})
		// Buffers and the tables of zlib, and a small multiple of what the stream can become.
		if bound := uint64(2<<20 + 2000*len(stream)*4); used > bound {
			t.Fatalf("%d bytes set aside for %d", used, len(stream))
		}
	})
}

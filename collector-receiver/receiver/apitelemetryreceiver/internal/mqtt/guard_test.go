package mqtt

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stream is a connection that reads from memory.
type stream struct {
	net.Conn
	io.Reader
}

func (s stream) Read(p []byte) (int, error) { return s.Reader.Read(p) }
func (s stream) Close() error               { return nil }

func packet(first byte, body []byte) []byte {
	out := []byte{first}
	for n := len(body); ; {
		b := byte(n & 0x7f)
		n >>= 7
		if n > 0 {
			b |= 0x80
		}
		out = append(out, b)
		if n == 0 {
			return append(out, body...)
		}
	}
}

func TestGuard(t *testing.T) {
	small := packet(0x30, []byte("\x00\x01tsmall"))
	large := packet(0x32, append([]byte("\x00\x01t\x00\x07"), bytes.Repeat([]byte("x"), 5000)...))
	cut := packet(0x32, append([]byte("\x00\x01t\x00\x07"), bytes.Repeat([]byte("x"), 995)...))
	in := append(append(append([]byte{}, small...), large...), small...)
	want := append(append(append([]byte{}, small...), cut...), small...)
	for _, size := range []int{1, 2, 7, 100_000} {
		g := newGuard(stream{Reader: bytes.NewReader(in)}, 1000, time.Second)
		var got []byte
		room := make([]byte, size)
		for {
			n, err := g.Read(room)
			got = append(got, room[:n]...)
			if err != nil {
				require.ErrorIs(t, err, io.EOF)
				break
			}
		}
		assert.Equal(t, want, got, "read %d bytes at a time", size)
	}
}

func TestGuardRefuses(t *testing.T) {
	for what, in := range map[string][]byte{
		"other packet": packet(0x40, make([]byte, 2000)), "length": {0x30, 0xff, 0xff, 0xff, 0xff, 0x01}, "cut": {0x30, 0xff},
	} {
		g := newGuard(stream{Reader: bytes.NewReader(in)}, 1000, time.Second)
		_, err := g.Read(make([]byte, 10))
		require.Error(t, err, what)
		require.NotErrorIs(t, err, io.EOF, what)
	}
	n, err := newGuard(stream{Reader: bytes.NewReader(nil)}, 1000, time.Second).Read(nil)
	require.NoError(t, err)
	assert.Zero(t, n)
}

// FuzzGuard holds that no packet that comes out is larger than the limit.
func FuzzGuard(f *testing.F) {
	f.Add(packet(0x30, bytes.Repeat([]byte("x"), 60)))
	f.Add([]byte{0x30, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3})
	f.Fuzz(func(t *testing.T, in []byte) {
		out, _ := io.ReadAll(newGuard(stream{Reader: bytes.NewReader(in)}, 20, time.Second))
		if len(out) > len(in) {
			t.Fatalf("%d bytes of %d", len(out), len(in))
		}
		for len(out) > 1 {
			length, at := 0, 1
			for shift := 0; at < len(out); shift += 7 {
				b := out[at]
				at++
				length |= int(b&0x7f) << shift
				if b&0x80 == 0 {
					break
				}
			}
			if length > 20 {
				t.Fatalf("a packet of %d bytes", length)
			}
			out = out[min(at+length, len(out)):]
		}
	})
}

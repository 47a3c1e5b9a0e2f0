package fluent

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var limits = Limits{Message: 1 << 20, Unpacked: 64 << 10}

// entry is what Each says, kept.
type entry struct {
	time   int64
	record string
}

// hash is a map of pairs in their order.
type hash []any

// pack writes MessagePack in the shortest form, as the official clients do.
func pack(values ...any) string {
	var b []byte
	for _, value := range values {
		switch v := value.(type) {
		case nil:
			b = append(b, 0xc0)
		case string:
			b = appendText(b, v)
		case []byte:
			b = binary.BigEndian.AppendUint32(append(b, 0xc6), uint32(len(v)))
			b = append(b, v...)
		case int:
			b = binary.BigEndian.AppendUint64(append(b, 0xd3), uint64(v))
		case float64:
			b = binary.BigEndian.AppendUint64(append(b, 0xcb), math.Float64bits(v))
		case []any:
			b = binary.BigEndian.AppendUint16(append(b, 0xdc), uint16(len(v)))
			b = append(b, pack(v...)...)
		case hash:
			b = append(append(b, 0x80|byte(len(v)/2)), pack(v...)...)
		}
	}
	return string(b)
}

func gzipped(parts ...string) string {
	var out bytes.Buffer
	for _, part := range parts {
		w := gzip.NewWriter(&out)
		_, _ = io.WriteString(w, part)
		_ = w.Close()
	}
	return out.String()
}

func zstded(plain string) string {
	w, _ := zstd.NewWriter(nil)
	return string(w.EncodeAll([]byte(plain), nil))
}

// read reads a message and its entries.
func read(r *Reader) (m Message, entries []entry, err error) {
	read, err := r.Read()
	if err != nil {
		return *read, nil, err
	}
	err = r.Each(func(time int64, record string) {
		entries = append(entries, entry{time, string(AppendJSON(nil, record, 1000))})
	})
	return *read, entries, err
}

// TestExamplesOfTheSpecification has the messages that Forward Protocol Specification v1 prints, as bytes.
func TestExamplesOfTheSpecification(t *testing.T) {
	foobarbaz := []entry{{1441588984e9, `{"message":"foo"}`}, {1441588985e9, `{"message":"bar"}`}, {1441588986e9, `{"message":"baz"}`}}
	events := "\x92\xce\x55\xec\xe6\xf8\x81\xa7message\xa3foo" + "\x92\xce\x55\xec\xe6\xf9\x81\xa7message\xa3bar" + "\x92\xce\x55\xec\xe6\xfa\x81\xa7message\xa3baz"
	tests := map[string]struct {
		stream string
		want   []entry
		chunk  string
	}{
		"message mode":             {"\x94\xa8tag.name\xce\x55\xec\xe6\xf8\x81\xa7message\xa3bar\x81\xa6option\xa8optional", []entry{{1441588984e9, `{"message":"bar"}`}}, ""},
		"forward mode":             {"\x93\xa8tag.name\x93" + events + "\x81\xa6option\xa8optional", foobarbaz, ""},
		"packed forward mode":      {"\x93\xa8tag.name\xda\x00\x39" + events + "\x81\xa6option\xa8optional", foobarbaz, ""},
		"compressed packed mode":   {"\x93" + pack("tag.name", []byte(gzipped(events)), hash{"compressed", "gzip"}), foobarbaz, ""},
		"compressed, more streams": {"\x93" + pack("tag.name", gzipped(events[:19], events[19:]), hash{"compressed", "gzip"}), foobarbaz, ""},
		"zstd of Fluentd 1.19":     {"\x93" + pack("tag.name", []byte(zstded(events)), hash{"compressed", "zstd"}), foobarbaz, ""},
		"EventTime, fixext":        {"\x93\xa8tag.name\xd7\x00\x55\xec\xe6\xf8\x00\x00\x00\x07\x81\xa7message\xa3bar", []entry{{1441588984000000007, `{"message":"bar"}`}}, ""},
		"EventTime, ext 8":         {"\x93\xa8tag.name\xc7\x08\x00\x55\xec\xe6\xf8\x00\x00\x00\x07\x81\xa7message\xa3bar", []entry{{1441588984000000007, `{"message":"bar"}`}}, ""},
		"a chunk":                  {"\x93\xa8tag.name\x91" + events[:19] + "\x81\xa5chunk\xb8p8n9gmxTQVC8/nh2wlKKeQ==", foobarbaz[:1], "p8n9gmxTQVC8/nh2wlKKeQ=="},
		"metadata of Fluent Bit":   {"\x92\xa8tag.name\x91\x92\x92\xce\x55\xec\xe6\xf8\x81\xa1a\xa1b\x81\xa7message\xa3foo", foobarbaz[:1], ""},
		"no options":               {"\x93\xa8tag.name\x91" + events[:19] + "\xc0", foobarbaz[:1], ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := NewReader(iotest.OneByteReader(strings.NewReader(tt.stream+tt.stream)), limits)
			for range 2 {
				require.NoError(t, r.Await())
				m, entries, err := read(r)
				require.NoError(t, err)
				assert.Equal(t, "tag.name", m.Tag)
				assert.Equal(t, tt.chunk, m.Chunk)
				assert.Equal(t, tt.want, entries)
			}
			require.ErrorIs(t, r.Await(), io.EOF)
		})
	}
	assert.Equal(t, "\x81\xa3ack\xb8p8n9gmxTQVC8/nh2wlKKeQ==", string(AppendAck(nil, "p8n9gmxTQVC8/nh2wlKKeQ==")))
}

func TestTagsAndChunksOutliveTheirMessage(t *testing.T) {
	r := NewReader(strings.NewReader("\x93"+pack("tag1", []any{}, hash{"chunk", "c1"})+"\x93"+pack("tag2", []any{}, hash{"chunk", "c2"})), limits)
	first, _, err := read(r)
	require.NoError(t, err)
	_, _, err = read(r)
	require.NoError(t, err)
	assert.Equal(t, []string{"tag1", "c1"}, []string{first.Tag, first.Chunk})
}

func TestHeartbeatsAndSignals(t *testing.T) {
	r := NewReader(strings.NewReader("\xc0\x93"+pack("t", []byte("\x81\x01\x02"), hash{"fluent_signal", 1, "size", 3})), limits)
	m, entries, err := read(r)
	require.NoError(t, err)
	assert.True(t, m.Heartbeat)
	assert.Empty(t, entries)
	signal, err := r.Read()
	require.NoError(t, err)
	assert.Equal(t, int64(1), signal.Signal)
}

func TestTimes(t *testing.T) {
	for _, tt := range []struct {
		time any
		want int64
	}{{1.5, 1.5e9}, {-1, 0}, {-1.0, 0}, {math.MaxInt64, 0}, {math.NaN(), 0}, {1e300, 0}, {nil, 0}} {
		_, entries, err := read(NewReader(strings.NewReader("\x92"+pack("t", []any{[]any{tt.time, hash{}}})), limits))
		require.NoError(t, err)
		assert.Equal(t, []entry{{tt.want, "{}"}}, entries, "%v", tt.time)
	}
}

func TestEveryKindOfValue(t *testing.T) {
	record := "\x8f" + // 15 pairs
		"\xa1a\xc2" + "\xa1b\xc3" + "\xa1c\x7f" + "\xa1d\xff" + "\xa1e\xcc\xff" + "\xa1f\xcd\xff\xff" + "\xa1g\xcf\xff\xff\xff\xff\xff\xff\xff\xff" +
		"\xa1h\xd0\x80" + "\xa1i\xd1\x80\x00" + "\xa1j\xd2\x80\x00\x00\x00" + "\xa1k\xca\x3f\x80\x00\x00" + "\xa1l\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00" +
		"\xa1m\xd4\x05x" + "\xa1n\xdd\x00\x00\x00\x02\xde\x00\x00\xdf\x00\x00\x00\x01\x01\x02" + "\xa1o\xc7\x01\x05y"
	_, entries, err := read(NewReader(strings.NewReader("\x93\xa1t\x01"+record), limits))
	require.NoError(t, err)
	assert.JSONEq(t, `{"a":false,"b":true,"c":127,"d":-1,"e":255,"f":65535,"g":9223372036854775807,"h":-128,"i":-32768,"j":-2147483648,"k":1,"l":1.5,"m":"eA==","n":[{},{"":2}],"o":"eQ=="}`, entries[0].record)
	assert.Equal(t, `{"a":false,"b":true}`, string(AppendJSON(nil, record, 15)))
	deep := strings.Repeat("\x91", 100) + "\x01"
	assert.Contains(t, string(AppendJSON(nil, deep, 1000)), "null")
	for _, text := range []string{"\xa5ab", "\xc5\x00", "\x92\x01", "\xc1", "\xdd\xff\xff\xff\xff", "\xcd\x01", ""} {
		_, err := NewCursor(text).whole()
		require.Error(t, err, "%q", text)
	}
}

func TestRefused(t *testing.T) {
	event := "\x92\x01\x80"
	tests := map[string]struct {
		stream string
		want   string
		large  bool
	}{
		"text of 4 GB":             {"\x92\xa1t\xdb\xff\xff\xff\xff", "expected a message of at most 1048576 bytes, found more", true},
		"an array of 4 billion":    {"\x92\xa1t\xdd\xff\xff\xff\xff", "expected a message of at most 1048576 bytes, found more", true},
		"a map of 4 billion":       {"\x93\xa1t\x01\xdf\xff\xff\xff\xff", "expected a message of at most 1048576 bytes, found more", true},
		"a bomb":                   {"\x93" + pack("t", []byte(gzipped(strings.Repeat(event, 1<<16))), hash{"compressed", "gzip"}), "expected unpacked entries of at most 65536 bytes, found more", true},
		"a bomb of zstd":           {"\x93" + pack("t", []byte(zstded(strings.Repeat(event, 1<<16))), hash{"compressed", "zstd"}), "expected unpacked entries of at most 65536 bytes, found more", true},
		"an entry of 4 GB, packed": {"\x93" + pack("t", []byte(gzipped("\x92\x01\xdf\xff\xff\xff\xff")), hash{"compressed", "gzip"}), "expected an entry of at most 1048576 bytes", true},
		"TLS":                      {"\x16\x03\x01", "the beginning of a TLS handshake", false},
		"JSON":                     {`["tag",1,{}]`, "found JSON", false},
		"HTTP":                     {"GET / HTTP/1.1", "found byte 0x47", false},
		"too short":                {"\x91\xa1t", "expected a message of 2 to 4 elements, found 1", false},
		"no tag":                   {"\x92\x01\x90", "expected a tag", false},
		"no entries":               {"\x92\xa1t\xc2", "expected entries or a time", false},
		"a time without a record":  {"\x92\xa1t\x01", "expected a record behind the time", false},
		"a record that is no map":  {"\x93\xa1t\x01\x01", "expected a map as the record", false},
		"an entry that is none":    {"\x92\xa1t\x91\x01", "expected a time and a record", false},
		"options that are none":    {"\x93\xa1t\x90\x01", "expected a map of options", false},
		"a chunk that is no text":  {"\x93\xa1t\x90\x81\xa5chunk\x01", "expected text as the option chunk", false},
		"unknown compression":      {"\x93" + pack("t", "x", hash{"compressed", "lz4"}), `found "lz4"`, false},
		"no gzip":                  {"\x93" + pack("t", "nonsense", hash{"compressed", "gzip"}), "expected gzip", false},
		"no zstd":                  {"\x93" + pack("t", "nonsense", hash{"compressed", "zstd"}), "expected whole entries", false},
		"gzip that is cut":         {"\x93" + pack("t", gzipped(event)[:20], hash{"compressed", "gzip"}), "expected whole entries", false},
		"an entry that is cut":     {"\x92" + pack("t", event[:2]), "found the end", false},
		"cut and packed":           {"\x93" + pack("t", []byte(gzipped(event[:2])), hash{"compressed", "gzip"}), "expected whole entries", false},
		"never used":               {"\x92\xa1t\xc1", "found byte 0xc1", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(NewReader(strings.NewReader(tt.stream), limits))
			var refused *Error
			require.ErrorAs(t, err, &refused)
			assert.Contains(t, err.Error(), tt.want)
			assert.Equal(t, tt.large, refused.OverLimit())
		})
	}
	for _, stream := range []string{"\x92\xa1t\xdd\x00\x00\x01\x00", "\x92\xa1t\xdb\x00\x00", "\x92"} {
		_, _, err := read(NewReader(strings.NewReader(stream), limits))
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
}

func TestNothingIsSetAsideOnThePeersWord(t *testing.T) {
	l := Limits{Message: 1 << 30, Unpacked: 1 << 30}
	for _, stream := range []string{"\x92\xa1t\xdb\x3f\xff\xff\xf0x", "\x92\xa1t\xdd\x3f\xff\xff\xf0\x92", "\x93" + pack("t", []byte(gzipped("\x92\x01\xdb\x3f\xff\xff\xf0x")), hash{"compressed", "gzip"})} {
		assert.Less(t, allocated(func() {
			_, _, err := read(NewReader(strings.NewReader(stream), l))
			require.Error(t, err)
		}), uint64(1<<20))
	}
}

func TestRoomIsAskedForWhatArrives(t *testing.T) {
	room := 2000
	l := limits
	l.Reserve = func(n int) bool {
		room -= n
		return room >= 0
	}
	stream := "\x93" + pack("t", []byte(gzipped(strings.Repeat("\x92\x01\x80", 300))), hash{"compressed", "gzip"})
	m, entries, err := read(NewReader(strings.NewReader(stream), l))
	require.NoError(t, err)
	assert.Len(t, entries, 300)
	assert.Equal(t, len(stream)+900, m.Held)
	_, _, err = read(NewReader(strings.NewReader("\x92"+pack("t", strings.Repeat("x", 5000))), l))
	require.ErrorIs(t, err, ErrNoRoom)
	room = len(stream) + 10
	_, _, err = read(NewReader(strings.NewReader(stream), l))
	require.ErrorIs(t, err, ErrNoRoom)
}

func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// client answers HELO with PING and returns the PONG.
func client(t *testing.T, conn net.Conn, key, user, password string) (ok bool, reason string) {
	t.Helper()
	stream := reader{source: oneByte{conn}, limit: maxPing, what: "HELO", arrived: func(int) error { return nil }}
	text, err := stream.read()
	require.NoError(t, err)
	c := NewCursor(text)
	next := func() Value {
		v, err := c.Next()
		require.NoError(t, err)
		return v
	}
	assert.Equal(t, 2, next().Len)
	assert.Equal(t, "HELO", next().Text)
	options := map[string]string{}
	for range next().Len {
		name := next().Text
		options[name] = next().Text
	}
	assert.Len(t, options["nonce"], 16)
	nonce, auth := strings.Clone(options["nonce"]), strings.Clone(options["auth"])
	if user != "" {
		password = digest(auth, user, password)
	}
	_, err = io.WriteString(conn, "\x96"+pack("PING", "client.example", "salt", digest("salt", "client.example", nonce, key), user, password))
	require.NoError(t, err)
	text, err = stream.read()
	require.NoError(t, err)
	c = NewCursor(text)
	assert.Equal(t, 5, next().Len)
	assert.Equal(t, "PONG", next().Text)
	ok = next().Int == 1
	reason = next().Text
	host, proof := next().Text, next().Text
	if ok {
		assert.Equal(t, "server.example", host)
		assert.Equal(t, digest("salt", "server.example", nonce, key), proof)
	}
	return ok, reason
}

func TestHandshake(t *testing.T) {
	users := map[string]string{"alice": "wonder"}
	for name, tt := range map[string]struct {
		users               map[string]string
		key, user, password string
		reason              string
	}{
		"the right key":      {nil, "secret", "", "", ""},
		"a wrong key":        {nil, "other", "", "", "shared_key mismatch"},
		"the right password": {users, "secret", "alice", "wonder", ""},
		"a wrong password":   {users, "secret", "alice", "land", "username/password mismatch"},
		"an unknown user":    {users, "secret", "bob", "", "username/password mismatch"},
		"no user":            {users, "secret", "", "", "username/password mismatch"},
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := net.Pipe()
			done := make(chan error, 1)
			go func() {
				done <- (&Security{Hostname: "server.example", SharedKey: "secret", Users: tt.users}).Handshake(ours)
				_ = ours.Close()
			}()
			ok, reason := client(t, theirs, tt.key, tt.user, tt.password)
			err := <-done
			assert.Equal(t, tt.reason == "", ok)
			assert.Equal(t, tt.reason, reason)
			if tt.reason == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.reason+" (sender client.example)")
			}
		})
	}
}

type pipe struct {
	io.Reader
	io.Writer
}

func TestHandshakeOfStrangers(t *testing.T) {
	s := &Security{Hostname: "h", SharedKey: "secret"}
	for _, answer := range []string{"\x93\xa1t\x01\x80", "\x96" + pack("PONG", "", "", "", "", ""), "\x94" + pack("PING", 1, 2, 3), "\xdb\xff\xff\xff\xff", ""} {
		require.Error(t, s.Handshake(pipe{strings.NewReader(answer), io.Discard}), "%q", answer)
	}
}

// FuzzReader checks that any stream comes to an end, within the limits.
func FuzzReader(f *testing.F) {
	f.Add([]byte("\x94\xa8tag.name\xce\x55\xec\xe6\xf8\x81\xa7message\xa3bar\x81\xa6option\xa8optional"))
	f.Add([]byte("\x93" + pack("t", []byte(gzipped("\x92\x01\x80")), hash{"compressed", "gzip", "chunk", "x"})))
	f.Add([]byte("\x93" + pack("t", []byte(zstded("\x92\x01\x80")), hash{"compressed", "zstd"})))
	f.Add([]byte("\x92\xa1t\xdd\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		l := Limits{Message: 4096, Unpacked: 8192}
		used := allocated(func() {
			r := NewReader(bytes.NewReader(stream), l)
			for r.Await() == nil {
				if _, err := r.Read(); err != nil {
					return
				}
				if r.Each(func(_ int64, record string) { AppendJSON(nil, record, 100) }) != nil {
					return
				}
			}
		})
		// Decoders with their windows, and a small multiple of what the stream can become.
		if bound := uint64(32<<20 + 200*len(stream)); used > bound {
			t.Fatalf("%d bytes set aside for %d", used, len(stream))
		}
	})
}

// FuzzHandshake checks that any answer to HELO comes to an end.
func FuzzHandshake(f *testing.F) {
	f.Add([]byte("\x96" + pack("PING", "h", "s", "d", "u", "p")))
	f.Fuzz(func(t *testing.T, answer []byte) {
		if (&Security{Hostname: "h", SharedKey: "secret"}).Handshake(pipe{bytes.NewReader(answer), io.Discard}) == nil {
			t.Fatal("let in")
		}
	})
}

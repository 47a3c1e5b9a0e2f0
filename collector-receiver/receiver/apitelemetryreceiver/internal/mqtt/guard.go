package mqtt

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// errMalformed says that what the broker sends is not MQTT.
var errMalformed = errors.New("mqtt: malformed fixed header")

// publishType is the packet type of PUBLISH, in the upper half of the first byte (MQTT 3.1.1, 2.2.1).
const publishType = 3

// guard is a connection that lets no packet through that is larger than the limit: the libraries make room for whatever
// length a packet announces. A larger PUBLISH is cut to the limit, with the length changed, for it can be acknowledged
// then; refusing it would have it sent again for ever. Other packets of the size end the connection. The mutex is taken
// by the MQTT 5 library around a packet that it writes in parts.
type guard struct {
	net.Conn
	sync.Mutex
	reader  *bufio.Reader
	limit   int
	timeout time.Duration
	// done ends when the connection is closed.
	done  context.Context
	close context.CancelFunc

	// header is the rest of a fixed header that is to be handed out, body what follows it, skip what is cut off.
	header     []byte
	body, skip int
	room       [5]byte
}

func newGuard(conn net.Conn, limit int, timeout time.Duration) *guard {
	done, cancel := context.WithCancel(context.Background())
	return &guard{Conn: conn, reader: bufio.NewReaderSize(conn, 16<<10), limit: limit, timeout: timeout, done: done, close: cancel}
}

// Read hands out whole packets, byte by byte.
func (g *guard) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(g.header) == 0 && g.body == 0 {
		if err := g.next(); err != nil {
			return 0, err
		}
	}
	if len(g.header) > 0 {
		n := copy(p, g.header)
		g.header = g.header[n:]
		return n, nil
	}
	n, err := g.reader.Read(p[:min(len(p), g.body)])
	g.body -= n
	return n, err
}

// next reads a fixed header.
func (g *guard) next() error {
	for g.skip > 0 {
		n, err := g.reader.Discard(g.skip)
		g.skip -= n
		if err != nil {
			return err
		}
	}
	first, err := g.reader.ReadByte()
	if err != nil {
		return err
	}
	length := 0
	for shift := 0; ; shift += 7 {
		if shift > 21 {
			return errMalformed
		}
		b, err := g.reader.ReadByte()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		length |= int(b&0x7f) << shift
		if b&0x80 == 0 {
			break
		}
	}
	if length > g.limit {
		if first>>4 != publishType {
			return fmt.Errorf("mqtt: a packet of type %d announces %d bytes, allowed are %d", first>>4, length, g.limit)
		}
		g.skip, length = length-g.limit, g.limit
	}
	g.body = length
	g.room[0] = first
	at := 1
	for {
		g.room[at] = byte(length & 0x7f)
		length >>= 7
		if length == 0 {
			break
		}
		g.room[at] |= 0x80
		at++
	}
	g.header = g.room[:at+1]
	return nil
}

// Write gives up on a broker that does not read.
func (g *guard) Write(p []byte) (int, error) {
	if err := g.SetWriteDeadline(time.Now().Add(g.timeout)); err != nil {
		return 0, err
	}
	return g.Conn.Write(p)
}

// Close ends the connection, and with it whoever waits for room for a message.
func (g *guard) Close() error {
	g.close()
	return g.Conn.Close()
}

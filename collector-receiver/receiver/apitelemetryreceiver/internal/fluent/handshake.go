package fluent

import (
	"crypto/rand"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"io"
)

// Security is what a server asks of its senders.
type Security struct {
	// Hostname is how the server calls itself.
	Hostname string
	// SharedKey is the secret of both.
	SharedKey string
	// Users holds passwords by name; empty when nobody is asked for one.
	Users map[string]string
}

// maxPing bounds the one message of a sender that is not known yet.
const maxPing = 4 << 10

const saltSize = 16

// RefusedError is a sender that did not know what it had to; it was told the reason.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return "the handshake failed: " + e.Reason }

// Handshake asks the sender at the other end of conn who it is: HELO, PING, PONG. It reads not a byte of what comes behind.
func (s *Security) Handshake(conn io.ReadWriter) error {
	salts := make([]byte, 2*saltSize)
	_, _ = rand.Read(salts) // it never fails
	nonce, auth := string(salts[:saltSize]), ""
	if len(s.Users) > 0 {
		auth = string(salts[saltSize:])
	}
	helo := appendText([]byte{0x92}, "HELO")
	helo = appendBinary(appendText(append(helo, 0x83), "nonce"), nonce)
	helo = appendBinary(appendText(helo, "auth"), auth)
	helo = append(appendText(helo, "keepalive"), 0xc3)
	if _, err := conn.Write(helo); err != nil {
		return err
	}
	ping, err := readPing(conn)
	if err != nil {
		return err
	}
	host, salt := ping[0], ping[1]
	reason := s.check(ping, nonce, auth)
	pong := appendText([]byte{0x95}, "PONG")
	if reason != "" {
		pong = appendText(append(pong, 0xc2), reason)
		pong = appendText(appendText(pong, ""), "")
		_, _ = conn.Write(pong)
		return &RefusedError{reason + " (sender " + printable(host) + ")"}
	}
	pong = appendText(append(pong, 0xc3), "")
	pong = appendText(appendText(pong, s.Hostname), digest(salt, s.Hostname, nonce, s.SharedKey))
	_, err = conn.Write(pong)
	return err
}

// check returns what is wrong, empty when nothing is.
func (s *Security) check(ping [5]string, nonce, auth string) string {
	host, salt, key, user, password := ping[0], ping[1], ping[2], ping[3], ping[4]
	if !same(key, digest(salt, host, nonce, s.SharedKey)) {
		return "shared_key mismatch"
	}
	if len(s.Users) == 0 {
		return ""
	}
	known, ok := s.Users[user]
	if !same(password, digest(auth, user, known)) || !ok {
		return "username/password mismatch"
	}
	return ""
}

// readPing reads PING, client host name, salt, digest of the key, user, digest of the password; the last two may be missing.
func readPing(conn io.Reader) (out [5]string, err error) {
	// One byte at a time: what is behind the message is not ours to read.
	stream := reader{source: oneByte{conn}, limit: maxPing, what: "a handshake", arrived: func(int) error { return nil }}
	text, err := stream.read()
	if err != nil {
		return out, err
	}
	c := NewCursor(text)
	outer, err := c.Next()
	if err != nil || outer.Kind != Array || outer.Len < 4 || outer.Len > 6 {
		return out, malformed("expected PING with 4 to 6 elements: the sender needs the shared key, too")
	}
	name, err := c.Next()
	if err != nil || name.Text != "PING" {
		return out, malformed("expected PING: the sender needs the shared key, too")
	}
	for i := range outer.Len - 1 {
		v, err := c.Next()
		if err != nil {
			return out, err
		}
		if v.Kind != Text && v.Kind != Nil {
			return out, malformed("expected text in PING")
		}
		out[i] = v.Text
	}
	return out, nil
}

// oneByte reads no further than it is asked to.
type oneByte struct{ io.Reader }

func (r oneByte) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(1, len(p))]) }

func digest(parts ...string) string {
	h := sha512.New()
	for _, part := range parts {
		_, _ = io.WriteString(h, part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// printable bounds what a stranger's name does to a log.
func printable(s string) string {
	out := make([]byte, 0, 64)
	for i := 0; i < len(s) && len(out) < 64; i++ {
		if s[i] > ' ' && s[i] < 0x7f {
			out = append(out, s[i])
		}
	}
	return string(out)
}

func appendText(b []byte, s string) []byte {
	switch n := len(s); {
	case n < 32:
		b = append(b, 0xa0|byte(n))
	case n < 1<<8:
		b = append(b, 0xd9, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0xda), uint16(n))
	default:
		b = binary.BigEndian.AppendUint32(append(b, 0xdb), uint32(n))
	}
	return append(b, s...)
}

func appendBinary(b []byte, s string) []byte {
	return append(append(b, 0xc4, byte(len(s))), s...)
}
